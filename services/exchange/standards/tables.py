"""The table of evidence standards: every version of every sheet."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from exchange.db import metadata

evidence_standards = Table(
    "evidence_standards",
    metadata,
    # The charges in their order, joined by a comma.
    Column("name", Text, primary_key=True),
    Column("procuratorate", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("charges", ARRAY(Text), nullable=False),
    Column("since", Date, nullable=False),
    Column("agreed_by", ARRAY(Text), nullable=False),
    # Elements, evidence, distinctions: about charges, never about a case or a person.
    Column("body", JSONB, nullable=False),
    Column("gh", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
    Index("evidence_standards_by_charge", "charges", postgresql_using="gin"),
)
