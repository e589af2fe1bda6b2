"""Every question that screening asks its own database."""

from sqlalchemy import text

from screening.store.db import AsyncSession


async def revision_in_force(session: AsyncSession) -> str | None:
    """Return the revision that the database was migrated to, or None if it never was."""
    known = await session.scalar(text("select to_regclass('alembic_version')::text"))
    if known is None:
        return None
    revision: str | None = await session.scalar(text("select version_num from alembic_version"))
    return revision


async def ping(session: AsyncSession) -> None:
    """Ask the database for an answer, any answer."""
    await session.execute(text("select 1"))
