"""Keep what was heard, what is remembered of each case, when to look again, and what is still to be told.

All of it follows from the feed: the way down loses nothing that cannot be heard again. The tables belong to the role
that owns them, and the service works as screening_worker, which may change rows and nothing else.

Revision ID: 8d1f60c2b7e5
Revises: 5c0e3b7d9a41
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8d1f60c2b7e5"
down_revision = "5c0e3b7d9a41"
branch_labels = None
depends_on = None

TABLES = (
    "feed_cursor",
    "heard",
    "ties",
    "case_states",
    "agenda",
    "awaiting",
    "progress",
    "outbox",
    "published",
)


def upgrade() -> None:
    """Make the role, the tables and the privileges."""
    op.execute(
        "DO $$ BEGIN CREATE ROLE screening_worker NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    _heard()
    _remembered()
    _told()
    op.execute("INSERT INTO feed_cursor DEFAULT VALUES")
    op.execute("GRANT USAGE ON SCHEMA public TO screening_worker")
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO screening_worker")
    op.execute("GRANT SELECT ON alembic_version TO PUBLIC")


def downgrade() -> None:
    """Drop the tables; the role is the cluster's and stays."""
    op.execute("REVOKE SELECT ON alembic_version FROM PUBLIC")
    for table in reversed(TABLES):
        op.drop_table(table)


def _heard() -> None:
    op.create_table(
        "feed_cursor",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("cursor", sa.Text(), server_default="0", nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("complete_before", sa.DateTime(timezone=True), server_default="1970-01-01T00:00:00Z", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_cursor")),
    )
    op.create_table(
        "heard",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("list_end", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("case_hash", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("joined_into", sa.Uuid(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_heard")),
    )
    op.create_index("heard_by_case", "heard", ["case_id", "position"], unique=False)
    op.create_index(
        "heard_by_joined",
        "heard",
        ["joined_into"],
        unique=False,
        postgresql_where=sa.text("joined_into is not null"),
    )
    op.create_index("heard_by_time", "heard", ["recorded_at", "position"], unique=False)
    op.create_index(
        "heard_declarations",
        "heard",
        ["position"],
        unique=False,
        postgresql_where=sa.text("type = 'agency.coverage_declared'"),
    )
    op.create_table(
        "ties",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("suspect_ref", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "case_id", "position", "suspect_ref", name=op.f("pk_ties")),
    )
    op.create_index("ties_by_case", "ties", ["case_id"], unique=False)
    op.create_index("ties_by_position", "ties", ["position"], unique=False)


def _remembered() -> None:
    op.create_table(
        "case_states",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_states")),
    )
    op.create_index("case_states_failed", "case_states", ["case_id"], unique=False, postgresql_where=sa.text("failed"))
    op.create_table(
        "agenda",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_hash", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "rule", name=op.f("pk_agenda")),
    )
    op.create_index("agenda_by_day", "agenda", ["day", "case_id"], unique=False)
    op.create_table(
        "awaiting",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "type", "case_id", name=op.f("pk_awaiting")),
    )
    op.create_index("awaiting_by_case", "awaiting", ["case_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("partition", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("pk_progress")),
    )


def _told() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parked", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("outbox_unsent", "outbox", ["id"], unique=False, postgresql_where=sa.text("parked is null"))
    op.create_index(
        "outbox_parked", "outbox", ["case_id"], unique=False, postgresql_where=sa.text("parked is not null")
    )
    op.create_table(
        "published",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "occurrence", name=op.f("pk_published")),
    )
