"""Keys are changed as docs/operations.md says: what was sealed before opens, what comes after is sealed with the new key."""

import asyncio
import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from builders.events import a_notification, a_suspect, case_number
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS, RunningExchange
from fixtures.storms import execute, stored

SECOND = "second:" + base64.b64encode(b"the key after the one that tests").decode()
BOTH = f"{SECOND},{SEALING_KEYS}"


@pytest.fixture
def running(settled_database: Database, tmp_path: Path) -> Iterator[Callable[[str], RunningExchange]]:
    started: list[RunningExchange] = []

    def start(keys: str) -> RunningExchange:
        for one in started:
            one.stop()
        started.append(RunningExchange(settled_database, tmp_path / "exchange.log", SEALING_KEYS=keys))
        return started[-1].start()

    yield start
    for one in started:
        one.stop()


def command(database: Database, *words: str, keys: str) -> "subprocess.CompletedProcess[str]":
    settings = {
        "EXCHANGE_DATABASE_URL": database.url,
        "EXCHANGE_SEALING_KEYS": keys,
        "EXCHANGE_PERSON_KEY": PERSON_KEY,
    }
    return subprocess.run(
        [sys.executable, "-m", "exchange", *words],
        env={**os.environ, **settings},
        check=False,
        capture_output=True,
        text=True,
    )


async def report(exchange: RunningExchange, number: int) -> None:
    async with exchange.client(DAWUKOU_POLICE) as police:
        body = a_notification(case_number(number), suspects=[a_suspect("S1", name="马晓东")])
        answer = await police.post("/v1/cases", json=body)
        assert answer.status_code == 201, answer.text


async def names(exchange: RunningExchange, number: int) -> list[str]:
    async with exchange.client(DAWUKOU_PROCURATORATE) as prosecutor:
        headers = {"X-Purpose": "%E5%AE%A1%E6%9F%A5%E9%80%AE%E6%8D%95"}
        answer = await prosecutor.get(f"/v1/cases/{case_number(number)}/persons", headers=headers)
        assert answer.status_code == 200, answer.text
        return [one["content"]["name"] for one in answer.json()["persons"] if one["role"] == "person"]


async def sealed_with(database: Database) -> list[tuple[str, str, str | None]]:
    """Return of each sealed person: whose case, under the name of which key, and the key that matches him."""
    question = (
        "select e.case_number, substr(s.sealed, 2, get_byte(s.sealed, 0)), s.person_key"
        " from sealed_parts s join entries e using (position) where s.kind = 'person' order by s.position"
    )
    return [(row[0], bytes(row[1]).decode(), row[2]) for row in await stored(database, question)]


async def test_a_new_sealing_key_in_front_seals_and_the_old_one_behind_it_opens(
    running: Callable[[str], RunningExchange], settled_database: Database
):
    await report(running(SEALING_KEYS), 1)
    rotated = await asyncio.to_thread(running, BOTH)
    await report(rotated, 2)

    assert await names(rotated, 1) == await names(rotated, 2) == ["马晓东"]
    (first, by_first, before), (second, by_second, after) = await sealed_with(settled_database)
    assert (first, by_first) == (case_number(1), "first")
    assert (second, by_second) == (case_number(2), "second")
    # The key that matches persons is another one: who was known is known again.
    assert before == after is not None
    assert command(settled_database, "verify", keys=BOTH).returncode == 0
    # Whoever drops the old key loses what it sealed, and is told so.
    without = command(settled_database, "verify", keys=SECOND)
    assert without.returncode == 1
    assert json.loads(without.stdout)["sound"] is False


async def test_a_client_gets_a_successor_before_it_is_revoked(
    running: Callable[[str], RunningExchange], settled_database: Database
):
    exchange = running(SEALING_KEYS)
    said = command(
        settled_database, "clients", "create", "--agency", DAWUKOU_POLICE, "--scopes", "cases:write", keys=SEALING_KEYS
    )
    made = json.loads(said.stdout)
    revoked = command(settled_database, "clients", "revoke", f"client-{DAWUKOU_POLICE}", keys=SEALING_KEYS)

    def token(client: str, secret: str) -> int:
        form = {"grant_type": "client_credentials"}
        return httpx2.post(f"{exchange.url}/oauth/token", data=form, auth=(client, secret)).status_code

    assert revoked.returncode == 0, revoked.stderr
    assert token(made["client_id"], made["client_secret"]) == 200
    assert token(f"client-{DAWUKOU_POLICE}", "a-secret-that-only-tests-know") == 401


async def test_signing_keys_that_were_deleted_end_every_token_and_new_ones_are_made(
    running: Callable[[str], RunningExchange], settled_database: Database
):
    exchange = running(SEALING_KEYS)
    old = exchange.token(DAWUKOU_PROCURATORATE)
    await execute(settled_database, "delete from signing_keys")
    again = await asyncio.to_thread(running, SEALING_KEYS)

    def status(token: str) -> int:
        return httpx2.get(f"{again.url}/v1/changes", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status(old) == 401
    assert status(again.token(DAWUKOU_PROCURATORATE)) == 200
