"""Tables of what screening's rules answer of each case."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from exchange.db import metadata

assessed_cases = Table(
    "assessed_cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("case_number", Text, nullable=False),
    Column("evaluated_epoch", Integer, nullable=False),
    Column("evaluated_position", BigInteger, nullable=False),
    Column("evaluated_day", Date, nullable=False),
    Column("digest", BYTEA, nullable=False),
    # Counts the changes of all of them: the last one that a reader may see tells him whether anything is new.
    Column("change", BigInteger, nullable=False),
    Index("assessed_cases_by_change", "change", unique=True),
)

assessments = Table(
    "assessments",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    # The place in the list of its case: outcomes are replaced as a whole.
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("case_number", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("shadow", Boolean, nullable=False),
    # Agencies that owe a missing fact, for those who ask what is owed.
    Column("owed_by", ARRAY(Text), nullable=False),
    Column("body", JSONB, nullable=False),
    Index("assessments_by_verdict", "verdict", "rule"),
)
