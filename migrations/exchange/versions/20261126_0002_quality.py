"""Keep what is wrong with the form of what each agency sent.

A finding is for the agency whose reports it is about, as long as that agency sees the case, and for those who operate; the
database holds that too.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261126_0002"
down_revision: str | None = "20261126_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ME = "(SELECT current_setting('exchange.agency', true))"
SEES = (
    f"(sender = {ME} AND EXISTS (SELECT FROM grants g WHERE g.case_id = quality_findings.case_id AND g.agency = {ME}"
    " AND g.until_position IS NULL))"
    f" OR EXISTS (SELECT FROM agencies o WHERE o.code = {ME} AND o.kind = 'platform')"
)


def upgrade() -> None:
    """Create the table, its privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    op.create_table(
        "quality_findings",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("evaluated_epoch", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_position", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_day", sa.Date(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_position", sa.BigInteger(), nullable=False),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "occurrence", name=op.f("pk_quality_findings")),
    )
    op.create_index("quality_findings_by_case", "quality_findings", ["case_id"], unique=False)
    op.create_index("quality_findings_by_change", "quality_findings", ["changed_position"], unique=False)
    op.create_index("quality_findings_by_sender", "quality_findings", ["sender", "changed_position"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE ON quality_findings TO exchange_writer")
    op.execute("GRANT SELECT ON quality_findings TO exchange_reader")
    op.execute("ALTER TABLE quality_findings ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writer ON quality_findings TO exchange_writer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY reader ON quality_findings FOR SELECT TO exchange_reader USING ({SEES})")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the table; screening tells all of it again."""
    op.execute("DROP TABLE quality_findings")
