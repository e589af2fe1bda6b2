"""Stalls of screening that need a clock of the test's own, a model that fails, or a feed that is heard piece by piece."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from builders.events import a_notification, case_number, event
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from fixtures.stalling import scraped
from screening import app, registry
from screening.casefile import CaseFile
from screening.models.backdated_correction import BackdatedCorrection
from screening.screening_pass import Pass
from screening.store import case_queries, queries
from screening.subscriber import Subscriber
from zhenxie.kit.clock import FixedClock, SystemClock
from zhenxie.kit.stalls import Stall, Watch


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def stalls_of(watch: Watch) -> dict[str, Stall]:
    await watch.look()
    # The clock of these tests is the story's, and never the database's.
    return {stall.kind.name: stall for stall in watch.present if stall.kind.name != "clock"}


async def reported(story: Story, number: int) -> None:
    filed = event("case.filed", occurred="2026-03-09", charges=[{"name": "盗窃罪"}])
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(number), filed))


class Fragile(BackdatedCorrection):
    """Falls over every case that was filed."""

    watches = frozenset({"case.filed"})

    def screen(self, case: CaseFile, on: date):
        del case, on
        raise TypeError("马小军: unhashable")


async def test_a_model_that_fails_is_told_until_it_answers_again(story: Story):
    fragile = Fragile(registry.every_model()[0].parameters)
    story.work.agenda.passes = [Pass(story.work.database, (0, 1), [fragile])]
    watch, metrics = app.watched(story.work, 1.0)
    await reported(story, 1)
    with capture_logs() as lines:
        await story.work.once()
        failed, figures = await stalls_of(watch), scraped((await metrics.text()).decode())
        story.work.agenda.passes = [Pass(story.work.database, (0, 1))]
        await story.day("2026-03-11")
        mended = await stalls_of(watch)

    assert failed["failed_models"].facts == "1 cases"
    assert figures["screening_failed_cases"] == 1
    assert figures['screening_stalled{stall="failed_models"}'] == 1
    assert "failed_models" not in mended
    told = [line["event"] for line in lines if line.get("stall") == "failed_models"]
    assert told == ["stall.began", "stall.ended"]
    assert "马小军" not in str(lines)


async def test_a_feed_that_is_heard_piece_by_piece_is_told_until_it_was_heard_to_its_head(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("screening.subscriber._PAGE", 2)
    watch, metrics = app.watched(story.work, 1e-9)
    for number in range(1, 4):
        await reported(story, number)

    await story.work.subscriber.hear()
    await watch.look()
    behind, figures = await stalls_of(watch), scraped((await metrics.text()).decode())
    while await story.work.subscriber.hear():
        pass
    caught_up = await stalls_of(watch)

    assert behind["behind"].facts == "4 positions behind"
    assert figures["screening_feed_lag_positions"] == 4
    assert "behind" not in caught_up
    assert scraped((await metrics.text()).decode())["screening_feed_lag_positions"] == 0


async def test_an_exchange_that_hangs_from_the_start_is_told(story: Story, monkeypatch: pytest.MonkeyPatch):
    async def hanging(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(story.work.client, "changes", hanging)
    story.work.subscriber = subscriber = Subscriber(
        story.work.database, story.work.client, story.clock, timedelta(0), wait_seconds=3600.0
    )
    watch, _ = app.watched(story.work, 1e-9)
    following = asyncio.create_task(subscriber.follow())

    patient = await stalls_of(watch)
    subscriber.wait_seconds = 0.0
    silent = await stalls_of(watch)
    following.cancel()

    assert "subscriber" not in patient
    assert silent["subscriber"].facts == "no answer"


async def test_a_process_is_not_silent_while_another_one_hears(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("screening.subscriber._LOOKS", 10_000)
    beside, woken = story.work.subscriber, asyncio.Event()
    beside.wake = woken.set
    watch, metrics = app.watched(story.work, 30.0)
    other = Subscriber(story.work.database, story.work.client, story.clock, beside.grace)
    leaving = asyncio.create_task(beside._beside_another())
    await woken.wait()
    woken.clear()

    long_ago = time.monotonic() - 1000
    beside.heard_at, beside.head, beside.at_head = long_ago, 0, False
    silent = await stalls_of(watch)
    await reported(story, 1)
    assert await other.hear() == 2
    await woken.wait()
    heard, figures = await stalls_of(watch), scraped((await metrics.text()).decode())
    leaving.cancel()

    assert silent["subscriber"].facts == "no answer"
    assert "subscriber" not in heard
    assert (beside.head, beside.at_head) == (2, True)
    assert figures["screening_feed_lag_positions"] == 0


async def test_a_partition_that_no_process_has_is_told(story: Story):
    story.work.agenda.passes = [Pass(story.work.database, (0, 2))]
    watch, _ = app.watched(story.work, 1e-9)
    await reported(story, 1)
    await story.work.once()
    await watch.look()
    alone = await stalls_of(watch)

    story.work.agenda.passes.append(Pass(story.work.database, (1, 2)))
    await story.work.once()
    await watch.look()

    assert alone["agenda"].facts == "only 1 of 2 partitions were ever worked on"
    assert "agenda" not in await stalls_of(watch)


async def test_a_promise_that_is_worked_in_by_parts_is_no_standstill(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("screening.screening_pass.WAITING_A_PASS", 1)
    watch, _ = app.watched(story.work, 1e-9)
    [one] = story.work.agenda.passes
    for number in range(1, 4):
        await reported(story, number)
    await story.work.once()
    await story.covers("2026-03-09")
    await story.work.subscriber.hear()

    found, positions = [], []
    for _ in range(3):
        assert await one.advance(now=story.clock.now())
        found.append((await stalls_of(watch)).get("agenda"))
        async with story.work.database.working() as session:
            positions.append((await queries.figures(session)).worked_in)
    await watch.look()
    still = (await stalls_of(watch))["agenda"]

    assert positions == [6, 6, 6]
    assert found == [None, None, None]
    assert still.facts == "worked in up to 6"


async def test_a_partition_that_stands_is_told_however_busy_the_other_one_is(story: Story):
    busy, standing = (Pass(story.work.database, (index, 2)) for index in (0, 1))
    story.work.agenda.passes = [busy, standing]
    await story.work.once()
    story.work.agenda.passes = [busy]
    watch, _ = app.watched(story.work, 1e-9)

    found = []
    for number in range(1, 4):
        await reported(story, number)
        await story.work.once()
        found.append("agenda" in await stalls_of(watch))
    story.work.agenda.passes = [standing]
    await story.work.once()

    # It stands since the first look, and that is longer ago at the third.
    assert (found[0], found[2]) == (False, True)
    assert "agenda" not in await stalls_of(watch)


async def all_due_on_march_11(story: Story) -> int:
    """Let every case be looked at again on that day, and return how many there are."""
    connection = await story.work.database._engine.connect()
    await connection.exec_driver_sql("set role screening_worker")
    await connection.exec_driver_sql("update agenda set day = '2026-03-11'")
    added = await connection.exec_driver_sql(
        "insert into agenda (case_id, rule, day, case_hash)"
        " select distinct case_id, 'T-01', date '2026-03-11', case_hash from heard where case_id is not null"
    )
    await connection.commit()
    await connection.close()
    return added.rowcount


async def test_days_of_long_ago_that_are_being_worked_off_are_not_overdue(story: Story):
    watch, _ = app.watched(story.work, 30.0)
    [one] = story.work.agenda.passes
    for number in range(1, 4):
        await reported(story, number)
    await story.work.once()
    assert await all_due_on_march_11(story) == 3
    noon = datetime(2026, 3, 20, 4, tzinfo=UTC)
    found = {}

    async def looked_at(seconds: float) -> None:
        story.clock.turn_to(noon + timedelta(seconds=seconds))
        found[seconds] = "agenda_overdue" in await stalls_of(watch)

    await looked_at(0)
    story.clock.turn_to(noon + timedelta(seconds=25))
    async with story.work.database.working() as session:
        await case_queries.position_of(session, one.partition)
        await case_queries.move_to(session, one.partition, 6)
    for seconds in (29.9, 30, 59.8, 59.9):
        await looked_at(seconds)

    assert found == {0: False, 29.9: False, 30: False, 59.8: False, 59.9: True}


async def test_a_day_that_could_be_worked_off_is_overdue_once_it_is_longer_ago_than_the_patience(story: Story):
    story.work.subscriber.wait_seconds = 20.0
    story.work.subscriber.grace = timedelta(seconds=60)
    watch, _ = app.watched(story.work, 30.0)
    await reported(story, 1)
    await story.work.once()
    assert await all_due_on_march_11(story) == 1
    midnight = datetime(2026, 3, 10, 16, tzinfo=UTC)

    found = {}
    for seconds in (-1, 79, 109.9, 110, 200):
        story.clock.turn_to(midnight + timedelta(seconds=seconds))
        stall = (await stalls_of(watch)).get("agenda_overdue")
        found[seconds] = stall and stall.seconds
    # Eight in the morning in Beijing: the feed is heard past midnight, and the day is worked off.
    await story.day("2026-03-11")

    assert found == {-1: None, 79: None, 109.9: None, 110: 30.0, 200: 120.0}
    assert "agenda_overdue" not in await stalls_of(watch)


async def test_a_clock_that_is_not_the_databases_is_told_and_no_work_of_this_process_is_relied_on(story: Story):
    watch, metrics = app.watched(story.work, 30.0)

    story.clock.turn_to(SystemClock().now() + timedelta(minutes=2))
    await watch.look()
    ahead, stopping = {stall.kind.name for stall in watch.present}, watch.stopping
    figures = scraped((await metrics.text()).decode())
    story.clock.turn_to(SystemClock().now())
    await watch.look()

    assert ahead == {"clock"}
    assert stopping
    assert figures["screening_clock_ahead_seconds"] > 100
    assert watch.present == ()
