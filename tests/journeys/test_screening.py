"""Screening and the exchange together: what becomes of an alert, seen through the API (domain 14.6)."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from builders.events import a_notification, a_suspect, case_number, event, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening import backtest, reproducing
from screening.store import feed_queries as feed
from screening.store import queries
from zhenxie.kit.clock import FixedClock
from zhenxie.wire import json

NUMBER = case_number(1, month="202602")
CHILD = {
    "birth_date": "2010-03-01",
    "birth_date_source": "household_register",
    "acts": [{"from": "2026-02-01"}],
    "charges": [{"name": "盗窃罪"}],
}


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 2, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def a_child_is_filed(story: Story, **more: Any) -> None:
    filed = event("case.filed", occurred="2026-02-10", charges=[{"name": "盗窃罪"}], no_other_participant=True, **more)
    notice = a_notification(NUMBER, filed, suspects=[a_suspect("S1", number="640202201003011238", **CHILD)])
    notice["notified"]["occurred"] = "2026-02-10"
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notice)


async def the_age_is_established(story: Story, day: str = "2026-02-11") -> None:
    verified = event(
        "suspect.age_verified",
        occurred=day,
        suspect_ref="S1",
        outcome="established",
        birth_date="2010-03-01",
        birth_date_source="birth_certificate",
    )
    await tell(story, verified)


async def tell(story: Story, said: dict[str, Any]) -> str:
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/updates", said)
    return str(said["message_id"])


async def an_alert_stands(story: Story) -> None:
    await story.day("2026-02-11")
    await a_child_is_filed(story)
    await the_age_is_established(story)
    await story.covers("2026-02-28")
    await story.day("2026-03-10")


async def test_the_calendar_and_a_promise_find_what_nobody_reported(story: Story) -> None:
    await story.day("2026-02-11")
    await a_child_is_filed(story)
    await the_age_is_established(story)

    await story.day("2026-02-20")
    assert await story.standings() == {}
    await story.day("2026-02-26")
    assert await story.standings() == {}
    owed = await story.says(DAWUKOU_PROCURATORATE, "GET", f"/v1/assessments?owed_by={DAWUKOU_POLICE}&rule=UA-01")
    assert {one["event_type"] for one in owed["items"][0]["outcome"]["missing"]} >= {"case.withdrawn"}
    await story.covers("2026-02-28")
    await story.day("2026-03-01")

    [alert] = await story.alerts()
    assert (alert["report"]["rule"], alert["standing"], alert["state"]) == ("UA-01", "stands", "new")
    assert alert["report"]["reasoning"][0]["entry"]["type"] == "suspect.age_verified"


async def test_what_the_police_do_late_remedies_the_alert(story: Story) -> None:
    await an_alert_stands(story)

    await tell(story, event("case.withdrawn", occurred="2026-03-10", ground="below_age"))
    await story.day("2026-03-11")

    assert await story.standings() == {"UA-01:#1": "remedied"}
    [alert] = await story.alerts()
    assert alert["report"]["ended_on"] == "2026-03-10"


async def test_a_late_report_that_cures_only_changes_the_ground(story: Story) -> None:
    await an_alert_stands(story)

    await tell(story, event("case.withdrawn", occurred="2026-02-16"))
    await story.day("2026-03-11")

    assert await story.standings() == {"UA-01:#1": "ground_changed"}


async def test_a_correction_that_cures_does_not_silence_and_is_itself_found(story: Story) -> None:
    await an_alert_stands(story)
    withdrawn = await tell(story, event("case.withdrawn", occurred="2026-03-10"))
    await story.day("2026-03-11")

    earlier = event("case.withdrawn", occurred="2026-02-16")
    body = {
        "message_id": message_id("correction"),
        "target": {"message_id": withdrawn},
        "action": "amend",
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号"},
        "event": earlier,
    }
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/corrections", body)
    await story.day("2026-03-12")

    assert await story.standings() == {"UA-01:#1": "ground_changed", "BD-01:#1": "stands"}


async def test_a_new_fact_that_takes_the_ground_away_only_changes_the_ground_for_a_person_to_close(
    story: Story,
) -> None:
    await an_alert_stands(story)

    other = event(
        "suspect.age_verified",
        occurred="2026-03-10",
        suspect_ref="S1",
        outcome="established",
        birth_date="2008-03-01",
        birth_date_source="birth_certificate",
    )
    await tell(story, other)
    await story.day("2026-03-11")

    assert await story.standings() == {"UA-01:#1": "ground_changed"}


async def test_a_dismissed_alert_stays_and_found_again_it_is_the_next_occurrence(story: Story) -> None:
    await an_alert_stands(story)
    [alert] = await story.alerts()
    review = {"message_id": message_id(), "step": "dismiss", "dismissal_reason": "lawful_exception"}
    await story.says(DAWUKOU_PROCURATORATE, "POST", f"/v1/alerts/{alert['id']}/review", review)
    await story.day("2026-03-12")
    assert await story.standings() == {"UA-01:#1": "stands"}

    withdrawn = await tell(story, event("case.withdrawn", occurred="2026-02-16"))
    await story.day("2026-03-13")
    body = {
        "message_id": message_id("correction"),
        "target": {"message_id": withdrawn},
        "action": "retract",
        "reason_code": "wrong_case",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号"},
    }
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/corrections", body)
    await story.day("2026-03-14")

    assert await story.standings() == {"UA-01:#1": "ground_changed", "UA-01:#2": "stands"}


async def test_a_stopped_gateway_gives_no_alert(story: Story) -> None:
    await story.day("2026-02-11")
    await a_child_is_filed(story)
    await the_age_is_established(story)
    await story.covers("2026-02-15")

    for day in ("2026-03-01", "2026-06-01", "2026-12-01"):
        await story.day(day)

    assert await story.standings() == {}


async def everything_told(story: Story) -> list[dict[str, Any]]:
    return [
        {key: one[key] for key in ("standing", "ending", "report", "id")}
        for one in sorted(await story.alerts(), key=lambda one: one["id"])
    ]


@pytest.mark.parametrize("parts", [((0, 1),), ((0, 3), (1, 3), (2, 3))])
async def test_wiped_and_rebuilt_in_one_part_or_three_it_tells_the_same(
    story: Story, make_database: Callable[..., Database], parts: tuple[tuple[int, int], ...]
) -> None:
    await an_alert_stands(story)
    await tell(story, event("case.withdrawn", occurred="2026-03-10"))
    await story.day("2026-03-11")
    before = await everything_told(story)
    entries = (await story.says(SCREENING, "GET", "/v1/changes?limit=1000"))["head"]

    fresh = make_database("rebuilt", service="screening")
    async with screening(story.exchange, fresh, story.clock, parts=parts) as again:
        await again.once()

    assert await everything_told(story) == before
    assert (await story.says(SCREENING, "GET", "/v1/changes?limit=1000"))["head"] == entries


async def test_a_backtest_tells_what_live_screening_told_to_the_byte(story: Story) -> None:
    await an_alert_stands(story)
    await tell(story, event("case.withdrawn", occurred="2026-03-10"))
    await story.day("2026-03-11")

    async with story.work.database.working() as session:
        entries = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)
    posts = [one for one in backtest.posts_of(entries, until=date(2026, 3, 11)) if one.kind in ("report", "remedy")]

    [alert] = await story.alerts()
    assert [one.kind for one in posts] == ["report", "remedy"]
    assert json.canonical(dict(posts[-1].body["body"])) == json.canonical(alert["report"])


async def test_an_alert_is_reproduced_to_the_byte_after_everything_that_came_later(story: Story) -> None:
    await an_alert_stands(story)
    [first] = await story.alerts()
    await tell(story, event("case.withdrawn", occurred="2026-03-10"))
    await story.day("2026-03-11")
    [last] = await story.alerts()

    async with story.work.database.working() as session:
        entries = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)

    for alert in (first, last):
        made = reproducing.reproduce(alert["report"], entries)
        assert made.identical, made.differences


async def test_a_list_is_judged_at_its_end_and_never_in_its_middle(story: Story) -> None:
    await story.covers("2026-12-31")
    await story.day("2026-06-01")

    terminated = event("case.withdrawn", occurred="2026-02-12")
    verified = event(
        "suspect.age_verified",
        occurred="2026-02-11",
        suspect_ref="S1",
        outcome="established",
        birth_date="2010-03-01",
        birth_date_source="birth_certificate",
    )
    filed = event("case.filed", occurred="2026-02-10", charges=[{"name": "盗窃罪"}], no_other_participant=True)
    notice = a_notification(NUMBER, filed, verified, terminated, suspects=[a_suspect("S1", **CHILD)])
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notice)
    await story.day("2026-06-02")

    assert await story.standings() == {}


async def test_killed_before_anything_is_noted_it_ends_the_same(story: Story) -> None:
    await an_alert_stands(story)
    before = await everything_told(story)

    async with story.work.database.working() as session:
        # As if it had been killed between telling and noting: what was told stands in the outbox again.
        await queries.wipe(session, heard_too=False)
    await story.work.once()
    await story.work.once()

    assert await everything_told(story) == before
