"""Know a number again however it is written: 77号, 第77号 and 077号 belong to one instrument of a procuratorate."""

from collections.abc import Sequence

from alembic import op

revision: str = "20261127_0011"
down_revision: str | None = "20261127_0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As zhenxie.law.instruments.numbers.Number.key spells it.
KEY = r"regexp_replace(number, '〕第?(Z?)0*([0-9]+)号$', '〕\1\2')"


def upgrade() -> None:
    """Add the key, and fill it."""
    op.execute("SET ROLE exchange_owner")
    op.execute("ALTER TABLE instruments ADD COLUMN IF NOT EXISTS number_key text")
    op.execute(f"UPDATE instruments SET number_key = {KEY} WHERE number IS NOT NULL")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Drop the key; a number is then unique as it is written."""
    op.drop_column("instruments", "number_key")
