"""The oracle's reading of DUI-14: closed without revoking the licence (吊销驾驶证)."""

from collections.abc import Iterator
from datetime import date

from oracles.driving.days import LastDay, span
from oracles.driving.filing import DRUNK, below, opinions
from oracles.driving.history import CITY_POLICE, History, Said, first_of, is_about
from oracles.driving.verdicts import CLEAR, UNDETERMINED, Answer, Key, doubted, in_time, since_new_law

HELD, NOT_HELD = {"valid", "suspended", "wrong_class"}, {"none", "revoked"}


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answer about the first closing, for each driver: not filed, withdrawn, or sent for prosecution."""
    closings = history.of("case.filing_refused", "case.withdrawn", "case.sent_for_prosecution")
    if not closings or not history.concerns_drunk_driving():
        return
    closing = first_of(closings)
    new = since_new_law(span(closing["occurred"]))
    for person in history.drivers():
        if new is not False and opinions(history, person):
            yield ("DUI-14", person, closing["id"]), _revoked(history, closing, person, new)


def _revoked(history: History, closing: Said, person: str | None, new: bool | None) -> Answer:
    under = below(history, person, DRUNK)
    licences = {
        one["driving"]["licence_status"]
        for one in history.standing
        if "licence_status" in one.get("driving", {}) and is_about(one, person)
    }
    why = closing.get("reason", closing.get("ground"))
    if under or (licences and licences <= NOT_HELD) or why == "death":
        return Answer(CLEAR)
    # One of whom it was not shown that he drove drunk keeps his licence; an unmapped or unstated reason shows nothing.
    owed = closing["type"] == "case.sent_for_prosecution" or why == "minor_not_crime"
    day, act = span(closing["occurred"]), history.act(person)
    if day is None:
        return Answer(UNDETERMINED)
    since = min(act[0], day[0]) if act else date.min
    revoked = [span(one["occurred"]) for one in history.of("suspect.licence_revoked", person=person)]
    types = ["suspect.licence_revoked", "evidence.forensic_opinion_issued"]
    due = LastDay(day[0], day[1], day[1])

    def silent() -> bool:
        # The traffic police of the city may be who revokes.
        elsewhere = history.is_silent(["suspect.licence_revoked"], since, day[1], CITY_POLICE)
        return elsewhere and history.is_silent(types, since, day[1])

    answer = in_time(history.on, due, revoked, silent)
    return doubted(answer, not owed or under is None or new is None or not licences or not licences <= HELD)
