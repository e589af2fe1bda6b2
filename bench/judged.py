"""Generated histories as screening hears them, and one look of every rule at one: what the figures of the engine time."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from screening import engine
from screening.casefile import CaseFile
from screening.coverage import Coverage, Declaration
from screening.rulebook import Verdict
from zhenxie.generate.coverage import declared
from zhenxie.generate.histories import History, Plan, histories, moment_of
from zhenxie.law.calendar import legal_day
from zhenxie.record.told import Told
from zhenxie.wire import sealing
from zhenxie.wire.validation import parse_event

# As many are made before a stretch that is timed: the making is no part of the figure.
_BATCH = 500


def promised(plan: Plan) -> Coverage:
    """Return what the agencies of a plan promise."""
    return Coverage([Declaration(1, one.agency, one.event["data"]["types"]) for one in declared(plan)])


def batches(plan: Plan) -> Iterator[list[list[Told]]]:
    """Yield the histories of a plan, some at a time, as they are told."""
    every = histories(plan)
    while batch := list(islice(every, _BATCH)):
        yield [told(one) for one in batch]


def told(history: History) -> list[Told]:
    """Return the entries of one history."""
    said = [(report, event) for report in history.reports for event in report.events]
    return [
        Told(
            position=place,
            event_id=UUID(int=place),
            recorded_at=moment_of(report.recorded),
            source=report.sender,
            type=event["type"],
            payload=sealing.part(parse_event(event))[0],
            case_number=history.case_number,
        )
        for place, (report, event) in enumerate(said, 1)
    ]


def look(entries: list[Told], coverage: Coverage) -> int:
    """Let every rule that watches a case answer once, on the day of its last report; return how many found something."""
    file = CaseFile(UUID(int=1), entries, 1, entries[-1].position, coverage)
    on = legal_day(entries[-1].recorded_at)
    return sum(outcome.verdict is Verdict.FOUND for _, outcome in engine.evaluate(file, on))
