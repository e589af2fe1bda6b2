"""Waiting costs nothing, and wakes: many long polls on few connections, and a LISTEN that is cut."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from uuid import uuid4

import asyncpg
import httpx2

from builders.events import a_detention, a_notification, case_number
from exchange.feed import chain
from exchange.feed.queries import Arrival
from exchange.feed.tailer import Tailer, Waiter
from fixtures import inprocess, storms
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_PROCURATORATE,
)
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange

MANY = httpx2.Limits(max_connections=400, max_keepalive_connections=400)


async def backends(database: Database, condition: str) -> list[asyncpg.Record]:
    return await storms.stored(
        database,
        "select pid, state, query from pg_stat_activity"
        f" where datname = current_database() and usename = 'exchange_service' and {condition}",
    )


async def test_two_hundred_wait_on_a_pool_of_four_and_a_report_is_accepted_and_read_by_all(
    run_exchange: Callable[..., RunningExchange], settled_database: Database
):
    exchange = run_exchange(DATABASE_POOL_SIZE="4")
    async with AsyncExitStack() as stack:
        readers = await stack.enter_async_context(exchange.client(DAWUKOU_PROCURATORATE, limits=MANY))
        police = await stack.enter_async_context(exchange.client(DAWUKOU_POLICE))
        polls = [asyncio.create_task(readers.get("/v1/changes", params={"wait": 30})) for _ in range(200)]
        await eventually(lambda: waiting(exchange, 200))
        # Nobody is in a transaction, and there are not even as many connections as a tenth of them would need.
        assert await backends(settled_database, "state <> 'idle'") == []
        assert len(await backends(settled_database, "true")) <= 9
        assert not any(poll.done() for poll in polls)
        accepted = await police.post("/v1/cases", json=a_notification(case_number(), a_detention()))
        pages = [(await poll).json() for poll in polls]

    assert accepted.status_code == 201, accepted.text
    # At the end of its wait a poll answers with nothing; these were woken.
    assert {tuple(item["position"] for item in page["items"]) for page in pages} == {(1, 2)}


async def waiting(exchange: RunningExchange, readers: int) -> bool:
    async with httpx2.AsyncClient() as client:
        text = (await client.get(f"{exchange.url}/metrics")).text
    return f"exchange_waiting_polls {float(readers)}" in text.splitlines()


async def test_a_lost_listen_connection_costs_nobody_an_entry(settled_database: Database):
    async with (
        inprocess.served(settled_database) as exchange,
        exchange.client(DAWUKOU_PROCURATORATE) as reader,
        exchange.client(DAWUKOU_POLICE) as police,
    ):
        cursor = "0"
        for sequence in range(1, 6):
            poll = asyncio.create_task(reader.get("/v1/changes", params={"after": cursor, "wait": 30}))
            await storms.until(lambda: exchange.state.tailer.waiting == 1)
            cut = "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'"
            killed = await storms.stored(settled_database, f"{cut} and datname = current_database()")
            await police.post("/v1/cases", json=a_notification(case_number(sequence)))
            page = (await poll).json()
            cursor = page["next"]

            assert [row[0] for row in killed] == [True]
            assert [item["position"] for item in page["items"]] == [sequence]
            await eventually(lambda: listens(settled_database))


async def listens(database: Database) -> bool:
    return len(await backends(database, "query ilike 'listen%'")) == 1


async def test_notifications_that_nobody_hears_are_made_up_for_by_the_safety_poll(settled_database: Database):
    # A notification is sent, and reaches nobody: as on a connection that is dead without saying so.
    await storms.execute(
        settled_database,
        "create schema deaf",
        "create function deaf.pg_notify(text, text) returns void language sql as 'select'",
        "grant usage on schema deaf to public",
        f"alter database {settled_database.name} set search_path = deaf, pg_catalog, public",
    )
    async with (
        inprocess.served(settled_database) as exchange,
        exchange.client(DAWUKOU_PROCURATORATE) as reader,
        exchange.client(DAWUKOU_POLICE) as police,
    ):
        poll = asyncio.create_task(reader.get("/v1/changes", params={"wait": 30}))
        await storms.until(lambda: exchange.state.tailer.waiting == 1)
        await police.post("/v1/cases", json=a_notification(case_number()))
        page = (await poll).json()

    assert [item["position"] for item in page["items"]] == [1]


async def test_only_those_are_woken_who_may_see_what_came(settled_database: Database):
    async with inprocess.exchange(settled_database) as state:
        tailer = Tailer(state.database)
        tailer.start()
        await storms.until(lambda: tailer.epoch == 1)
        mine = Waiter(DAWUKOU_PROCURATORATE)
        waiters = {
            "mine": mine,
            "of a type that came": Waiter(DAWUKOU_PROCURATORATE, frozenset({"suspect.detained"})),
            "of another type": Waiter(DAWUKOU_PROCURATORATE, frozenset({"case.merged"})),
            "of another case": Waiter(DAWUKOU_PROCURATORATE, case_ids=frozenset({uuid4()})),
            "of an agency without a grant": Waiter(HUINONG_PROCURATORATE),
        }
        with ExitStack() as stack:
            for one in waiters.values():
                stack.enter_context(tailer.register(one))
            given = await inprocess.submit(state, DAWUKOU_POLICE, a_notification(case_number(), a_detention()))
            assert await tailer.wait(mine, seconds=30)
            woken = {name for name, one in waiters.items() if one is mine or one.woken.is_set()}
        await tailer.close()

    assert given.replay is False
    assert woken == {"mine", "of a type that came"}


def test_a_waiter_is_woken_for_its_own_part_only():
    cases = [uuid4() for _ in range(64)]
    arrivals = [Arrival("640202", "suspect.detained", case, chain.case_hash(case)) for case in cases]
    parts = [Waiter("640202", partition=(index, 3)) for index in range(3)]

    assert all(sum(part.matches(arrival) for part in parts) == 1 for arrival in arrivals)
    assert all(any(part.matches(arrival) for arrival in arrivals) for part in parts)
    assert not any(Waiter("640205").matches(arrival) for arrival in arrivals)
