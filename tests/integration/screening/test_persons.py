"""Whose cases are one person's: asked for as soon as a case is about driving, in whatever order that was told."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from builders.events import a_notification, a_suspect, case_number, event
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening.related import PERSON
from screening.store import feed_queries as feed
from zhenxie.kit.clock import FixedClock

DRIVING = [{"cl_article": "133-1", "name": "危险驾驶罪"}]
THEFT = [{"cl_article": "264", "name": "盗窃罪"}]
SAME = "640202198001010016"


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def keys(story: Story) -> list[str]:
    async with story.work.database.working() as session:
        return [one.key for one in await feed.ties_between(session, after=0, upto=10**6) if one.kind == PERSON]


def notified(number: int, *events: dict[str, Any], **suspect: Any) -> dict[str, Any]:
    return a_notification(case_number(number), *events, suspects=[a_suspect("S1", number=SAME, **suspect)])


async def test_one_person_in_two_cases_about_driving_has_one_key(story: Story) -> None:
    filed = event("case.filed", occurred="2026-03-09", charges=DRIVING)
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(1, charges=DRIVING))
    # Here the person is named before anything says what the case is about.
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(2))
    await story.work.once()
    assert len(await keys(story)) == 1

    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{case_number(2)}/updates", filed)
    await story.work.once()

    first, second = await keys(story)
    assert first == second


async def test_nobody_is_asked_for_in_a_case_about_something_else(story: Story) -> None:
    filed = event("case.filed", occurred="2026-03-09", charges=THEFT)

    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(1, filed, charges=THEFT))
    await story.work.once()

    assert await keys(story) == []


async def test_heard_again_from_the_beginning_the_same_keys_are_asked_for(
    story: Story, make_database: Callable[..., Database]
) -> None:
    filed = event("case.filed", occurred="2026-03-09", charges=DRIVING)
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(1))
    await story.work.once()
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{case_number(1)}/updates", filed)
    await story.work.once()

    fresh = make_database("fresh", service="screening")
    async with screening(story.exchange, fresh, story.clock) as again:
        await again.once()
        async with again.database.working() as session:
            rebuilt = await feed.ties_between(session, after=0, upto=10**6)

    async with story.work.database.working() as session:
        assert rebuilt == await feed.ties_between(session, after=0, upto=10**6)
    assert rebuilt
