"""Each stall of the exchange, caused on a real database under a real process: it is told, scraped and logged, and ends."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from structlog.testing import capture_logs

from builders.events import a_detention, a_notification, case_number
from exchange.app import create_app
from fixtures import stalling
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_PROCURATORATE,
    client_of,
    settle,
)
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange
from fixtures.stalling import Watched
from zhenxie.kit.clock import FixedClock, SystemClock


def watched(exchange: RunningExchange) -> Watched:
    return Watched("exchange", exchange.url, exchange.log)


@pytest.fixture
def exchange(run_exchange: Callable[..., RunningExchange]) -> RunningExchange:
    return run_exchange(STALL_SECONDS="1")


async def reported(exchange: RunningExchange, number: int) -> httpx2.Response:
    async with exchange.client(DAWUKOU_POLICE) as police:
        return await police.post("/v1/cases", json=a_notification(case_number(number), a_detention()))


async def read_on(exchange: RunningExchange, agency: str, cursor: str) -> str:
    async with exchange.client(agency) as reader:
        answer = await reader.get("/v1/changes", params={"after": cursor})
        assert answer.status_code == 200, answer.text
        return answer.json()["next"]


async def test_reports_that_wait_for_a_lock_are_told_with_who_holds_it(
    exchange: RunningExchange, settled_database: Database
):
    operator = watched(exchange)
    holder = await settled_database.connect()
    process = await holder.fetchval("select pg_backend_pid()")
    transaction = holder.transaction()
    await transaction.start()
    await holder.execute("select * from feed_head for update")
    waiting = asyncio.create_task(reported(exchange, 1))

    scribe, lock = await operator.begins("scribe"), await operator.begins("lock_wait")
    figures, (status, health) = await operator.figures(), await operator.health()
    await transaction.rollback()
    answer = await waiting
    await operator.ends("scribe")
    await operator.ends("lock_wait")
    await holder.close()

    # Another process would wait for the same lock, and whoever reads is served: nobody leaves the rotation.
    assert (status, health["status"]) == (200, "degraded")
    assert scribe["facts"].startswith("the oldest of ")
    assert lock["facts"].endswith(f"waits for {process}")
    assert figures["exchange_scribe_unanswered"] >= 1
    assert figures["exchange_scribe_oldest_waiting_seconds"] >= 1
    assert figures["exchange_lock_wait_seconds"] >= 1
    assert answer.status_code == 201


async def test_a_reader_that_stops_is_told_by_every_process_and_one_that_waits_is_not(
    exchange: RunningExchange, run_exchange: Callable[..., RunningExchange]
):
    other = watched(run_exchange(STALL_SECONDS="1"))
    operator, about = watched(exchange), client_of(DAWUKOU_PROCURATORATE).client_id
    await reported(exchange, 1)
    cursor = await read_on(exchange, DAWUKOU_PROCURATORATE, await read_on(exchange, DAWUKOU_PROCURATORATE, "0"))
    elsewhere = await read_on(exchange, HUINONG_PROCURATORATE, await read_on(exchange, HUINONG_PROCURATORATE, "0"))
    async with exchange.client(HUINONG_PROCURATORATE) as huinong:
        # It is told nothing of what it may not see, and so it waits; that is no lag.
        waits = asyncio.create_task(huinong.get("/v1/changes", params={"after": elsewhere, "wait": 30}))
        await reported(exchange, 2)

        told, figures = await operator.begins("reader_lag"), await operator.figures()
        also_told = await other.begins("reader_lag")
        every = await operator.stalls("reader_lag")
        await read_on(exchange, DAWUKOU_PROCURATORATE, await read_on(exchange, DAWUKOU_PROCURATORATE, cursor))
        await operator.ends("reader_lag")
        await other.ends("reader_lag")
        waits.cancel()

    assert [one["about"] for one in every] == [about]
    assert (told["about"], also_told["about"]) == (about, about)
    assert told["facts"].startswith("2 positions behind")
    assert figures[f'exchange_reader_lag_positions{{client="{about}",question=""}}'] == 2
    assert figures[f'exchange_reader_lag_seconds{{client="{about}",question=""}}'] >= 1
    _, health = await operator.health()
    assert health["status"] == "ready", health


async def test_a_reader_that_stopped_is_told_after_a_restart_too_until_its_client_is_revoked(
    exchange: RunningExchange, settled_database: Database
):
    operator, about = watched(exchange), client_of(DAWUKOU_PROCURATORATE).client_id
    await read_on(exchange, DAWUKOU_PROCURATORATE, await read_on(exchange, DAWUKOU_PROCURATORATE, "0"))
    await reported(exchange, 1)
    await operator.begins("reader_lag")

    await asyncio.to_thread(exchange.stop)
    operator.log.write_text("")
    await asyncio.to_thread(exchange.start)
    told = await operator.begins("reader_lag")
    await stalling.execute(settled_database, f"update clients set revoked_at = now() where client_id = '{about}'")
    await operator.ends("reader_lag")

    assert told["about"] == about


async def test_readers_that_ask_and_ask_and_never_get_on_are_told_until_they_do(
    exchange: RunningExchange, settled_database: Database
):
    operator = watched(exchange)
    stuck, refused = (client_of(agency).client_id for agency in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE))
    await reported(exchange, 1)
    cursor = await read_on(exchange, DAWUKOU_PROCURATORATE, await read_on(exchange, DAWUKOU_PROCURATORATE, "0"))
    await read_on(exchange, HUINONG_PROCURATORATE, await read_on(exchange, HUINONG_PROCURATORATE, "0"))
    await reported(exchange, 2)

    async def both_are_told() -> bool:
        await read_on(exchange, DAWUKOU_PROCURATORATE, cursor)
        async with exchange.client(HUINONG_PROCURATORATE) as huinong:
            assert (await huinong.get("/v1/changes", params={"after": "999"})).status_code == 410
        return {one["about"] for one in await operator.stalls("reader_lag")} == {stuck, refused}

    await eventually(both_are_told, seconds=60)
    # What a server that was lost had handed out, the one in its place does not have.
    await stalling.execute(settled_database, f"update feed_readers set position = 999 where client_id = '{refused}'")

    async def is_beyond() -> bool:
        facts = {one["about"]: one["facts"] for one in await operator.stalls("reader_lag")}
        return "positions beyond the head" in facts.get(refused, "")

    await eventually(is_beyond, seconds=60)
    for agency in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE):
        await read_on(exchange, agency, await read_on(exchange, agency, cursor))
    await operator.ends("reader_lag")


async def test_one_look_at_the_feed_or_at_a_case_makes_nobody_a_reader(exchange: RunningExchange):
    operator = watched(exchange)
    await reported(exchange, 1)
    async with exchange.client(DAWUKOU_PROCURATORATE) as prosecutor:
        await prosecutor.get("/v1/changes", params={"after": "0", "types": "case.notified"})
        for _ in range(2):
            await prosecutor.get("/v1/changes", params={"after": "0", "case_number": case_number(1)})
    await read_on(exchange, HUINONG_PROCURATORATE, await read_on(exchange, HUINONG_PROCURATORATE, "0"))
    await reported(exchange, 2)

    await operator.begins("reader_lag")

    assert [one["about"] for one in await operator.stalls("reader_lag")] == [client_of(HUINONG_PROCURATORATE).client_id]


async def test_a_process_that_waits_for_a_lock_to_follow_the_feed_stays_in_rotation_with_all_the_others(
    exchange: RunningExchange, settled_database: Database
):
    operator = watched(exchange)
    holder = await settled_database.connect()
    transaction = holder.transaction()
    await transaction.start()
    await holder.execute("lock table feed_head in access exclusive mode")

    await operator.begins("tailer")
    (status, health), figures = await operator.health(), await operator.figures()
    await transaction.rollback()
    await holder.close()
    await operator.ends("tailer")

    assert (status, health["status"]) == (200, "degraded")
    assert set(health["checks"].values()) == {"ok"}
    assert figures["exchange_tailer_overdue_seconds"] >= 1


async def test_a_process_whose_own_tailer_died_leaves_the_rotation(settings, exchange_database: Database):
    await settle(exchange_database)
    app = create_app(settings.model_copy(update={"stall_seconds": 1.0}))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://exchange.test") as client,
    ):
        app.state.tailer._task.cancel()

        async def is_not_ready() -> bool:
            return (await client.get("/readyz")).status_code == 503

        await eventually(is_not_ready, seconds=60)
        health = (await client.get("/readyz")).json()

    assert set(health["checks"].values()) == {"ok"}
    assert [(stall["stall"], stall["facts"]) for stall in health["stalls"]] == [("tailer", "")]


async def test_a_database_that_is_away_is_told_with_its_time(exchange: RunningExchange, settled_database: Database):
    operator = watched(exchange)
    await stalling.close_to_everybody(settled_database)

    told = await operator.begins("database")
    status, health = await operator.health()
    await stalling.open_again(settled_database)
    await operator.ends("database")

    assert told["facts"] == "DatabaseUnavailable"
    assert (status, health["status"]) == (503, "not_ready")
    assert (await operator.health())[0] == 200


async def test_what_a_day_brings_and_cannot_be_done_is_told_until_it_is_and_keeps_nothing_else_from_being_done(
    exchange: RunningExchange, settled_database: Database
):
    operator = watched(exchange)
    await asyncio.to_thread(exchange.stop)
    operator.log.write_text("")
    await stalling.execute(settled_database, "revoke update on message_outcomes from exchange_writer")
    await asyncio.to_thread(exchange.start)

    told, (status, health) = await operator.begins("calendar"), await operator.health()
    every = await operator.stalls("calendar")
    await stalling.execute(settled_database, "grant update on message_outcomes to exchange_writer")
    await operator.ends("calendar")

    assert (status, health["status"]) == (200, "degraded")
    assert [one["about"] for one in every] == ["refused_bodies"]
    assert told["facts"] == "DataError"


async def test_a_clock_that_is_ahead_writes_nothing_and_is_told_until_it_is_right(
    settings, exchange_database: Database
):
    await settle(exchange_database)
    clock = FixedClock(SystemClock().now() + timedelta(minutes=5))
    app = create_app(settings, clock=clock)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://exchange.test") as client,
    ):
        with capture_logs() as lines:
            await app.state.watch.look()
            ahead, figures = await client.get("/readyz"), stalling.scraped((await client.get("/metrics")).text)
            clock.turn_to(SystemClock().now())
            await app.state.watch.look()
            right = await client.get("/readyz")

    [told] = ahead.json()["stalls"]
    assert (ahead.status_code, told["stall"]) == (503, "clock")
    assert told["facts"].startswith("+")
    assert 290 < figures["exchange_clock_ahead_seconds"] < 310
    assert figures['exchange_stalled{stall="clock"}'] == 1
    assert (right.status_code, right.json()["stalls"]) == (200, [])
    assert [line["event"] for line in lines if line.get("stall") == "clock"] == ["stall.began", "stall.ended"]
