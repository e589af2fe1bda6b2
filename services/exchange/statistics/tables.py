"""Tables of the statistics: one row for each thing that counts, how far the feed was read, and the snapshots."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from exchange.db import metadata

statistical_facts = Table(
    "statistical_facts",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    # From this position on the event reads so, up to before the other: a correction ends one row and begins the next.
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("until_position", BigInteger),
    Column("type", Text, nullable=False),
    # The legal day (Asia/Shanghai).
    Column("day", Date, nullable=False),
    Column("case_id", Uuid),
    # Stands for one person of one case, and for one document; neither tells who or which it is.
    Column("person", Uuid),
    Column("document", Uuid, nullable=False),
    # The lowest procuratorate that supervised the case then, or that did it itself; whom an instrument is addressed to.
    Column("procuratorate", Text),
    Column("unit", Text),
    Column("addressee", Text),
    # Who supervised the case of an instrument that an upper office issued: a withdrawal after it is that one's too.
    Column("supervisor", Text),
    # An instrument or an alert.
    Column("subject_id", Text),
    Column("kind", Text),
    Column("codes", ARRAY(Text), nullable=False),
    # The alerts that an instrument rests on: the violations are theirs.
    Column("alert_ids", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("due", Date),
    Column("reply_days", Integer),
    Column("model", Text),
    Column("model_version", Text),
    Index("statistical_facts_by_day", "day"),
    Index("statistical_facts_by_case", "case_id", postgresql_where=text("case_id is not null")),
    Index("statistical_facts_by_subject", "subject_id", postgresql_where=text("subject_id is not null")),
)

statistical_progress = Table(
    "statistical_progress",
    metadata,
    Column("id", Boolean, primary_key=True, server_default=text("true")),
    # The last position of the feed that is counted.
    Column("position", BigInteger, nullable=False),
    # Cases with a correction that came before what it corrects.
    Column("awaiting", ARRAY(Uuid), nullable=False),
)

statistical_snapshots = Table(
    "statistical_snapshots",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("gh", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    # Where the feed tells of it, and up to where was counted.
    Column("taken_position", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("configuration", Text, nullable=False),
    Column("digest", BYTEA, nullable=False),
    Column("body", BYTEA, nullable=False),
    Index("statistical_snapshots_by_agency", "agency", "taken_position"),
)
