"""The connection to screening's own database, and the transaction that each step of work runs in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

__all__ = ["AsyncSession", "Database"]


class Database:
    """Hands out sessions; one transaction each, committed when the block ends without an error."""

    def __init__(self, url: str) -> None:
        """Prepare an engine; nothing is connected before the first session.

        :param url: ``postgresql+asyncpg://…`` of screening's own login.
        """
        # Without hide_parameters an error would quote the row it failed on.
        self._engine: AsyncEngine = create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is committed at the end of the block."""
        async with self._sessions.begin() as session:
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
