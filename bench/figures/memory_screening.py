"""How much memory screening's processes hold at most while they hear and look through a long feed."""

import asyncio
from collections.abc import Mapping, Sequence

from bench import feeds, stage
from bench.figure import Figure, Size, at_most
from bench.stage import Account, Server
from zhenxie.generate.histories import Plan

_PARTS = 2
_STEPS = 4
# Of a generated history; 1,000,000 entries are some 89,000 cases.
_ENTRIES_A_CASE = 11.2


def measure(size: Size) -> list[Figure]:
    """Measure the peak at each quarter of the feed: what grows with it shows there."""
    cases = size.of(5_000, quick=150, full=int(1_000_000 / _ENTRIES_A_CASE) + 1)
    with stage.fresh() as environment:
        accounts, account = feeds.register(environment)
        with stage.serving(environment, "exchange", "api") as exchange:
            asyncio.run(feeds.load(exchange.url, accounts, Plan(cases=cases, seed=7), "whole"))
            entries, peaks = asyncio.run(_peaks(environment, exchange.url, account))
    values = {f"peak MB at {100 * one // _STEPS} %": peak for one, peak in enumerate(peaks, 1)}
    return [
        Figure(
            f"peak memory of screening, each process, {entries:,} entries",
            values,
            goals=[at_most("≤ 200 MB", peaks[-1], 200, smaller=not size.full)],
            note=f"{entries} entries of {cases} cases, {_PARTS} processes, the larger one; at each quarter of what is"
            " looked at once the whole feed was heard. --full takes the 1,000,000 entries that the goal is about",
        )
    ]


async def _peaks(environment: Mapping[str, str], url: str, account: Account) -> tuple[int, Sequence[float]]:
    feed = await feeds.connect(environment, "EXCHANGE")
    own = await feeds.connect(environment, "SCREENING")
    try:
        head: int = await feed.fetchval("select position from feed_head")
        with feeds.screening(environment, url, account, _PARTS) as running:
            return head, [await _peak(own, head * one // _STEPS, running) for one in range(1, _STEPS + 1)]
    finally:
        await feed.close()
        await own.close()


async def _peak(own: object, upto: int, running: Sequence[Server]) -> float:
    both = "select count(*) filter (where position >= $1) = 2 from progress"
    await feeds.until(own, both, upto, running)
    return max(one.peak_mb() for one in running)
