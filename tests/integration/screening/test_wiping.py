"""A wipe beside passes that are under way: it waits for them, and leaves nothing of theirs behind."""

import asyncio
from datetime import UTC, date, datetime
from uuid import uuid4

from fixtures.databases import Database as FreshDatabase
from fixtures.databases import eventually
from fixtures.storms import stored
from screening.case_state import CaseState
from screening.store import case_queries, db, queries


async def test_a_wipe_waits_for_a_pass_under_way_and_leaves_nothing_of_it(screening_database: FreshDatabase) -> None:
    database, case_id = db.Database(screening_database.url), uuid4()
    state = CaseState(agenda={"E1": date(2026, 3, 3)}, awaits=frozenset({("640202000000", "case.withdrawn")}))

    async with database.working() as session:
        await case_queries.position_of(session, (0, 1))
        wiping = asyncio.create_task(wiped(database))
        await eventually(lambda: waits_for_a_lock(screening_database))
        await case_queries.save(session, {case_id: state}, {case_id: 0})
        await case_queries.tell(session, [], now=datetime(2026, 3, 3, tzinfo=UTC))
        await case_queries.move_to(session, (0, 1), 17)
        assert not wiping.done()
    await wiping
    await database.close()

    for table in ("case_states", "agenda", "awaiting", "progress"):
        assert await stored(screening_database, f"select * from {table}") == [], table


async def wiped(database: db.Database) -> None:
    async with database.working() as session:
        await queries.wipe(session, heard_too=False)


async def waits_for_a_lock(database: FreshDatabase) -> bool:
    here = "select oid from pg_database where datname = current_database()"
    return len(await stored(database, f"select 1 from pg_locks where not granted and database = ({here})")) > 0
