"""Lay the first tables, their roles and their row-level security.

The feed promises that nobody sees what it may not; that promise is the database's from the first revision on: three
roles without login, superuser or bypass own, write and read; a reader's statement meets a policy whatever it asks.

The roles are the cluster's, not this database's: another database may use them, so the way down leaves them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261123_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROLES = ("exchange_owner", "exchange_writer", "exchange_reader")

# Entries are inserted and read; no role of the services may change or remove one.
WRITER_MAY = {
    "agencies": "SELECT, INSERT, UPDATE",
    "supervises": "SELECT, INSERT, UPDATE",
    "directory_state": "SELECT, UPDATE",
    "grants": "SELECT, INSERT, UPDATE (until_position)",
    "clients": "SELECT, INSERT, UPDATE",
    "signing_keys": "SELECT, INSERT, DELETE",
    "used_assertions": "SELECT, INSERT, DELETE",
    "audit_rows": "SELECT, INSERT",
    "feed_head": "SELECT, UPDATE",
    "feed_epochs": "SELECT, INSERT",
    "entries": "SELECT, INSERT",
    "addressees": "SELECT, INSERT",
    "sealed_parts": "SELECT, INSERT, DELETE, UPDATE (sealed)",
    "message_ids": "SELECT, INSERT, UPDATE (position, answer)",
    "case_numbers": "SELECT, INSERT, UPDATE (reporter)",
    "cases": "SELECT, INSERT, UPDATE, DELETE",
    "case_turns": "SELECT, INSERT",
    "message_outcomes": "SELECT, INSERT, UPDATE (sealed_body, retained_until)",
    "intakes": "SELECT, INSERT, UPDATE",
    "intake_outcomes": "SELECT, INSERT",
    "snapshot_rows": "SELECT, INSERT, UPDATE",
}
READER_MAY = {
    "agencies": "SELECT",
    "supervises": "SELECT",
    "directory_state": "SELECT",
    "grants": "SELECT",
    "feed_head": "SELECT (epoch, position)",
    "feed_epochs": "SELECT",
    "entries": "SELECT",
    "addressees": "SELECT",
    "sealed_parts": "SELECT",
    "case_numbers": "SELECT",
    "cases": "SELECT",
    "case_turns": "SELECT",
    "message_ids": "SELECT",
    "message_outcomes": "SELECT",
    "intakes": "SELECT",
    "intake_outcomes": "SELECT",
}
ME = "(SELECT current_setting('exchange.agency', true))"
GRANTED = (
    "EXISTS (SELECT FROM grants g WHERE g.case_id = {table}.case_id AND g.agency = " + ME + " AND"
    " (g.whole_history OR g.from_position <= {table}.position) AND"
    " (g.until_position IS NULL OR {table}.position < g.until_position))"
)
WHOLE = (
    "EXISTS (SELECT FROM grants g WHERE g.case_id = {table}.case_id AND g.agency = " + ME + " AND"
    " g.whole_history AND g.until_position IS NULL)"
)
READER_SEES = {
    "grants": f"agency = {ME}",
    "entries": "(audience = 'case' AND " + GRANTED.format(table="entries") + ")"
    f" OR EXISTS (SELECT FROM addressees a WHERE a.position = entries.position AND a.agency = {ME})"
    f" OR (audience = 'agency' AND EXISTS (SELECT FROM agencies o WHERE o.code = {ME} AND o.kind = 'platform'))",
    "addressees": f"agency = {ME}",
    "sealed_parts": GRANTED.format(table="sealed_parts"),
    "case_numbers": f"EXISTS (SELECT FROM grants g WHERE g.case_id = case_numbers.case_id AND g.agency = {ME}"
    " AND (g.until_position IS NULL OR case_numbers.since_position < g.until_position))",
    "cases": WHOLE.format(table="cases"),
    "case_turns": WHOLE.format(table="case_turns"),
    "message_ids": f"agency = {ME}",
    "message_outcomes": f"agency = {ME}",
    "intakes": f"agency = {ME}",
    "intake_outcomes": f"EXISTS (SELECT FROM intakes i WHERE i.id = intake_outcomes.intake_id AND i.agency = {ME})",
}


def upgrade() -> None:
    """Create roles, tables, privileges and policies."""
    _make_roles()
    op.execute("SET ROLE exchange_owner")
    _access()
    _audit()
    _feed()
    _cases()
    _intake()
    _protect()
    op.execute("INSERT INTO directory_state DEFAULT VALUES")
    op.execute(
        "INSERT INTO feed_head (epoch, position, last_hash, last_recorded_at)"
        " VALUES (1, 0, decode(repeat('00', 32), 'hex'), '1970-01-01T00:00:00Z')"
    )
    op.execute("RESET ROLE")
    op.execute("GRANT SELECT ON alembic_version TO exchange_writer, exchange_reader")


def downgrade() -> None:
    """Drop every table; the roles stay (see above)."""
    op.execute("REVOKE ALL ON alembic_version FROM exchange_writer, exchange_reader")
    for table in reversed(tuple(WRITER_MAY)):
        op.execute(f"DROP TABLE {table} CASCADE")


def _make_roles() -> None:
    for role in ROLES:
        # Two databases of one cluster may be migrated at the same moment, and an advisory lock is a database's own.
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    op.execute("DO $$ BEGIN EXECUTE format('GRANT exchange_owner TO %I', current_user); END $$")
    op.execute("GRANT USAGE, CREATE ON SCHEMA public TO exchange_owner")
    op.execute("GRANT USAGE ON SCHEMA public TO exchange_writer, exchange_reader")


def _protect() -> None:
    for table, privileges in WRITER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_writer")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY writer ON {table} TO exchange_writer USING (true) WITH CHECK (true)")
    for table, privileges in READER_MAY.items():
        op.execute(f"GRANT {privileges} ON {table} TO exchange_reader")
        seen = READER_SEES.get(table, "true")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO exchange_reader USING ({seen})")


def _access() -> None:
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["agencies.code"], name=op.f("fk_agencies_parent_agencies")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "supervises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("police", sa.Text(), nullable=False),
        sa.Column("procuratorate", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["police"], ["agencies.code"], name=op.f("fk_supervises_police_agencies")),
        sa.ForeignKeyConstraint(
            ["procuratorate"], ["agencies.code"], name=op.f("fk_supervises_procuratorate_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervises")),
    )
    op.create_index("supervises_by_police", "supervises", ["police"], unique=False)
    op.create_table(
        "directory_state",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_state")),
    )
    op.create_table(
        "grants",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("from_position", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("until_position", sa.BigInteger(), nullable=True),
        sa.Column("whole_history", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "agency", "from_position", "relation", "ground", name=op.f("pk_grants")),
    )
    op.create_index("grants_by_agency", "grants", ["agency", "case_id"], unique=False)
    op.create_table(
        "clients",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("jwks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("basic_allowed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name=op.f("fk_clients_agency_agencies")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_clients")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("private_key", postgresql.BYTEA(), nullable=False),
        sa.Column("public_jwk", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verifies_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "used_assertions",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "jti", name=op.f("pk_used_assertions")),
    )
    op.create_index("used_assertions_by_expiry", "used_assertions", ["expires_at"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit_rows",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("particulars", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
    )
    op.create_index("audit_rows_by_agency", "audit_rows", ["agency", "id"], unique=False)


def _feed() -> None:
    op.create_table(
        "feed_head",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("last_recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("database_identity", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "feed_epochs",
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts_after", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_feed_epochs")),
    )
    op.create_table(
        "entries",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("suspect_ref", sa.Text(), nullable=True),
        sa.Column("occurred_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("case_hash", sa.Numeric(precision=20, scale=0), server_default="0", nullable=False),
        sa.Column("payload", postgresql.BYTEA(), nullable=False),
        sa.Column("payload_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("commitments", postgresql.BYTEA(), nullable=False),
        sa.Column("previous_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_entries")),
        sa.UniqueConstraint("event_id", name=op.f("uq_entries_event_id")),
    )
    op.create_index("entries_by_case", "entries", ["case_id", "position"], unique=False)
    op.create_index(
        "entries_by_correction", "entries", ["corrects"], unique=False, postgresql_where=sa.text("corrects is not null")
    )
    op.create_index("entries_by_time", "entries", ["recorded_at"], unique=False)
    op.create_table(
        "addressees",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "position", name=op.f("pk_addressees")),
    )
    op.create_index("addressees_by_position", "addressees", ["position"], unique=False)
    op.create_table(
        "sealed_parts",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("suspect_ref", sa.Text(), nullable=True),
        sa.Column("salt", postgresql.BYTEA(), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", "ordinal", name=op.f("pk_sealed_parts")),
    )
    op.create_index("sealed_parts_by_case", "sealed_parts", ["case_id", "position"], unique=False)
    op.create_index(
        "sealed_parts_by_person",
        "sealed_parts",
        ["person_key"],
        unique=False,
        postgresql_where=sa.text("person_key is not null"),
    )
    op.create_table(
        "message_ids",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("agency", "source_system", "message_id", name=op.f("pk_message_ids")),
    )
    op.create_table(
        "case_numbers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reporter", sa.Text(), server_default="", nullable=False),
        sa.Column("since_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_numbers")),
    )
    op.create_index("case_numbers_by_case", "case_numbers", ["case_id"], unique=False)
    op.create_index("case_numbers_by_number", "case_numbers", ["number", "reporter", "case_id"], unique=True)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("handling_agency", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("joined_into", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("charges", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("measures", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opened_position", sa.BigInteger(), nullable=False),
        sa.Column("updated_position", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index("cases_by_handling_agency", "cases", ["handling_agency", "updated_position"], unique=False)
    op.create_index(
        "cases_by_joined", "cases", ["joined_into"], unique=False, postgresql_where=sa.text("joined_into is not null")
    )
    op.create_index("cases_by_update", "cases", ["updated_position"], unique=False)
    op.create_table(
        "case_turns",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("since_position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handling_agency", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("joined_into", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "since_position", name=op.f("pk_case_turns")),
    )
    op.create_index(
        "case_turns_by_joined",
        "case_turns",
        ["joined_into"],
        unique=False,
        postgresql_where=sa.text("joined_into is not null"),
    )


def _intake() -> None:
    op.create_table(
        "message_outcomes",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("digest", postgresql.BYTEA(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_body", postgresql.BYTEA(), nullable=True),
        sa.Column("retained_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_message_outcomes")),
    )
    op.create_index("message_outcomes_by_agency", "message_outcomes", ["agency", "number"], unique=False)
    op.create_index("message_outcomes_by_message", "message_outcomes", ["agency", "message_id"], unique=False)
    op.create_index(
        "message_outcomes_by_body",
        "message_outcomes",
        ["agency", "digest"],
        unique=False,
        postgresql_where=sa.text("retained_until is not null"),
    )
    op.create_index(
        "message_outcomes_by_retention",
        "message_outcomes",
        ["retained_until"],
        unique=False,
        postgresql_where=sa.text("retained_until is not null"),
    )
    op.create_table(
        "intakes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=True),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
    )
    op.create_index("intakes_by_agency", "intakes", ["agency", "begun_at"], unique=False)
    op.create_table(
        "intake_outcomes",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("intake_id", "line", name=op.f("pk_intake_outcomes")),
    )
    op.create_table(
        "snapshot_rows",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("stated", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("agency", "source_system", "source_key", name=op.f("pk_snapshot_rows")),
    )
    op.create_index("snapshot_rows_by_case", "snapshot_rows", ["case_number"], unique=False)
