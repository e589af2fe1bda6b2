"""Keep who asked whether an alert follows again, and what was answered.

Whoever sees the alert whole sees that; a question is asked and answered through the feed, and this is where it is read.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261126_0003"
down_revision: str | None = "20261126_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the table, its privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    op.create_table(
        "alert_reproductions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_position", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_position", sa.BigInteger(), nullable=True),
        sa.Column("identical", sa.Boolean(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_reproductions")),
    )
    op.create_index("alert_reproductions_by_alert", "alert_reproductions", ["alert_id", "asked_position"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE ON alert_reproductions TO exchange_writer")
    op.execute("GRANT SELECT ON alert_reproductions TO exchange_reader")
    op.execute("ALTER TABLE alert_reproductions ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writer ON alert_reproductions TO exchange_writer USING (true) WITH CHECK (true)")
    op.execute(
        "CREATE POLICY reader ON alert_reproductions FOR SELECT TO exchange_reader"
        " USING (EXISTS (SELECT FROM alerts x WHERE x.id = alert_reproductions.alert_id))"
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the table; what was asked and answered stays in the feed."""
    op.execute("DROP TABLE alert_reproductions")
