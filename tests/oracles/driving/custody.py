"""The oracle's reading of DUI-12, whose over-custody is M05: detention and arrest for drunk driving and nothing else."""

from collections.abc import Iterator
from datetime import date

from oracles.driving.days import ONE, LastDay, span
from oracles.driving.filing import CHARGES
from oracles.driving.history import History, Said
from oracles.driving.verdicts import CLEAR, FOUND, UNDETERMINED, Answer, Key, in_time

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
        if history.is_only_drunk_driving(detention["suspect"]):
            yield ("M05", detention["suspect"], detention["id"]), _held(history, detention)
    for request in history.of("suspect.arrest_requested"):
        if history.is_only_drunk_driving(request["suspect"]):
            yield ("DUI-12", request["suspect"], request["id"]), _without_breach(history, request)


def _held(history: History, detention: Said) -> Answer:
    person, day = detention["suspect"], span(detention["occurred"])
    if day is None:
        return Answer(UNDETERMINED)
    limit = 3
    for one in history.of("suspect.detention_extended", person=person):
        limit = max(limit, 7 if one["ground"] == "special" else 30)
    # In custody a period ends on its day, holiday or not (CPL 105).
    due = LastDay(day[0] + limit * ONE, day[1] + limit * ONE, day[1] + limit * ONE)
    done = [span(one["occurred"]) for one in history.of(*ENDS, RECEIVED, person=person)]
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
