"""Know a number again however it is written: 77号, 第77号 and 077号 belong to one instrument of a procuratorate."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261127_0007"
down_revision: str | None = "20261127_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As zhenxie.law.instruments.numbers.Number.key spells it.
KEY = r"regexp_replace(number, '〕第?(Z?)0*([0-9]+)号$', '〕\1\2')"


def upgrade() -> None:
    """Add the key, fill it, and let no two instruments of a procuratorate have one."""
    op.execute("SET ROLE exchange_owner")
    op.add_column("instruments", sa.Column("number_key", sa.Text(), nullable=True))
    op.execute(f"UPDATE instruments SET number_key = {KEY} WHERE number IS NOT NULL")
    _unique_by("number_key")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the key; a number is then unique as it is written."""
    _unique_by("number")
    op.drop_column("instruments", "number_key")


def _unique_by(column: str) -> None:
    op.drop_index("instruments_by_number", table_name="instruments")
    op.create_index(
        "instruments_by_number",
        "instruments",
        ["procuratorate", column],
        unique=True,
        postgresql_where=sa.text(f"{column} IS NOT NULL"),
    )
