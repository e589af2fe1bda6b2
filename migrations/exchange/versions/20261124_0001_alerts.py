"""Keep alerts, and say of each entry how many of its list follow.

What screening finds is seen by the supervising procuratorate and by the platforms, and by no police agency before a
prosecutor shares it: the database holds that too. A reader that judges a case must not judge in the middle of a list
that its sender meant as one; the feed therefore says how many entries of the list are still to come.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261124_0001"
down_revision: str | None = "20261123_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WRITER_MAY = {
    "alerts": "SELECT, INSERT, UPDATE",
    "alert_versions": "SELECT, INSERT",
    "alert_shares": "SELECT, INSERT",
}
READER_MAY = dict.fromkeys(WRITER_MAY, "SELECT")
ME = "(SELECT current_setting('exchange.agency', true))"
# Which cases' alerts the caller sees: who supervises the case now, whenever the alert was raised, and who operates; never
# who handles it. Said once, for every table of what screening answers.
SUPERVISED_CASES = f"""
CREATE VIEW supervised_cases AS
    SELECT g.case_id FROM grants g JOIN agencies o ON o.code = g.agency
    WHERE g.agency = {ME} AND g.until_position IS NULL
    AND (o.kind = 'platform' OR (o.kind = 'procuratorate' AND g.relation = 'supervising'))
"""
SUPERVISES = "EXISTS (SELECT FROM supervised_cases s WHERE s.case_id = alerts.case_id)"
# For the filter by procuratorate: its grants are hidden from everybody else. Of a case whose alerts the caller does not
# see this says nothing, so that nobody learns from it who supervises what.
SUPERVISED_SINCE = """
CREATE FUNCTION supervised_since(supervised uuid, procuratorate text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT min(g.from_position) FROM grants g
    WHERE g.case_id = supervised AND g.agency = procuratorate AND g.relation = 'supervising'
    AND g.until_position IS NULL AND EXISTS (SELECT FROM supervised_cases s WHERE s.case_id = supervised)
$$
"""
OF_AN_ALERT = "EXISTS (SELECT FROM alerts x WHERE x.id = {table}.alert_id)"
READER_SEES = {
    "alerts": SUPERVISES,
    "alert_versions": OF_AN_ALERT.format(table="alert_versions"),
    "alert_shares": f"agency = {ME} OR " + OF_AN_ALERT.format(table="alert_shares"),
}


def upgrade() -> None:
    """Add the column and the tables, with their privileges and policies."""
    op.execute("SET ROLE exchange_owner")
    op.add_column("entries", sa.Column("remaining", sa.Integer(), server_default="0", nullable=False))
    _tables()
    op.execute(SUPERVISED_CASES)
    op.execute("GRANT SELECT ON supervised_cases TO exchange_reader")
    for table, privileges in WRITER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_writer")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
    for table, privileges in READER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_reader")
        seen = READER_SEES.get(table, "true")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")
    op.execute(SUPERVISED_SINCE)
    op.execute("REVOKE ALL ON FUNCTION supervised_since(uuid, text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION supervised_since(uuid, text) TO exchange_reader")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the tables and the column; what the office did with its alerts stays in the feed."""
    op.execute("DROP FUNCTION supervised_since(uuid, text)")
    for table in reversed(tuple(WRITER_MAY)):
        op.execute(f"DROP TABLE {table} CASCADE")
    op.execute("DROP VIEW supervised_cases")
    op.drop_column("entries", "remaining")


def _tables() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("suspect_ref", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("evaluated_epoch", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_position", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_day", sa.Date(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ending", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("raised_position", sa.BigInteger(), nullable=False),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("alerts_by_fingerprint", "alerts", ["fingerprint", "occurrence"], unique=True)
    op.create_index("alerts_by_change", "alerts", ["changed_position"], unique=False)
    op.create_index("alerts_by_case", "alerts", ["case_id"], unique=False)
    op.create_table(
        "alert_versions",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_note", postgresql.BYTEA(), nullable=True),
        sa.PrimaryKeyConstraint("alert_id", "position", name=op.f("pk_alert_versions")),
    )
    op.create_table(
        "alert_shares",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared_by", sa.Text(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_text", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "agency", "position", name=op.f("pk_alert_shares")),
    )
    op.create_index("alert_shares_by_agency", "alert_shares", ["agency", "position"], unique=False)
