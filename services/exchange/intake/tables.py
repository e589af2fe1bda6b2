"""Tables of intake: what became of each message, bulk uploads and their outcomes, the last known rows of platforms."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from exchange.db import metadata

message_outcomes = Table(
    "message_outcomes",
    metadata,
    # Numbered under the head lock, so the order of numbers is the order of commits.
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("agency", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("source_system", Text, nullable=False),
    Column("message_id", Text),
    Column("outcome", Text, nullable=False),  # accepted, refused
    Column("digest", BYTEA, nullable=False),
    Column("position", BigInteger),
    # The accepted item, or the problem without its instance.
    Column("answer", JSONB, nullable=False),
    # Encrypted body of a refused message, until retained_until; null where the law forbids to keep it.
    Column("sealed_body", BYTEA),
    Column("retained_until", DateTime(timezone=True)),
    Index("message_outcomes_by_agency", "agency", "number"),
    Index("message_outcomes_by_message", "agency", "message_id"),
    Index("message_outcomes_by_body", "agency", "digest", postgresql_where=text("retained_until is not null")),
    Index("message_outcomes_by_retention", "retained_until", postgresql_where=text("retained_until is not null")),
)

intakes = Table(
    "intakes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("lines", Integer),
    Column("manifest", JSONB),
    Column("summary", JSONB),
    Index("intakes_by_agency", "agency", "begun_at"),
)

intake_outcomes = Table(
    "intake_outcomes",
    metadata,
    Column("intake_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("outcome", JSONB, nullable=False),
)

snapshot_rows = Table(
    "snapshot_rows",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("source_system", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("profile", Text, nullable=False),
    # What each column of the row led to: {event slot: {message_id, digest of the value}}; never the row itself.
    Column("stated", JSONB, nullable=False),
    Index("snapshot_rows_by_case", "case_number"),
)
