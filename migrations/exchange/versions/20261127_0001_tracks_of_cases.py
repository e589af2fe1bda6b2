"""Keep which track a case takes beside its picture, so that cases can be listed by it.

Nullable, and filled without a lock: whatever is told of a case writes its track, and `rebuild` writes that of the others
while reports go on. Until then a case of before has none, and is in no list of a track; its body and its triage tell it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261127_0001"
down_revision: str | None = "20261126_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column and its index."""
    op.execute("SET ROLE exchange_owner")
    op.add_column("cases", sa.Column("track", sa.Text(), nullable=True))
    with op.get_context().autocommit_block():
        op.create_index(
            "cases_by_track",
            "cases",
            ["track", "updated_position"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop both; the track follows from the feed."""
    with op.get_context().autocommit_block():
        op.drop_index("cases_by_track", "cases", postgresql_concurrently=True, if_exists=True)
    op.execute("ALTER TABLE cases DROP COLUMN track")
