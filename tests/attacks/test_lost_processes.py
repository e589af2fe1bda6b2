"""An exchange that is killed, or asked to stop, while many write: what was acknowledged stays, what is retried is once."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest

from fixtures import storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE
from fixtures.databases import Database
from fixtures.running import RunningExchange
from fixtures.storms import Crowd

POLICE = (DAWUKOU_POLICE, HUINONG_POLICE)


@pytest.mark.parametrize("deaths", [2, pytest.param(25, marks=pytest.mark.nightly)])
async def test_what_was_acknowledged_survives_a_killed_process_and_what_was_retried_is_there_once(
    run_exchange: Callable[..., RunningExchange], settled_database: Database, deaths: int
):
    # Most of the time a group is being committed, so most deaths meet one there.
    await storms.commit_slowly(settled_database, "0.1")
    exchange = run_exchange()
    async with storms.crowd([exchange], POLICE) as crowd:
        writers = writing(crowd)
        for death in range(deaths):
            seen = len(crowd.ledger.acknowledged)
            await storms.until(lambda: len(crowd.ledger.acknowledged) > seen + 8)  # noqa: B023  asked at once
            await asyncio.sleep(death % 5 * 0.023)
            await asyncio.to_thread(exchange.kill)
            await asyncio.to_thread(exchange.start)
        seen = len(crowd.ledger.acknowledged)
        await storms.until(lambda: len(crowd.ledger.acknowledged) > seen + 8)
        crowd.enough.set()
        await asyncio.gather(*writers)
        assert crowd.ledger.answers.keys() - {"200", "201", "503"}, "no request was cut"
        await crowd.send_everything_again()

    assert crowd.ledger.acknowledged.keys() == crowd.ledger.sent.keys()
    await storms.assert_nothing_lost_or_doubled(settled_database, crowd.ledger)


def writing(crowd: Crowd, *, retry: bool = True) -> list[asyncio.Task[None]]:
    return [
        asyncio.create_task(crowd.write(POLICE[name % 2], name, posts=100_000, retry=retry)) for name in range(1, 17)
    ]


async def test_a_process_that_is_asked_to_stop_loses_nothing_it_acknowledged(
    run_exchange: Callable[..., RunningExchange], settled_database: Database
):
    await storms.commit_slowly(settled_database, "0.1")
    exchange = run_exchange()
    async with AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(storms.crowd([exchange], POLICE))
        idle = await stack.enter_async_context(exchange.client(DAWUKOU_PROCURATORATE))
        waiting = asyncio.create_task(idle.get("/v1/changes", params={"wait": 30, "types": "case.merged"}))
        writers = writing(crowd)
        await storms.until(lambda: len(crowd.ledger.acknowledged) > 40)
        exchange.signal(signal.SIGTERM)
        status = await asyncio.to_thread(exchange.stop)
        polled = await waiting
        acknowledged = set(crowd.ledger.acknowledged)
        kept = {row["message_id"] for row in await storms.stored(settled_database)}

        await asyncio.to_thread(exchange.start)
        crowd.enough.set()
        await asyncio.gather(*writers)
        await crowd.send_everything_again()

    assert status == 0
    assert acknowledged <= kept
    # It was answered, and not cut off, although nothing had come for it and its wait was not over.
    assert (polled.status_code, polled.json()["items"]) == (200, [])
    assert crowd.ledger.acknowledged.keys() == crowd.ledger.sent.keys()
    await storms.assert_nothing_lost_or_doubled(settled_database, crowd.ledger)
