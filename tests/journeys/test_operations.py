"""The handbook's commands as they stand, typed in their order on a server of their own, with both services running."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from fixtures import ruins
from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS, RunningExchange
from fixtures.screening_process import RunningScreening
from zhenxie.local import binaries
from zhenxie.local.accounts import Account
from zhenxie.local.postgres import EmbeddedPostgres
from zhenxie.local.server import for_driver

ROOT = Path(__file__).parents[2]
_BASH = shutil.which("bash") or "bash"
_PASSWORD = "a-password-for-tests"
# The rehearsal is tried by tests/journeys/test_drill.py.
_REHEARSAL = "python deploy/drill\n"
_DRILL = "python deploy/drill --exchange-url"


def blocks() -> list[str]:
    """Return what the handbook tells an operator to type, in its order."""
    said = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```", said, re.MULTILINE | re.DOTALL)


class Typing:
    """An operator at the host, on a server on which nothing was made yet."""

    def __init__(self, postgres: EmbeddedPostgres, folder: Path) -> None:
        self._folder = folder
        self.addresses: dict[str, str] = {}
        self.databases = {name: self._database(postgres, name) for name in ("exchange", "screening")}
        (folder / "deploy").symlink_to(ROOT / "deploy")
        (folder / "docs").symlink_to(ROOT / "docs")
        programs = folder / "programs"
        programs.mkdir()
        for name in ("python", "python3"):
            (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
            (programs / name).chmod(0o755)
        server = postgres.server
        installed = binaries.find(Account("own"), copies=folder)
        self._environment = os.environ | {
            "PATH": os.pathsep.join((str(programs), str(installed.folder), os.environ["PATH"])),
            "PGHOST": server.host,
            "PGPORT": str(server.port),
            "PGUSER": server.superuser,
            "PGPASSWORD": server.password,
            "POSTGRES_USER": server.superuser,
            "EXCHANGE_SERVICE_PASSWORD": _PASSWORD,
            "SCREENING_SERVICE_PASSWORD": _PASSWORD,
            "EXCHANGE_DATABASE_URL": for_driver(self.databases["exchange"].url),
            "EXCHANGE_MIGRATION_DATABASE_URL": for_driver(self.databases["exchange"].migration_url),
            "SCREENING_DATABASE_URL": self.databases["screening"].url,
            "SCREENING_MIGRATION_DATABASE_URL": for_driver(self.databases["screening"].migration_url),
            "EXCHANGE_SEALING_KEYS": SEALING_KEYS,
            "EXCHANGE_PERSON_KEY": PERSON_KEY,
            "no_proxy": "127.0.0.1",
        }

    @staticmethod
    def _database(postgres: EmbeddedPostgres, name: str) -> Database:
        address = ruins.address(postgres, name)
        return Database(name, address.url.replace("exchange_service", f"{name}_service"), address.migration_url)

    def type(self, block: str) -> str:
        """Type one block and return what it printed; a command that fails fails the test."""
        for shown, real in self.addresses.items():
            block = block.replace(shown, real)
        done = subprocess.run(
            [_BASH, "-euo", "pipefail", "-c", block.replace(_REHEARSAL, "")],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def operator(own_postgres: EmbeddedPostgres, tmp_path: Path) -> Typing:
    return Typing(own_postgres, tmp_path)


@pytest.fixture
def started(operator: Typing, tmp_path: Path) -> Iterator[list]:
    """What was started; it is stopped with the test."""
    running: list = []
    yield running
    for one in reversed(running):
        one.stop()


def start(operator: Typing, started: list, account: dict[str, str], folder: Path) -> None:
    """Start both services, as units would, once everything before them in the handbook was done."""
    exchange = RunningExchange(operator.databases["exchange"], folder / "exchange.log").start()
    started.append(exchange)
    settings = {"CLIENT_ID": account["client_id"], "CLIENT_SECRET": account["client_secret"]}
    own = operator.databases["screening"]
    screening = RunningScreening(own, exchange.url, folder / "screening.log", **settings)
    started.append(screening.start().alive())
    operator.addresses |= {"http://127.0.0.1:8080": exchange.url, "http://127.0.0.1:8090": screening.url}


def report(exchange: RunningExchange, account: dict[str, str]) -> None:
    """Send the README's notification as the agency that was just added."""
    credentials = (account["client_id"], account["client_secret"])
    form = {"grant_type": "client_credentials"}
    token = httpx2.post(f"{exchange.url}/oauth/token", data=form, auth=credentials).json()["access_token"]
    answer = httpx2.post(
        f"{exchange.url}/v1/cases",
        content=(ROOT / "docs/examples/notification.json").read_bytes(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 201, answer.text


def printed(said: str) -> list[dict]:
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("drills", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_every_command_of_the_handbook_does_what_it_says(operator: Typing, started: list, tmp_path: Path, drills: bool):
    told: dict[str, str] = {}
    for block in blocks():
        if _DRILL in block and not drills:
            continue
        told[block] = said = operator.type(block)
        made = [one for one in printed(said) if "client_secret" in one] if "clients create" in block else []
        if made and made[0]["agency"] == "screening":
            start(operator, started, made[0], tmp_path)
        elif made:
            report(started[0], made[0])

    def of(words: str) -> str:
        [found] = [said for block, said in told.items() if words in block]
        return found

    assert '"status":"ready"' in of("8080/readyz")
    assert {one["code"] for one in printed(of("agencies supervise")) if "kind" in one} == {
        "640202",
        "640202000000",
        "screening",
    }
    restored, verified, rebuilt = printed(of("exchange restored"))
    assert restored["epoch"] > 1
    assert (verified["sound"], verified["entries"]) == (True, 3)
    assert rebuilt == {"cases": 1, "differing": []}
    assert not drills or "The backup can be relied on" in of("deploy/drill")
    assert 'exchange_stalled{stall="scribe"} 0.0' in of("8080/metrics")
    assert 'screening_stalled{stall="outbox"} 0.0' in of("8090/metrics")
    assert "DELETE 1" in of("signing_keys")
