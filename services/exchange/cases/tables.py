"""The tables of cases: the present pictures, rebuilt at will, and the turns that each case took."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from exchange.db import metadata

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("handling_agency", Text, nullable=False),
    # True until a handling agency has opened the case: only its reporter sees it.
    Column("provisional", Boolean, nullable=False),
    # The case that this provisional one turned out to be.
    Column("joined_into", Uuid),
    Column("status", Text, nullable=False),
    Column("charges", ARRAY(Text), nullable=False),
    Column("measures", ARRAY(Text), nullable=False),
    # Which way it takes (繁简分流); null of a case that nothing was told of since the column was added, until `rebuild`.
    Column("track", Text),
    Column("opened_position", BigInteger, nullable=False),
    Column("updated_position", BigInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("picture", JSONB, nullable=False),
    Index("cases_by_update", "updated_position"),
    Index("cases_by_handling_agency", "handling_agency", "updated_position"),
    Index("cases_by_track", "track", "updated_position"),
    Index("cases_by_joined", "joined_into", postgresql_where=text("joined_into is not null")),
)

# Whose a case was, since when: opened, taken over, joined. The directory of that day decided it, so no entry alone
# tells it again; a row is never changed.
case_turns = Table(
    "case_turns",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("since_position", BigInteger, primary_key=True, autoincrement=False),
    Column("handling_agency", Text, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("joined_into", Uuid),
    Index("case_turns_by_joined", "joined_into", postgresql_where=text("joined_into is not null")),
)
