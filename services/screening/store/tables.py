"""Screening's tables: what was heard, what is remembered of each case, when to look again, and what is to be told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from zhenxie.kit import db

metadata = db.new_metadata()

feed_cursor = Table(
    "feed_cursor",
    metadata,
    Column("id", Boolean, primary_key=True, server_default=text("true")),
    Column("cursor", Text, nullable=False, server_default="0"),
    Column("position", BigInteger, nullable=False, server_default=text("0")),
    # Everything recorded before this moment is here.
    Column("complete_before", DateTime(timezone=True), nullable=False, server_default="1970-01-01T00:00:00Z"),
)

heard = Table(
    "heard",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("list_end", BigInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("case_id", Uuid),
    # First eight bytes of SHA-256 of the case's id: modulo n, the partition that looks at it.
    Column("case_hash", Numeric(20, 0), nullable=False),
    Column("case_number", Text),
    Column("corrects", Uuid),
    # Of a provisional case that was shared with screening: the case into which it was joined.
    Column("joined_into", Uuid),
    Column("payload", JSONB, nullable=False),
    Index("heard_by_joined", "joined_into", postgresql_where=text("joined_into is not null")),
    Index("heard_by_case", "case_id", "position"),
    Index("heard_declarations", "position", postgresql_where=text("type = 'agency.coverage_declared'")),
    Index("heard_decisions", "position", postgresql_where=text("type = 'model.decided'")),
    Index(
        "heard_reproductions",
        "position",
        postgresql_where=text("type in ('alert.reproduction_requested', 'alert.reproduced')"),
    ),
)

ties = Table(
    "ties",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("suspect_ref", Text, primary_key=True, server_default=""),
    Index("ties_by_case", "case_id"),
    Index("ties_by_position", "position"),
)

case_states = Table(
    "case_states",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("state", JSONB, nullable=False),
    # Whether a model failed at the last look: an operator is told, and it is tried again on the next day.
    Column("failed", Boolean, nullable=False),
    Index("case_states_failed", "case_id", postgresql_where=text("failed")),
)

agenda = Table(
    "agenda",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("case_hash", Numeric(20, 0), nullable=False),
    Index("agenda_by_day", "day", "case_id"),
)

awaiting = Table(
    "awaiting",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    # Whether their silence counts already: then only a lesser promise can change an answer.
    Column("counts", Boolean, nullable=False),
    Index("awaiting_by_case", "case_id"),
)

progress = Table(
    "progress",
    metadata,
    # i/n
    Column("partition", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    # Why the exchange refused it; such a row waits for an operator.
    Column("parked", Text),
    Index("outbox_unsent", "id", postgresql_where=text("parked is null")),
    Index("outbox_assessed", "case_id", postgresql_where=text("kind = 'assessments'")),
    Index("outbox_parked", "case_id", postgresql_where=text("parked is not null")),
)

published = Table(
    "published",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("occurrence", Integer, primary_key=True, autoincrement=False),
    Column("alert_id", Uuid, nullable=False),
)
