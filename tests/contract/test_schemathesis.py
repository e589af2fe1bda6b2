"""The whole API, asked at random from its own description: no 5xx, and nothing that the description does not say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.events import a_detention, a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, SCREENING
from fixtures.databases import Cluster
from fixtures.running import RunningExchange
from fixtures.served import Callers, served

SEED = 20260301
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# A long poll that finds nothing is right to wait; here it only costs time.
HOOKS = Path(__file__).parent.parent / "fixtures" / "fuzzing.py"
CONFIGURATION = f"""
hooks = "{HOOKS}"

[[operations]]
include-operation-id = "listChanges"
parameters = {{ "query.wait" = 0 }}
"""


@pytest.fixture(scope="module")
def exchange(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningExchange]:
    folder = tmp_path_factory.mktemp("schemathesis")
    with served(cluster, folder, "schemathesis", REQUESTS_PER_SECOND="100000") as running:
        callers = Callers(running)
        body = a_notification(case_number(), a_detention())
        assert callers[DAWUKOU_POLICE].post("/v1/cases", json=body).status_code == 201
        callers.close()
        yield running


def _run(exchange: RunningExchange, folder: Path, agency: str, *options: str) -> "subprocess.CompletedProcess[str]":
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    command = [
        Path(sys.executable).with_name("st"),
        "run",
        f"{exchange.url}/openapi.json",
        "--header",
        f"Authorization: Bearer {exchange.token(agency)}",
        "--checks",
        CHECKS,
        "--seed",
        str(SEED),
        "--continue-on-failure",
        "--suppress-health-check",
        "all",
        "--warnings",
        "off",
        "--no-color",
        *options,
    ]
    environment = os.environ | {"NO_PROXY": "*", "COLUMNS": "160"}
    return subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("agency", [DAWUKOU_POLICE, pytest.param(SCREENING, marks=pytest.mark.nightly)])
def test_no_question_at_random_is_answered_with_5xx_or_undescribed(
    exchange: RunningExchange, tmp_path: Path, agency: str
):
    done = _run(exchange, tmp_path, agency, "--phases", "examples,fuzzing", "--max-examples", "8")

    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout


@pytest.mark.nightly
@pytest.mark.parametrize("phases", ["coverage", "fuzzing"])
def test_no_question_of_a_long_night_is_answered_with_5xx_or_undescribed(
    exchange: RunningExchange, tmp_path: Path, phases: str
):
    done = _run(exchange, tmp_path, DAWUKOU_POLICE, "--phases", phases, "--max-examples", "100")

    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
