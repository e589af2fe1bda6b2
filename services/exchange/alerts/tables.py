"""Tables of the alerts: as they are now, as each version was, with whom they were shared, who signed for them."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from exchange.db import metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("suspect_ref", Text),
    Column("fingerprint", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("previous", Uuid),
    Column("rule", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("severity", Text, nullable=False),
    # The office's, and the finding's; neither overwrites the other.
    Column("state", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("snoozed_until", Date),
    Column("evaluated_epoch", BigInteger, nullable=False),
    Column("evaluated_position", BigInteger, nullable=False),
    Column("evaluated_day", Date, nullable=False),
    # SHA-256 of the last post without its evaluation: the same again is a replay.
    Column("digest", BYTEA, nullable=False),
    # The report as screening posted it, and how the finding ended, if it did.
    Column("body", JSONB, nullable=False),
    Column("ending", JSONB),
    Column("raised_position", BigInteger, nullable=False),
    Column("changed_position", BigInteger, nullable=False),
    Index("alerts_by_fingerprint", "fingerprint", "occurrence", unique=True),
    Index("alerts_by_change", "changed_position"),
    Index("alerts_by_case", "case_id"),
    Index("alerts_by_model", "model"),
)

alert_versions = Table(
    "alert_versions",
    metadata,
    Column("alert_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("said", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    # A prosecutor's own words, encrypted; they stand in no entry of the feed, which police of the case read too.
    Column("sealed_note", BYTEA),
    # When alerts were established (成案), for what is counted by quarter.
    Index(
        "alert_versions_by_confirmation",
        "at",
        postgresql_where=text("said = 'reviewed' AND (body ->> 'step') = 'confirm'"),
    ),
)

alert_shares = Table(
    "alert_shares",
    metadata,
    Column("alert_id", Uuid, primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("case_number", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("shared_by", Text, nullable=False),
    Column("shared_at", DateTime(timezone=True), nullable=False),
    # What the prosecutor wrote: it may name somebody, so it is encrypted; the alert's id is its context.
    Column("sealed_text", BYTEA, nullable=False),
    Index("alert_shares_by_agency", "agency", "position"),
)
