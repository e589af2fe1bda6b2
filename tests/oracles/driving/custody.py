"""The oracle's reading of DUI-12, whose over-custody is M05: detention and arrest for drunk driving and nothing else."""

from collections.abc import Iterator
from datetime import date

from oracles.driving.days import ONE, LastDay, Span, span
from oracles.driving.filing import CHARGES
from oracles.driving.history import History, Said
from oracles.driving.verdicts import CLEAR, FOUND, UNDETERMINED, Answer, Key, doubted, in_time

ENDS = (
    "suspect.released",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
    "suspect.arrested",
    "suspect.arrest_requested",
)
# The procuratorate says that it has the request; its silence is not for the police to promise.
LAW_OF_2012 = date(2013, 1, 1)
RECEIVED = "suspect.arrest_request_received"


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers about every detention and every request for arrest."""
    for detention in history.of("suspect.detained"):
        day = span(detention["occurred"])
        # The law of 1996 is not among ours.
        if day is not None and day[1] < LAW_OF_2012:
            continue
        due = None if day is None else _may_last(history, detention, day)
        only = history.is_only_drunk_driving(detention["suspect"], due)
        if only is not False:
            answer = _held(history, detention, day, due)
            yield ("M05", detention["suspect"], detention["id"]), doubted(answer, only is None)
    for request in history.of("suspect.arrest_requested"):
        only = history.is_only_drunk_driving(request["suspect"], span(request["occurred"]))
        if only is not False:
            answer = _without_breach(history, request)
            yield ("DUI-12", request["suspect"], request["id"]), doubted(answer, only is None)


def _may_last(history: History, detention: Said, day: Span) -> Span:
    """Return the day to which he may surely be detained, and the last to which he may be at all.

    An extension counts that was decided while the detention still ran; before it, it was another detention's.
    """
    # In custody a period ends on its day, holiday or not (CPL 105).
    surely, perhaps = day[0] + 3 * ONE, day[1] + 3 * ONE
    extensions = history.of("suspect.detention_extended", person=detention["suspect"])
    for one in extensions * len(extensions):
        decided, known = span(one["occurred"]), isinstance(one["ground"], str)
        longest = 7 if one["ground"] == "special" else 30
        stated = date.fromisoformat(one["new_limit"]) if "new_limit" in one else None
        if decided is None or (decided[1] >= day[0] and decided[0] <= perhaps):
            perhaps = max(perhaps, min(day[1] + longest * ONE, stated or date.max))
        if decided is not None and decided[0] >= day[1] and decided[1] <= surely:
            # A code that nobody maps names no ground: of what it states, seven days are lawful on any.
            least = longest if known else 7 if stated else 0
            surely = max(surely, min(day[0] + least * ONE, stated or date.max))
    return surely, perhaps


def _held(history: History, detention: Said, day: Span | None, until: Span | None) -> Answer:
    if day is None or until is None:
        return Answer(UNDETERMINED)
    due = LastDay(until[0], until[1], until[1])
    done = [span(one["occurred"]) for one in history.of(*ENDS, RECEIVED, person=detention["suspect"])]
    done = [one for one in done if one is None or one[1] >= day[0]]
    types = [*ENDS, "suspect.detention_extended", *CHARGES]
    return in_time(history.on, due, done, lambda: history.is_silent(types, day[0], due.last))


def _without_breach(history: History, request: Said) -> Answer:
    person = request["suspect"]
    stated = {request.get("breach_of_measure")} - {None}
    for one in history.of("fact.established", person=person):
        if one["key"] == "bail_breach" and "truth" in one["value"]:
            stated.add(one["value"]["truth"])
    if True in stated:
        return Answer(CLEAR)
    measures = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")
    # Another charge, or a breach, may be stated elsewhere; who was never on bail has nothing to breach.
    types = [*CHARGES, "fact.established"]
    if not stated:
        if history.of(*measures, person=person):
            return Answer(UNDETERMINED)
        types += measures
    settled = history.is_settled(types, span(request["occurred"]), person)
    return Answer(FOUND, request["occurred"]) if settled else Answer(UNDETERMINED)
