"""Screening as an operator sees it: a process with two addresses."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from fixtures.databases import Database


@pytest.fixture
def start_screening(tmp_path) -> Iterator[Callable[[str], str]]:
    """A starter of screening processes; returns the address."""
    processes = []

    def start(database_url: str) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {"SCREENING_DATABASE_URL": database_url, "SCREENING_PORT": str(port), "PATH": os.environ["PATH"]}
        with (tmp_path / "screening.log").open("ab") as log:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "screening", "run"],
                    env={**os.environ, **environment},
                    stdout=log,
                    stderr=log,
                )
            )
        address = f"http://127.0.0.1:{port}"
        while ask(f"{address}/livez")[0] != 200:
            assert processes[-1].poll() is None, (tmp_path / "screening.log").read_text()
            time.sleep(0.05)
        return address

    yield start
    for process in processes:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)


def ask(url: str) -> tuple[int, dict]:
    """Return the status and the body of an answer; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def test_screening_is_ready_on_a_migrated_database(screening_database: Database, start_screening) -> None:
    address = start_screening(screening_database.url)

    status, body = ask(f"{address}/readyz")

    assert (status, body["status"]) == (200, "ready")
    assert body["checks"] == {"database": "ok", "migrations": "ok"}


async def test_screening_is_alive_but_not_ready_on_a_database_that_was_not_migrated(
    screening_database: Database, start_screening
) -> None:
    connection = await screening_database.connect()
    await connection.execute("drop table alembic_version")
    await connection.close()
    address = start_screening(screening_database.url)

    status, body = ask(f"{address}/readyz")

    assert ask(f"{address}/livez")[0] == 200
    assert (status, body["checks"]["database"]) == (503, "ok")
    assert "run `migrate`" in body["checks"]["migrations"]


def test_screening_is_alive_without_a_database(start_screening) -> None:
    address = start_screening("postgresql+asyncpg://nobody:nothing@127.0.0.1:1/nowhere")

    status, body = ask(f"{address}/readyz")

    assert (status, body["status"]) == (503, "not_ready")
    assert body["checks"]["database"].startswith("failed: ")
    # Neither the address nor the password of the database is told to whoever asks.
    assert "nothing" not in json.dumps(body)
