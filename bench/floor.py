"""The floor that intake is measured against: one handler that validates the same body and does one INSERT, no more."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request

from zhenxie.wire.events.custody import SuspectDetained


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold a pool of connections of the same driver and size as the exchange's."""
    url = os.environ["FLOOR_DATABASE_URL"].replace("+asyncpg", "")
    async with asyncpg.create_pool(url, min_size=10, max_size=20) as pool:
        # Of several workers one makes it; the lock keeps the others from making it at the same moment.
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(1)")
            await connection.execute("CREATE TABLE IF NOT EXISTS floor (id bigserial PRIMARY KEY, body bytea NOT NULL)")
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/update", status_code=201)
async def update(request: Request) -> dict[str, int]:
    """Validate one event and store it in a transaction of its own."""
    body = await request.body()
    SuspectDetained.model_validate_json(body, strict=True)
    # One statement is a transaction of its own: to begin and commit it by hand would be two questions more.
    async with request.app.state.pool.acquire() as connection:
        number = await connection.fetchval("INSERT INTO floor (body) VALUES ($1) RETURNING id", body)
    return {"id": number}
