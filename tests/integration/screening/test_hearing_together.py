"""Two processes on one feed: one hears, and both work at what is heard."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from builders.events import a_notification, case_number, event
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database, eventually
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from fixtures.storms import stored
from zhenxie.kit.clock import FixedClock


async def test_whoever_is_second_with_a_page_wakes_at_what_the_first_keeps(
    settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock, own = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC)), make_database("screening", service="screening")
    async with (
        served(settled_database, clock) as exchange,
        screening(exchange, own, clock, parts=((0, 2),)) as one,
        screening(exchange, own, clock, parts=((1, 2),)) as other,
    ):
        woken = (asyncio.Event(), asyncio.Event())
        for work, event_ in zip((one, other), woken, strict=True):
            work.subscriber.wake, work.subscriber.wait_seconds = event_.set, 10.0
        async with asyncio.TaskGroup() as tasks:
            following = [tasks.create_task(work.subscriber.follow()) for work in (one, other)]
            for number in range(1, 4):
                await eventually(lambda: both(woken))
                for event_ in woken:
                    event_.clear()
                story = Story(exchange, one, clock)
                filed = event("case.filed", occurred="2026-03-09")
                body = a_notification(case_number(number), filed)
                await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", body)
                await eventually(lambda: heard(own, 2 * number))  # noqa: B023
            await eventually(lambda: both(woken))
            for task in following:
                task.cancel()

        assert await stored(own, "select count(*), count(distinct event_id) from heard") == [(6, 6)]


async def both(woken: tuple[asyncio.Event, asyncio.Event]) -> bool:
    return all(one.is_set() for one in woken)


async def heard(database: Database, count: int) -> bool:
    return [tuple(one) for one in await stored(database, "select count(*) from heard")] == [(count,)]


async def test_a_page_is_asked_for_while_the_one_before_is_kept_and_none_is_heard_twice(
    settled_database: Database, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.subscriber._PAGE", 2)
    clock, own = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC)), make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        story = Story(exchange, work, clock)
        for number in range(1, 6):
            filed = event("case.filed", occurred="2026-03-09")
            await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(number), filed))
        pages = [await work.subscriber.hear() for _ in range(6)]

        positions = [tuple(row) for row in await stored(own, "select position from heard order by position")]
    assert pages == [2, 2, 2, 2, 2, 0]
    assert positions == [(number,) for number in range(1, 11)]
