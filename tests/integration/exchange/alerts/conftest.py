"""An exchange with one case, and ways to speak to it as anybody."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from builders.events import a_detention, a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served

NUMBER = case_number(1)
PROSECUTOR = "640202011"


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


@pytest.fixture
async def prosecutor(exchange: Served) -> str:
    """Register a prosecutor, who alone establishes and shares; from then on every step names somebody."""
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        body = {"roles": ["prosecutor"], "since": "2026-01-01"}
        entered = await office.put(f"/v1/staff/{PROSECUTOR}", json=body)
        assert entered.status_code == 200, entered.text
    return PROSECUTOR
