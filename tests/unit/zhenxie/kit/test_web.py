import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from zhenxie.kit import logs, tracing
from zhenxie.kit.web import Check, RequestLine, health_router

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"


async def holds() -> None:
    return None


async def refuses() -> str:
    return "the head is locked"


async def fails() -> None:
    message = "postgresql://zhenxie:secret@db"
    raise ConnectionError(message)


def an_app(*checks: Check) -> FastAPI:
    router = APIRouter(prefix="/v1/cases")

    @router.get("/{case_number}")
    async def read(case_number: str) -> str:
        if case_number == "broken":
            raise RuntimeError
        trace = tracing.current()
        return trace.traceparent if trace else ""

    app = FastAPI()
    app.add_middleware(RequestLine)
    app.include_router(router)
    app.include_router(health_router(lambda: checks))
    return app


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    logs.configure(service="exchange", stream=stream)
    yield stream
    root.handlers, root.level = before
    logging.captureWarnings(capture=False)


def request_lines(stream: io.StringIO) -> list[dict]:
    return [line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] == "request"]


def test_the_line_of_a_request_names_its_route_and_nothing_that_was_sent(written: io.StringIO) -> None:
    with TestClient(an_app()) as client:
        client.get("/v1/cases/A6402020000002026030001?name=马晓燕", headers={"traceparent": TRACEPARENT})

    line = request_lines(written)[0]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/cases/{case_number}", 200)
    assert line["trace_id"] == TRACE_ID
    assert "A6402020000002026030001" not in written.getvalue()
    assert "马晓燕" not in written.getvalue()


def test_a_path_without_a_route_is_not_repeated(written: io.StringIO) -> None:
    with TestClient(an_app()) as client:
        client.get("/马晓燕")

    assert [line["route"] for line in request_lines(written)] == ["unmatched"]


def test_a_request_that_broke_is_logged_as_500(written: io.StringIO) -> None:
    with TestClient(an_app(), raise_server_exceptions=False) as client:
        client.get("/v1/cases/broken")

    assert [line["status"] for line in request_lines(written)] == [500]


def test_a_trace_is_continued_with_a_span_of_our_own() -> None:
    with TestClient(an_app()) as client:
        passed_on = client.get("/v1/cases/1", headers={"traceparent": TRACEPARENT}).json()

    assert passed_on.split("-")[1] == TRACE_ID
    assert passed_on != TRACEPARENT


@pytest.mark.parametrize(
    "malformed",
    ["", "马", f"00-{'0' * 32}-b7ad6b7169203331-01", f"01-{TRACE_ID}-b7ad6b7169203331-01", TRACEPARENT.upper()],
)
def test_a_malformed_trace_is_replaced(malformed: str) -> None:
    trace = tracing.begin(traceparent=malformed)

    assert trace.trace_id != TRACE_ID
    assert len(trace.trace_id) == 32


def test_a_request_id_is_taken_over_only_if_it_cannot_name_a_person() -> None:
    own = "0193b6f2-6d5a-7c3e-9a41-1f2e3d4c5b6a"

    with TestClient(an_app()) as client:
        kept = client.get("/livez", headers={"X-Request-ID": own}).headers["x-request-id"]
        replaced = client.get("/livez", headers={"X-Request-ID": "640202199003074521"}).headers["x-request-id"]

    assert kept == own
    assert replaced != "640202199003074521"


def test_ready_means_that_every_check_holds() -> None:
    with TestClient(an_app(Check("database", holds), Check("roles", holds))) as client:
        answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "roles": "ok"}, "stalls": []}


def test_a_check_that_fails_is_named_without_what_it_knows() -> None:
    with TestClient(an_app(Check("database", fails), Check("head", refuses), Check("roles", holds))) as client:
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "failed: ConnectionError",
        "head": "the head is locked",
        "roles": "ok",
    }


def test_a_check_that_never_answers_is_a_check_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhenxie.kit.web._READY_TIMEOUT_SECONDS", 0.01)

    with TestClient(an_app(Check("database", asyncio.Event().wait))) as client:
        answer = client.get("/readyz")

    assert answer.json()["checks"] == {"database": "failed: TimeoutError"}


def test_alive_asks_nothing() -> None:
    with TestClient(an_app(Check("database", fails))) as client:
        assert client.get("/livez").json()["status"] == "alive"
