"""Screening over HTTP: so far only whether it is alive and ready."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from screening.store import queries
from screening.store.db import Database
from zhenxie.kit.web import Check, RequestLine, health_router


def create_app(*, url: str, heads: tuple[str, ...]) -> FastAPI:
    """Return the application.

    :param url: of screening's own database.
    :param heads: the newest revisions of the schema that this code was written for.
    """
    database = Database(url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await database.close()

    app = FastAPI(title="Zhenxie screening (筛查)", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(RequestLine)
    app.include_router(health_router(_checks(database, heads)))
    return app


def _checks(database: Database, heads: tuple[str, ...]) -> Callable[[], list[Check]]:
    async def migrated() -> str | None:
        async with database.transaction() as session:
            revision = await queries.revision_in_force(session)
        if (revision,) == heads:
            return None
        return f"the database is at revision {revision}, this version needs {' '.join(heads)}: run `migrate`"

    async def reached() -> str | None:
        async with database.transaction() as session:
            await queries.ping(session)
        return None

    return lambda: [Check("database", reached), Check("migrations", migrated)]
