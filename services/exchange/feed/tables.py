"""Tables of the feed: entries, the head, sealed parts, addressees, message ids, dated case numbers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Interval,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from exchange.db import metadata

feed_head = Table(
    "feed_head",
    metadata,
    Column("id", Boolean, primary_key=True, server_default=text("true")),
    Column("epoch", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("last_hash", BYTEA, nullable=False),
    Column("last_recorded_at", DateTime(timezone=True), nullable=False),
    # Which database this feed was last written in; another one means it was restored, and the epoch rises.
    Column("database_identity", Text),
)

feed_epochs = Table(
    "feed_epochs",
    metadata,
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    # The last position of the epoch before: what stands up to here is the same in both.
    Column("starts_after", BigInteger, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_system", Text, nullable=False, server_default=""),
    Column("message_id", Text),
    Column("case_id", Uuid),
    Column("case_number", Text),
    Column("suspect_ref", Text),
    # The start of *occurred* (UTC) and how precisely it is known: instant, day, month, or both null.
    Column("occurred_from", DateTime(timezone=True)),
    Column("precision", Text),
    Column("audience", Text, nullable=False),
    Column("corrects", Uuid),
    Column("traceparent", Text),
    # How many entries of the same list follow: whoever judges a case must not judge in the middle of one.
    Column("remaining", Integer, nullable=False, server_default="0"),
    # First eight bytes of SHA-256 of the case id, unsigned; 0 without a case.
    Column("case_hash", Numeric(20, 0), nullable=False, server_default="0"),
    # The canonical public part, as it was hashed and as it is served.
    Column("payload", BYTEA, nullable=False),
    Column("payload_hash", BYTEA, nullable=False),
    # 32 bytes for each sealed part, in order.
    Column("commitments", BYTEA, nullable=False),
    Column("previous_hash", BYTEA, nullable=False),
    Column("hash", BYTEA, nullable=False),
    Index("entries_by_case", "case_id", "position"),
    Index("entries_by_time", "recorded_at"),
    Index("entries_by_correction", "corrects", postgresql_where=text("corrects is not null")),
    # What was told of instruments is read whole, for what recurs and what is looked back on.
    Index(
        "entries_of_instruments",
        "position",
        postgresql_where=text(
            "type IN ('instrument.issued', 'instrument.closed', 'instrument.follow_up_planned',"
            " 'instrument.followed_up', 'instrument.withdrawn_by_issuer')"
        ),
    ),
)

addressees = Table(
    "addressees",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Index("addressees_by_position", "position"),
)

sealed_parts = Table(
    "sealed_parts",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("ordinal", SmallInteger, primary_key=True),
    Column("case_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("suspect_ref", Text),
    Column("salt", BYTEA, nullable=False),
    Column("sealed", BYTEA, nullable=False),
    # Keyed hash of the identity number: matches a person across cases without naming anybody.
    Column("person_key", Text),
    Index("sealed_parts_by_case", "case_id", "position"),
    Index("sealed_parts_by_person", "person_key", postgresql_where=text("person_key is not null")),
)

feed_readers = Table(
    "feed_readers",
    metadata,
    Column("client_id", Text, primary_key=True),
    # Types and partition that it asks for; empty: everything.
    Column("question", Text, primary_key=True),
    # Everything up to here was read: it asked after it.
    Column("position", BigInteger, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("moved_at", DateTime(timezone=True), nullable=False),
    # Until when it is answered, if nothing comes before.
    Column("waits_until", DateTime(timezone=True), nullable=False),
    # Its usual pause between an answer and the next question.
    Column("pause", Interval, nullable=False),
)

message_ids = Table(
    "message_ids",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("source_system", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("digest", BYTEA, nullable=False),
    Column("position", BigInteger),
    Column("case_id", Uuid),
    # The item of the first answer, returned again on every replay.
    Column("answer", JSONB),
)

case_numbers = Table(
    "case_numbers",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    # The agency for which alone this number names this case; empty for everybody with a grant.
    Column("reporter", Text, nullable=False, server_default=""),
    Column("since_position", BigInteger, nullable=False),
    # A reporter may have several cases of a number: one that was joined, and one since it lost sight of the opened one.
    Index("case_numbers_by_number", "number", "reporter", "case_id", unique=True),
    Index("case_numbers_by_case", "case_id"),
)
