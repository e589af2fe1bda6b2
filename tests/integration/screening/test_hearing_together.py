"""Two processes on one feed: one hears, and both work at what is heard."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders.events import a_notification, case_number, event
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database, eventually
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from fixtures.storms import stored
from screening.subscriber import Subscriber
from zhenxie.client.errors import ExchangeUnavailable
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


@pytest.fixture
async def story(
    settled_database: Database, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Story]:
    """Give a feed of two pages that holds one case each."""
    monkeypatch.setattr("screening.subscriber._PAGE", 2)
    clock, own = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC)), make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        story = Story(exchange, work, clock)
        for number in (1, 2):
            filed = event("case.filed", occurred="2026-03-09")
            await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(number), filed))
        yield story


@pytest.mark.parametrize("fails", [False, True])
async def test_a_page_that_is_asked_for_ahead_is_left_when_the_hearing_ends(
    story: Story, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    work, changes, faults, asked = story.work, story.work.client.changes, list[str](), asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context["message"]))

    async def first_only(cursor: str, **wanted: Any) -> Any:
        if cursor == "0":
            return await changes(cursor, **wanted)
        asked.set()
        if fails:
            raise ExchangeUnavailable("away")
        return await asyncio.Event().wait()

    async def keeping(*_: object) -> bool:
        return await asyncio.Event().wait()

    monkeypatch.setattr(work.client, "changes", first_only)
    subscriber = Subscriber(work.database, work.client, story.clock, timedelta(0))
    subscriber._keep = keeping
    following = asyncio.create_task(subscriber.follow())
    await asked.wait()
    page = subscriber._ahead.page
    await asyncio.sleep(0)
    assert page.done() == fails
    following.cancel()
    await asyncio.wait([following])
    await asyncio.wait([page], timeout=1)

    assert page.done()
    assert fails or page.cancelled()
    del page, following, subscriber
    gc.collect()
    assert faults == []


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
