"""The oracle's reading of DUI-12: arrest requested for drunk driving and nothing else."""

from collections.abc import Iterator

from oracles.driving.days import span
from oracles.driving.filing import CHARGES
from oracles.driving.history import History, Said
from oracles.driving.verdicts import CLEAR, FOUND, UNDETERMINED, Answer, Key, doubted


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers about every request for arrest."""
    for request in history.of("suspect.arrest_requested"):
        only = history.is_only_drunk_driving(request["suspect"], span(request["occurred"]))
        if only is not False:
            answer = _without_breach(history, request)
            yield ("DUI-12", request["suspect"], request["id"]), doubted(answer, only is None)


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
