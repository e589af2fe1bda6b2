"""The token endpoint, as a client of an agency meets it."""

import asyncio
import base64
import json

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from joserfc import jwk, jwt

from exchange.access.callers import Scope

pytestmark = pytest.mark.usefixtures("exchange")
GRANT = {"grant_type": "client_credentials"}


def refused(answer, error: str, status: int = 400) -> None:
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == error
    assert answer.json()["error_description"].isascii()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert "access_token" not in answer.json()


def claims_of(token: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


async def test_id_and_secret_get_a_token(exchange, a_client):
    client, secret = await a_client()

    answer = await exchange.http.post("/oauth/token", data=GRANT, auth=(client.client_id, secret))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 900, "cases:read cases:write")
    claims = claims_of(body["access_token"])
    assert (claims["sub"], claims["agency"], claims["agency_kind"]) == (client.client_id, "640202000000", "police")


@pytest.mark.parametrize("kind", ["EC", "RSA", "OKP"])
async def test_a_signed_assertion_gets_a_token(exchange, a_signer, kind):
    signer = await a_signer(kind)

    answer = await exchange.http.post("/oauth/token", data=signer.form())

    assert answer.status_code == 200, answer.text
    assert claims_of(answer.json()["access_token"])["client_id"] == signer.client_id


@pytest.mark.parametrize(
    "aud", ["https://exchange.shizuishan.example", ["https://exchange.shizuishan.example/oauth/token"]]
)
async def test_an_assertion_may_name_the_issuer_or_the_endpoint(exchange, a_signer, aud):
    signer = await a_signer()

    answer = await exchange.http.post("/oauth/token", data=signer.form(signer.assertion(aud=aud)))

    assert answer.status_code == 200


async def test_a_token_opens_a_route(exchange, a_client):
    made = await a_client()

    answer = await exchange.get("/like-reading", await exchange.token(made, "cases:read"))

    assert answer.json() == "640202000000 police cases:read"


async def test_an_assertion_serves_once(exchange, a_signer):
    signer = await a_signer()
    form = signer.form()
    assert (await exchange.http.post("/oauth/token", data=form)).status_code == 200

    refused(await exchange.http.post("/oauth/token", data=form), "invalid_client")


async def test_an_assertion_serves_once_for_all_processes_at_the_same_moment(start, a_signer):
    signer = await a_signer()
    form = signer.form()
    processes = [start(), start()]

    answers = await asyncio.gather(
        *(processes[number % 2].http.post("/oauth/token", data=form) for number in range(12))
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 11


async def test_an_assertion_is_used_up_even_when_the_request_is_refused(exchange, a_signer):
    signer = await a_signer()
    assertion = signer.assertion()
    refused(await exchange.http.post("/oauth/token", data=signer.form(assertion, scope="audit:read")), "invalid_scope")

    refused(await exchange.http.post("/oauth/token", data=signer.form(assertion)), "invalid_client")


async def test_the_same_jti_of_another_client_is_no_replay(exchange, a_signer):
    first, second = await a_signer(), await a_signer()

    for signer in (first, second):
        answer = await exchange.http.post("/oauth/token", data=signer.form(signer.assertion(jti="2026030200001")))
        assert answer.status_code == 200


NOON = 1_772_413_200  # 2026-03-02T01:00:00Z, when the clock of these tests stands still


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://elsewhere.example/oauth/token"},
        {"aud": None},
        {"exp": NOON - 61},
        {"exp": NOON + 3 * 3600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": NOON + 3600},
        {"iat": NOON + 3600},
        {"iss": "another-client"},
        {"iss": None},
        {"sub": None},
        {"sub": 42},
        {"sub": "019a9f3c-0000-7000-8000-000000000000", "iss": "019a9f3c-0000-7000-8000-000000000000"},
        {"sub": "\x00"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 256},
        {"jti": "a\x00b"},
    ],
    ids=str,
)
async def test_an_assertion_that_is_not_as_it_should_be_is_refused(exchange, a_signer, changed):
    signer = await a_signer()
    assert int(exchange.clock.now().timestamp()) == NOON

    answer = await exchange.http.post("/oauth/token", data=signer.form(signer.assertion(**changed)))

    refused(answer, "invalid_client")


@pytest.mark.parametrize(
    "assertion",
    [
        "",
        "a.b.c",
        "…",
        "W10.e30.AA",
        "ImFsZyI.e30.AA",
        "e30." + base64.urlsafe_b64encode(b"[" * 60_000).decode().rstrip("=") + ".AA",
    ],
    ids=["empty", "no jwt", "no ascii", "a list", "a text", "too deep"],
)
async def test_what_is_no_assertion_is_refused(exchange, a_signer, assertion):
    signer = await a_signer()

    answer = await exchange.http.post("/oauth/token", data=signer.form(assertion))

    refused(answer, "invalid_client", answer.status_code)
    assert answer.status_code in {400, 401}


async def test_an_assertion_signed_by_another_key_is_refused(exchange, a_signer):
    honest, other = await a_signer(), await a_signer()
    other.client_id = honest.client_id

    refused(await exchange.http.post("/oauth/token", data=other.form()), "invalid_client")


async def test_an_assertion_signed_with_the_public_key_as_a_secret_is_refused(exchange, a_signer):
    signer = await a_signer()
    secret = jwk.OctKey.import_key(json.dumps(signer.jwks["keys"][0]))
    claims = claims_of(signer.assertion())

    forged = jwt.encode({"alg": "HS256"}, claims, secret)

    refused(await exchange.http.post("/oauth/token", data=signer.form(forged)), "invalid_client")


async def test_a_client_with_a_secret_cannot_use_an_assertion(exchange, a_client, a_signer):
    client, _ = await a_client()
    signer = await a_signer()
    signer.client_id = client.client_id

    refused(await exchange.http.post("/oauth/token", data=signer.form()), "invalid_client")


@pytest.mark.parametrize("secret", ["zhenxie_wrong", "", "错误的密码", "a:b", "x" * 10_000])
async def test_a_wrong_secret_is_refused_with_a_challenge(exchange, a_client, secret):
    client, _ = await a_client()

    answer = await exchange.http.post("/oauth/token", data=GRANT, auth=(client.client_id, secret))

    refused(answer, "invalid_client", 401)
    assert answer.headers["www-authenticate"] == 'Basic realm="zhenxie", charset="UTF-8"'


@pytest.mark.parametrize(
    "authorization", [None, "Basic", "Basic %%%", "Basic /////w==", "Basic " + base64.b64encode(b"\xff:\xff").decode()]
)
async def test_without_readable_credentials_nothing_is_issued(exchange, authorization):
    headers = {"Authorization": authorization} if authorization else {}

    refused(await exchange.http.post("/oauth/token", data=GRANT, headers=headers), "invalid_client", 401)


async def test_an_unknown_client_learns_no_more_than_one_with_a_wrong_secret(exchange, a_client):
    client, _ = await a_client()

    answers = [
        await exchange.http.post("/oauth/token", data=GRANT, auth=(name, "zhenxie_wrong"))
        for name in (client.client_id, "019a9f3c-0000-7000-8000-000000000000", "不存在")
    ]

    assert [answer.status_code for answer in answers] == [401] * 3
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("scope", ["audit:read", "cases:write audit:read", "不存在", "cases:write,cases:read"])
async def test_a_scope_that_the_client_may_not_have_is_refused_and_not_left_out(exchange, a_client, scope):
    client, secret = await a_client()

    answer = await exchange.http.post("/oauth/token", data=GRANT | {"scope": scope}, auth=(client.client_id, secret))

    refused(answer, "invalid_scope")


@pytest.mark.parametrize(
    ("grant_type", "error"),
    [
        ("password", "unsupported_grant_type"),
        ("authorization_code", "unsupported_grant_type"),
        ("密码", "unsupported_grant_type"),
        ("", "invalid_request"),
    ],
)
async def test_any_other_grant_is_refused_without_repeating_it(exchange, a_client, grant_type, error):
    client, secret = await a_client()

    answer = await exchange.http.post("/oauth/token", data={"grant_type": grant_type}, auth=(client.client_id, secret))

    refused(answer, error)
    assert not grant_type or grant_type not in answer.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"grant_type":"client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"grant_type=%ff%fe", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(100)), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_form_is_refused(exchange, a_client, body, content_type):
    client, secret = await a_client()

    answer = await exchange.http.post(
        "/oauth/token", content=body, headers={"Content-Type": content_type}, auth=(client.client_id, secret)
    )

    refused(answer, "invalid_request")


async def test_two_ways_to_authenticate_at_once_are_refused(exchange, a_client, a_signer):
    client, secret = await a_client()
    signer = await a_signer()

    answer = await exchange.http.post("/oauth/token", data=signer.form(), auth=(client.client_id, secret))

    refused(answer, "invalid_request")


async def test_the_secret_is_stored_as_a_hash_only(exchange_database, a_client):
    _, secret = await a_client()

    connection = await exchange_database.connect()
    stored = await connection.fetch("SELECT c::text FROM clients c UNION ALL SELECT a::text FROM audit_rows a")
    await connection.close()

    assert stored
    assert not any(secret in row[0] for row in stored)


async def test_used_assertions_are_forgotten_when_they_have_expired(exchange, exchange_database, a_signer):
    signer = await a_signer()
    await exchange.http.post("/oauth/token", data=signer.form())
    connection = await exchange_database.connect()
    assert await connection.fetchval("SELECT count(*) FROM used_assertions") == 1

    exchange.clock.turn_to(exchange.clock.now().replace(hour=3))
    await exchange.http.post("/oauth/token", data=GRANT)

    assert await connection.fetchval("SELECT count(*) FROM used_assertions") == 0
    await connection.close()


async def test_the_metadata_says_where_and_how(exchange):
    answer = await exchange.http.get("/.well-known/oauth-authorization-server")

    metadata = AuthorizationServerMetadata(answer.json())
    metadata.validate()
    assert metadata["issuer"] == "https://exchange.shizuishan.example"
    assert metadata["token_endpoint"] == "https://exchange.shizuishan.example/oauth/token"
    assert set(metadata["scopes_supported"]) == {scope.value for scope in Scope}
    assert (await exchange.http.get("/.well-known/jwks.json")).status_code == 200
