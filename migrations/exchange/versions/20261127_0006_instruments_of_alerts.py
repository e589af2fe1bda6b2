"""Find the instruments that stand on an alert by an index: a lead's reader asks for them, and so does each new draft."""

from collections.abc import Sequence

from alembic import op

revision: str = "20261127_0006"
down_revision: str | None = "20261127_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the index."""
    op.execute("SET ROLE exchange_owner")
    with op.get_context().autocommit_block():
        op.create_index(
            "instruments_by_alert",
            "instruments",
            ["alert_ids"],
            unique=False,
            postgresql_using="gin",
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the index."""
    with op.get_context().autocommit_block():
        op.drop_index("instruments_by_alert", "instruments", postgresql_concurrently=True, if_exists=True)
