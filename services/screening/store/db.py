"""The connection to screening's own database, and the transaction that each step of work runs in."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import CollectionAggregate, Table, Uuid, any_, cast, exc, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from zhenxie.kit.db import is_away

__all__ = ["AsyncSession", "Database", "DatabaseUnavailable", "any_of", "insert_all"]

# A pass thinks while its transaction is open, so it is given longer than any pass takes; one that stands still for
# longer does not keep its part from another process.
_AS_WORKER = text(
    "SELECT set_config('role', 'screening_worker', true), set_config('idle_in_transaction_session_timeout', '2min', true)"
)


def any_of(ids: Iterable[UUID]) -> CollectionAggregate[bool]:
    """Return any of these ids, as one parameter however many they are: a statement takes no more than 32,767."""
    return any_(cast(list(ids), ARRAY(Uuid)))


def insert_all(table: Table, rows: Sequence[Mapping[str, Any]]) -> Insert:
    """Return one statement that inserts rows of the same columns in their order: a list a column, whatever their number.

    :raises IndexError: there is no row.
    """
    names = list(rows[0])
    lists = [
        func.unnest(cast([row[name] for row in rows], ARRAY(table.c[name].type, dimensions=1))).label(name)
        for name in names
    ]
    return insert(table).from_select(names, select(*lists))


class DatabaseUnavailable(Exception):
    """Screening's database cannot be reached, or the connection was lost: what was begun is begun again."""


class Database:
    """Hands out sessions; one transaction each, committed when the block ends without an error."""

    def __init__(self, url: str, *, statement_seconds: float = 300) -> None:
        """Prepare an engine; nothing is connected before the first session.

        :param url: ``postgresql+asyncpg://…`` of screening's own login.
        :param statement_seconds: a statement that is not answered for so long counts as a lost connection.
        """
        # Without hide_parameters an error would quote the row it failed on.
        self._engine: AsyncEngine = create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"command_timeout": statement_seconds},
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session of the login itself, which may look at the revision and no more."""
        async with self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def working(self) -> AsyncIterator[AsyncSession]:
        """Give a session under the worker's role, whose work is committed at the end of the block.

        :raises DatabaseUnavailable: the database went away; nothing of the block is certain.
        """
        try:
            async with self._sessions.begin() as session:
                await session.execute(_AS_WORKER)
                yield session
        except (OSError, exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
            raise DatabaseUnavailable from error
        except exc.DBAPIError as error:
            # A server that starts, or has no connection left, says so in an error of its own.
            if error.connection_invalidated or is_away(error.orig):
                raise DatabaseUnavailable from error
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
