"""One running exchange for what intake does with reports; each test takes case numbers of its own."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from builders.events import case_number
from fixtures.databases import Cluster
from fixtures.served import Callers, served

_sequences = count(1)


@pytest.fixture(scope="package")
def callers(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    with served(cluster, tmp_path_factory.mktemp("intake"), "intake", REQUESTS_PER_SECOND="100000") as exchange:
        opened = Callers(exchange)
        yield opened
        opened.close()


@pytest.fixture
def number() -> str:
    """A case number that no other test uses."""
    return case_number(next(_sequences))


@pytest.fixture
def send(callers: Callers) -> Callable[..., dict[str, Any]]:
    """Report an event, a list or a notification, and return the accepted answer."""

    def post(agency: str, number: str, body: dict[str, Any]) -> dict[str, Any]:
        path = "/v1/cases" if "notified" in body else f"/v1/cases/{number}/updates"
        path = f"/v1/cases/{number}/corrections" if "action" in body else path
        answer = callers[agency].post(path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json() | {"replay": answer.headers.get("Idempotent-Replay") == "true"}

    return post


@pytest.fixture
def picture(callers: Callers) -> Callable[[str, str], dict[str, Any] | None]:
    """Return the picture of a number as an agency sees it, or None."""

    def get(agency: str, number: str) -> dict[str, Any] | None:
        answer = callers[agency].get(f"/v1/cases/{number}")
        return answer.json()["picture"] if answer.status_code == 200 else None

    return get


@pytest.fixture
def types(callers: Callers) -> Callable[[str, str], list[str]]:
    """Return the types of the entries of a number that an agency sees, by position."""

    def get(agency: str, number: str) -> list[str]:
        page = callers[agency].get("/v1/changes", params={"case_number": number, "limit": 1000}).json()
        return [item["type"].removeprefix("cn.zhenxie.").removesuffix(".v1") for item in page["items"]]

    return get
