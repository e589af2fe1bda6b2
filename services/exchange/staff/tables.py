"""The register of who acts for which agency, who is on duty when, and who is away."""

from sqlalchemy import Column, Date, DateTime, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from exchange.db import metadata

staff = Table(
    "staff",
    metadata,
    Column("agency", Text, primary_key=True),
    # A service number (工号, 警号), never a name.
    Column("gh", Text, primary_key=True),
    Column("roles", ARRAY(Text), nullable=False),
    Column("posting", Text),
    Column("unit", Text),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date, nullable=False),
    # Null: on these days nobody is, whatever an earlier row says.
    Column("gh", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

absences = Table(
    "absences",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("gh", Text, primary_key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date, nullable=False),
    Column("substitute", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
