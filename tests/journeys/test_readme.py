"""The README's first five minutes, as it prints them: every command of it, against processes of both services."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS, RunningExchange
from fixtures.screening_process import RunningScreening
from zhenxie.local.screening_account import screening_account

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
JAVA = "java docs/examples/FirstReport.java"
_BASH = shutil.which("bash") or "bash"


def commands() -> list[str]:
    """Return the blocks that a reader types, in their order."""
    return re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def exchange(exchange_database: Database, tmp_path: Path) -> Iterator[RunningExchange]:
    """An exchange that knows nobody but screening: the README registers its agencies itself."""
    running = RunningExchange(exchange_database, tmp_path / "exchange.log")
    yield running.start()
    running.stop()


@pytest.fixture
def screening(
    exchange: RunningExchange, make_database: Callable[..., Database], tmp_path: Path
) -> Iterator[RunningScreening]:
    """Screening as `make up` starts it: as a client that was made for it on the host."""
    keys = {"EXCHANGE_SEALING_KEYS": SEALING_KEYS, "EXCHANGE_PERSON_KEY": PERSON_KEY}
    settings = screening_account(tmp_path, {"EXCHANGE_DATABASE_URL": exchange.database.url, **keys})
    database = make_database("screening", service="screening")
    account = {name.removeprefix("SCREENING_"): value for name, value in settings.items()}
    running = RunningScreening(database, exchange.url, tmp_path / "screening.log", **account)
    yield running.start().alive()
    running.stop()


@pytest.fixture
def typed(exchange: RunningExchange, tmp_path: Path):
    """A shell in which the README's blocks are typed one after another; gives what each printed."""
    (tmp_path / "docs").mkdir()
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    program = tmp_path / ".venv" / "bin" / "zhenxie"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m zhenxie.cli.main "$@"\n')
    program.chmod(0o755)
    environment = os.environ | {
        "EXCHANGE_DATABASE_URL": exchange.database.url,
        "EXCHANGE_SEALING_KEYS": SEALING_KEYS,
        "EXCHANGE_PERSON_KEY": PERSON_KEY,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "services"), str(ROOT / "shared"))),
        "no_proxy": "127.0.0.1",
    }

    def run(blocks: list[str]) -> list[str]:
        cut = "\nprintf '\\036\\n'\n"
        script = cut.join(blocks).replace("http://127.0.0.1:8080", exchange.url)
        done = subprocess.run(
            [_BASH, "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout.split("\036\n")

    return run


def test_every_command_of_the_readme_answers_what_it_says(typed, screening: RunningScreening):
    blocks = [block for block in commands() if not block.startswith(JAVA)]
    java = [block for block in commands() if block.startswith(JAVA)]
    assert java
    if shutil.which("java") is None:
        # Nobody needs Java to run the exchange; where there is one, the program is tried as well.
        java = []

    _, _, first, again, changes, more, alerted, undetermined, due, bulk, loaded, *told = typed([*blocks, *java])

    assert "201 Created" in first
    assert "200 OK" in again
    assert "idempotent-replay: true" in again.lower()
    page = json.loads(changes)
    assert [one["type"].split(".", 2)[2] for one in page["items"]] == [
        "case.notified.v1",
        "case.filed.v1",
        "suspect.detained.v1",
    ]
    assert page["next"] == "1.3"
    assert "马晓东" not in changes
    empty, case, persons = _values(more)
    assert empty == {"items": [], "next": "1.3", "head": "1.3"}
    assert case["picture"]["status"] == "filed"
    assert persons["persons"][0]["content"]["name"] == "马晓东"
    _, raised, alerts = _values(alerted)
    assert [one["type"] for one in raised["items"]] == ["cn.zhenxie.alert.raised.v1"]
    [alert] = alerts["items"]
    assert (alert["report"]["rule"], alert["state"], alert["standing"]) == ("DUI-06", "new", "stands")
    assert "促凝管" in alert["report"]["finding"]["chinese"]
    assert "丁海涛" not in alerted
    assert {one["outcome"]["verdict"] for one in json.loads(undetermined)["items"]} == {"undetermined"}
    listed, calendar = due.split("BEGIN:VCALENDAR", 1)
    deadlines = json.loads(listed)["items"]
    assert deadlines
    assert {"state", "due", "articles"} <= deadlines[0].keys()
    assert calendar.count("BEGIN:VEVENT") > 0
    outcomes = [json.loads(line) for line in bulk.splitlines()]
    assert [one.get("outcome") for one in outcomes] == ["accepted"] * 3 + [None]
    assert "observations" in bulk
    assert not any(one["observations"] for line in outcomes[:3] for one in [line, *line["items"]])
    assert "重复 replayed" in loaded
    assert [one.startswith("200 Idempotent-Replay: true") for one in told] == [True] * len(java)


def _values(text: str) -> list[dict]:
    decoder, values, place = json.JSONDecoder(), [], 0
    while place < len(text.rstrip()):
        value, place = decoder.raw_decode(text, place)
        values.append(value)
    return values
