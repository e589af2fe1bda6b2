"""Begin the history of screening's database.

Nothing is stored yet. The revision stands all the same, so that a service can tell a database that
was migrated from one that was not, and so that the first table is an ordinary next step.

Revision ID: 5c0e3b7d9a41
Revises:
"""

revision = "5c0e3b7d9a41"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do nothing: alembic notes the revision in its own table."""


def downgrade() -> None:
    """Do nothing."""
