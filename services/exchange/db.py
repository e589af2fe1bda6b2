"""The database as the exchange uses it: two roles, one transaction an act, committed before the answer leaves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Annotated, Final

import asyncpg
import orjson
from fastapi import Depends, Request
from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from zhenxie.kit.db import new_metadata

__all__ = [
    "AsyncSession",
    "DataError",
    "Database",
    "DatabaseUnavailable",
    "Overtaken",
    "ReadingSession",
    "WritingSession",
    "lock_words",
    "metadata",
]

metadata = new_metadata()

WRITER: Final = "exchange_writer"
READER: Final = "exchange_reader"

# One round trip sets both; transaction-local, so nothing of it survives into the next use of the connection.
_ACT_AS = text("SELECT set_config('role', :role, true), set_config('exchange.agency', :agency, true)")


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or the connection was lost: nobody knows whether the last commit stood."""


class DataError(Exception):
    """The database refused a value or a row: the statement is at fault, not the connection."""


class Overtaken(DataError):
    """Another transaction was first, and this one was undone; done again, it finds what the other left."""


_GONE: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # A server that stops says so on a connection that is still open; a standby that is promoted, on one that is.
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TooManyConnectionsError,
)
# What an address may say to SQLAlchemy and the driver does not know.
_OF_THE_POOL: Final = frozenset({"prepared_statement_cache_size", "prepared_statement_name_func"})
_OVERTAKEN: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        cause = error.orig.__cause__ if error.orig else None
        if error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError):
            raise DatabaseUnavailable from error
        if isinstance(cause, _GONE):
            raise DatabaseUnavailable from error
        if isinstance(cause, _OVERTAKEN):
            raise Overtaken from error
        if isinstance(error, exc.DataError | exc.IntegrityError | exc.ProgrammingError):
            raise DataError from error
        raise
    except (OSError, exc.TimeoutError, *_GONE) as error:
        raise DatabaseUnavailable from error


class Database:
    """The exchange's database: sessions under the writer's or the reader's role, and a raw connection to listen on."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            # An error that repeats its parameters repeats the person they describe.
            hide_parameters=True,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open one transaction under the writer's role; commit at the end, roll back on any error.

        :raises DatabaseUnavailable: the connection failed; whether a commit stood is unknown.
        :raises DataError: the database refused a value.
        """
        async with self._acting(WRITER, "") as session:
            yield session

    @asynccontextmanager
    async def reading(self, agency: str) -> AsyncIterator[AsyncSession]:
        """Open one transaction that sees what `agency` may see (row-level security), and changes nothing.

        :raises DatabaseUnavailable: as for :meth:`writing`.
        """
        async with self._acting(READER, agency) as session:
            yield session

    @asynccontextmanager
    async def _acting(self, role: str, agency: str) -> AsyncIterator[AsyncSession]:
        async with _translated(), self._sessions.begin() as session:
            await session.execute(_ACT_AS, {"role": role, "agency": agency})
            yield session

    async def listen_connection(self) -> asyncpg.Connection:
        """Return a connection of its own, outside the pool, to LISTEN on; made as the pool makes its own.

        :raises DatabaseUnavailable: it could not be made.
        """
        _, said = self.engine.dialect.create_connect_args(self.engine.url)
        arguments = {name: value for name, value in said.items() if name not in _OF_THE_POOL}
        try:
            return await asyncpg.connect(**{"timeout": 10, **arguments})
        except (TimeoutError, OSError, asyncpg.PostgresError) as error:
            raise DatabaseUnavailable from error

    async def close(self) -> None:
        """Close every pooled connection."""
        await self.engine.dispose()


async def _reading(request: Request) -> AsyncIterator[AsyncSession]:
    # The guard has put the caller there; without one this raises, so an unguarded route can read nothing.
    async with request.app.state.database.reading(request.state.caller.agency) as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.database.writing() as session:
        yield session


# Without scope="function" FastAPI answers first and commits afterwards.
ReadingSession = Annotated[AsyncSession, Depends(_reading, scope="function")]
WritingSession = Annotated[AsyncSession, Depends(_writing, scope="function")]


async def lock_words(session: AsyncSession, words: Collection[str]) -> None:
    """Take the transaction's lock on each word, in one order for every process; the head is locked after them."""
    if words:
        question = text(
            "SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT DISTINCT hashtextextended(word, 0) AS key"
            " FROM unnest(cast(:words AS text[])) AS word ORDER BY key) AS keys"
        )
        await session.execute(question, {"words": list(words)})
