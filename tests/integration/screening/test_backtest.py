"""A backtest over what screening heard: the copy is the feed's, goes on where it was, and tells what the office decided."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders.events import a_notification, a_suspect, case_number, event
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening.retrospect import commands, copying, running
from screening.retrospect.counting import BEFORE, Tally
from screening.retrospect.plan import Plan, models_named
from screening.retrospect.spool import Spool
from screening.settings import Settings
from screening.store import feed_queries as feed
from zhenxie.kit.clock import FixedClock

NUMBER = case_number(1, month="202602")


@pytest.fixture
def own(make_database: Callable[..., Database]) -> Database:
    return make_database("screening", service="screening")


@pytest.fixture
async def story(settled_database: Database, own: Database) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 2, 10, 1, tzinfo=UTC))
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def bail_runs_out(story: Story) -> None:
    bail = event("suspect.bail_imposed", occurred="2025-01-10", suspect_ref="S1", until_day="2026-01-09")
    filed = event("case.filed", occurred="2025-01-08", charges=[{"name": "危险驾驶罪"}])
    notice = a_notification(NUMBER, filed, bail, suspects=[a_suspect("S1", charges=[{"name": "危险驾驶罪"}])])
    notice["notified"]["occurred"] = "2025-01-08"
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notice)
    await story.covers("2026-03-31")


async def test_the_copy_holds_the_feed_and_the_reviews_of_its_alerts_count(story: Story, tmp_path: Path) -> None:
    await bail_runs_out(story)
    await story.day("2026-04-02")
    await story.day("2026-04-03")
    alerts = {one["report"]["rule"]: one for one in await story.alerts()}
    person = {"roles": ["prosecutor"], "since": "2020-01-01"}
    await story.says(DAWUKOU_PROCURATORATE, "PUT", "/v1/staff/10001", person)
    for step in ("start", "confirm"):
        body = {"message_id": f"x-{step}", "step": step, "gh": "10001"}
        await story.says(DAWUKOU_PROCURATORATE, "POST", f"/v1/alerts/{alerts['M04']['id']}/review", body)
    await story.day("2026-04-04")

    path = tmp_path / "input.sqlite"
    spool = Spool(path, writes=True)
    database = story.work.database
    _, upto = await copying.heard_upto(database)
    await copying.copy(database, spool, upto=upto)
    # Whole is whole: nothing of it is copied twice.
    await copying.copy(database, spool, upto=upto)
    async with database.working() as session:
        entries = await feed.entries_after(session, after=0, upto=10**6, limit=10**6)
        ties = await feed.own_ties_between(session, after=0, upto=10**6)
    cases = spool.reading.cases(after="", limit=10, upto=upto, part=0, parts=1)
    copied = [*spool.reading.of_cases(cases, upto=upto), *spool.reading.of_no_case(upto=upto)]
    assert sorted(copied, key=lambda one: one.position) == entries
    assert len(ties) == len(spool.reading.ties_of(cases)) > 0
    spool.close()

    plan = Plan(models_named(["expired_measure"]), date(2026, 1, 1), date(2026, 4, 2), "feed")
    running.run(plan, path, tmp_path / "state", processes=1, seen=lambda _: None)
    tally = Tally()
    for one in running.results(plan, tmp_path / "state"):
        tally.add(one)
    m04 = tally.precision(BEFORE, ["M04"])
    assert (tally.cases, tally.totals(BEFORE)["found"]) == (1, 1)
    # The confirmation was heard on the third; a backtest through the second does not know it.
    assert (m04.true, m04.open) == (0, 1)
    later = Plan(plan.models, plan.since, date(2026, 4, 3), "feed")
    running.run(later, path, tmp_path / "later", processes=1, seen=lambda _: None)
    tally = Tally()
    for one in running.results(later, tmp_path / "later"):
        tally.add(one)
    assert tally.precision(BEFORE, ["M04"]).true == 1


async def test_a_copy_that_was_stopped_goes_on_behind_what_it_holds(story: Story, tmp_path: Path) -> None:
    await bail_runs_out(story)
    await story.day("2026-04-02")
    database = story.work.database
    _, upto = await copying.heard_upto(database)
    spool = Spool(tmp_path / "input.sqlite", writes=True)
    async with database.working() as session:
        entries = await feed.entries_after(session, after=0, upto=3, limit=3)
    spool.keep(entries, copied=3)

    await copying.copy(database, spool, upto=upto)

    assert (spool.upto, spool.reading.count(), spool.mark("complete")) == (upto, 1, "yes")


async def test_what_ended_is_copied_anew_when_the_feed_has_grown_and_what_was_begun_is_gone_on_with(
    story: Story, own: Database, tmp_path: Path
) -> None:
    await bail_runs_out(story)
    await story.day("2026-04-02")
    settings = Settings.model_validate({"database_url": own.url.replace("+asyncpg", "")})

    async def copied(*, ended: bool) -> tuple[str, int]:
        path = tmp_path / "input.sqlite"
        spool, source = await commands._copied(settings, Spool(path, writes=True), path)
        spool.note("finished", "yes" if ended else "no")
        upto = spool.upto
        spool.close()
        return source, upto

    first = await copied(ended=False)
    await story.covers("2026-04-30")
    await story.day("2026-05-02")
    assert await copied(ended=True) == first
    later = await copied(ended=True)
    assert later[1] > first[1]
    assert await copied(ended=True) == later
