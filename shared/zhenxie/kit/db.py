"""What both databases share: how constraints are named, and an insert of any number of rows as one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, Executable, MetaData, Table, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata(schema: str | None = None) -> MetaData:
    """Return empty metadata that names constraints by the house's convention.

    A check constraint must be given a name of its own; the convention puts the table before it.
    """
    return MetaData(schema=schema, naming_convention=NAMING_CONVENTION)


def insert_from_lists(table: Table, *, returning: str | None = None) -> Executable:
    """Return an insert that takes a list for each column and leaves rows that are there already as they are.

    It is one and the same statement for any number of rows, so it is compiled once. Columns that number themselves
    are left out. `returning` names a column to return of each row that was new.
    """
    columns = [column for column in table.c if column.identity is None]
    # A list of JSON documents travels as text: the driver has no codec for arrays of them.
    kinds = {column.name: Text() if isinstance(column.type, JSONB) else column.type for column in columns}
    lists = func.unnest(*(cast(bindparam(column.name), ARRAY(kinds[column.name])) for column in columns))
    given = lists.table_valued(*(column.name for column in columns)).render_derived(name="given")
    chosen = [cast(given.c[column.name], column.type) for column in columns]
    statement = upsert(table).from_select([column.name for column in columns], select(*chosen))
    statement = statement.on_conflict_do_nothing()
    return statement if returning is None else statement.returning(table.c[returning])


def lists_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return rows as a list for each column, JSON documents as text; there is at least one row."""
    return {name: [_document(row[name]) for row in rows] for name in rows[0]}


def _document(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value
