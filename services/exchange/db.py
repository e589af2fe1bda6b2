"""The database as the exchange uses it: two roles, one transaction an act, committed before the answer leaves."""

import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import asyncpg
import orjson
from fastapi import Depends, Request
from sqlalchemy import event, exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from zhenxie.kit import db

__all__ = [
    "AsyncSession",
    "DataError",
    "Database",
    "DatabaseUnavailable",
    "Overtaken",
    "ReadingSession",
    "WritingSession",
    "described",
    "lock_words",
    "metadata",
]

metadata = db.new_metadata()

WRITER: Final = "exchange_writer"
READER: Final = "exchange_reader"

# One round trip sets all; transaction-local, so nothing of it survives into the next use of the connection.
# A process that stands still in the middle of a transaction (a paused machine) may hold the feed's head: the server
# then ends that transaction, and the other processes go on.
_ACT_AS = text(
    "SELECT set_config('role', :role, true), set_config('exchange.agency', :agency, true),"
    " set_config('idle_in_transaction_session_timeout', '10s', true)"
)


class DatabaseUnavailable(Exception):
    """The database cannot be reached, has no room, or was lost: nobody knows whether the last commit stood."""


class DataError(Exception):
    """The database refused a value or a row: the statement is at fault, not the connection."""


class Overtaken(DataError):
    """Another transaction was first, and this one was undone; done again, it finds what the other left."""


# What an address may say to SQLAlchemy and the driver does not know.
_OF_THE_POOL: Final = frozenset({"prepared_statement_cache_size", "prepared_statement_name_func"})
_OVERTAKEN: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
# The same said by the driver itself, where a statement did not go through SQLAlchemy.
_AT_FAULT: Final = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.ProgramLimitExceededError,
)
_CONNECT_SECONDS: Final = 10
# A connection that was used this lately is taken to be alive; to ask it would cost three round trips. No server ends and
# comes back within that time.
_ALIVE_SECONDS: Final = 0.1


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (exc.DBAPIError, OSError, exc.TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
        kind = _kind_of(error)
        if kind is None:
            raise
        raise kind from error


def _kind_of(error: Exception) -> type[Exception] | None:
    if isinstance(error, exc.DBAPIError):
        lost = error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError)
        if lost or db.is_away(error.orig):
            return DatabaseUnavailable
        cause = error.orig.__cause__ if error.orig else None
        if isinstance(cause, (asyncpg.InterfaceError, *_OVERTAKEN)):
            return _kind_of(cause)
        return DataError if isinstance(error, exc.DataError | exc.IntegrityError | exc.ProgrammingError) else None
    if isinstance(error, _OVERTAKEN):
        return Overtaken
    if isinstance(error, _AT_FAULT):
        return DataError
    away = isinstance(error, OSError | exc.TimeoutError | asyncpg.InterfaceError) or db.is_away(error)
    return DatabaseUnavailable if away else None


_RESTED_AT: Final = "rested_at"


def _rested(_connection: Any, record: Any) -> None:
    record.info[_RESTED_AT] = time.perf_counter()


class Database:
    """The exchange's database: sessions under the writer's or the reader's role, and a raw connection to listen on."""

    def __init__(self, url: str, *, pool_size: int = 10, statement_seconds: float = 15) -> None:
        """Prepare to connect; nothing is opened yet.

        :param statement_seconds: a statement that is not answered for so long counts as a lost connection. A network can
            lose one without a word to either side; whoever waits on it would wait for ever, the feed's one writer too.
        """
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            # An error that repeats its parameters repeats the person they describe.
            hide_parameters=True,
            connect_args={"command_timeout": statement_seconds, "timeout": _CONNECT_SECONDS},
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self.engine.sync_engine, "checkin", _rested)
        event.listen(self.engine.sync_engine, "checkout", self._woken)

    def _woken(self, connection: Any, record: Any, _proxy: Any) -> None:
        """Ask a connection that has rested whether it is alive; the pool replaces one that is not."""
        rested_at = record.info.get(_RESTED_AT)
        if rested_at is None or time.perf_counter() - rested_at < _ALIVE_SECONDS:
            return
        try:
            self.engine.sync_engine.dialect.do_ping(connection)
        except (self.engine.dialect.loaded_dbapi.Error, OSError) as error:
            raise exc.DisconnectionError from error

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
            return await asyncpg.connect(**{"timeout": _CONNECT_SECONDS, **arguments})
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
        await db.fetch(session, _LOCK_WORDS, {"words": list(words)})


_LOCK_WORDS: Final = db.compiled(
    text(
        "SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT DISTINCT hashtextextended(word, 0) AS key"
        " FROM unnest(cast(:words AS text[])) AS word ORDER BY key) AS keys"
    )
)


def described(error: Exception) -> dict[str, str]:
    """Return what may be logged of an error: its text repeats the row that was refused, persons included."""
    said = {"error": type(error).__name__, "at": _place(error)}
    if isinstance(error, DataError) and error.__cause__ is not None:
        said |= {"cause": type(error.__cause__).__name__, "at": _place(error.__cause__)}
        told = getattr(error.__cause__, "orig", error.__cause__)
        said["sqlstate"] = str(getattr(told, "sqlstate", ""))
    return said


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        # The last place of our own says more than the driver's.
        place = f"{module}:{trace.tb_lineno}" if module.startswith("exchange.") else place
        trace = trace.tb_next
    return place
