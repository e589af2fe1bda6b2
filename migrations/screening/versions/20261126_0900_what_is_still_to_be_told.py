"""Find what is still to be told of a case's assessments, and keep no index that nobody asks.

Of what was assessed of a case only the last word is told: what it supersedes is looked for at every look at the case. By
the time of recording nothing is looked for; that index only cost writing.

Revision ID: 2b9e4d1f7a60
Revises: 8d1f60c2b7e5
"""

import sqlalchemy as sa
from alembic import op

revision = "2b9e4d1f7a60"
down_revision = "8d1f60c2b7e5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the one index and drop the other, while others work."""
    with op.get_context().autocommit_block():
        op.create_index(
            "outbox_assessed",
            "outbox",
            ["case_id"],
            unique=False,
            postgresql_where=sa.text("kind = 'assessments'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.drop_index("heard_by_time", "heard", postgresql_concurrently=True, if_exists=True)


def downgrade() -> None:
    """Make and drop them the other way round."""
    with op.get_context().autocommit_block():
        op.create_index(
            "heard_by_time",
            "heard",
            ["recorded_at", "position"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.drop_index("outbox_assessed", "outbox", postgresql_concurrently=True, if_exists=True)
