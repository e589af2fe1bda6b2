"""Keep what was decided of the supervision models, and find the alerts of one.

That a version alerts, runs in shadow or ends is decided by a person, whom everybody who reads alerts may know.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261126_0001"
down_revision: str | None = "20261125_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the table, the columns and the indexes."""
    op.execute("SET ROLE exchange_owner")
    op.create_table(
        "model_decisions",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_model_decisions")),
    )
    op.create_index("model_decisions_by_model", "model_decisions", ["model", "position"], unique=False)
    op.execute("GRANT SELECT, INSERT ON model_decisions TO exchange_writer")
    op.execute("GRANT SELECT ON model_decisions TO exchange_reader")
    op.execute("ALTER TABLE model_decisions ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writer ON model_decisions TO exchange_writer USING (true) WITH CHECK (true)")
    op.execute("CREATE POLICY reader ON model_decisions FOR SELECT TO exchange_reader USING (true)")
    # How well a model does is counted over its own alerts.
    with op.get_context().autocommit_block():
        op.create_index(
            "alerts_by_model", "alerts", ["model"], unique=False, postgresql_concurrently=True, if_not_exists=True
        )
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop all of it; what was decided stays in the feed."""
    op.execute("DROP TABLE model_decisions CASCADE")
    with op.get_context().autocommit_block():
        op.drop_index("alerts_by_model", "alerts", postgresql_concurrently=True, if_exists=True)
