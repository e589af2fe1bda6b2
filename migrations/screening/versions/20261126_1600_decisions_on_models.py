"""Find what was decided of the models without looking through everything that was heard.

There are a few such entries in a feed of millions, and each process asks for all of them when it starts.

Revision ID: 5c7a0e93d214
Revises: 2b9e4d1f7a60
"""

import sqlalchemy as sa
from alembic import op

revision = "5c7a0e93d214"
down_revision = "2b9e4d1f7a60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index while others work."""
    with op.get_context().autocommit_block():
        op.create_index(
            "heard_decisions",
            "heard",
            ["position"],
            unique=False,
            postgresql_where=sa.text("type = 'model.decided'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """Drop it again."""
    with op.get_context().autocommit_block():
        op.drop_index("heard_decisions", "heard", postgresql_concurrently=True, if_exists=True)
