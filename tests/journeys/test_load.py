"""`zhenxie exchange load`: files that crossed a one-way gateway, loaded once however often they are sent."""

import asyncio
import gzip
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from builders.events import case_number
from builders.rows import a_parcel, a_row, ndjson, snapshot
from exchange.intake import snapshots
from exchange.intake.commands import Row
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SECRET, client_of
from fixtures.databases import eventually
from fixtures.running import RunningExchange

Run = Callable[..., RunningExchange]


def load(
    exchange: RunningExchange, path: Path, *options: str, secret: str = SECRET
) -> "subprocess.CompletedProcess[str]":
    environment = _environment(exchange) | {"ZHENXIE_CLIENT_SECRET": secret}
    return subprocess.run(_command(path, *options), check=False, env=environment, capture_output=True, text=True)


def _command(path: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "zhenxie.cli.main", "exchange", "load", str(path), *options]


def _environment(exchange: RunningExchange) -> dict[str, str]:
    return os.environ | {
        "ZHENXIE_URL": exchange.url,
        "ZHENXIE_CLIENT_ID": client_of(DAWUKOU_POLICE).client_id,
        "ZHENXIE_CLIENT_SECRET": SECRET,
        "COLUMNS": "200",
    }


def outcomes_of(file: Path) -> list[dict[str, Any]]:
    beside = file.with_name(f"{file.name.split('.')[0]}.outcomes.ndjson")
    return [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()]


async def head_of(exchange: RunningExchange) -> int:
    async with exchange.client(DAWUKOU_PROCURATORATE) as client:
        return int((await client.get("/v1/changes", params={"limit": 1})).json()["head"].split(".")[1])


async def pictures(exchange: RunningExchange, first: int, count: int) -> list[dict[str, Any]]:
    """The pictures of cases as numbered from `first`, with their numbers counted from nought."""
    found = []
    async with exchange.client(DAWUKOU_PROCURATORATE) as client:
        for place in range(count):
            number = case_number(first + place)
            answer = await client.get(f"/v1/cases/{number}")
            assert answer.status_code == 200, answer.text
            found.append(json.loads(json.dumps(answer.json()["picture"]).replace(number, f"number {place}")))
    return found


async def test_a_file_is_loaded_once_however_often_it_is_sent(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange()
    lines = [snapshot(a_row(sequence)) for sequence in range(1, 21)] * 2
    random.Random(1).shuffle(lines)
    begin, rest = ndjson(lines, "gb18030").split(b"\n", 1)
    spoilt = begin + b'\n{"snapshot": {"profile": "police_pinyin", \n' + rest
    file = a_parcel(
        tmp_path,
        spoilt,
        watermark={"types": ["case.filed"], "complete_from": "2026-03-01", "complete_through": "2026-03-31"},
    )

    first = load(exchange, file)
    stood = outcomes_of(file)
    head = await head_of(exchange)
    second = load(exchange, file)

    assert first.returncode == second.returncode == 3, first.stdout + first.stderr
    assert [one["line"] for one in stood[:-1]] == list(range(1, 42))
    assert {one["line"] for one in stood[:-1] if one["outcome"] == "refused"} == {2}
    summary, again = stood[-1]["summary"], outcomes_of(file)[-1]["summary"]
    assert (summary["lines"], summary["accepted"], summary["replayed"], summary["refused"]) == (41, 20, 20, 1)
    assert (again["accepted"], again["replayed"], again["refused"]) == (0, 40, 1)
    assert await head_of(exchange) == head
    assert "第 2 行" in first.stdout
    assert "Complete through" not in first.stdout
    assert "马晓东" not in exchange.log.read_text(encoding="utf-8")


async def test_nothing_is_sent_of_a_file_that_is_not_what_its_manifest_says(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange()
    file = a_parcel(tmp_path, ndjson(snapshot(a_row(sequence)) for sequence in range(1, 4)), count=4)

    ended = load(exchange, file)

    assert ended.returncode == 2
    assert "清单称 4 行，实有 3 行" in ended.stdout
    [outcome] = outcomes_of(file)
    assert outcome["problem"]["type"] == "/problems/manifest-mismatch"
    assert "清单称 4 行，实有 3 行" in outcome["problem"]["errors"][0]["message"]
    assert await head_of(exchange) == 0


async def test_a_folder_is_loaded_in_order_and_a_file_that_lacks_is_named(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange()
    mark = {"types": ["case.filed", "case.withdrawn"], "complete_from": "2026-03-01"}
    for sequence in (3, 1, 2, 5):
        watermark = {**mark, "complete_through": f"2026-03-{10 + sequence}"}
        content = ndjson(
            [snapshot(a_row(1, LARQ=f"2026030{sequence}"), version=sequence), snapshot(a_row(sequence + 10))]
        )
        a_parcel(tmp_path, content, sequence=sequence, watermark=watermark)

    first = load(exchange, tmp_path, "--folder")
    again = load(exchange, tmp_path, "--folder")

    assert first.returncode == again.returncode == 3, first.stdout
    assert "缺少序号 4" in first.stdout
    assert again.stdout.count("loaded before") == 4
    [picture] = await pictures(exchange, 1, 1)
    assert "2026-03-05" in json.dumps(picture)
    async with exchange.client(DAWUKOU_POLICE) as police:
        declared = (await police.get("/v1/changes", params={"types": "agency.coverage_declared"})).json()["items"]
    through = [one["data"]["data"]["types"][0]["complete_through"] for one in declared]
    assert through == ["2026-03-11", "2026-03-12", "2026-03-13"]


async def test_a_whole_folder_ends_well_and_a_file_without_a_manifest_is_still_arriving(
    run_exchange: Run, tmp_path: Path
):
    exchange = run_exchange()
    a_parcel(tmp_path, ndjson([snapshot(a_row(1))]), sequence=8)
    (tmp_path / "rows-0009.ndjson.gz").write_bytes(gzip.compress(ndjson([snapshot(a_row(2))])))

    ended = load(exchange, tmp_path, "--folder")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert not (tmp_path / "rows-0009.outcomes.ndjson").exists()


async def test_every_channel_and_every_order_gives_the_same_pictures(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange()
    chance = random.Random(2)
    histories = [
        [
            {"LARQ": None, "LADW_GAJGJGDM": None},
            {"BZ": "补录", "JYAQ": "夜间入户"},
            {"LARQ": "2026/4/2", "SFCXAJ_PDBZ": "1", "CXAJRQ": "20260501", "CXAJYYDM": "证据不足"},
            {"YSSCQSRQ": "20260601", "SFCXAJ_PDBZ": "0"},
        ][: 1 + place]
        for place in range(4)
    ]

    same = {"SLSJ": "2026-03-01 09:30:00", "LARQ": "20260302"}

    def lines(first: int) -> list[dict[str, Any]]:
        return [
            snapshot(a_row(first + place) | same | columns, version=version)
            for place, history in enumerate(histories)
            for version, columns in enumerate(history, 1)
        ]

    await _by_rest(exchange, lines(100))
    told = [line for line in _as_updates(lines(200)) for _ in range(2)]
    for channel, (content, charset) in {
        "ndjson": (told, "utf-8"),
        "rows": (lines(300), "utf-8"),
        "shuffled": (chance.sample(lines(400) * 3, k=30), "gb18030"),
    }.items():
        folder = tmp_path / channel
        folder.mkdir()
        ended = load(exchange, a_parcel(folder, ndjson(content, charset)))
        assert ended.returncode == 0, ended.stdout + ended.stderr

    expected = await pictures(exchange, 100, 4)
    assert {picture["status"] for picture in expected} >= {"filed", "withdrawn"}
    for first in (200, 300, 400):
        assert [_plain(one) for one in await pictures(exchange, first, 4)] == [_plain(one) for one in expected]


def _plain(picture: dict[str, Any]) -> str:
    text = json.dumps(picture, sort_keys=True, ensure_ascii=False)
    for first in (100, 200, 300, 400):
        for place in range(4):
            text = text.replace(f'"R{first + place}"', f'"suspect {place}"')
    return text


def _derived(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]:
    """What the rows say, as a platform would say it that holds events: number, events, corrections, one row each."""
    stated: dict[str, dict[str, Any]] = {}
    found = []
    for line in lines:
        said = line["snapshot"]
        key = said["source_key"]
        row = Row("", key, said["source_version"], said["profile"], said["row"])
        derived = snapshots.derive(row, snapshots.load_profile(row.profile), stated.get(key, {}))
        stated[key] = derived.stated
        found.append((derived.case_number, derived.events, [_wire_correction(one) for one in derived.corrections]))
    return found


def _wire_correction(said: dict[str, Any]) -> dict[str, Any]:
    correction = {
        "message_id": f"{said['message_id']}/c",
        "action": said["action"],
        "target": {"message_id": said["target_message_id"]},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "date": "2026-06-02"},
    }
    return correction | ({"event": said["event"]} if "event" in said else {})


def _as_updates(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, events, corrections in _derived(lines):
        if events and events[0]["type"] == "case.notified":
            found.append({"case_number": number, "notified": events[0], "events": events[1:]})
        elif events:
            found.append({"case_number": number, "events": events})
        found += [{"case_number": number, "correction": one} for one in corrections]
    return found


async def _by_rest(exchange: RunningExchange, lines: list[dict[str, Any]]) -> None:
    async with exchange.client(DAWUKOU_POLICE) as police:
        for said in _as_updates(lines):
            number = said["case_number"]
            if "notified" in said:
                answer = await police.post("/v1/cases", json=said)
            elif "events" in said:
                answer = await police.post(f"/v1/cases/{number}/updates", json={"events": said["events"]})
            else:
                answer = await police.post(f"/v1/cases/{number}/corrections", json=said["correction"])
            assert answer.status_code == 201, answer.text


async def test_a_load_that_is_cut_off_is_made_good_by_loading_again(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange(GROUP_SIZE="20")
    count = 2000
    file = a_parcel(tmp_path, ndjson(snapshot(a_row(sequence)) for sequence in range(1, count + 1)))
    running = await asyncio.create_subprocess_exec(
        *_command(file),
        env=_environment(exchange),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def begun() -> bool:
        return await head_of(exchange) > 100

    await eventually(begun)
    exchange.kill()
    running.kill()
    await running.wait()
    assert not file.with_name("rows-0001.outcomes.ndjson").exists()
    exchange.start()
    before = await head_of(exchange)
    ended = load(exchange, file)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    summary = outcomes_of(file)[-1]["summary"]
    assert summary["accepted"] + summary["replayed"] == count
    # A notification, a receipt, a filing and a suspect of each case, once.
    assert 100 < before < 4 * count
    assert await head_of(exchange) == 4 * count


async def test_whoever_is_not_let_in_is_told_so(run_exchange: Run, tmp_path: Path):
    exchange = run_exchange()
    file = a_parcel(tmp_path, ndjson([snapshot(a_row(1))]))

    ended = load(exchange, file, secret="wrong")

    assert ended.returncode == 1
    assert "401" in ended.stdout
    assert "Traceback" not in ended.stderr
