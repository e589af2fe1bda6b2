"""Screening and the exchange together: what the police are told of the form of their data, and when it is over."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from builders.events import a_notification, a_suspect, case_number, event, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING, SECRET, client_of
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening.store import case_queries, queries
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient
from zhenxie.kit.clock import FixedClock

NUMBER = case_number(1, month="202602")


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def told(story: Story, agency: str = DAWUKOU_POLICE) -> list[str]:
    """Return what the feed tells an agency of the quality of its data, in order."""
    page = await story.says(agency, "GET", "/v1/changes?limit=1000")
    kinds = [(one["type"].split(".")[2:4], one["data"]["data"]) for one in page["items"] if ".quality." in one["type"]]
    return [f"{said['finding_code']} {kind[1]} {said['occurrence']}" for kind, said in kinds]


async def stands(story: Story) -> set[str]:
    """Return the codes that stand for the police, as their client reads them."""
    credentials = Secret(client_of(DAWUKOU_POLICE).client_id, SECRET)
    means = Means(clock=story.clock, transport=story.exchange.transport)
    async with ExchangeClient("http://exchange.test", credentials, means=means) as police:
        page, etag = await police.quality.page_unless(None)
        assert await police.quality.page_unless(etag) == (None, etag)
        assert page == await police.quality.page()
    return {one["report"]["code"] for one in page["items"]}


async def a_case_with_a_month(story: Story) -> str:
    """Let the police notify a case whose detention is known by its month alone, and return that message's id."""
    detained = event("suspect.detained", occurred="2026-02", suspect_ref="S1")
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(NUMBER, detained))
    await story.day("2026-03-11")
    return str(detained["message_id"])


async def amend(story: Story, target: str, occurred: str) -> None:
    """Let the police correct the day of the detention, and screening work."""
    body = {
        "message_id": message_id("correction"),
        "target": {"message_id": target},
        "action": "amend",
        "reason_code": "supplemented",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号"},
        "event": event("suspect.detained", occurred=occurred, suspect_ref="S1"),
    }
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/corrections", body)
    await story.work.once()


async def test_a_month_is_remarked_to_the_police_alone_and_cleared_by_a_correction(story: Story) -> None:
    target = await a_case_with_a_month(story)

    assert await told(story) == ["too_coarse found 1"]
    assert await stands(story) == {"too_coarse"}
    assert await told(story, DAWUKOU_PROCURATORATE) == []
    assert await story.alerts() == []
    await amend(story, target, "2026-02-26")
    assert await told(story) == ["too_coarse found 1", "too_coarse cleared 1"]
    assert await stands(story) == set()


CHILD = {
    "birth_date": "2010-03-01",
    "birth_date_source": "household_register",
    "acts": [{"from": "2026-02-01"}],
    "charges": [{"name": "盗窃罪"}],
}


async def test_what_is_owed_for_thirty_days_is_remarked_by_the_calendar_and_cleared_by_a_promise(story: Story) -> None:
    charges = [{"name": "盗窃罪"}]
    filed = event("case.filed", occurred="2026-03-09", charges=charges, no_other_participant=True)
    established = {"outcome": "established", "birth_date": "2010-03-01", "birth_date_source": "birth_certificate"}
    verified = event("suspect.age_verified", occurred="2026-03-10", suspect_ref="S1", **established)
    child = a_suspect("S1", number="640202201003011238", **CHILD)
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(NUMBER, filed, verified, suspects=[child]))
    for day in ("2026-03-11", "2026-03-25", "2026-04-08"):
        await story.day(day)
        assert await told(story) == [], day

    await story.day("2026-06-20")
    assert set(await told(story)) == {"owed_fact found 1"}
    owed = {one["event_type"] for one in await reports(story)}
    assert "case.withdrawn" in owed
    await story.covers("2026-06-30")
    await story.day("2026-07-02")

    assert "case.withdrawn" not in {one["event_type"] for one in await reports(story)}
    assert "owed_fact cleared 1" in await told(story)
    assert "UA-01" in {one["report"]["rule"] for one in await story.alerts()}


async def reports(story: Story) -> list[dict[str, Any]]:
    """Return the findings that stand for the police."""
    page = await story.says(DAWUKOU_POLICE, "GET", "/v1/quality?limit=1000")
    return [one["report"] for one in page["items"]]


@pytest.mark.parametrize("parts", [((0, 1),), ((0, 3), (1, 3), (2, 3))])
async def test_wiped_and_rebuilt_it_tells_nothing_twice(
    story: Story, make_database: Callable[..., Database], parts: tuple[tuple[int, int], ...]
) -> None:
    target = await a_case_with_a_month(story)
    await amend(story, target, "2026-02-26")
    await amend(story, target, "2026-01")
    before = await told(story)
    head = (await story.says(SCREENING, "GET", "/v1/changes?limit=1000"))["head"]
    assert before == ["too_coarse found 1", "too_coarse cleared 1", "too_coarse found 2"]

    async with story.work.database.working() as session:
        await queries.wipe(session, heard_too=True)
    await story.work.once()
    fresh = make_database("rebuilt", service="screening")
    async with screening(story.exchange, fresh, story.clock, parts=parts) as again:
        await again.once()

    assert await told(story) == before
    assert (await story.says(SCREENING, "GET", "/v1/changes?limit=1000"))["head"] == head


async def test_a_remark_that_is_refused_keeps_no_alert_of_its_case_back(story: Story) -> None:
    await a_case_with_a_month(story)
    case_id = (await story.says(SCREENING, "GET", f"/v1/cases/{NUMBER}"))["case_id"]
    async with story.work.database.working() as session:
        kinds = ("quality", "report", "quality", "assessments")
        posts = [(case_id, case_queries.Post(kind, {}, kind, place)) for place, kind in enumerate(kinds)]
        await case_queries.tell(session, posts, now=story.clock.now())
        first, *_ = await case_queries.unsent(session, limit=10)
        await case_queries.park(session, first.id, why="409 subject-of-another")

        assert [one.kind for one in await case_queries.unsent(session, limit=10)] == ["report", "assessments"]
        [report, _] = await case_queries.unsent(session, limit=10)
        await case_queries.park(session, report.id, why="404")
        assert await case_queries.unsent(session, limit=10) == []
