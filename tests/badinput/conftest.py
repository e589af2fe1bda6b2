"""One running exchange for all bad input, and a look at what it kept."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from builders.events import a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Cluster, apart
from fixtures.running import RunningExchange
from fixtures.served import Callers, served

BODY_LIMIT = 20_000


@pytest.fixture(scope="package")
def exchange(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningExchange]:
    folder = tmp_path_factory.mktemp("badinput")
    limits = {"BODY_LIMIT_BYTES": str(BODY_LIMIT), "LINE_LIMIT_BYTES": "4096", "REQUESTS_PER_SECOND": "100000"}
    with served(cluster, folder, "badinput", **limits) as running:
        yield running


@pytest.fixture(scope="package")
def callers(exchange: RunningExchange) -> Iterator[Callers]:
    opened = Callers(exchange)
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def case(callers: Callers) -> str:
    """A case of 大武口区 that stands before anything bad is sent."""
    number = case_number(9000)
    assert callers[DAWUKOU_POLICE].post("/v1/cases", json=a_notification(number)).status_code == 201
    return number


@dataclass(frozen=True)
class Kept:
    """How many entries and outcomes there are, and the refusals written down last."""

    entries: int
    outcomes: int
    bodies: int


@pytest.fixture
def kept(exchange: RunningExchange) -> Callable[[], Kept]:
    """Count what is stored, past every policy."""

    def count() -> Kept:
        found: list[Any] = []

        async def look() -> None:
            connection = await exchange.database.connect()
            try:
                found.append(
                    await connection.fetchrow(
                        "select (select count(*) from entries), (select count(*) from message_outcomes),"
                        " (select count(*) from message_outcomes where sealed_body is not null)"
                    )
                )
            finally:
                await connection.close()

        apart(lambda: asyncio.run(look()))
        return Kept(*found[0])

    return count


def said(answer: httpx2.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """Return status, problem and its (pointer, code) pairs."""
    body = answer.json()
    errors = [(one["pointer"], one["code"]) for one in body.get("errors", ())]
    return answer.status_code, body["type"].removeprefix("/problems/"), errors
