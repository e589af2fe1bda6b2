"""Keep how far each reader of the feed has read.

Each process hears only the questions that came to it, and forgets them when it ends; a reader that stopped reading is
noticed by all of them, whoever was restarted meanwhile.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261125_0001"
down_revision: str | None = "20261124_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the table; only the writer's role uses it."""
    op.execute("SET ROLE exchange_owner")
    op.create_table(
        "feed_readers",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pause", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "question", name=op.f("pk_feed_readers")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON feed_readers TO exchange_writer")
    op.execute("ALTER TABLE feed_readers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writer ON feed_readers TO exchange_writer USING (true) WITH CHECK (true)")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the table; readers are known again as soon as they ask."""
    op.execute("DROP TABLE feed_readers")
