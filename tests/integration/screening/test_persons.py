"""Whose cases are one person's: asked for once with each list that names somebody, and not for anybody else."""

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


async def test_one_person_in_two_cases_has_one_key_whatever_they_are_about(story: Story) -> None:
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(1, charges=DRIVING))
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(2, charges=THEFT))
    await story.work.once()

    first, second = await keys(story)
    assert first == second


async def test_a_list_that_names_him_three_times_asks_once_and_one_that_names_nobody_never(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = story.work.client.cases.keys

    async def listening(number: str, **said: Any) -> dict[str, Any]:
        asked.append(number)
        return await answers(number, **said)

    monkeypatch.setattr(story.work.client.cases, "keys", listening)
    filed = event("case.filed", occurred="2026-03-09", charges=THEFT)
    named = [event("suspect.identified", occurred=f"2026-03-0{day}", suspect_ref="S1") for day in (8, 9)]
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notified(1, filed, *named, charges=THEFT))
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(2), suspects=[]))
    await story.work.once()

    assert asked == [case_number(1)]
    assert len(await keys(story)) == 1


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
        assert set(rebuilt) == set(await feed.ties_between(session, after=0, upto=10**6))
    assert rebuilt
