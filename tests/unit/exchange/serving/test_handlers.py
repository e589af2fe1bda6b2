import json
import logging
from typing import Annotated

import pytest
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.testclient import TestClient

from exchange.db import DatabaseUnavailable
from exchange.errors import MethodNotAllowed, language_of
from exchange.serving import handlers
from exchange.serving.limits import BodyLimit, HeadAsGet
from zhenxie.kit.web import RequestLine

NAME, NUMBER = "马秀英", "640202199001011234"


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    age: int


def an_app() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    handlers.install(app)

    @app.post("/persons")
    async def persons(person: Person) -> Person:
        return person

    @app.get("/pages")
    async def pages(limit: Annotated[int, Query(ge=1, le=1000)]) -> int:
        return limit

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError(NAME)

    @app.get("/away")
    async def away() -> None:
        raise DatabaseUnavailable

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, limit=2000)
    app.add_middleware(handlers.CatchAll)
    app.add_middleware(RequestLine)
    app.add_middleware(HeadAsGet)
    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(an_app())


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-GB,zh;q=0.5", "en"),
        ("zh-CN,en;q=0.9", "zh"),
        ("fr, en;q=0.4", "en"),
        ("en;q=0", "zh"),
        ("nonsense;;;q=x", "zh"),
        ("en;q=0.2, zh;q=0.8", "zh"),
    ],
)
def test_a_problem_is_chinese_unless_english_is_preferred(header, language):
    assert language_of(header) == language


def test_an_invalid_body_is_named_field_by_field_and_never_repeated(client):
    answer = client.post("/persons", json={"name": NAME, "age": NUMBER + "x", "number": NUMBER})

    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/problems/invalid-body"
    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} >= {("/number", "unknown-field")}
    assert "/age" in {fault["pointer"] for fault in problem["errors"]}
    assert NAME not in answer.text
    assert NUMBER not in answer.text


def test_half_a_body_of_json_is_a_problem_of_the_body(client):
    answer = client.post("/persons", content=b'{"name": "', headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == ""


def test_an_invalid_parameter_is_named_without_its_value(client):
    answer = client.get("/pages", params={"limit": NUMBER})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-parameter"
    assert answer.json()["errors"][0]["pointer"] == "limit"
    assert NUMBER not in answer.text


def test_an_unknown_address_and_a_wrong_method_are_problems_of_ours(client):
    nowhere, wrong = client.get(f"/{NUMBER}"), client.delete("/persons", headers={"accept-language": "en"})

    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "/problems/no-such-route")
    assert NUMBER not in nowhere.text
    assert (wrong.status_code, wrong.json()["title"]) == (405, MethodNotAllowed.words("en").title)
    assert wrong.headers["allow"] == "POST"


def test_a_fault_of_ours_tells_the_request_id_and_nothing_else(client, caplog):
    with caplog.at_level(logging.ERROR):
        answer = client.get("/broken")

    problem = answer.json()
    assert answer.status_code == 500
    assert problem["type"] == "/problems/internal-error"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert NAME not in answer.text


def test_a_database_that_is_away_asks_to_send_again(client):
    answer = client.get("/away")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/persons", "/raw"])
def test_a_body_is_counted_as_it_comes_whatever_its_length_claims(client, path):
    def pieces():
        yield from [b" " * 500] * 10

    claimed = client.post(path, content=b" " * 5000, headers={"content-type": "application/json"})
    streamed = client.post(path, content=pieces(), headers={"content-type": "application/json"})

    for answer in (claimed, streamed):
        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/body-too-large"
        assert answer.json()["limit_bytes"] == 2000


def test_a_body_of_just_the_limit_is_taken(client):
    assert client.post("/raw", content=b"x" * 2000).json() == 2000


def test_head_answers_as_get_without_the_body(client):
    answer = client.head("/pages", params={"limit": 3})

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(json.dumps(3)))
