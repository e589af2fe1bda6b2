"""A database that goes away under load: the exchange recovers by itself, and nothing is lost or doubled."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest

from fixtures import agencies, ruins, storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE
from fixtures.databases import Database
from fixtures.running import RunningExchange
from fixtures.storms import Follower
from zhenxie.local.postgres import EmbeddedPostgres

POLICE = (DAWUKOU_POLICE, HUINONG_POLICE)


@pytest.fixture
async def ruined_database(own_postgres: EmbeddedPostgres) -> Database:
    database = await asyncio.to_thread(ruins.settled, own_postgres)
    await agencies.settle(database)
    return database


class Patient(Follower):
    """A reader that asks again when it is told that the database is away."""

    async def read(self, *words, **more):
        while True:
            try:
                return await super().read(*words, **more)
            except AssertionError as error:
                if '"status":503' not in str(error).replace(" ", ""):
                    raise
                await asyncio.sleep(0.2)


@pytest.mark.parametrize(
    "falls",
    [("restart", "kill"), pytest.param(("kill", "restart") * 8, marks=pytest.mark.nightly)],
    ids=["twice", "often"],
)
async def test_a_database_that_restarts_under_load_costs_nothing(
    own_postgres: EmbeddedPostgres, ruined_database: Database, tmp_path: Path, falls: tuple[str, ...]
):
    processes = [RunningExchange(ruined_database, tmp_path / f"exchange-{number}.log") for number in range(2)]
    async with AsyncExitStack() as stack:
        for one in processes:
            await asyncio.to_thread(one.start)
            stack.callback(one.stop)
        crowd = await stack.enter_async_context(storms.crowd(processes, POLICE))
        readers = [await stack.enter_async_context(one.client(DAWUKOU_PROCURATORATE)) for one in processes]
        follower = Patient(readers, {"wait": 5})
        done = asyncio.Event()
        reading = asyncio.create_task(follower.follow(done))
        writers = [asyncio.create_task(crowd.write(POLICE[name % 2], name, posts=100_000)) for name in range(1, 17)]
        for how in falls:
            await progress(crowd, 60)
            await asyncio.to_thread(ruins.fall, own_postgres, how)
        await progress(crowd, 60)
        crowd.enough.set()
        await asyncio.gather(*writers)
        done.set()
        await reading
        await crowd.send_everything_again()
        written = [one["position"] for one in crowd.ledger.of(DAWUKOU_POLICE)]
        woken = [await is_woken(one, crowd, name) for name, one in enumerate(readers, start=9001)]

    assert crowd.ledger.acknowledged.keys() == crowd.ledger.sent.keys()
    assert crowd.ledger.answers.keys() <= {"200", "201", "503"}
    assert follower.positions == written
    assert woken == [True, True]
    await storms.assert_nothing_lost_or_doubled(ruined_database, crowd.ledger)


async def progress(crowd: storms.Crowd, messages: int) -> None:
    seen = len(crowd.ledger.acknowledged)
    await storms.until(lambda: len(crowd.ledger.acknowledged) >= seen + messages)


async def is_woken(reader: httpx2.AsyncClient, crowd: storms.Crowd, name: int) -> bool:
    """Return whether a long poll at this process ends with what came; at the end of its wait it would be empty."""
    head = (await reader.get("/v1/changes", params={"limit": 1})).json()["head"]
    waiting = asyncio.create_task(reader.get("/v1/changes", params={"after": head, "wait": 30}))
    await asyncio.sleep(0.5)
    await crowd.write(DAWUKOU_POLICE, name, posts=1)
    return bool((await waiting).json()["items"])
