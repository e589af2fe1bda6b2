"""Screening wiped and rebuilt, in one part or three, in one process or several: the same alerts, the same bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

import pytest

from fixtures import retold, tales
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from fixtures.screening import screening
from screening.app import Work
from screening.store import queries
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import legal_day

ONE = (((0, 1),),)
THREE_IN_ONE = (((0, 3), (1, 3), (2, 3)),)
THREE = (((0, 3),), ((1, 3),), ((2, 3),))
TWO = (((0, 3), (2, 3)), ((1, 3),))
Processes = tuple[tuple[tuple[int, int], ...], ...]


@asynccontextmanager
async def at_work(
    exchange: Served, database: Database, clock: FixedClock, processes: Processes
) -> AsyncIterator[list[Work]]:
    """Give as many screenings as there are processes, all on one database."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(screening(exchange, database, clock, parts=parts)) for parts in processes
        ]


async def work_together(works: list[Work]) -> None:
    """Let all of them work at once, until none has anything left."""
    before, after = "", "at first"
    while before != after:
        await asyncio.gather(*(one.once() for one in works))
        before, after = after, str(await figures(works[0]))


async def figures(work: Work) -> queries.Figures:
    async with work.database.working() as session:
        return await queries.figures(session)


@pytest.mark.parametrize(
    ("processes", "rebuilt"),
    [
        pytest.param(ONE, [THREE], id="one process, then three"),
        pytest.param(THREE, [ONE, TWO], id="three processes, then one and two"),
        pytest.param(TWO, [ONE, THREE_IN_ONE, THREE, TWO], id="two processes, then all", marks=pytest.mark.nightly),
    ],
)
async def test_however_it_is_rebuilt_it_tells_the_same_and_the_feed_stays_where_it_is(
    settled_database: Database,
    make_database: Callable[..., Database],
    processes: Processes,
    rebuilt: Sequence[Processes],
) -> None:
    clock, own = FixedClock(tales.BEGUN), make_database("live", service="screening")
    async with served(settled_database, clock) as exchange, at_work(exchange, own, clock, processes) as works:
        for day, said in tales.days():
            await tales.spoken(exchange, clock, day, said)
            await work_together(works)

        assert await retold.standings(exchange) == tales.STANDINGS
        found, head = await retold.held(exchange), await retold.head(exchange)
        assert await retold.retold(works[0], until=legal_day(clock.now())) == found
        memory, numbers = await retold.remembered(own), count()
        for rebuilt_by in rebuilt:
            fresh = make_database(f"rebuilt-{next(numbers)}", service="screening")
            async with at_work(exchange, fresh, clock, rebuilt_by) as others:
                await work_together(others)
            assert (await retold.held(exchange), await retold.head(exchange)) == (found, head), rebuilt_by
            assert await retold.remembered(fresh) == memory, rebuilt_by


async def test_wiped_or_parted_otherwise_in_the_middle_of_the_tale_it_goes_on_as_if_nothing_had_been(
    settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock, own = FixedClock(tales.BEGUN), make_database("live", service="screening")
    ways = [ONE, THREE, ONE, THREE_IN_ONE, TWO]
    async with served(settled_database, clock) as exchange:
        for number, (day, said) in enumerate(tales.days()):
            await tales.spoken(exchange, clock, day, said)
            async with at_work(exchange, own, clock, ways[number % len(ways)]) as works:
                if number % 3 == 2:
                    await wiped(works[0], heard_too=number % 2 == 0)
                await work_together(works)
                if number % 4 == 3:
                    # An operator wipes while it works.
                    await wiped(works[0], heard_too=number % 2 == 0)
                    await work_together(works)

        assert await retold.standings(exchange) == tales.STANDINGS
        async with at_work(exchange, own, clock, ONE) as [work]:
            await work.once()
            assert await retold.retold(work, until=legal_day(clock.now())) == await retold.held(exchange)


async def wiped(work: Work, *, heard_too: bool) -> None:
    async with work.database.working() as session:
        await queries.wipe(session, heard_too=heard_too)
