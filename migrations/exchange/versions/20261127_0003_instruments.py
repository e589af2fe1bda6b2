"""Keep supervision instruments, all that was said of each, who reads them since when, and where their numbers come from.

Before it is issued an instrument is seen by the procuratorate that drafts it and those above; from then on by its
addressee and the platforms too, and of what was said of it they see what came with the issue or after it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261127_0003"
down_revision: str | None = "20261127_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ME = "(SELECT current_setting('exchange.agency', true))"
READS = "EXISTS (SELECT FROM instrument_readers r WHERE r.instrument_id = {id} AND r.agency = " + ME
POLICIES = {
    "instruments": READS.format(id="instruments.id") + ")",
    "instrument_versions": READS.format(id="instrument_versions.instrument_id")
    + " AND r.since_position <= instrument_versions.position)",
    "instrument_readers": f"agency = {ME}",
    "numberings": f"procuratorate = {ME}",
    "number_counters": f"procuratorate = {ME}",
}


def upgrade() -> None:
    """Create the tables, their privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    _instruments()
    _beside_them()
    _numbers()
    for table, seen in POLICIES.items():
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO exchange_writer")
        op.execute(f"GRANT SELECT ON {table} TO exchange_reader")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the tables; that an instrument was issued, served and answered stays in the feed."""
    for table in reversed(tuple(POLICIES)):
        op.execute(f"DROP TABLE {table} CASCADE")


def _instruments() -> None:
    op.create_table(
        "instruments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("alert_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("suspect_refs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("numbering", sa.Text(), nullable=True),
        sa.Column("course", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("written_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("reply_days", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("reply_due", sa.Date(), nullable=True),
        sa.Column("awaited", sa.Date(), nullable=True),
        sa.Column("overdue_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("upper", sa.Text(), nullable=True),
        sa.Column("digests", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("grounds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_body", postgresql.BYTEA(), nullable=False),
        sa.Column("drafted_position", sa.BigInteger(), nullable=False),
        sa.Column("issued_position", sa.BigInteger(), nullable=True),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruments")),
    )
    op.create_index("instruments_by_change", "instruments", ["changed_position"], unique=False)
    op.create_index("instruments_by_case", "instruments", ["case_id"], unique=False)
    op.create_index("instruments_by_procuratorate", "instruments", ["procuratorate", "changed_position"], unique=False)
    op.create_index("instruments_by_addressee", "instruments", ["addressee", "changed_position"], unique=False)
    op.create_index(
        "instruments_by_number",
        "instruments",
        ["procuratorate", "number"],
        unique=True,
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "instruments_by_due",
        "instruments",
        ["awaited"],
        unique=False,
        postgresql_where=sa.text("awaited IS NOT NULL"),
    )


def _beside_them() -> None:
    op.create_table(
        "instrument_versions",
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_note", postgresql.BYTEA(), nullable=True),
        sa.PrimaryKeyConstraint("instrument_id", "position", name=op.f("pk_instrument_versions")),
    )
    op.create_table(
        "instrument_readers",
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("since_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "agency", name=op.f("pk_instrument_readers")),
    )
    op.create_index("instrument_readers_by_agency", "instrument_readers", ["agency", "since_position"], unique=False)


def _numbers() -> None:
    op.create_table(
        "numberings",
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("procuratorate", "kind", name=op.f("pk_numberings")),
    )
    op.create_table(
        "number_counters",
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("procuratorate", "word", "year", name=op.f("pk_number_counters")),
    )
