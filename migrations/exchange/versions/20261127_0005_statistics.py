"""Keep what counts in the feed, row by row, and the snapshots that a quarter was reported from.

Everything of the first two tables follows from the feed again. A procuratorate reads what it and those below it did, a police
agency what was addressed to it and those below; nobody else reads a row.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261127_0005"
down_revision: str | None = "20261127_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WRITER_MAY = {
    "statistical_facts": "SELECT, INSERT, UPDATE, DELETE",
    "statistical_progress": "SELECT, UPDATE",
    "statistical_snapshots": "SELECT, INSERT",
}
# The caller and every agency below it; a circle of parents ends where it closes. Evaluated once for a statement.
AGENCIES_BELOW = """
CREATE FUNCTION agencies_below(upper_one text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT a.code FROM agencies a WHERE a.code = upper_one AND a.kind IN ('procuratorate', 'police')
        UNION SELECT a.code FROM agencies a JOIN below b ON a.parent = b.code
    ) SELECT code FROM below
$$
"""
MINE = "ARRAY(SELECT agencies_below((SELECT current_setting('exchange.agency', true))))"
READER_SEES = {
    "statistical_facts": f"procuratorate = ANY ({MINE}) OR addressee = ANY ({MINE})",
    "statistical_snapshots": f"agency = ANY ({MINE})",
}


def upgrade() -> None:
    """Create the tables, their privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    _facts()
    _progress()
    _snapshots()
    op.execute(AGENCIES_BELOW)
    op.execute("REVOKE ALL ON FUNCTION agencies_below(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION agencies_below(text) TO exchange_reader, exchange_writer")
    for table, privileges in WRITER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_writer")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
    for table, seen in READER_SEES.items():
        op.execute(f"GRANT SELECT ON {table} TO exchange_reader")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")
    op.execute("INSERT INTO statistical_progress (position, awaiting) VALUES (0, '{}')")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the tables; what was counted follows from the feed again, and that a snapshot was taken stays in it."""
    for table in reversed(tuple(WRITER_MAY)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION agencies_below(text)")


def _facts() -> None:
    op.create_table(
        "statistical_facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("until_position", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("document", sa.Uuid(), nullable=False),
        sa.Column("procuratorate", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("addressee", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reply_days", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_statistical_facts")),
    )
    op.create_index("statistical_facts_by_day", "statistical_facts", ["day"])
    for name, column in (("case", "case_id"), ("subject", "subject_id")):
        op.create_index(
            f"statistical_facts_by_{name}",
            "statistical_facts",
            [column],
            postgresql_where=sa.text(f"{column} is not null"),
        )


def _progress() -> None:
    op.create_table(
        "statistical_progress",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("awaiting", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistical_progress")),
    )


def _snapshots() -> None:
    op.create_table(
        "statistical_snapshots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_position", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("configuration", sa.Text(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("body", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistical_snapshots")),
    )
    op.create_index("statistical_snapshots_by_agency", "statistical_snapshots", ["agency", "taken_position"])
