"""Keep what screening's rules answer of each case, and the models as they were published.

Undetermined outcomes name who owes a fact; only those who supervise the case see them. The models are the law's own
arithmetic, and everybody who may read alerts reads them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261124_0002"
down_revision: str | None = "20261124_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WRITER_MAY = {
    "assessed_cases": "SELECT, INSERT, UPDATE",
    "assessments": "SELECT, INSERT, DELETE",
    "model_versions": "SELECT, INSERT",
}
# The view says who sees what screening answers of a case; the migration before made it.
SUPERVISES = "EXISTS (SELECT FROM supervised_cases s WHERE s.case_id = {table}.case_id)"
READER_SEES = {
    "assessed_cases": SUPERVISES.format(table="assessed_cases"),
    "assessments": SUPERVISES.format(table="assessments"),
}


def upgrade() -> None:
    """Create the tables, their privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    _tables()
    for table, privileges in WRITER_MAY.items():
        seen = READER_SEES.get(table, "true")
        op.execute(f"GRANT {privileges} ON {table} TO exchange_writer")
        op.execute(f"GRANT SELECT ON {table} TO exchange_reader")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the tables; screening publishes all of it again."""
    for table in reversed(tuple(WRITER_MAY)):
        op.execute(f"DROP TABLE {table} CASCADE")


def _tables() -> None:
    op.create_table(
        "assessed_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("evaluated_epoch", sa.Integer(), nullable=False),
        sa.Column("evaluated_position", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_day", sa.Date(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_assessed_cases")),
    )
    op.create_index("assessed_cases_by_change", "assessed_cases", ["change"], unique=True)
    op.create_table(
        "assessments",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("owed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "ordinal", name=op.f("pk_assessments")),
    )
    op.create_index("assessments_by_verdict", "assessments", ["verdict", "rule"], unique=False)
    op.create_table(
        "model_versions",
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("model", "version", name=op.f("pk_model_versions")),
    )
