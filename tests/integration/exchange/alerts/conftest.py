"""An exchange with one case, and ways to speak to it as anybody."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from builders.events import a_detention, a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served

NUMBER = case_number(1)


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with served(settled_database) as running:
        yield running


@pytest.fixture
async def case_id(exchange: Served) -> str:
    async with exchange.client(DAWUKOU_POLICE) as police:
        opened = await police.post("/v1/cases", json=a_notification(NUMBER, a_detention()))
        assert opened.status_code == 201, opened.text
    async with exchange.client(SCREENING) as screening:
        changes = (await screening.get("/v1/changes")).json()["items"]
    return changes[0]["caseid"]


@pytest.fixture
def post(exchange: Served) -> Callable[..., Any]:
    async def send(agency: str, path: str, body: dict[str, Any]) -> Any:
        async with exchange.client(agency) as client:
            return await client.post(path, json=body, headers={"Accept-Language": "en"})

    return send


@pytest.fixture
def get(exchange: Served) -> Callable[..., Any]:
    async def ask(agency: str, path: str, **headers: str) -> Any:
        async with exchange.client(agency) as client:
            return await client.get(path, headers=headers)

    return ask
