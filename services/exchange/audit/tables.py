"""The audit table: who read or changed what, when, and for which purpose."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from exchange.db import metadata

audit_rows = Table(
    "audit_rows",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("agency", Text, nullable=False),
    Column("client", Text, nullable=False),
    # persons.read, agency.added, client.created, grant.made …
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text),
    Column("request_id", Text),
    # What was read or changed, in counts, codes and field names: never a name or a number of a person.
    Column("particulars", JSONB, nullable=False),
    Index("audit_rows_by_agency", "agency", "id"),
)
