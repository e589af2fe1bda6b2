"""How fast the rules answer, without feed or database: on one core, over generated histories."""

import gc
import time

from bench import judged
from bench.figure import Figure, Size, at_least
from zhenxie.generate.histories import Plan
from zhenxie.record.told import Told

# List ends are looked at for some of the cases only: a case has seven.
_EACH_LOOKED_AT = 10


def measure(size: Size) -> list[Figure]:
    """Measure one answer a case on the day of its last report, and one at the end of each of its lists."""
    cases = size.of(100_000, quick=500)
    plan = Plan(cases=cases, seed=3)
    promised = judged.promised(plan)
    once = looks = found = entries = 0
    once_s = looks_s = 0.0
    # As screening's own process does: what a rule makes holds no circles that reference counting would not end.
    gc.freeze()
    for number, batch in enumerate(judged.batches(plan)):
        begun = time.process_time()
        found += sum(judged.look(told, promised) for told in batch)
        once_s += time.process_time() - begun
        once, entries = once + len(batch), entries + sum(map(len, batch))
        if number % _EACH_LOOKED_AT == 0:
            ends = [told[:end] for told in batch for end in _ends(told)]
            begun = time.process_time()
            for told in ends:
                judged.look(told, promised)
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


def _ends(told: list[Told]) -> list[int]:
    return [
        place
        for place in range(1, len(told) + 1)
        if told[place:][:1] == [] or told[place].recorded_at > told[place - 1].recorded_at
    ]
