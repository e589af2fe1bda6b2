"""Tables of the models as they were published, and of what was decided of them."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from exchange.db import metadata

model_versions = Table(
    "model_versions",
    metadata,
    Column("model", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("digest", BYTEA, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)

model_decisions = Table(
    "model_decisions",
    metadata,
    # Of its entry in the feed, which says the same.
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Uuid, nullable=False),
    Column("model", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("rule", Text),
    Column("decision", Text, nullable=False),
    # The legal day from which on it is in force.
    Column("since", Date, nullable=False),
    Column("agency", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    # In a person's own words, which may name somebody: encrypted, with the event's id as its context.
    Column("sealed_reason", BYTEA, nullable=False),
    Index("model_decisions_by_model", "model", "position"),
)
