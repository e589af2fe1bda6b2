from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from exchange.app import create_app
from exchange.settings import Settings
from fixtures import agencies
from fixtures.running import PERSON_KEY, SEALING_KEYS
from zhenxie.kit.clock import SystemClock


@pytest.fixture
def settings(exchange_database) -> Settings:
    return Settings(
        database_url=exchange_database.url,
        sealing_keys=SEALING_KEYS,
        person_key=PERSON_KEY,
        public_url="http://exchange.test",
    )


@pytest.fixture
async def app(settings, exchange_database) -> AsyncIterator[FastAPI]:
    await agencies.settle(exchange_database)
    app = create_app(settings, clock=SystemClock())
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://exchange.test") as client:
        yield client


@pytest.fixture
async def token(client) -> str:
    credentials = agencies.client_of(agencies.DAWUKOU_POLICE)
    answer = await client.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(credentials.client_id, credentials.secret),
    )
    return answer.json()["access_token"]
