"""The oracle's reading of priors (art 10 items 13 and 14), of DUI-15, and of what else follows a case: DUI-13, DUI-14."""

from collections.abc import Iterator

from oracles.driving.days import Span, span, years_before
from oracles.driving.history import DRUNK_DRIVING, History, Said, first_of
from oracles.driving.verdicts import CLEAR, FOUND, NEW_LAW, UNDETERMINED, Answer, Key, all_of, since_new_law

CONVICTED, PUNISHED = "convicted_within_five_years", "punished_within_two_years"


def priors(history: History, person: str | None) -> list[tuple[str, bool | None]]:
    """Return the priors that other cases may show of this driver: which item, and whether it certainly is one."""
    found = []
    for fact in history.related:
        if "officer" in fact or (person is not None and fact.get("own") not in (None, person)):
            continue
        item, years, counts = _kind(fact)
        # Where nobody says who drove, whose prior it is decides nothing.
        his = True if person is not None and fact.get("own") == person else None
        certain = all_of(counts, _within(span(fact["occurred"]), history.act(person), years), his)
        if certain is not False:
            found.append((item, certain))
    return found


def _kind(fact: Said) -> tuple[str, int, bool | None]:
    if fact["type"] == "suspect.judged":
        outcome = fact.get("outcome")
        convicted = None if not isinstance(outcome, str) else outcome in ("convicted", "exempted")
        return CONVICTED, 5, all_of(convicted, _dangerous(fact))
    if fact["type"] == "suspect.not_prosecuted":
        kind = fact.get("kind")
        return CONVICTED, 5, all_of(None if not isinstance(kind, str) else kind == "discretionary", _dangerous(fact))
    # What a penalty was for stands sealed (治安管理处罚法 136).
    return PUNISHED, 2, None if fact["type"] == "suspect.penalized" else False


def _dangerous(fact: Said) -> bool | None:
    charges = fact.get("charges")
    if not charges:
        return None
    return any(
        one.get("cl_article") == "133-1" or str(one.get("name")).removesuffix("罪") == DRUNK_DRIVING for one in charges
    )


def _within(prior: Span | None, act: Span | None, years: int) -> bool | None:
    if prior is None or act is None:
        return None
    earliest, latest = years_before(act[0], years), years_before(act[1], years)
    if prior[1] < earliest or prior[0] > act[1]:
        return False
    return True if prior[0] >= latest and prior[1] <= act[0] else None


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers of DUI-13 and DUI-15."""
    if not history.of("case.filed") or not history.concerns_drunk_driving():
        return
    filed = first_of(history.of("case.filed"))
    day = span(filed["occurred"])
    # A habit of the police, not a duty: it informs and never accuses.
    if day is None or day[1] >= NEW_LAW:
        yield ("DUI-13", None, filed["id"]), Answer(UNDETERMINED if day is None else CLEAR)
    for person in history.drivers():
        new = since_new_law(history.act(person))
        if new is not False:
            verdict = _absent_from_the_file(history, person, day, new)
            since = filed["occurred"] if verdict == FOUND else None
            yield ("DUI-15", person, filed["id"]), Answer(verdict, since)


def _absent_from_the_file(history: History, person: str | None, filed: Span | None, new: bool | None) -> str:
    answers = {CLEAR}
    for item, certain in priors(history, person):
        said = history.statements("aggravating", item, person=person)
        no, yes = [day for truth, day in said if not truth], [day for truth, day in said if truth]
        # The last word counts: who denied it first and states it later has made that good, from that day on.
        in_order = (None not in (*no, *yes) and max((day[1] for day in no), default=None)) or None
        later = bool(no and yes and in_order and in_order <= min(day[0] for day in yes))
        since_filing = later and (filed is None or min(day[1] for day in yes) > filed[0])
        if no and certain and new and (not yes or since_filing):
            answers.add(FOUND if _nothing_else_was_stated(history, person, filed, no) else "in doubt")
        elif not yes or (no and not later):
            answers.add(UNDETERMINED)
    if "in doubt" in answers:
        return UNDETERMINED
    return next(one for one in (FOUND, UNDETERMINED, CLEAR) if one in answers)


def _nothing_else_was_stated(
    history: History, person: str | None, filed: Span | None, denied: list[Span | None]
) -> bool:
    days = [filed, *denied]
    if filed is None or None in days:
        return False
    until = (filed[0], max(day[1] for day in days if day is not None))
    return history.is_settled(["fact.established"], until, person)
