"""How fast screening goes from a full feed to stored outcomes: real HTTP, real PostgreSQL, two processes."""

import asyncio
import time

from bench import feeds, stage
from bench.feeds import Told
from bench.figure import Figure, Size, at_least
from zhenxie.generate.histories import Plan

_PARTS = 2


def measure(size: Size) -> list[Figure]:
    """Measure over cases that were handed in whole, and over the same reported bit by bit."""
    return [_figure("whole", size.of(12_000, quick=200)), _figure("recorded", size.of(4_000, quick=100))]


def _figure(told: Told, cases: int) -> Figure:
    plan = Plan(cases=cases, seed=4)
    with stage.fresh() as environment:
        accounts, account = feeds.register(environment)
        with stage.serving(environment, "exchange", "api", "--workers", str(_PARTS)) as exchange:
            asyncio.run(feeds.load(exchange.url, accounts, plan, told))
            begun = time.perf_counter()
            with feeds.screening(environment, exchange.url, account, _PARTS) as running:
                values = asyncio.run(_followed(environment, running, begun))
    values = {"cases/s": cases / values["s"], **values}
    lists = values["lists"] / cases
    if told == "whole":
        goals = [at_least("≥ 1,700 cases/s", values["cases/s"], 1700)]
        said = f"each agency's part of a case in one list, {lists:.1f} lists a case"
    else:
        goals = []
        said = f"report by report in the order of years, {lists:.1f} lists a case and a look at each"
    return Figure(
        f"screening, feed to stored outcomes, {_PARTS} processes: {said.partition(',')[0]}",
        values,
        goals=goals,
        note=f"{cases} generated cases, {said}; from the start of empty processes to the last stored outcome, the"
        f" exchange ({_PARTS} workers), PostgreSQL and the publishing of what was found so far on the same cores",
    )


async def _followed(environment: dict[str, str], running: list[stage.Server], begun: float) -> dict[str, float]:
    feed = await feeds.connect(environment, "EXCHANGE")
    own = await feeds.connect(environment, "SCREENING")
    try:
        head = await feed.fetchval("select position from feed_head")
        await feeds.until(own, "select position >= $1 from feed_cursor", head, running)
        heard = time.perf_counter() - begun
        both = "select count(*) filter (where position >= $1) = 2 from progress"
        await feeds.until(own, both, head, running)
        whole = time.perf_counter() - begun
        lists = await own.fetchval("select count(distinct list_end) from heard where position <= $1", head)
    finally:
        await feed.close()
        await own.close()
    peak = max(one.peak_mb() for one in running)
    return {
        "entries/s": head / whole,
        "lists/s": lists / whole,
        "s": whole,
        "s until heard": heard,
        "lists": lists,
        "peak MB": peak,
    }
