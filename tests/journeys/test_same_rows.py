"""Forty rows through every door, shuffled and doubled, on databases that know nothing of each other: one picture each."""

import gzip
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders.events import case_number
from builders.rows import a_parcel, a_row, ndjson, snapshot
from exchange.intake import snapshots
from exchange.intake.commands import Row
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SECRET, client_of
from fixtures.databases import Cluster
from fixtures.served import Callers, served

CASES = 14
SEEDS = {"rest": 3, "events": 5, "rows": 7, "load": 11}


def histories() -> list[list[dict[str, Any]]]:
    """Return what a platform's rows said in each of their versions: some forty rows of fourteen cases."""
    changes: tuple[dict[str, Any], ...] = (
        {"YSSCQSRQ": "20260601"},
        {"LARQ": "20260329", "JYAQ": "夜间入户，窃得现金。"},
        {"SFCXAJ_PDBZ": "1", "CXAJRQ": "20260501", "CXAJYYDM": "证据不足"},
        {"SFCXAJ_PDBZ": "0"},
        {"AJLBDM": "050300", "BZ": "补录"},
        {"SLSJ": "2026-03"},
    )
    dice = random.Random(640202)
    found = []
    for sequence in range(1, CASES + 1):
        versions = [a_row(sequence)]
        for change in dice.sample(changes, dice.randint(1, 3)):
            versions.append(versions[-1] | change)
        found.append(versions)
    return found


def lines_of_rows() -> list[dict[str, Any]]:
    return [snapshot(row, version=version) for rows in histories() for version, row in enumerate(rows, 1)]


def messages() -> list[dict[str, Any]]:
    """Return the same as a platform would say it that holds events: notifications, updates, corrections."""
    profile, found = snapshots.load_profile("police_pinyin"), []
    for rows in histories():
        stated: dict[str, Any] = {}
        for version, columns in enumerate(rows, 1):
            derived = snapshots.derive(
                Row("jzpt", f"AJ-{columns['ASJBH']}", version, "police_pinyin", columns), profile, stated
            )
            stated, number = derived.stated, derived.case_number
            for event in derived.events:
                key = "notified" if event["type"] == "case.notified" else "event"
                found.append({"case_number": number, key: event})
            found += [{"case_number": number, "correction": _correction(one)} for one in derived.corrections]
    return found


def _correction(said: dict[str, Any]) -> dict[str, Any]:
    found = {
        "message_id": said["message_id"] + "/c",
        "source_system": "jzpt",
        "action": said["action"],
        "target": {"message_id": said["target_message_id"], "source_system": "jzpt"},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明"},
    }
    return found | ({"event": said["event"]} if "event" in said else {})


def mixed(several: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Return everything twice, in any order but that of the corrections of one message: the last one counts."""
    dice = random.Random(seed)
    doubled = several * 2
    dice.shuffle(doubled)
    waiting: dict[str, list[dict[str, Any]]] = {}
    for one in several:
        waiting.setdefault(_corrected(one), []).append(one)
    turns = {target: iter(ones * 2) for target, ones in waiting.items() if target}
    return [next(turns[_corrected(one)]) if _corrected(one) else one for one in doubled]


def _corrected(line: dict[str, Any]) -> str:
    return line.get("correction", {}).get("target", {}).get("message_id", "")


def by_rest(callers: Callers, _folder: Path) -> None:
    police = callers[DAWUKOU_POLICE]
    for said in mixed(messages(), SEEDS["rest"]):
        number = said["case_number"]
        if "notified" in said:
            answer = police.post("/v1/cases", json=said)
        elif "event" in said:
            answer = police.post(f"/v1/cases/{number}/updates", json=said["event"])
        else:
            answer = police.post(f"/v1/cases/{number}/corrections", json=said["correction"])
        assert answer.status_code in (200, 201), answer.text


def by_events(callers: Callers, _folder: Path) -> None:
    _upload(callers, ndjson(mixed(messages(), SEEDS["events"])), {})


def by_rows(callers: Callers, _folder: Path) -> None:
    content = gzip.compress(ndjson(mixed(lines_of_rows(), SEEDS["rows"]), "gb18030"))
    headers = {"Content-Type": "application/x-ndjson; charset=GB18030", "Content-Encoding": "gzip"}
    _upload(callers, content, headers)


def _upload(callers: Callers, content: bytes, headers: dict[str, str]) -> None:
    answer = callers[DAWUKOU_POLICE].post("/v1/intake", content=content, headers=headers)
    *outcomes, _ = (json.loads(line) for line in answer.text.splitlines())
    assert {one["outcome"] for one in outcomes} <= {"accepted", "replayed"}, answer.text[:2000]


def by_load(callers: Callers, folder: Path) -> None:
    file = a_parcel(folder, ndjson(mixed(lines_of_rows(), SEEDS["load"]), "gb18030"))
    environment = os.environ | {
        "ZHENXIE_URL": callers.exchange.url,
        "ZHENXIE_CLIENT_ID": client_of(DAWUKOU_POLICE).client_id,
        "ZHENXIE_CLIENT_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "zhenxie.cli.main", "exchange", "load", str(file)]
    for _ in range(2):
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def pictures(callers: Callers) -> list[dict[str, Any]]:
    reader = callers[DAWUKOU_PROCURATORATE]
    answers = [reader.get(f"/v1/cases/{case_number(sequence)}") for sequence in range(1, CASES + 1)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json()["picture"] for answer in answers]


@pytest.fixture(scope="module")
def drawn(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The pictures by door."""
    doors: tuple[Callable[[Callers, Path], None], ...] = (by_rest, by_events, by_rows, by_load)
    found = {}
    for door in doors:
        folder = tmp_path_factory.mktemp(door.__name__)
        with served(cluster, folder, door.__name__, REQUESTS_PER_SECOND="100000") as exchange:
            callers = Callers(exchange)
            door(callers, folder)
            found[door.__name__] = pictures(callers)
            callers.close()
    return found


def test_there_are_some_forty_rows_that_end_in_different_pictures(drawn: dict[str, list[dict[str, Any]]]):
    assert len(lines_of_rows()) >= 35
    statuses = {picture["status"] for picture in drawn["by_rest"]}
    assert statuses >= {"filed", "withdrawn", "transferred_for_prosecution"}


@pytest.mark.parametrize("door", ["by_events", "by_rows", "by_load"])
def test_every_door_leads_to_the_same_pictures(drawn: dict[str, list[dict[str, Any]]], door: str):
    for here, there in zip(drawn["by_rest"], drawn[door], strict=True):
        assert here == there


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(12))
def test_rows_in_any_order_lead_to_the_same_pictures(
    cluster: Cluster, tmp_path: Path, drawn: dict[str, list[dict[str, Any]]], seed: int
):
    with served(cluster, tmp_path, f"rows-{seed}", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        _upload(callers, ndjson(mixed(lines_of_rows(), 100 + seed)), {})
        assert pictures(callers) == drawn["by_rest"]
        callers.close()
