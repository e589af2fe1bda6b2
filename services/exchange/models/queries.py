"""Everything that the calls about models ask the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.db import AsyncSession
from exchange.models.tables import model_decisions, model_versions


async def add_version(session: AsyncSession, row: Mapping[str, Any]) -> bool:
    """Publish a version and return whether it is new."""
    statement = upsert(model_versions).on_conflict_do_nothing().returning(model_versions.c.model)
    return (await session.execute(statement, dict(row))).one_or_none() is not None


async def versions(session: AsyncSession, *, models: Collection[str] | None = None) -> Sequence[Any]:
    """Return published versions, by model and day of publication; of every model, or of some."""
    statement = select(model_versions)
    if models is not None:
        statement = statement.where(model_versions.c.model.in_(list(models)))
    order = (model_versions.c.model, model_versions.c.published_at, model_versions.c.version)
    return (await session.execute(statement.order_by(*order))).all()


async def decisions(session: AsyncSession, *, models: Collection[str] | None = None) -> Sequence[Any]:
    """Return what was decided, oldest first; of every model, or of some."""
    statement = select(model_decisions)
    if models is not None:
        statement = statement.where(model_decisions.c.model.in_(list(models)))
    return (await session.execute(statement.order_by(model_decisions.c.position))).all()


async def last_decision(session: AsyncSession) -> int:
    """Return the position of the last decision on any model; 0 without one."""
    return (await session.scalar(select(func.max(model_decisions.c.position)))) or 0


async def add_decisions(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store decisions with the positions of their entries."""
    await session.execute(insert(model_decisions), list(rows))
