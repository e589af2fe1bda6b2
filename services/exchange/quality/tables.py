"""The table of data-quality findings, each as it now is."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from exchange.db import metadata

quality_findings = Table(
    "quality_findings",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("occurrence", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Uuid, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("code", Text, nullable=False),
    # found or cleared
    Column("standing", Text, nullable=False),
    Column("evaluated_epoch", BigInteger, nullable=False),
    Column("evaluated_position", BigInteger, nullable=False),
    Column("evaluated_day", Date, nullable=False),
    # The report as screening posted it.
    Column("body", JSONB, nullable=False),
    Column("found_position", BigInteger, nullable=False),
    Column("changed_position", BigInteger, nullable=False),
    Index("quality_findings_by_sender", "sender", "changed_position"),
    Index("quality_findings_by_change", "changed_position"),
    Index("quality_findings_by_case", "case_id"),
)
