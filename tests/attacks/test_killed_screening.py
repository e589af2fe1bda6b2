"""Screening dies at every boundary of its loop, on a tale of all models: in the end the same alerts, the same bytes."""

from collections.abc import Callable

import pytest

from fixtures import retold, tales
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.mortal import OnceEach, mortal
from fixtures.screening import screening
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import legal_day


@pytest.mark.parametrize("every_day", [False, pytest.param(True, marks=pytest.mark.nightly)])
async def test_killed_at_every_boundary_it_tells_what_a_calm_run_tells(
    settled_database: Database, make_database: Callable[..., Database], every_day: bool
) -> None:
    clock, deadly = FixedClock(tales.BEGUN), OnceEach()
    own, calm = make_database("mortal", service="screening"), make_database("calm", service="screening")
    async with (
        served(settled_database, clock) as exchange,
        mortal(exchange, own, clock, deadly) as work_until_it_survives,
    ):
        for day, said in tales.days():
            await tales.spoken(exchange, clock, day, said)
            if every_day:
                deadly.another_day()
            await work_until_it_survives()

        assert deadly.deaths > 150
        assert await retold.standings(exchange) == tales.STANDINGS
        found, head = await retold.held(exchange), await retold.head(exchange)
        async with screening(exchange, calm, clock) as work:
            await work.once()
            expected = await retold.retold(work, until=legal_day(clock.now()))
        assert found == expected
        assert list(found.alerts) == list(expected.alerts), "raised in another order"
        # Rebuilt from nothing, it says nothing new, and remembers the same.
        assert (await retold.held(exchange), await retold.head(exchange)) == (found, head)
        assert await retold.remembered(calm) == await retold.remembered(own)
