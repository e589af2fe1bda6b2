"""The tables of cooperation: the records, what was done in each, and who may see it."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from exchange.db import metadata

cooperation_records = Table(
    "cooperation_records",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("case_ids", ARRAY(Uuid), nullable=False),
    # Until when somebody owes something: feedback on a clue, the first resolution that is not yet fulfilled.
    Column("due", Date),
    # What decides the next act, in codes and service numbers: nobody's words.
    Column("standing", JSONB, nullable=False),
    # The opening as it was sent, encrypted; the record's id is its context.
    Column("sealed", BYTEA, nullable=False),
    Column("opened_position", BigInteger, nullable=False),
    Column("changed_position", BigInteger, nullable=False),
    Index("cooperation_records_by_change", "changed_position"),
    Index("cooperation_records_by_case", "case_ids", postgresql_using="gin"),
)

cooperation_entries = Table(
    "cooperation_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cooperation_id", Uuid, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("gh", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    # What was said, encrypted; the record's id is its context.
    Column("sealed", BYTEA, nullable=False),
    Index("cooperation_entries_by_record", "cooperation_id", "position"),
)

cooperation_readers = Table(
    "cooperation_readers",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("cooperation_id", Uuid, primary_key=True),
    # Since when: it was named then.
    Column("since_position", BigInteger, nullable=False),
    Index("cooperation_readers_by_record", "cooperation_id"),
)
