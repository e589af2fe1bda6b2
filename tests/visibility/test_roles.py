"""What the database itself lets each role do, in raw SQL, on every table there is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from fixtures.agencies import DAWUKOU_PROCURATORATE
from visibility.history import CODES
from visibility.world import World
from zhenxie.local.server import for_driver

READER, WRITER = "exchange_reader", "exchange_writer"
# What says nothing of a case or a person, every reader may know: who there is, who supervises whom, how far the feed is, and
# by which models cases are judged.
PUBLIC = {"agencies", "supervises", "directory_state", "feed_epochs", "feed_head", "alembic_version"} | {
    "model_versions",
    "model_decisions",
    # What a charge asks for, about no case.
    "evidence_standards",
}
HIDDEN = {"clients", "signing_keys", "used_assertions", "audit_rows", "snapshot_rows", "feed_readers"} | {
    # How far the feed was counted.
    "statistical_progress",
}
# What screening answers; visibility/test_alerts.py reads it by raw SQL.
# What screening remarks on the form of data stands beside it; visibility/test_quality.py reads that one.
ANSWERS = {
    "alert_reproductions",
    # What was counted; integration/exchange/statistics reads it by raw SQL.
    "statistical_facts",
    "statistical_snapshots",
    "quality_findings",
    "alerts",
    "alert_versions",
    "alert_shares",
    "assessed_cases",
    "assessments",
}
# Visibility of instruments has raw SQL of its own in visibility/test_instruments.py.
INSTRUMENTS = {"instruments", "instrument_versions", "instrument_readers", "numberings", "number_counters"}
# Who takes part in a record of cooperation; visibility/test_cooperation.py reads it by raw SQL.
TAKING_PART = {"cooperation_records", "cooperation_entries"}
# The office's own work; visibility/test_leads.py reads it.
WORK = {"leads", "lead_acts", "lead_evidence", "evidence_requests"}
OWN = {
    "cooperation_readers",
    "staff",
    "duties",
    "absences",
    "addressees",
    "grants",
    "message_ids",
    "message_outcomes",
} | {"intakes"}


@asynccontextmanager
async def acting(world: World, role: str | None, agency: str | None = None) -> AsyncIterator[asyncpg.Connection]:
    """Give a transaction under a role, as the service opens it; nothing of it stays."""
    connection = await asyncpg.connect(for_driver(world.database.url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        if role is not None:
            await connection.execute("select set_config('role', $1, true)", role)
        if agency is not None:
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def _tables(world: World) -> set[str]:
    connection = await world.database.connect()
    try:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in rows}


async def test_every_table_is_known_to_these_tests(world: World):
    known = {"entries", "sealed_parts", "case_numbers", "cases", "case_turns", "intake_outcomes"}
    supervision = INSTRUMENTS | TAKING_PART | WORK
    assert await _tables(world) == PUBLIC | HIDDEN | OWN | ANSWERS | supervision | known


async def test_each_agency_reads_by_raw_sql_what_the_oracle_says_and_no_row_more(world: World):
    for agency in CODES:
        seen = world.seen_by(agency)
        of_cases = {one.position for one in seen if one.told is not None}
        async with acting(world, READER, agency) as connection:

            async def column(question: str, connection: asyncpg.Connection = connection) -> list:
                return [row[0] for row in await connection.fetch(question)]

            assert await column("select position from entries order by position") == [one.position for one in seen]
            assert set(await column("select position from sealed_parts")) <= of_cases
            assert set(await column("select number from case_numbers")) == world.numbers_known(agency)
            whole = {case.case_id for case in world.oracle.cases if case.reasons.get(agency)}
            assert {str(one) for one in await column("select case_id from cases")} == whole
            assert {str(one) for one in await column("select case_id from case_turns")} == whole
            for table in OWN:
                assert set(await column(f"select agency from {table}")) <= {agency}, table
            assert await column("select count(*) from grants") > [0]
            refused = await column("select count(*) from message_outcomes where outcome = 'refused'")
            assert refused == [world.history.refused.get(agency, 0)]


async def test_sealed_parts_are_shown_with_the_entries_that_they_belong_to(world: World):
    connection = await world.database.connect()
    try:
        sealed = {row[0] for row in await connection.fetch("select position from sealed_parts")}
    finally:
        await connection.close()
    for agency in CODES:
        expected = {one.position for one in world.seen_by(agency) if one.told is not None} & sealed
        async with acting(world, READER, agency) as reader:
            assert {row[0] for row in await reader.fetch("select position from sealed_parts")} == expected


@pytest.mark.parametrize("agency", [None, "", "nobody-at-all"])
async def test_without_a_caller_nothing_of_a_case_is_there(world: World, agency: str | None):
    async with acting(world, READER, agency) as connection:
        for table in await _tables(world) - PUBLIC - HIDDEN:
            assert await connection.fetchval(f"select count(*) from {table}") == 0, table


async def test_the_login_role_reads_nothing_before_it_takes_a_role(world: World):
    for table in await _tables(world) - {"alembic_version"}:
        async with acting(world, None) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select * from {table}")


async def test_the_reader_reads_no_secret_of_the_exchange(world: World):
    for table in HIDDEN:
        async with acting(world, READER, DAWUKOU_PROCURATORATE) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select * from {table}")
    async with acting(world, READER, DAWUKOU_PROCURATORATE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select last_hash from feed_head")


async def _refused(world: World, role: str, statement: str) -> bool:
    async with acting(world, role, DAWUKOU_PROCURATORATE) as connection:
        try:
            await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            return True
        return False


async def _column(world: World, table: str) -> str:
    connection = await world.database.connect()
    try:
        question = (
            "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = ''"
            " order by attnum limit 1"
        )
        return await connection.fetchval(question, table)
    finally:
        await connection.close()


async def test_the_reader_changes_nothing_anywhere(world: World):
    for table in await _tables(world):
        name = await _column(world, table)
        for statement in (
            f"insert into {table} overriding system value select * from {table}",
            f"insert into {table} default values",
            f"update {table} set {name} = {name}",
            f"delete from {table}",
            f"truncate {table}",
            f"drop table {table}",
            f"alter table {table} disable row level security",
        ):
            assert await _refused(world, READER, statement), statement


async def test_the_writer_neither_changes_nor_removes_what_stands_in_the_feed(world: World):
    for table in ("entries", "addressees", "audit_rows", "intake_outcomes", "feed_epochs"):
        name = await _column(world, table)
        for statement in (
            f"update {table} set {name} = {name}",
            f"delete from {table}",
            f"truncate {table}",
            f"drop table {table}",
            f"alter table {table} disable row level security",
        ):
            assert await _refused(world, WRITER, statement), statement


async def test_grants_are_ended_and_never_rewritten(world: World):
    for statement in (
        "delete from grants",
        "update grants set agency = 'x'",
        "update grants set from_position = 0",
        "update grants set whole_history = true",
    ):
        assert await _refused(world, WRITER, statement), statement
    assert not await _refused(world, WRITER, "update grants set until_position = until_position")


async def test_no_role_of_the_service_passes_the_policies(world: World):
    connection = await world.database.connect()
    try:
        roles = await connection.fetch("select * from pg_roles where rolname like 'exchange\\_%'")
        unprotected = await connection.fetch(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            " and not relrowsecurity and relname <> 'alembic_version'"
        )
    finally:
        await connection.close()
    assert len(roles) == 4
    assert unprotected == []
    for role in roles:
        for power in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb"):
            assert not role[power], (role["rolname"], power)
        assert role["rolinherit"] is False or role["rolname"] != "exchange_service"
