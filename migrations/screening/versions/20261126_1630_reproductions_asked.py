"""Find the questions whether an alert follows again, and what was answered to them.

A question that was heard and not answered is answered after the next start; it is looked for at each page.

Revision ID: 7c41d90e5b38
Revises: 5c7a0e93d214
"""

import sqlalchemy as sa
from alembic import op

revision = "7c41d90e5b38"
down_revision = "5c7a0e93d214"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index, while others work."""
    with op.get_context().autocommit_block():
        op.create_index(
            "heard_reproductions",
            "heard",
            ["position"],
            unique=False,
            postgresql_where=sa.text("type in ('alert.reproduction_requested', 'alert.reproduced')"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """Drop it."""
    with op.get_context().autocommit_block():
        op.drop_index("heard_reproductions", "heard", postgresql_concurrently=True, if_exists=True)
