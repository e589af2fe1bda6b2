"""What a report asks the database beside the statistics: the snapshot of the period before, if one was taken."""

from datetime import date
from typing import Any

from sqlalchemy import select

from exchange.db import AsyncSession
from exchange.statistics.tables import statistical_snapshots


async def kept_before(session: AsyncSession, snapshot: Any, days: tuple[date, date]) -> bytes | None:
    """Return the last answer for these days that the same agency had kept before `snapshot` was taken; None if none."""
    column = statistical_snapshots.c
    statement = (
        select(column.body)
        .where(
            column.agency == snapshot.agency,
            column.taken_position < snapshot.taken_position,
            column.asked["first"].astext == days[0].isoformat(),
            column.asked["last"].astext == days[1].isoformat(),
        )
        .order_by(column.taken_position.desc())
        .limit(1)
    )
    found: bytes | None = await session.scalar(statement)
    return found
