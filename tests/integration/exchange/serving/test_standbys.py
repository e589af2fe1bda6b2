"""A real standby beside the exchange's server: what may be known of it, that it stands still, and that it is missing."""

import asyncio
from pathlib import Path

from builders.events import a_detention, a_notification, case_number
from fixtures import agencies, ruins
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.running import RunningExchange
from fixtures.stalling import Watched
from fixtures.standbys import standby
from fixtures.storms import execute
from zhenxie.local.postgres import EmbeddedPostgres


async def test_a_standby_that_stands_still_or_is_missing_is_told(own_postgres: EmbeddedPostgres, tmp_path: Path):
    database = await asyncio.to_thread(ruins.settled, own_postgres)
    await agencies.settle(database)
    exchange = RunningExchange(database, tmp_path / "exchange.log", STALL_SECONDS="1")
    operator = Watched("exchange", exchange.url, exchange.log)

    async def report(number: int) -> None:
        async with exchange.client(DAWUKOU_POLICE) as police:
            answer = await police.post("/v1/cases", json=a_notification(case_number(number), a_detention()))
            assert answer.status_code == 201, answer.text

    await asyncio.to_thread(exchange.start)
    try:
        async with standby(own_postgres, "yinchuan") as yinchuan:
            unwatched = await operator.begins("replication")
            await execute(database, "grant pg_read_all_stats to exchange_reader")
            await operator.ends("replication")

            # One that was never used keeps nothing, one that was left fills the disk.
            await execute(
                database,
                "select pg_create_physical_replication_slot('wuzhong')",
                "select pg_create_physical_replication_slot('guyuan', true)",
            )
            left, slots = await operator.begins("replication"), await operator.figures()
            await execute(database, "select pg_drop_replication_slot('guyuan')")
            await operator.ends("replication")

            await yinchuan.execute("select pg_wal_replay_pause()")
            await report(1)
            still, figures = await operator.begins("replication"), await operator.figures()
            await yinchuan.execute("select pg_wal_replay_resume()")
            await operator.ends("replication")

            await execute(database, "alter system set synchronous_standby_names = 'wuzhong'", "select pg_reload_conf()")
            missing, absent = await operator.begins("replication"), await operator.figures()
            waiting = asyncio.create_task(report(2))
            await operator.begins("scribe")
            # Whoever turns it off does what the remedy calls the last resort; the report is then kept and answered.
            await execute(database, "alter system reset synchronous_standby_names", "select pg_reload_conf()")
            await waiting
            await operator.ends("replication")
            await operator.ends("scribe")
    finally:
        await asyncio.to_thread(exchange.stop)

    assert (unwatched["about"], "pg_read_all_stats" in unwatched["facts"]) == ("unwatched", True)
    assert (left["about"], "bytes of log kept for it" in left["facts"]) == ("slot guyuan", True)
    assert slots["exchange_replication_unused_slots"] == 1
    assert still["about"] == "yinchuan"
    assert figures['exchange_replication_lag_bytes{standby="yinchuan"}'] > 0
    assert figures['exchange_replication_lag_seconds{standby="yinchuan"}'] >= 1
    assert "none is connected" in missing["facts"]
    assert absent["exchange_replication_synchronous_missing"] == 1
