"""Keep who acts for which agency, by service number, with the roles that each has.

An agency reads its own register; whoever writes the feed reads all of them, to see who may take which step.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261126_0004"
down_revision: str | None = "20261126_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ME = "(SELECT current_setting('exchange.agency', true))"


def upgrade() -> None:
    """Create the table, its privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    op.create_table(
        "staff",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("posting", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agency", "gh", name=op.f("pk_staff")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON staff TO exchange_writer")
    op.execute("GRANT SELECT ON staff TO exchange_reader")
    op.execute("ALTER TABLE staff ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writer ON staff TO exchange_writer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY reader ON staff FOR SELECT TO exchange_reader USING (agency = {ME})")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the table; who acted stays in the feed."""
    op.execute("DROP TABLE staff")
