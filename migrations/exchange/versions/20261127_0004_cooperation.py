"""Keep the records of cooperation with what was done in them, who sees each, and the sheets of evidence standards.

A record is seen by the organs that take part and by the upper procuratorate: each is named in a table of readers, which the
policies ask. Sheets are about charges; every reader reads them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261127_0004"
down_revision: str | None = "20261127_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ME = "(SELECT current_setting('exchange.agency', true))"
READS = "EXISTS (SELECT FROM cooperation_readers r WHERE r.agency = " + ME + " AND r.cooperation_id = {column})"
WRITER_MAY = {
    "cooperation_records": "SELECT, INSERT, UPDATE",
    "cooperation_entries": "SELECT, INSERT",
    "cooperation_readers": "SELECT, INSERT",
    "evidence_standards": "SELECT, INSERT",
}
READER_SEES = {
    "cooperation_records": READS.format(column="cooperation_records.id"),
    "cooperation_entries": READS.format(column="cooperation_entries.cooperation_id"),
    "cooperation_readers": f"agency = {ME}",
    "evidence_standards": "true",
}
OF_INSTRUMENTS = (
    "type IN ('instrument.issued', 'instrument.closed', 'instrument.follow_up_planned',"
    " 'instrument.followed_up', 'instrument.withdrawn_by_issuer')"
)
CONFIRMED = "said = 'reviewed' AND (body ->> 'step') = 'confirm'"
INDEXES = (
    ("entries_of_instruments", "entries", "position", OF_INSTRUMENTS),
    ("alert_versions_by_confirmation", "alert_versions", "at", CONFIRMED),
)


def upgrade() -> None:
    """Create the tables, their privileges and policies, and the indexes by which what recurs is found."""
    op.execute("SET ROLE exchange_owner")
    _records()
    _standards()
    for table, privileges in WRITER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_writer")
        op.execute(f"GRANT SELECT ON {table} TO exchange_reader")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({READER_SEES[table]})")
    with op.get_context().autocommit_block():
        for name, table, column, rows in INDEXES:
            op.create_index(
                name,
                table,
                [column],
                unique=False,
                postgresql_where=sa.text(rows),
                postgresql_concurrently=True,
                if_not_exists=True,
            )
    op.execute("RESET ROLE")


def _records() -> None:
    op.create_table(
        "cooperation_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("standing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.Column("opened_position", sa.BigInteger(), nullable=False),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_records")),
    )
    op.create_index("cooperation_records_by_change", "cooperation_records", ["changed_position"], unique=False)
    op.create_index(
        "cooperation_records_by_case", "cooperation_records", ["case_ids"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "cooperation_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cooperation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_entries")),
    )
    op.create_index("cooperation_entries_by_record", "cooperation_entries", ["cooperation_id", "position"])
    op.create_table(
        "cooperation_readers",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("cooperation_id", sa.Uuid(), nullable=False),
        sa.Column("since_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "cooperation_id", name=op.f("pk_cooperation_readers")),
    )
    op.create_index("cooperation_readers_by_record", "cooperation_readers", ["cooperation_id"])


def _standards() -> None:
    op.create_table(
        "evidence_standards",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("charges", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("agreed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("gh", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "procuratorate", "version", name=op.f("pk_evidence_standards")),
    )
    op.create_index("evidence_standards_by_charge", "evidence_standards", ["charges"], postgresql_using="gin")


def downgrade() -> None:
    """Drop the tables and the indexes; what was done stays in the feed."""
    for table in reversed(tuple(WRITER_MAY)):
        op.execute(f"DROP TABLE {table} CASCADE")
    with op.get_context().autocommit_block():
        for name, table, *_ in reversed(INDEXES):
            op.drop_index(name, table, postgresql_concurrently=True, if_exists=True)
