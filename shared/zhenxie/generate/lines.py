"""A plan as the lines of bulk intake, in the order in which they were recorded."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from zhenxie.generate.coverage import declared
from zhenxie.generate.histories import History, Plan, histories
from zhenxie.generate.tale import Report


@dataclass(frozen=True, slots=True)
class Line:
    """One line of NDJSON, its end included, and whose it is: each agency sends its own."""

    sender: str
    body: bytes


_Pending = tuple[int, int, int, str, bytes]


def lines(plan: Plan, *, coverage: bool = False) -> Iterator[Line]:
    """Yield the lines of every agency, oldest first; with `coverage`, their declarations among them.

    Only what the cases that have begun still have to say is kept.

    :raises ValueError: more cases than the agencies have case numbers.
    """
    told = _told(plan)
    if coverage:
        said = ((one.recorded, -1, place, one) for place, one in enumerate(declared(plan)))
        promised = ((at, -1, place, one.agency, _body({"coverage": one.event})) for at, _, place, one in said)
        told = heapq.merge(told, promised)
    for _, _, _, sender, body in told:
        yield Line(sender, body)


def _told(plan: Plan) -> Iterator[_Pending]:
    open_: list[_Pending] = []
    for serial, history in enumerate(histories(plan)):
        # What comes now began later than all before, and was recorded after it began.
        while open_ and open_[0][0] < history.began:
            yield heapq.heappop(open_)
        for place, report in enumerate(history.reports):
            heapq.heappush(open_, (report.recorded, serial, place, report.sender, line_of(history, place)))
    while open_:
        yield heapq.heappop(open_)


def line_of(history: History, place: int) -> bytes:
    """Return one report of a case as a line of bulk intake: the first opens the case."""
    report: Report = history.reports[place]
    head, *others = report.events
    if place == 0:
        return _body({"case_number": history.case_number, "notified": head, "events": others})
    if others:
        return _body({"case_number": history.case_number, "events": report.events})
    return _body({"case_number": history.case_number, "event": head})


def _body(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
