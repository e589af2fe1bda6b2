"""`zhenxie up` and its neighbours, as somebody types them."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ZHENXIE = [sys.executable, "-m", "zhenxie.cli.main"]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    # Not below pytest's own folder: as root that is closed to the account that PostgreSQL runs under.
    folder = Path(tempfile.mkdtemp(prefix="zhenxie-tests-"))
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("EXCHANGE_", "SCREENING_"))}
    yield {**ours, "ZHENXIE_DATA": str(folder), "SCREENING_PORT": str(a_free_port())}
    shutil.rmtree(folder)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz") as answer:  # noqa: S310
            return answer.status == 200
    except (OSError, urllib.error.HTTPError):
        return False


def up(environment: dict[str, str], port: int) -> "subprocess.Popen[str]":
    """Start everything and return when it says that it is ready."""
    started = subprocess.Popen(
        [*ZHENXIE, "up", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    said = []
    for line in started.stdout:
        said.append(line)
        if line.startswith("Ready"):
            return started
    raise AssertionError("".join(said))


def test_one_command_starts_everything_stops_it_and_finds_what_it_left(environment: dict[str, str]) -> None:
    folder, port = Path(environment["ZHENXIE_DATA"]), a_free_port()
    names = ("password", "roles.json", "keys.json", "port", "screening.json")
    running = up(environment, port)
    address = f"http://127.0.0.1:{port}"

    assert is_ready(address)
    assert is_ready(f"http://127.0.0.1:{environment['SCREENING_PORT']}")
    listed = subprocess.run(
        [*ZHENXIE, "agencies", "list"], env=environment, capture_output=True, text=True, check=False
    )
    running.send_signal(signal.SIGINT)

    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)["code"] == "screening"
    assert running.wait(60) == 0
    assert not is_ready(address)
    assert not is_ready(f"http://127.0.0.1:{environment['SCREENING_PORT']}")
    log = (folder / "postgres.log").read_text()
    assert re.search(r"database system is shut down\s*$", log)
    kept = {name: (folder / name).read_text() for name in names}

    again = up(environment, a_free_port())
    again.send_signal(signal.SIGTERM)

    assert again.wait(60) == 0
    assert {name: (folder / name).read_text() for name in names} == kept
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in names if name != "port")


def test_a_database_that_cannot_be_had_is_said_in_one_sentence(environment: dict[str, str]) -> None:
    version = Path(environment["ZHENXIE_DATA"]) / "postgres" / "PG_VERSION"
    version.parent.mkdir()
    version.write_text("9.6\n")

    ended = subprocess.run([*ZHENXIE, "up"], env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "made by PostgreSQL 9.6" in ended.stderr
    assert "Traceback" not in ended.stderr
