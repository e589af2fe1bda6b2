"""What both databases share: names of constraints, inserts of many rows, statements for the driver, an absent server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from typing import cast as cast_type

import orjson
from sqlalchemy import ARRAY, ClauseElement, Executable, MetaData, Table, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_DRIVER: Final = "driver"
_DIALECT: Final = dialect.dialect()  # type: ignore[no-untyped-call]

# Classes of SQLSTATE (PostgreSQL, appendix A): the connection; disk, memory or connections used up; somebody who stops
# the server or a statement; the system beneath.
_AWAY_CLASSES: Final = ("08", "53", "57", "58")
# A standby that only reads; a lock waited for too long; a transaction that stood idle, or took, too long.
_AWAY: Final = frozenset({"25006", "55P03", "25P03", "25P04"})


def is_away(error: BaseException | None) -> bool:
    """Tell whether a server said that it cannot work just now: no statement is at fault, and the same may be tried again.

    :param error: what the driver raised, or what SQLAlchemy made of that; it bears the SQLSTATE.
    """
    state = getattr(error, "sqlstate", None) or ""
    return state in _AWAY or state.startswith(_AWAY_CLASSES)


def new_metadata(schema: str | None = None) -> MetaData:
    """Return empty metadata that names constraints by the house's convention.

    A check constraint must be given a name of its own; the convention puts the table before it.
    """
    return MetaData(schema=schema, naming_convention=NAMING_CONVENTION)


def insert_from_lists(table: Table, *, returning: str | None = None, prefix: str = "", strict: bool = False) -> Any:
    """Return an insert that takes a list for each column and leaves rows that are there already as they are.

    It is one and the same statement for any number of rows, so it is compiled once. Columns that number themselves
    are left out. `returning` names a column to return of each row that was new. `prefix` stands before the names of
    the lists, where two inserts share a statement. With `strict` a row that is there already is an error.
    """
    columns = [column for column in table.c if column.identity is None]
    # A list of JSON documents travels as text: the driver has no codec for arrays of them.
    kinds = {column.name: Text() if isinstance(column.type, JSONB) else column.type for column in columns}
    lists = func.unnest(*(cast(bindparam(prefix + column.name), ARRAY(kinds[column.name])) for column in columns))
    given = lists.table_valued(*(column.name for column in columns)).render_derived(name=f"{prefix}given")
    chosen = [cast(given.c[column.name], column.type) for column in columns]
    statement = upsert(table).from_select([column.name for column in columns], select(*chosen))
    if not strict:
        statement = statement.on_conflict_do_nothing()
    return statement if returning is None else statement.returning(table.c[returning])


def lists_of(rows: Sequence[Mapping[str, Any]], table: Table) -> dict[str, list[Any]]:
    """Return rows of a table as a list for each column that does not number itself, JSON documents as text."""
    names = [column.name for column in table.c if column.identity is None]
    return {name: [_document(row[name]) for row in rows] for name in names}


def _document(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as the driver takes it, and the names of its values in their order."""

    sql: str
    names: tuple[str, ...]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Return named values in the order of the statement, JSON documents as text."""
        return [_document(given[name]) for name in self.names]


def compiled(statement: Executable | ClauseElement) -> Compiled:
    """Return a statement compiled once, for what is asked with every report.

    SQLAlchemy takes several times as long over a statement as the driver does; run through :func:`fetch` or
    :func:`execute_many` it is neither built nor looked up again. Lists are bound as arrays (`any_`), never by `in_`.
    """
    made: Any = cast_type("ClauseElement", statement).compile(dialect=_DIALECT)
    return Compiled(str(made), tuple(made.positiontup or ()))


def insert_of(table: Table) -> Compiled:
    """Return the insert of one row of a table, for :func:`execute_many`; columns that number themselves are left out."""
    named = {column.name: bindparam(column.name, type_=column.type) for column in table.c if column.identity is None}
    return compiled(table.insert().values(named))


async def fetch(session: AsyncSession, statement: Compiled, given: Mapping[str, Any] | None = None) -> list[Any]:
    """Run a statement on the driver, in the session's transaction, and return its rows.

    :raises RuntimeError: no transaction has begun.
    """
    rows: list[Any] = await (await _driver(session)).fetch(statement.sql, *statement.values(given or {}))
    return rows


async def execute_many(session: AsyncSession, statement: Compiled, rows: Iterable[Mapping[str, Any]]) -> None:
    """Run a statement once for each row, all of them in one round trip.

    :raises RuntimeError: no transaction has begun.
    """
    await (await _driver(session)).executemany(statement.sql, [statement.values(row) for row in rows])


async def _driver(session: AsyncSession) -> Any:
    # Looked up once a transaction: in the next one the session may have another connection, without the role of this one.
    transaction = session.sync_session.get_transaction()
    if transaction is None:
        raise RuntimeError("no transaction has begun: nothing says under which role this would run")
    begun, found = session.info.get(_DRIVER, (None, None))
    if begun is not transaction:
        connection = await session.connection()
        found = (await connection.get_raw_connection()).driver_connection
        session.info[_DRIVER] = (transaction, found)
    return found
