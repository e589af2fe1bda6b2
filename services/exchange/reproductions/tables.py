"""The table of questions whether an alert follows again, each with its answer once there is one."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from exchange.db import metadata

alert_reproductions = Table(
    "alert_reproductions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("alert_id", Uuid, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("asked_position", BigInteger, nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("answered_position", BigInteger),
    Column("identical", Boolean),
    # The answer as screening posted it.
    Column("body", JSONB),
    Index("alert_reproductions_by_alert", "alert_id", "asked_position"),
)
