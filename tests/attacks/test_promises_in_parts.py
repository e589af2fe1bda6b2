"""More cases wait for a promise than one pass holds: worked in for some after others, they answer as if all at once."""

from collections.abc import Callable

import pytest

from fixtures import retold, tales
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.mortal import OnceEach, mortal
from fixtures.screening import screening
from fixtures.storms import stored
from screening.screening_pass import Pass
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import legal_day


@pytest.mark.parametrize("at_once", [1, 2])
async def test_a_promise_worked_in_for_some_cases_after_others_tells_the_same(
    settled_database: Database, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    clock, parts = FixedClock(tales.BEGUN), []
    own, calm = make_database("parts", service="screening"), make_database("calm", service="screening")
    planned = Pass._planned

    async def noted(self: Pass, *given: object) -> object:
        plan = await planned(self, *given)
        parts.append(plan.whole)
        return plan

    async with served(settled_database, clock) as exchange:
        with monkeypatch.context() as patched:
            patched.setattr("screening.screening_pass.WAITING_A_PASS", at_once)
            patched.setattr(Pass, "_planned", noted)
            async with screening(exchange, own, clock) as work:
                for day, said in tales.days():
                    await tales.spoken(exchange, clock, day, said)
                    await work.once()
        assert parts.count(False) >= 3
        assert await retold.standings(exchange) == tales.STANDINGS
        found, head = await retold.held(exchange), await retold.head(exchange)
        async with screening(exchange, calm, clock) as work:
            await work.once()
            assert await retold.retold(work, until=legal_day(clock.now())) == found
        assert (await retold.held(exchange), await retold.head(exchange)) == (found, head)
        assert await retold.remembered(calm) == await retold.remembered(own)


async def test_killed_between_two_parts_of_a_promise_no_case_is_left_out(
    settled_database: Database, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.screening_pass.WAITING_A_PASS", 1)
    clock, deadly = FixedClock(tales.BEGUN), OnceEach()
    own, calm = make_database("mortal", service="screening"), make_database("calm", service="screening")
    async with (
        served(settled_database, clock) as exchange,
        mortal(exchange, own, clock, deadly) as work_until_it_survives,
    ):
        for day, said in tales.days():
            await tales.spoken(exchange, clock, day, said)
            await work_until_it_survives()
        found = await retold.held(exchange)
        async with screening(exchange, calm, clock) as work:
            await work.once()
            assert await retold.retold(work, until=legal_day(clock.now())) == found
        assert await retold.remembered(calm) == await retold.remembered(own)

    assert await stored(own, "select count(*) from case_states") == [(7,)]
