"""Screening and the exchange together: an alert is asked for again, through the feed, whatever came later."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from builders.events import a_notification, a_suspect, case_number, event, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.releases import changed
from fixtures.screening import Story, screening
from screening import answering, registry, reproducing
from screening.answering import Reproductions
from screening.store import feed_queries as feed
from screening.store import reproduction_queries
from zhenxie.client.errors import ExchangeUnavailable
from zhenxie.kit.clock import FixedClock

NUMBER, STRANGER = case_number(1, month="202602"), case_number(2, month="202602")
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


async def an_alert_stands(story: Story) -> dict[str, Any]:
    """Let UA-01 be found by the calendar alone, among cases that do not concern it; return it."""
    await story.work.publisher.publish_models()
    await story.day("2026-02-11")
    charges = [{"name": "盗窃罪"}]
    filed = event("case.filed", occurred="2026-02-10", charges=charges, no_other_participant=True)
    notice = a_notification(NUMBER, filed, suspects=[a_suspect("S1", number="640202201003011238", **CHILD)])
    a_stranger = a_notification(STRANGER)
    for one in (notice, a_stranger):
        one["notified"]["occurred"] = "2026-02-10"
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notice)
    established = {"outcome": "established", "birth_date": "2010-03-01", "birth_date_source": "birth_certificate"}
    verified = event("suspect.age_verified", occurred="2026-02-11", suspect_ref="S1", **established)
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/updates", verified)
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_stranger)
    await story.covers("2026-02-28")
    await story.day("2026-03-10")
    [alert] = await story.alerts()
    return alert


async def asked(story: Story, alert: dict[str, Any]) -> str:
    path = f"/v1/alerts/{alert['id']}/reproduce"
    said = await story.says(DAWUKOU_PROCURATORATE, "POST", path, {"message_id": message_id("again")})
    return str(said["id"])


async def answers(story: Story, alert: dict[str, Any]) -> list[dict[str, Any]]:
    said = await story.says(DAWUKOU_PROCURATORATE, "GET", f"/v1/alerts/{alert['id']}/reproductions")
    return [one["answer"] for one in said["items"]]


async def reproduced_events(story: Story) -> int:
    items = (await story.says(SCREENING, "GET", "/v1/changes?limit=1000"))["items"]
    return sum(one["type"] == "cn.zhenxie.alert.reproduced.v1" for one in items)


async def more_happens(story: Story) -> None:
    """Let a remedy and a correction of the ground come, in their days."""
    withdrawn = event("case.withdrawn", occurred="2026-03-10")
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/updates", withdrawn)
    await story.day("2026-03-11")
    body = {
        "message_id": message_id("correction"),
        "target": {"message_id": withdrawn["message_id"]},
        "action": "amend",
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号"},
        "event": event("case.withdrawn", occurred="2026-02-16"),
    }
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBER}/corrections", body)
    await story.day("2026-03-12")


async def test_the_office_asks_and_is_answered_with_the_same_bytes_whatever_came_later(story: Story) -> None:
    alert = await an_alert_stands(story)
    await asked(story, alert)
    await story.work.once()
    [first] = await answers(story, alert)
    await more_happens(story)
    for one in await story.alerts():
        await asked(story, one)
    await story.work.once()

    assert first["identical"] is True
    assert first["evaluated"] == alert["report"]["evaluated"]
    assert first["parameters_hash"] == alert["report"]["parameters_hash"]
    assert len(await story.alerts()) == 2
    for one in await story.alerts():
        assert [said["identical"] for said in await answers(story, one)][-1] is True, await answers(story, one)


async def test_heard_and_killed_before_it_answers_it_answers_after_the_next_start(
    story: Story, make_database: Callable[..., Database]
) -> None:
    alert = await an_alert_stands(story)
    await asked(story, alert)
    await story.work.subscriber.hear()
    assert await answers(story, alert) == [None]

    again = Reproductions(story.work.database, story.work.client)
    assert await again.answer() == 1
    # Killed before the answer was heard: another process answers again, and the first answer stays.
    assert await Reproductions(story.work.database, story.work.client).answer() == 1
    assert await again.answer() == 0
    await story.work.once()

    assert [one["identical"] for one in await answers(story, alert)] == [True]
    assert await reproduced_events(story) == 1
    assert await Reproductions(story.work.database, story.work.client).answer() == 0
    fresh = make_database("rebuilt", service="screening")
    async with screening(story.exchange, fresh, story.clock) as rebuilt:
        await rebuilt.once()
    assert await reproduced_events(story) == 1


async def test_while_the_exchange_is_away_the_question_waits(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = await an_alert_stands(story)
    await asked(story, alert)
    await story.work.subscriber.hear()

    async def away(*_: Any) -> Any:
        raise ExchangeUnavailable("away")

    monkeypatch.setattr(story.work.client.reproductions, "answer", away)
    with pytest.raises(ExchangeUnavailable):
        await story.work.reproductions.answer()
    monkeypatch.undo()
    await story.work.once()

    assert [one["identical"] for one in await answers(story, alert)] == [True]


async def test_a_question_about_what_is_not_ours_to_see_holds_up_no_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = await an_alert_stands(story)
    await asked(story, alert)
    await asked(story, alert)
    await story.work.subscriber.hear()
    answer, refused = story.work.client.reproductions.answer, []

    async def once_refused(alert_id: str, request_id: str, body: Any) -> Any:
        if not refused:
            refused.append(request_id)
            return await answer(alert_id, "00000000-0000-7000-8000-000000000000", body)
        return await answer(alert_id, request_id, body)

    monkeypatch.setattr(story.work.client.reproductions, "answer", once_refused)
    await story.work.once()

    assert sorted(one is None for one in await answers(story, alert)) == [False, True]


async def test_each_partition_answers_for_its_own_cases(story: Story) -> None:
    alert = await an_alert_stands(story)
    await asked(story, alert)
    await story.work.subscriber.hear()

    parts = [Reproductions(story.work.database, story.work.client, [(index, 3)]) for index in range(3)]
    assert sorted([await one.answer() for one in parts]) == [0, 0, 1]


async def test_only_its_own_case_is_loaded_and_what_was_promised(story: Story) -> None:
    alert = await an_alert_stands(story)
    report = alert["report"]
    async with story.work.database.working() as session:
        every = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)
        place = report["evaluated"]["position"]
        memory = await reproduction_queries.memory_of(session, _case_of(every, NUMBER), upto=place)

    loaded = {one.case_number for one in memory.entries}
    assert loaded == {NUMBER, None}
    assert {one.case_number for one in every} == {NUMBER, STRANGER, None}
    assert {one.type for one in memory.entries if one.case_number is None} == {"agency.coverage_declared"}


def _case_of(entries: Sequence[Any], number: str) -> Any:
    return next(one.case_id for one in entries if one.case_number == number)


async def test_the_place_before_each_moment_is_that_of_the_whole_feed(story: Story) -> None:
    await an_alert_stands(story)
    async with story.work.database.working() as session:
        every = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)
        for upto in (0, 3, every[-1].position):
            for moment in {one.recorded_at for one in every} | {datetime(2020, 1, 1, tzinfo=UTC)}:
                before = [
                    (one.epoch, one.position) for one in every if one.recorded_at < moment and one.position <= upto
                ]
                place = await reproduction_queries.last_before(session, moment, upto=upto)
                assert place == (before[-1] if before else (0, 0))


async def test_with_a_new_version_of_every_model_it_is_reproduced_by_the_numbers_of_then(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = await an_alert_stands(story)
    monkeypatch.setattr(registry, "every_model", changed(registry.every_model()))
    await story.work.publisher.publish_models()
    await asked(story, alert)
    await story.work.once()

    [said] = await answers(story, alert)
    assert said["identical"] is True, said
    assert (said["model_version"], said["parameters_hash"]) == (
        alert["report"]["model_version"],
        alert["report"]["parameters_hash"],
    )
    await more_happens(story)
    versions = {one["report"]["rule"]: one["report"]["model_version"] for one in await story.alerts()}
    assert versions["BD-01"] == "2-next"
    for one in await story.alerts():
        made = await answering.again(story.work.database, story.work.client, one["report"])
        assert made.identical, made.differences


async def test_where_the_numbers_of_then_were_never_published_the_cause_is_named(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = await an_alert_stands(story)
    monkeypatch.setattr(registry, "every_model", changed(registry.every_model()))
    report = alert["report"] | {"model_version": "0"}

    made = await answering.again(story.work.database, story.work.client, report)

    assert not made.identical
    assert made.causes == ("model_version_changed", "parameters_changed")
    assert {"model_version", "parameters_hash"} <= made.differences.keys()
    monkeypatch.setattr(registry, "every_model", lambda: ())
    gone = await answering.again(story.work.database, story.work.client, report)
    assert gone.causes == ("model_gone",)
    assert answering.said(report, gone)["differences"][0]["field"] == "report"


async def test_other_entries_other_words_and_expunged_persons_are_told_apart(story: Story) -> None:
    report = (await an_alert_stands(story))["report"]
    async with story.work.database.working() as session:
        every = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)
    same = reproducing.Memory(every)
    verified = next(one for one in every if one.type == "suspect.age_verified")
    without = reproducing.Memory([one for one in every if one is not verified])
    otherwise = {**report, "severity": "low"}

    assert reproducing.again(report, same).identical
    assert reproducing.again(report, without).causes == ("feed_differs",)
    told = reproducing.again(otherwise, same)
    assert (told.causes, dict(told.differences)) == (("software_differs",), {"severity": ("low", report["severity"])})
    expunged = reproducing.Memory(every, expunged=True)
    assert reproducing.again(otherwise, expunged).causes == ("expunged",)
    assert reproducing.again(report, expunged).identical
