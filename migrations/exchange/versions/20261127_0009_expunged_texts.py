"""Let the writer blacken what was written, where until now it only added: an expunged person's name goes from the office's texts.

Only the sealed columns: what was done, when, and by whom stays as it was said.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "20261127_0009"
down_revision: str | None = "20261127_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEALED = {
    "alert_versions": "sealed_note",
    "alert_shares": "sealed_text",
    "lead_acts": "sealed_text",
    "cooperation_entries": "sealed",
}


def upgrade() -> None:
    """Grant the sealed columns."""
    op.execute("SET ROLE exchange_owner")
    for table, column in SEALED.items():
        op.execute(f"GRANT UPDATE ({column}) ON {table} TO exchange_writer")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Take them back."""
    op.execute("SET ROLE exchange_owner")
    for table, column in SEALED.items():
        op.execute(f"REVOKE UPDATE ({column}) ON {table} FROM exchange_writer")
    op.execute("RESET ROLE")
