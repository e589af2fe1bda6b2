"""Everything that the reproduction calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.db import AsyncSession
from exchange.reproductions.tables import alert_reproductions


async def questions_for_change(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return these questions locked, in one order for every process."""
    named = alert_reproductions.c.id.in_(list(ids))
    statement = select(alert_reproductions).where(named).order_by(alert_reproductions.c.id).with_for_update()
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store questions as they now are."""
    statement = upsert(alert_reproductions)
    values = {one.name: statement.excluded[one.name] for one in alert_reproductions.c if one.name != "id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values), list(rows))


async def of_alert(session: AsyncSession, alert_id: UUID) -> Sequence[Any]:
    """Return the questions about an alert that this session may see, the oldest first."""
    mine = alert_reproductions.c.alert_id == alert_id
    found = await session.execute(
        select(alert_reproductions).where(mine).order_by(alert_reproductions.c.asked_position, alert_reproductions.c.id)
    )
    return found.all()
