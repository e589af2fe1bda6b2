"""Tables of the instruments: as they are now, all that was said, who reads them since when, and where numbers come from."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from exchange.db import metadata

instruments = Table(
    "instruments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("procuratorate", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # Null for an instrument on a class of cases (类案): it stands on alerts of several.
    Column("case_id", Uuid),
    Column("case_number", Text),
    Column("alert_ids", ARRAY(Uuid), nullable=False),
    Column("suspect_refs", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Text),
    # What two ways to write one number have in common (zhenxie.law.instruments.numbers.Number.key).
    Column("number_key", Text),
    Column("numbering", Text),
    # What of its past decides its next steps, beside its state (zhenxie.law.instruments.lifecycle.Standing).
    Column("course", JSONB, nullable=False),
    Column("drafted_by", Text, nullable=False),
    # Everybody who wrote of the draft: none of them approves it.
    Column("written_by", ARRAY(Text), nullable=False),
    Column("approved_by", Text),
    Column("reply_days", Integer),
    Column("issued_on", Date),
    Column("served_on", Date),
    Column("reply_due", Date),
    # The day by which an answer is still awaited; null where none is owed (any more).
    Column("awaited", Date),
    Column("overdue_on", Date),
    Column("follow_up_on", Date),
    # The upper procuratorate to which it was reported, or brought for review.
    Column("upper", Text),
    # SHA-256 of the original as .pdf and .docx, stored when it is issued; of the body, from the first draft on.
    Column("digests", JSONB, nullable=False),
    # How each precondition of the law stood when it was drafted and issued, with the articles.
    Column("grounds", JSONB, nullable=False),
    # What the document says, which may name persons: encrypted; the instrument's id is its context.
    Column("sealed_body", BYTEA, nullable=False),
    Column("drafted_position", BigInteger, nullable=False),
    Column("issued_position", BigInteger),
    Column("changed_position", BigInteger, nullable=False),
    Index("instruments_by_change", "changed_position"),
    Index("instruments_by_case", "case_id"),
    Index("instruments_by_alert", "alert_ids", postgresql_using="gin"),
    Index("instruments_by_procuratorate", "procuratorate", "changed_position"),
    Index("instruments_by_addressee", "addressee", "changed_position"),
    # A number belongs to one instrument for ever, a withdrawn one too.
    Index("instruments_by_number", "procuratorate", "number", unique=True, postgresql_where=text("number IS NOT NULL")),
    # What may fall overdue by itself: a small part of all there are.
    Index("instruments_by_due", "awaited", postgresql_where=text("awaited IS NOT NULL")),
)

instrument_versions = Table(
    "instrument_versions",
    metadata,
    Column("instrument_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("said", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("gh", Text),
    Column("body", JSONB, nullable=False),
    # What was written with it, encrypted; it stands in no entry of the feed.
    Column("sealed_note", BYTEA),
)

instrument_readers = Table(
    "instrument_readers",
    metadata,
    Column("instrument_id", Uuid, primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("since_position", BigInteger, nullable=False),
    Index("instrument_readers_by_agency", "agency", "since_position"),
)

numberings = Table(
    "numberings",
    metadata,
    Column("procuratorate", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    # 院名简称 and 文号字: 石大检 and 侦监 in 石大检侦监〔2026〕12号.
    Column("short_name", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

number_counters = Table(
    "number_counters",
    metadata,
    Column("procuratorate", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
