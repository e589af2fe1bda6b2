"""Keep the duty roster of each office, its work on alerts, and what it asked for.

The work on a lead is read by the procuratorate that works it and by those above it, as far as they supervise the case;
never by a platform or by police. Whoever is asked for materials reads what he was asked for, and not about which alert.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261127_0002"
down_revision: str | None = "20261127_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ME = "(SELECT current_setting('exchange.agency', true))"
# The caller and every procuratorate below it; nobody for whom is none.
OFFICES_BELOW = f"""
CREATE VIEW offices_below AS
    WITH RECURSIVE below AS (
        SELECT code FROM agencies WHERE code = {ME} AND kind = 'procuratorate'
        UNION
        SELECT a.code FROM agencies a JOIN below b ON a.parent = b.code WHERE a.kind = 'procuratorate'
    )
    SELECT code FROM below
"""
OF_A_LEAD = "EXISTS (SELECT FROM leads x WHERE x.alert_id = {table}.alert_id)"
WORKS = "procuratorate IN (SELECT code FROM offices_below)"
# A scalar question is asked of each row of a page; EXISTS would first gather every case that the caller supervises.
SUPERVISES = "(SELECT true FROM supervised_cases s WHERE s.case_id = leads.case_id LIMIT 1)"
READER_SEES = {
    "duties": f"agency = {ME}",
    "absences": f"agency = {ME}",
    "leads": f"{WORKS} AND {SUPERVISES}",
    "lead_acts": OF_A_LEAD.format(table="lead_acts"),
    "lead_evidence": OF_A_LEAD.format(table="lead_evidence"),
    "evidence_requests": f"asked_of = {ME} OR asked_by IN (SELECT code FROM offices_below)",
}
WRITER_MAY = {"lead_acts": "SELECT, INSERT", "lead_evidence": "SELECT, INSERT"}
PLACE = ["due_on", "rank", "raised_position"]
# The alerts of before: worked by the lowest that supervises, due so many days after the day they rest on.
BACKFILL = """
INSERT INTO leads
SELECT a.id, a.case_id, a.case_number, a.suspect_ref, a.rule, a.model, a.severity,
    array_position(ARRAY['urgent', 'high', 'medium', 'low'], a.severity) - 1, a.state, a.standing,
    a.state IN ('dismissed', 'closed'), a.body->'title', a.body->>'suggested_instrument', 'machine', o.agency, NULL,
    a.evaluated_day, a.evaluated_day + (ARRAY[1, 4, 9, 21])[array_position(ARRAY['urgent', 'high', 'medium', 'low'],
    a.severity)], a.snoozed_until, NULL, NULL, NULL, a.raised_position, a.changed_position
FROM alerts a CROSS JOIN LATERAL (
    SELECT g.agency FROM grants g JOIN agencies p ON p.code = g.agency AND p.kind = 'procuratorate'
    WHERE g.case_id = a.case_id AND g.relation = 'supervising' AND g.until_position IS NULL
    AND NOT EXISTS (
        SELECT FROM grants h JOIN agencies q ON q.code = h.agency AND q.kind = 'procuratorate'
        WHERE h.case_id = a.case_id AND h.relation = 'supervising' AND h.until_position IS NULL
        AND q.parent = g.agency
    )
    ORDER BY g.ground = 'rule', g.agency LIMIT 1
) o
"""


def upgrade() -> None:
    """Create the tables, their privileges and policies, and a row for every alert that there is."""
    op.execute("SET ROLE exchange_owner")
    _roster()
    _leads()
    _work()
    _evidence()
    op.execute(OFFICES_BELOW)
    op.execute("GRANT SELECT ON offices_below TO exchange_reader")
    for table, seen in READER_SEES.items():
        op.execute(f"GRANT {WRITER_MAY.get(table, 'SELECT, INSERT, UPDATE')} ON {table} TO exchange_writer")
        op.execute(f"GRANT SELECT ON {table} TO exchange_reader")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")
    op.execute(BACKFILL)
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the tables; what the office did stays in the feed."""
    for table in reversed(tuple(READER_SEES)):
        op.execute(f"DROP TABLE {table} CASCADE")
    op.execute("DROP VIEW offices_below")


def _roster() -> None:
    op.create_table(
        "duties",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agency", "kind", "first", name=op.f("pk_duties")),
    )
    op.create_table(
        "absences",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agency", "gh", "first", name=op.f("pk_absences")),
    )


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("suspect_ref", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("suggested_instrument", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("group_head", sa.Uuid(), nullable=True),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("reopened_as", sa.Uuid(), nullable=True),
        sa.Column("raised_position", sa.BigInteger(), nullable=False),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_leads")),
    )
    op.create_index("leads_by_due", "leads", ["procuratorate", "finished", *PLACE], unique=False)
    op.create_index("leads_by_assignee", "leads", ["procuratorate", "assignee", "finished", *PLACE], unique=False)
    op.create_index("leads_by_state", "leads", ["procuratorate", "state", *PLACE], unique=False)
    op.create_index("leads_by_rule", "leads", ["procuratorate", "rule", "finished", *PLACE], unique=False)
    op.create_index("leads_by_severity", "leads", ["procuratorate", "severity", "finished", *PLACE], unique=False)
    op.create_index("leads_of_all", "leads", ["finished", *PLACE], unique=False)
    rests = sa.text("snoozed_until IS NOT NULL")
    op.create_index("leads_that_rest", "leads", ["procuratorate", *PLACE], unique=False, postgresql_where=rests)
    op.create_index("leads_by_case", "leads", ["case_id"], unique=False)
    op.create_index(
        "leads_by_group", "leads", ["group_head"], unique=False, postgresql_where=sa.text("group_head IS NOT NULL")
    )


def _work() -> None:
    op.create_table(
        "lead_acts",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("gh", sa.Text(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_text", postgresql.BYTEA(), nullable=True),
        sa.PrimaryKeyConstraint("alert_id", "position", name=op.f("pk_lead_acts")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sealed_text", postgresql.BYTEA(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("changed_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_requests")),
    )
    op.create_index("evidence_requests_by_agency", "evidence_requests", ["asked_of", "position"], unique=False)
    op.create_table(
        "lead_evidence",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_lead_evidence")),
    )
    op.create_index("lead_evidence_by_alert", "lead_evidence", ["alert_id"], unique=False)
