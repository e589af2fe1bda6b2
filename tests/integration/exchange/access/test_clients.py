"""Clients and the audit over HTTP, as an administrator meets them."""

import pytest

from exchange.access.callers import Scope

BODY = {"agency": "640221000000", "name": "平罗县公安局执法办案平台", "scopes": ["cases:write", "changes:read"]}


@pytest.fixture
async def administrator(exchange, a_client) -> str:
    return await exchange.token(await a_client("operator", Scope.AGENCIES_ADMIN, Scope.AUDIT_READ))


async def test_a_new_client_gets_a_token_with_the_secret_that_is_told_once(exchange, administrator):
    answer = await exchange.post("/v1/clients", administrator, BODY)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    got = await exchange.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(made["client_id"], made["client_secret"])
    )
    assert got.json()["scope"] == "cases:write changes:read"
    shown = (await exchange.get(answer.headers["location"], administrator)).json()
    assert shown == {name: value for name, value in made.items() if name != "client_secret"}


async def test_a_client_with_keys_has_no_secret(exchange, administrator, a_signer):
    signer = await a_signer()

    answer = await exchange.post("/v1/clients", administrator, BODY | {"jwks": signer.jwks})

    assert answer.json()["client_secret"] is None
    assert answer.json()["authentication"] == "private_key_jwt"
    renewed = await exchange.post(f"/v1/clients/{answer.json()['client_id']}/secret", administrator)
    assert (renewed.status_code, renewed.json()["type"]) == (409, "/problems/client-uses-keys")


@pytest.mark.parametrize(
    ("changed", "status", "problem"),
    [
        ({"agency": "150100000000"}, 404, "agency-not-found"),
        ({"agency": "大武口"}, 422, "invalid-body"),
        ({"scopes": []}, 422, "invalid-body"),
        ({"scopes": ["cases:burn"]}, 422, "invalid-body"),
        ({"scopes": "cases:write"}, 422, "invalid-body"),
        ({"name": ""}, 422, "invalid-body"),
        ({"name": "a\x00b"}, 422, "invalid-body"),
        ({"name": 7}, 422, "invalid-body"),
        ({"secret": "chosen"}, 422, "invalid-body"),
        ({"basic_allowed": "yes"}, 422, "invalid-body"),
        ({"jwks": {"keys": []}}, 422, "keys-unfit"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}}, 422, "keys-unfit"),
        ({"jwks": {"keys": []}, "basic_allowed": True}, 422, "basic-needs-secret"),
    ],
)
async def test_a_client_that_makes_no_sense_is_refused(exchange, administrator, changed, status, problem):
    answer = await exchange.post("/v1/clients", administrator, BODY | changed)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")


async def test_a_renewed_secret_takes_the_place_of_the_old_one(exchange, administrator):
    made = (await exchange.post("/v1/clients", administrator, BODY)).json()

    renewed = (await exchange.post(f"/v1/clients/{made['client_id']}/secret", administrator)).json()

    asked = [
        await exchange.http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(made["client_id"], secret)
        )
        for secret in (made["client_secret"], renewed["client_secret"])
    ]
    assert [answer.status_code for answer in asked] == [401, 200]


async def test_a_client_is_revoked_for_good(exchange, administrator):
    address = f"/v1/clients/{(await exchange.post('/v1/clients', administrator, BODY)).json()['client_id']}"
    headers = {"Authorization": f"Bearer {administrator}"}

    first = await exchange.http.delete(address, headers=headers)
    again = await exchange.http.delete(address, headers=headers)

    assert first.json()["revoked_at"] is not None
    assert again.json() == first.json()
    renewed = await exchange.post(f"{address}/secret", administrator)
    assert (renewed.status_code, renewed.json()["type"]) == (409, "/problems/client-revoked")


async def test_an_unknown_client_is_not_found(exchange, administrator):
    headers = {"Authorization": f"Bearer {administrator}"}

    answers = [
        await exchange.http.get("/v1/clients/nobody", headers=headers),
        await exchange.http.delete("/v1/clients/nobody", headers=headers),
        await exchange.http.post("/v1/clients/nobody/secret", headers=headers),
    ]

    assert [answer.json()["type"] for answer in answers] == ["/problems/client-not-found"] * 3


async def test_clients_are_listed_page_by_page_each_once(exchange, administrator):
    made = [(await exchange.post("/v1/clients", administrator, BODY)).json()["client_id"] for _ in range(5)]

    address, found = "/v1/clients?agency=640221000000&limit=2", []
    while address:
        answer = await exchange.get(address, administrator)
        found += [client["client_id"] for client in answer.json()["items"]]
        link = answer.headers.get("link")
        assert (link is None) == (answer.json()["next"] is None)
        address = link and link[1 : link.index(">")]

    assert sorted(found) == sorted(made)
    assert len(found) == 5


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "after=%00", "agency=%E5%A4%A7"])
async def test_a_list_that_cannot_be_is_refused(exchange, administrator, query):
    answer = await exchange.get(f"/v1/clients?{query}", administrator)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-parameter")


@pytest.mark.parametrize("after", ["-1", "x", "9223372036854775808", "1e3"])
async def test_an_audit_cursor_that_cannot_be_is_refused(exchange, administrator, after):
    answer = await exchange.get(f"/v1/audit?after={after}", administrator)

    assert answer.status_code == 422


async def test_who_is_no_administrator_administers_nothing(exchange, a_client):
    token = await exchange.token(await a_client("640202", Scope.CASES_READ))

    answers = [
        await exchange.post("/v1/clients", token, BODY),
        await exchange.get("/v1/clients", token),
        await exchange.get("/v1/audit", token),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


async def test_each_act_of_an_administrator_is_recorded_under_its_name(exchange, administrator):
    made = (await exchange.post("/v1/clients", administrator, BODY)).json()["client_id"]
    await exchange.post(f"/v1/clients/{made}/secret", administrator)
    await exchange.http.delete(f"/v1/clients/{made}", headers={"Authorization": f"Bearer {administrator}"})

    rows = (await exchange.get("/v1/audit?limit=1000", administrator)).json()["items"]

    acts = [(row["agency"], row["act"]) for row in rows if row["subject"] == made]
    assert acts == [
        ("operator", "client.created"),
        ("operator", "client.secret_renewed"),
        ("operator", "client.revoked"),
    ]


async def test_an_agency_reads_its_own_audit_and_the_operator_reads_all(exchange, administrator, a_client):
    await exchange.post("/v1/clients", administrator, BODY)
    own = await exchange.token(await a_client("640202", Scope.AUDIT_READ))

    assert (await exchange.get("/v1/audit", own)).json()["items"] == []
    everything = (await exchange.get("/v1/audit?limit=1", administrator)).json()
    assert len(everything["items"]) == 1
    assert everything["next"] == everything["items"][0]["id"]
