"""The words of `python -m exchange`, each as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS

Run = Callable[..., subprocess.CompletedProcess]


@pytest.fixture
def run(exchange_database: Database) -> Run:
    def command(*words: str, **environment: str) -> subprocess.CompletedProcess:
        settings = {
            "EXCHANGE_DATABASE_URL": exchange_database.url,
            "EXCHANGE_SEALING_KEYS": SEALING_KEYS,
            "EXCHANGE_PERSON_KEY": PERSON_KEY,
            **environment,
        }
        return subprocess.run(
            [sys.executable, "-m", "exchange", *words],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def printed(done: subprocess.CompletedProcess) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def add_police(run: Run) -> subprocess.CompletedProcess:
    name = "石嘴山市公安局大武口区分局"
    return run("agencies", "add", "640202000000", "--kind", "police", "--name", name, "--division", "640202")


def test_an_agency_is_registered_once_and_a_second_time_refused_in_words(run):
    assert printed(add_police(run))[0]["name"] == "石嘴山市公安局大武口区分局"

    again = add_police(run)

    assert again.returncode == 1
    assert "该代码的机关已登记" in again.stderr
    assert "Traceback" not in again.stderr
    assert [one["code"] for one in printed(run("agencies", "list"))] == ["640202000000"]


def test_the_secret_of_a_client_is_told_once(run):
    add_police(run)

    made = printed(run("clients", "create", "--agency", "640202000000", "--scopes", "cases:write", "changes:read"))[0]
    listed = run("clients", "list")

    assert made["client_secret"]
    assert made["client_secret"] not in listed.stdout
    assert printed(listed)[0]["scopes"] == ["cases:write", "changes:read"]
    assert printed(run("clients", "revoke", made["client_id"]))[0]["revoked"] is True


def test_the_first_of_a_register_is_entered_on_the_host(run):
    add_police(run)

    entered = run("staff", "add", "025117", "--agency", "640202000000", "--roles", "chief", "--since", "2026-01-01")
    nowhere = run("staff", "add", "025117", "--agency", "999999", "--roles", "chief", "--since", "2026-01-01")
    both = run(
        *("staff", "add", "025118", "--agency", "640202000000", "--roles", "chief", "auditor", "--since", "2026-01-01")
    )

    assert printed(entered) == [{"agency": "640202000000", "gh": "025117", "roles": ["chief"]}]
    assert (nowhere.returncode, both.returncode) == (1, 1)
    assert "Traceback" not in nowhere.stderr + both.stderr


def test_an_untouched_feed_is_sound_and_a_restore_raises_the_epoch(run):
    sound = printed(run("verify"))[0]
    raised = printed(run("restored"))[0]

    assert (sound["sound"], sound["entries"], sound["position"]) == (True, 0, 0)
    assert raised["epoch"] > sound["epoch"]
    assert printed(run("rebuild"))[0] == {"cases": 0, "differing": []}


def test_a_database_without_keys_is_refused_in_one_sentence(run):
    refused = run("verify", EXCHANGE_SEALING_KEYS="")

    assert refused.returncode == 2
    assert "EXCHANGE_SEALING_KEYS" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_key_that_is_no_key_is_never_repeated(run):
    refused = run("verify", EXCHANGE_PERSON_KEY="not-base64-but-secret")

    assert refused.returncode == 2
    assert "not-base64-but-secret" not in refused.stderr
