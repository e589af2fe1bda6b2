"""Tables of access: agencies, who supervises whom, grants, clients, signing keys, used assertions."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from exchange.db import metadata

agencies = Table(
    "agencies",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("parent", Text, ForeignKey("agencies.code")),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

supervises = Table(
    "supervises",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("police", Text, ForeignKey("agencies.code"), nullable=False),
    Column("procuratorate", Text, ForeignKey("agencies.code"), nullable=False),
    Column("stage", Text),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("supervises_by_police", "police"),
)

directory_state = Table(
    "directory_state",
    metadata,
    Column("id", Boolean, primary_key=True, server_default=text("true")),
    Column("version", BigInteger, nullable=False, server_default=text("0")),
    # The day (Asia/Shanghai) up to which dated rows of `supervises` have been turned into grants.
    Column("applied_on", Date),
)

grants = Table(
    "grants",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("agency", Text, primary_key=True),
    # Entries from this position on are visible; with whole_history the earlier ones are too.
    Column("from_position", BigInteger, primary_key=True),
    Column("relation", Text, primary_key=True),
    # "rule" (supervision, handling), "report" (named by an event) or "act" (an administrator's); each ends by itself.
    Column("ground", Text, primary_key=True),
    # The first position that is no longer visible; null while the grant stands.
    Column("until_position", BigInteger),
    Column("whole_history", Boolean, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("grants_by_agency", "agency", "case_id"),
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("secret_hash", Text),
    Column("jwks", JSONB),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("basic_allowed", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    # Encrypted with the operator's sealing key: a stolen dump signs nothing.
    Column("private_key", BYTEA, nullable=False),
    Column("public_jwk", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("signs_until", DateTime(timezone=True), nullable=False),
    Column("verifies_until", DateTime(timezone=True), nullable=False),
)

used_assertions = Table(
    "used_assertions",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("jti", Text, primary_key=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("used_assertions_by_expiry", "expires_at"),
)
