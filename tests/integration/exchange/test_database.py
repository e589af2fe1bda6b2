"""The database as the exchange uses it: connections that died, and what the driver itself says of a statement."""

import pytest
from sqlalchemy import text

from exchange import db
from exchange.db import DatabaseUnavailable, DataError
from fixtures import inprocess
from fixtures.databases import Database
from zhenxie.kit.db import compiled, execute_many, fetch

_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def end_every_connection(database: Database) -> None:
    connection = await database.connect()
    try:
        await connection.execute(_OTHERS)
    finally:
        await connection.close()


async def answer(database: db.Database) -> int:
    async with database.writing() as session:
        return (await fetch(session, compiled(text("SELECT 42"))))[0][0]


async def test_a_connection_that_died_while_it_rested_is_replaced_before_it_is_used(
    settled_database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(db, "_ALIVE_SECONDS", 0.0)
    async with inprocess.exchange(settled_database) as state:
        assert await answer(state.database) == 42
        await end_every_connection(settled_database)
        assert await answer(state.database) == 42


async def test_one_that_died_in_use_is_told_to_be_away_and_the_next_is_new(
    settled_database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(db, "_ALIVE_SECONDS", 1000.0)
    async with inprocess.exchange(settled_database) as state:
        assert await answer(state.database) == 42
        await end_every_connection(settled_database)
        with pytest.raises(DatabaseUnavailable):
            await answer(state.database)
        monkeypatch.setattr(db, "_ALIVE_SECONDS", 0.0)
        assert await answer(state.database) == 42


async def test_what_the_driver_refuses_is_the_fault_of_the_statement_and_undoes_all_of_it(settled_database: Database):
    one = compiled(
        text("INSERT INTO feed_epochs (epoch, starts_after, began_at, reason) VALUES (:epoch, 0, now(), 'x')")
    )
    count = compiled(text("SELECT count(*) FROM feed_epochs WHERE epoch > 900"))
    async with inprocess.exchange(settled_database) as state:
        with pytest.raises(DataError):
            async with state.database.writing() as session:
                await execute_many(session, one, [{"epoch": 901}, {"epoch": 902}, {"epoch": 901}])
        async with state.database.writing() as session:
            assert (await fetch(session, count))[0][0] == 0
            await execute_many(session, one, [{"epoch": 901}, {"epoch": 902}])
        async with state.database.writing() as session:
            assert (await fetch(session, count))[0][0] == 2


async def test_nothing_runs_on_the_driver_once_the_transaction_with_its_role_has_ended(settled_database: Database):
    role = compiled(text("SELECT current_user::text"))
    async with inprocess.exchange(settled_database) as state:
        async with state.database.writing() as session:
            assert (await fetch(session, role))[0][0] == "exchange_writer"
        with pytest.raises(RuntimeError, match="no transaction has begun"):
            await fetch(session, role)
