"""How fast the rules answer, without feed or database: on one core, over generated histories."""

import gc
import time
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from bench.figure import Figure, Size, at_least
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
# List ends are looked at for some of the cases only: a case has seven.
_EACH_LOOKED_AT = 10


def measure(size: Size) -> list[Figure]:
    """Measure one answer a case on the day of its last report, and one at the end of each of its lists."""
    cases = size.of(100_000, quick=500)
    plan = Plan(cases=cases, seed=3)
    promised = Coverage([Declaration(1, one.agency, one.event["data"]["types"]) for one in declared(plan)])
    once = looks = found = entries = 0
    once_s = looks_s = 0.0
    # As screening's own process does: what a rule makes holds no circles that reference counting would not end.
    gc.freeze()
    for number, batch in enumerate(_batches(plan)):
        begun = time.process_time()
        found += sum(_answer(told, promised) for told in batch)
        once_s += time.process_time() - begun
        once, entries = once + len(batch), entries + sum(map(len, batch))
        if number % _EACH_LOOKED_AT == 0:
            ends = [told[:end] for told in batch for end in _ends(told)]
            begun = time.process_time()
            for told in ends:
                _answer(told, promised)
            looks_s += time.process_time() - begun
            looks += len(ends)
    gc.unfreeze()
    values = {"cases/s": once / once_s, "entries/s": entries / once_s, "looks/s": looks / looks_s}
    return [
        Figure(
            "engine alone, a core",
            values,
            goals=[at_least("≥ 5,000 cases/s", values["cases/s"], 5000)],
            note=f"{cases} generated histories of {entries / once:.1f} entries; a case is its history folded, and every"
            f" rule that watches it answered once, on the day of its last report, coverage known ({found} findings);"
            f" looks: the same at the end of each report of every tenth batch, as the live pass looks ({looks})."
            " Seconds of the processor, which other processes on it lengthen as well",
        )
    ]


def _batches(plan: Plan) -> Iterator[list[list[Told]]]:
    every = histories(plan)
    while batch := list(islice(every, _BATCH)):
        yield [_told(one) for one in batch]


def _told(history: History) -> list[Told]:
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


def _ends(told: list[Told]) -> list[int]:
    return [
        place
        for place in range(1, len(told) + 1)
        if told[place:][:1] == [] or told[place].recorded_at > told[place - 1].recorded_at
    ]


def _answer(told: list[Told], promised: Coverage) -> int:
    file = CaseFile(UUID(int=1), told, 1, told[-1].position, promised)
    on = legal_day(told[-1].recorded_at)
    return sum(outcome.verdict is Verdict.FOUND for _, outcome in engine.evaluate(file, on))
