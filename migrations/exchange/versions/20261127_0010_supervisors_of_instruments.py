"""Let whoever supervises a case count by what an upper office issued on it, and keep the alerts that an instrument rests on.

Everything is counted again from the feed: what is counted by now was counted without either.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261127_0010"
down_revision: str | None = "20261127_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MINE = "ARRAY(SELECT agencies_below((SELECT current_setting('exchange.agency', true))))"
_SEEN = f"procuratorate = ANY ({_MINE}) OR addressee = ANY ({_MINE})"
_TABLE = "statistical_facts"


def upgrade() -> None:
    """Add the columns and widen the policy."""
    op.execute("SET ROLE exchange_owner")
    _count_again()
    op.add_column(_TABLE, sa.Column("supervisor", sa.Text(), nullable=True))
    op.add_column(
        _TABLE, sa.Column("alert_ids", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
    )
    op.execute(f"ALTER POLICY reader ON {_TABLE} USING ({_SEEN} OR supervisor = ANY ({_MINE}))")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Take them away again."""
    op.execute("SET ROLE exchange_owner")
    _count_again()
    op.execute(f"ALTER POLICY reader ON {_TABLE} USING ({_SEEN})")
    op.drop_column(_TABLE, "alert_ids")
    op.drop_column(_TABLE, "supervisor")
    op.execute("RESET ROLE")


def _count_again() -> None:
    op.execute(f"DELETE FROM {_TABLE}")
    op.execute("UPDATE statistical_progress SET position = 0, awaiting = '{}'")
