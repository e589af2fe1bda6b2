"""The whole shelf over many cases on two cores, whether memory stays level, and one event on a very long case."""

import gc
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from statistics import median
from typing import NamedTuple
from uuid import UUID

from bench import judged
from bench.figure import Figure, Size, at_least, at_most
from screening import registry
from zhenxie.generate.histories import Plan
from zhenxie.generate.ordinary import THEFT
from zhenxie.record.told import Told

_PROCESSES = 2
_LONG = 500
_LOOKS = 30
_KB = 1024


class _Part(NamedTuple):
    cases: int
    found: int
    cpu_s: float
    warm_mb: float
    end_mb: float


def measure(size: Size) -> list[Figure]:
    """Measure two processes that share the cases, as two workers of screening do, and one look at a case of 500 events."""
    cases = size.of(100_000, quick=1_000, full=1_000_000)
    begun = time.perf_counter()
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_answered, [cases // _PROCESSES] * _PROCESSES, range(_PROCESSES)))
    wall = time.perf_counter() - begun
    # Both run at once; the making of the cases takes its share of the time and is left out, processor by processor.
    speed = sum(part.cases / part.cpu_s for part in parts)
    growth = max(part.end_mb - part.warm_mb for part in parts)
    rules = sum(len(model.rules) for model in registry.every_model())
    one, entries = _long_case()
    return [
        Figure(
            "full shelf, two cores",
            {"cases/s": speed, "MB grown": growth, "MB a process": max(part.end_mb for part in parts)},
            goals=[
                at_least("≥ 1,700 cases/s", speed, 1_700),
                at_most("memory level: ≤ 10 MB", growth, 10, smaller=size.quick),
            ],
            note=f"{cases} generated histories in {_PROCESSES} processes at once, {rules} rules,"
            f" {sum(part.found for part in parts)} findings; each case is folded and looked at once, on the day of its"
            f" last report. Seconds of the processor without the making of the cases; with it the whole took {wall:.0f} s."
            f" Grown: the greatest size of a process at the end, less that after half of its cases",
        ),
        Figure(
            "one event on a long case",
            {"p50 ms": median(one) * 1000, "worst ms": max(one) * 1000},
            goals=[at_most("≤ 5 ms", median(one) * 1000, 5)],
            note=f"a case of {entries} events gets one more: folded anew, and every rule looks at it",
        ),
    ]


def _answered(cases: int, part: int) -> _Part:
    plan = Plan(cases=cases, seed=30 + part)
    promised = judged.promised(plan)
    registry.every_model()
    done, found, spent, warm = 0, 0, 0.0, 0.0
    gc.freeze()
    for batch in judged.batches(plan):
        begun = time.process_time()
        found += sum(judged.look(told, promised) for told in batch)
        spent += time.process_time() - begun
        done += len(batch)
        # What is remembered of dates and periods is bounded, and full by then.
        if not warm and done >= cases // 2:
            warm = _size_mb()
    return _Part(done, found, spent, warm or _size_mb(), _size_mb())


def _size_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB


def _long_case() -> tuple[list[float], int]:
    """Return how long the looks at a case of 500 events took, and how many it has: a joint crime of some forty people."""
    plan = Plan(cases=200, seed=7)
    first, *others = (told for batch in judged.batches(plan) for told in batch if _is_of_theft(told))
    entries = list(first)
    for number, told in enumerate(others, 10):
        entries += [
            _of_another(one, f"S{number}", len(entries) + place) for place, one in enumerate(_personal(told), 1)
        ]
        if len(entries) > _LONG:
            break
    promised = judged.promised(plan)
    judged.look(entries, promised)
    taken = []
    for _ in range(_LOOKS):
        begun = time.perf_counter()
        judged.look(entries, promised)
        taken.append(time.perf_counter() - begun)
    return taken, len(entries) - 1


def _is_of_theft(told: list[Told]) -> bool:
    charges = told[0].payload["data"].get("charges") or ()
    return charges == [THEFT] and any(one.type == "suspect.detained" for one in told)


def _personal(told: list[Told]) -> list[Told]:
    return [one for one in told if one.payload.get("suspect_ref") == "S1"]


def _of_another(one: Told, ref: str, position: int) -> Told:
    payload = {**one.payload, "message_id": f"another-{position}", "suspect_ref": ref}
    return replace(one, position=position, event_id=UUID(int=position), payload=payload)
