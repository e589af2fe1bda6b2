"""Who is let in: tokens, keys that change, clients that were revoked, and HTTP Basic where it is allowed."""

import base64
import secrets
from datetime import timedelta

import pytest
import structlog

from exchange.access import operations
from exchange.access.callers import ON_THE_HOST, Scope
from exchange.feed.seals import Sealer


def as_basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


async def kids(exchange) -> list[str]:
    answer = await exchange.http.get("/.well-known/jwks.json")
    return [key["kid"] for key in answer.json()["keys"]]


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer a.b.c", "bearer …", "Digest x", "Basic eDp5", "Basic %%"]
)
async def test_without_good_credentials_nobody_is_let_in(exchange, authorization):
    headers = {} if authorization is None else {"Authorization": authorization.encode()}

    answer = await exchange.http.get("/like-reading", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert answer.headers["www-authenticate"].startswith('Bearer realm="zhenxie"')


async def test_a_token_without_the_scope_is_told_which_one_is_needed(exchange, a_client):
    token = await exchange.token(await a_client(), "cases:write")

    answer = await exchange.get("/like-reading", token)

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/scope-missing"
    assert answer.json()["scope"] == "cases:read"
    assert 'scope="cases:read"' in answer.headers["www-authenticate"]


async def test_a_token_ends_when_it_expires(exchange, a_client):
    token = await exchange.token(await a_client())
    exchange.clock.advance(timedelta(minutes=14))
    assert (await exchange.get("/like-reading", token)).status_code == 200

    exchange.clock.advance(timedelta(minutes=2))

    assert (await exchange.get("/like-reading", token)).status_code == 401


async def test_a_token_of_one_process_is_good_at_another(start, a_client):
    first, second = start(), start()
    token = await first.token(await a_client())

    assert (await second.get("/like-reading", token)).status_code == 200


async def test_a_process_that_looked_before_the_first_key_was_made_looks_again(start, database, a_client):
    first, second = start(), start()
    assert (await second.get("/like-reading", "a.b.c")).status_code == 401
    connection_keys = second.app.state.keys
    # As if the second process had read the empty table a moment before the first one made a key.
    connection_keys._keys = ()
    token = await first.token(await a_client())

    second.clock.advance(timedelta(seconds=3))

    assert (await second.get("/like-reading", token)).status_code == 200


async def test_processes_that_start_together_make_one_key(start):
    processes = [start() for _ in range(4)]

    found = [await kids(process) for process in processes]

    assert all(one == found[0] for one in found)
    assert len(found[0]) == 1


async def test_a_new_key_is_published_before_it_signs_and_the_old_one_keeps_verifying(exchange, a_client):
    made = await a_client()
    await exchange.token(made)
    old = await kids(exchange)

    exchange.clock.advance(timedelta(days=89, seconds=1))
    both = await kids(exchange)
    token_of_old = await exchange.token(made)

    assert both == [*old, both[1]]
    assert kid_of(token_of_old) == old[0]

    exchange.clock.advance(timedelta(days=1) - timedelta(seconds=11))
    last_token_of_old = await exchange.token(made)
    exchange.clock.advance(timedelta(seconds=20))
    token_of_new = await exchange.token(made)

    assert kid_of(last_token_of_old) == old[0]
    assert kid_of(token_of_new) == both[1]
    for token in (last_token_of_old, token_of_new):
        assert (await exchange.get("/like-reading", token)).status_code == 200


async def test_a_spent_key_is_removed_with_its_private_part(exchange, exchange_database, a_client):
    await exchange.token(await a_client())
    spent = await kids(exchange)
    exchange.clock.advance(timedelta(days=95))

    now_published = await kids(exchange)

    assert not set(spent) & set(now_published)
    connection = await exchange_database.connect()
    stored = await connection.fetch("SELECT kid FROM signing_keys")
    await connection.close()
    assert [row["kid"] for row in stored] == now_published


async def test_private_keys_are_stored_encrypted(exchange, exchange_database):
    await kids(exchange)

    connection = await exchange_database.connect()
    stored = await connection.fetchrow("SELECT private_key, public_jwk::text AS shown FROM signing_keys")
    await connection.close()

    assert b"PRIVATE" not in stored["private_key"]
    assert '"d"' not in stored["shown"]


async def test_a_revoked_client_is_refused_with_tokens_that_it_already_has(start, database, a_client):
    here, there = start(), start()
    made = await a_client()
    token = await here.token(made)
    administrator = await here.token(await a_client("operator", Scope.AGENCIES_ADMIN))
    assert (await there.get("/like-reading", token)).status_code == 200

    answer = await here.http.delete(
        f"/v1/clients/{made[0].client_id}", headers={"Authorization": f"Bearer {administrator}"}
    )
    assert answer.status_code == 200

    assert (await here.get("/like-reading", token)).status_code == 401
    # The other process remembers the client for five seconds.
    there.clock.advance(timedelta(seconds=5))
    assert (await there.get("/like-reading", token)).status_code == 401


async def test_a_revoked_client_gets_no_new_token(exchange, database, a_client):
    client, secret = await a_client()
    async with database.writing() as session:
        await operations.revoke_client(session, client.client_id, by=ON_THE_HOST, now=exchange.clock.now())

    answer = await exchange.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(client.client_id, secret)
    )

    assert answer.status_code == 401


async def test_basic_opens_intake_where_exchange_and_client_allow_it(start, a_client):
    client, secret = await a_client(basic_allowed=True)

    answer = await start().http.post("/like-intake", headers=as_basic(client.client_id, secret))

    assert answer.json() == "640202000000"


async def test_basic_opens_nothing_but_intake(exchange, a_client):
    client, secret = await a_client(basic_allowed=True)

    answer = await exchange.http.get("/like-reading", headers=as_basic(client.client_id, secret))

    assert answer.status_code == 401
    assert "Basic" not in answer.headers["www-authenticate"]


async def test_basic_opens_nothing_where_the_operator_does_not_allow_it(start, a_client):
    client, secret = await a_client(basic_allowed=True)

    answer = await start(basic_allowed=False).http.post("/like-intake", headers=as_basic(client.client_id, secret))

    assert answer.status_code == 401


async def test_basic_opens_nothing_for_a_client_that_does_not_allow_it(exchange, a_client):
    client, secret = await a_client()

    answer = await exchange.http.post("/like-intake", headers=as_basic(client.client_id, secret))

    assert answer.status_code == 401
    assert "Basic" in answer.headers["www-authenticate"]


@pytest.mark.parametrize(("name", "secret"), [(None, "zhenxie_wrong"), ("不存在", "x"), ("a\x00b", "x"), ("", "")])
async def test_basic_with_wrong_credentials_is_refused(exchange, a_client, name, secret):
    client, _ = await a_client(basic_allowed=True)

    answer = await exchange.http.post(
        "/like-intake", headers=as_basic(client.client_id if name is None else name, secret)
    )

    assert answer.status_code == 401


async def test_a_revoked_client_is_refused_by_basic_too(exchange, database, a_client):
    client, secret = await a_client(basic_allowed=True)
    headers = as_basic(client.client_id, secret)
    assert (await exchange.http.post("/like-intake", headers=headers)).status_code == 200
    async with database.writing() as session:
        await operations.revoke_client(session, client.client_id, by=ON_THE_HOST, now=exchange.clock.now())

    exchange.clock.advance(timedelta(seconds=5))

    assert (await exchange.http.post("/like-intake", headers=headers)).status_code == 401


async def test_basic_needs_the_scope_as_well(exchange, a_client):
    client, secret = await a_client("640202000000", Scope.CASES_READ, basic_allowed=True)

    answer = await exchange.http.post("/like-intake", headers=as_basic(client.client_id, secret))

    assert answer.status_code == 403


async def test_the_log_names_the_caller_of_this_request_and_not_of_the_last(exchange, a_client):
    token = await exchange.token(await a_client())

    await exchange.get("/like-reading", token)
    assert structlog.contextvars.get_contextvars()["agency"] == "640202000000"

    await exchange.http.get("/like-reading")
    assert "agency" not in structlog.contextvars.get_contextvars()


async def test_a_client_that_asks_too_often_is_told_to_wait(exchange, a_client):
    token = await exchange.token(await a_client())
    exchange.app.state.limits._burst = 0

    answer = await exchange.get("/like-reading", token)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


async def test_a_retired_sealing_key_retires_its_signing_keys_and_no_token(start, a_client):
    client = await a_client()
    before = start(sealer=Sealer({"old": secrets.token_bytes(32)}, secrets.token_bytes(32)))
    old = await before.token(client)

    after = start(sealer=Sealer({"new": secrets.token_bytes(32)}, secrets.token_bytes(32)))
    new, again = await after.token(client), await after.token(client)

    assert kid_of(new) == kid_of(again) != kid_of(old)
    assert [(await after.get("/like-reading", token)).status_code for token in (old, new)] == [200, 200]
    assert len((await after.http.get("/.well-known/jwks.json")).json()["keys"]) == 2


def kid_of(token: str) -> str:
    from exchange.access import tokens

    return tokens.key_of(token)
