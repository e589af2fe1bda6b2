"""The client of the exchange: its token, its retries, its errors, and what it makes of the answers."""

import asyncio
import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import httpx2
import pytest
from joserfc import jwk, jwt

from zhenxie.client.changes import Wanted
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Credentials, PrivateKey, Secret
from zhenxie.client.errors import CursorGone, ExchangeRefused, ExchangeUnavailable
from zhenxie.client.exchange import ExchangeClient
from zhenxie.client.uploads import Manifest, Upload
from zhenxie.kit.clock import FixedClock

BASE = "https://exchange.shizuishan.example"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECRET = Secret("dwk-platform", "大武口:密钥")
Answer = Callable[[httpx2.Request], httpx2.Response]


class Line:
    """The network: answers each request from a list, and remembers what was asked."""

    def __init__(self, *answers: httpx2.Response | Exception, expires_in: int = 900):
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []
        self.token_requests: list[httpx2.Request] = []
        self.expires_in = expires_in

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        if request.url.path == "/oauth/token":
            self.token_requests.append(request)
            number = len(self.token_requests)
            return httpx2.Response(200, json={"access_token": f"t{number}", "expires_in": self.expires_in})
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, credentials: Credentials = SECRET, pauses: tuple[float, ...] = (0, 0)) -> ExchangeClient:
        transport = httpx2.MockTransport(self.handle)
        return ExchangeClient(BASE, credentials, means=Means(FixedClock(NOW), transport, pauses))


def ok(**body: object) -> httpx2.Response:
    return httpx2.Response(200, json=body)


def problem(status: int, slug: str, **members: object) -> httpx2.Response:
    return httpx2.Response(status, json={"type": f"/problems/{slug}", "title": "标题", "status": status, **members})


async def test_the_token_is_fetched_once_and_carried_by_every_request():
    line = Line(ok(items=[]), ok(items=[]))

    async with line.client() as client:
        await client.cases.page(status="filed")
        await client.outcomes()

    assert len(line.token_requests) == 1
    assert [one.headers["authorization"] for one in line.asked] == ["Bearer t1", "Bearer t1"]
    assert dict(line.asked[0].url.params) == {"status": "filed"}


async def test_many_at_once_fetch_one_token():
    line = Line(*[ok(items=[]) for _ in range(20)])

    async with line.client() as client:
        await asyncio.gather(*(client.outcomes() for _ in range(20)))

    assert len(line.token_requests) == 1


async def test_a_token_that_is_about_to_end_is_renewed():
    line = Line(ok(items=[]), ok(items=[]), expires_in=0)

    async with line.client() as client:
        await client.outcomes()
        await client.outcomes()

    assert [one.headers["authorization"] for one in line.asked] == ["Bearer t1", "Bearer t2"]


async def test_a_token_that_was_revoked_is_renewed_once():
    line = Line(problem(401, "unauthenticated"), ok(items=[]))

    async with line.client() as client:
        await client.outcomes()

    assert [one.headers["authorization"] for one in line.asked] == ["Bearer t1", "Bearer t2"]


async def test_a_client_that_is_refused_again_is_told_so():
    line = Line(problem(401, "unauthenticated"), problem(401, "unauthenticated"))

    async with line.client() as client:
        with pytest.raises(ExchangeRefused) as caught:
            await client.outcomes()

    assert (caught.value.status, caught.value.code) == (401, "unauthenticated")


async def test_a_secret_travels_form_encoded_in_the_basic_header():
    line = Line(ok(items=[]))

    async with line.client() as client:
        await client.outcomes()

    encoded = line.token_requests[0].headers["authorization"].removeprefix("Basic ")
    name, _, secret = base64.b64decode(encoded).decode().partition(":")
    assert name == "dwk-platform"
    assert secret == "%E5%A4%A7%E6%AD%A6%E5%8F%A3%3A%E5%AF%86%E9%92%A5"
    assert "密钥" not in repr(SECRET)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (jwk.ECKey.generate_key("P-256"), "ES256"),
        (jwk.RSAKey.generate_key(2048), "PS256"),
        (jwk.OKPKey.generate_key("Ed25519"), "Ed25519"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
@pytest.mark.parametrize("spelled", ["jwk", "pem"])
async def test_a_private_key_signs_an_assertion_for_the_token_endpoint(key, algorithm, spelled):
    given = key.as_dict(private=True) if spelled == "jwk" else key.as_pem(private=True)
    line = Line(ok(items=[]), ok(items=[]), expires_in=0)

    async with line.client(PrivateKey("dwk-platform", given)) as client:
        await client.outcomes()
        await client.outcomes()

    forms = [dict(parse_qsl(one.content.decode())) for one in line.token_requests]
    decoded = [jwt.decode(form["client_assertion"], key, algorithms=[algorithm]).claims for form in forms]
    assert {one["aud"] for one in decoded} == {f"{BASE}/oauth/token"}
    assert {one["iss"] for one in decoded} == {one["sub"] for one in decoded} == {"dwk-platform"}
    assert all(one["exp"] - one["iat"] == 120 and one["iat"] == int(NOW.timestamp()) for one in decoded)
    assert decoded[0]["jti"] != decoded[1]["jti"]


@pytest.mark.parametrize(
    "failure",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("cut"),
        problem(429, "too-many-requests"),
        httpx2.Response(502, text="<html>"),
        problem(503, "unavailable"),
        httpx2.Response(504),
    ],
    ids=str,
)
async def test_what_may_pass_is_sent_again_with_the_same_bytes(failure):
    line = Line(failure, ok(case_number="A6402020000002026030001", items=[]))

    async with line.client() as client:
        answer = await client.send_notification(
            {"case_number": "A6402020000002026030001", "notified": {"案": "马某盗窃案"}}
        )

    assert answer["items"] == []
    assert line.asked[0].content == line.asked[1].content


async def test_patience_ends():
    line = Line(*[problem(503, "unavailable") for _ in range(3)])

    async with line.client() as client:
        with pytest.raises(ExchangeUnavailable):
            await client.declare_coverage({})

    assert len(line.asked) == 3


async def test_the_wish_to_be_left_alone_is_heard():
    line = Line(httpx2.Response(503, headers={"Retry-After": "7"}))

    async with line.client(pauses=()) as client:
        with pytest.raises(ExchangeUnavailable) as caught:
            await client.outcomes()

    assert caught.value.retry_after_seconds == 7


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 415, 422, 500])
async def test_a_refusal_is_not_repeated_and_brings_its_problem(status):
    line = Line(problem(status, "message-id-reused", errors=[{"pointer": "/notified", "code": "x", "message": "y"}]))

    async with line.client() as client:
        with pytest.raises(ExchangeRefused) as caught:
            await client.send_update("A6402020000002026030001", {"type": "case.filed"})

    assert (caught.value.status, caught.value.code) == (status, "message-id-reused")
    assert caught.value.problem["errors"][0]["pointer"] == "/notified"
    assert line.asked[0].url.path == "/v1/cases/A6402020000002026030001/updates"


async def test_a_list_of_alerts_that_has_not_changed_is_no_error():
    first = httpx2.Response(200, json={"items": [], "next": "1.7"}, headers={"ETag": '"seven"'})
    line = Line(first, httpx2.Response(304, headers={"ETag": '"seven"'}))

    async with line.client() as client:
        page, etag = await client.alerts.page_unless(None, changed_after="1.7")
        again, same = await client.alerts.page_unless(etag, changed_after="1.7")

    assert (page, again) == ({"items": [], "next": "1.7"}, None)
    assert etag == same == line.asked[1].headers["If-None-Match"] == '"seven"'
    assert "If-None-Match" not in line.asked[0].headers


async def test_an_answer_that_is_no_problem_is_still_a_refusal():
    line = Line(httpx2.Response(404, text="not here"))

    async with line.client() as client:
        with pytest.raises(ExchangeRefused, match="404"):
            await client.message("dwk/1", source_system="jzpt")

    assert line.asked[0].url.raw_path == b"/v1/messages/dwk%2F1?source_system=jzpt"


def a_change(position: int, **more: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"0193-{position}",
        "source": "/v1/agencies/640202000000",
        "type": "cn.zhenxie.suspect.detained.v1",
        "position": position,
        "epoch": 2,
        "recordedtime": "2026-03-02T01:00:00.000000Z",
        "data": {"type": "suspect.detained"},
        **more,
    }


async def test_a_page_of_changes_is_read_into_changes():
    line = Line(ok(items=[a_change(7, subject="A6402020000002026030001", suspectref="R1")], next="2.9", head="2.9"))

    async with line.client() as client:
        page = await client.changes(
            "2.6", wait=30, limit=10, wanted=Wanted(("suspect.detained", "case.filed"), partition="0/3")
        )

    [change] = page.items
    assert (change.type, change.source, change.cursor) == ("suspect.detained", "640202000000", "2.7")
    assert (change.case_number, change.suspect_ref, change.corrects) == ("A6402020000002026030001", "R1", None)
    assert (page.next, page.head) == ("2.9", "2.9")
    assert dict(line.asked[0].url.params) == {
        "after": "2.6",
        "limit": "10",
        "wait": "30",
        "types": "suspect.detained,case.filed",
        "partition": "0/3",
    }


async def test_following_goes_on_behind_every_page_even_an_empty_one():
    line = Line(
        ok(items=[a_change(1), a_change(2)], next="2.2", head="2.2"),
        ok(items=[], next="2.5", head="2.5"),
        ok(items=[a_change(6)], next="2.6", head="2.6"),
    )

    async with line.client() as client:
        positions = []
        async for change in client.follow("0"):
            positions.append(change.position)
            if change.position == 6:
                break

    assert positions == [1, 2, 6]
    assert [one.url.params["after"] for one in line.asked] == ["0", "2.2", "2.5"]


async def test_a_cursor_of_another_epoch_says_where_to_go_on():
    line = Line(problem(410, "cursor-out-of-range", resume_after="3.40"))

    async with line.client() as client:
        with pytest.raises(CursorGone) as caught:
            await client.changes("2.99")

    assert caught.value.resume_after == "3.40"


LINES = [{"case_number": f"A64020200000020260300{number:02}", "名": "马超"} for number in range(30)]


def answered(*outcomes: dict[str, object]) -> httpx2.Response:
    return httpx2.Response(200, content="".join(json.dumps(one) + "\n" for one in outcomes).encode())


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("compress", [True, False])
async def test_lines_are_uploaded_and_their_outcomes_yielded(charset, compress):
    line = Line(answered({"line": 1, "outcome": "accepted"}, {"summary": {"lines": 1}}))

    async with line.client() as client:
        outcomes = [one async for one in client.upload(Upload.of_lines(LINES, charset=charset, compress=compress))]

    [asked] = line.asked
    body = gzip.decompress(asked.content) if compress else asked.content
    assert [json.loads(one) for one in body.decode(charset).splitlines()] == LINES
    assert asked.headers["content-type"] == f"application/x-ndjson; charset={charset}"
    assert asked.headers.get("content-encoding") == ("gzip" if compress else None)
    assert outcomes == [{"line": 1, "outcome": "accepted"}, {"summary": {"lines": 1}}]


@pytest.mark.parametrize("packed", [True, False])
async def test_a_file_is_uploaded_with_its_manifest(tmp_path, packed):
    content = b'{"a":1}\n'
    file = tmp_path / "rows.ndjson"
    file.write_bytes(gzip.compress(content) if packed else content)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    line = Line(answered({"summary": {}}))

    async with line.client() as client:
        async for _ in client.upload(Upload.of_file(file, manifest=Manifest(7, 1, digest))):
            pass

    [asked] = line.asked
    assert gzip.decompress(asked.content) == content
    assert dict(asked.url.params) == {"sequence": "7", "count": "1", "digest": digest}


async def test_outcomes_without_their_summary_mean_that_the_line_broke():
    line = Line(answered({"line": 1, "outcome": "accepted"}))

    async with line.client() as client:
        with pytest.raises(ExchangeUnavailable):
            async for _ in client.upload(Upload.of_lines(LINES)):
                pass


async def test_a_refused_upload_brings_its_problem():
    line = Line(problem(415, "unsupported-encoding"))

    async with line.client() as client:
        with pytest.raises(ExchangeRefused) as caught:
            async for _ in client.upload(Upload.of_lines(LINES)):
                pass

    assert caught.value.code == "unsupported-encoding"
    assert isinstance(caught.value.problem, dict)


async def test_deadlines_are_asked_for_by_day_and_states():
    line = Line(ok(items=[]), httpx2.Response(200, content=b"BEGIN:VCALENDAR"), ok(items=[]))

    async with line.client() as client:
        await client.cases.deadlines("A6402020000002026030001", on="2026-03-05", state=["amber", "overdue"])
        calendar = await client.cases.deadlines_calendar("A6402020000002026030001")
        await client.cases.deadline_catalogue()

    assert [one.url.path for one in line.asked] == [
        "/v1/cases/A6402020000002026030001/deadlines",
        "/v1/cases/A6402020000002026030001/deadlines.ics",
        "/v1/deadlines",
    ]
    assert line.asked[0].url.params.multi_items() == [("on", "2026-03-05"), ("state", "amber"), ("state", "overdue")]
    assert calendar == b"BEGIN:VCALENDAR"
