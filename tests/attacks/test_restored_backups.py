"""A backup is restored, and entries written after it are gone: readers are told, resume, and miss and double nothing."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from builders.events import a_detention, a_notification, case_number
from fixtures import agencies, ruins, storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE
from fixtures.databases import Database
from fixtures.running import RunningExchange
from fixtures.storms import Follower
from zhenxie.local.postgres import EmbeddedPostgres


@pytest.fixture
async def original(own_postgres: EmbeddedPostgres) -> Database:
    database = await asyncio.to_thread(ruins.settled, own_postgres)
    await agencies.settle(database)
    return database


@contextmanager
def running(database: Database, log: Path) -> Iterator[RunningExchange]:
    exchange = RunningExchange(database, log)
    try:
        yield exchange.start()
    finally:
        exchange.stop()


async def report(exchange: RunningExchange, *sequences: int, agency: str = DAWUKOU_POLICE) -> list[dict]:
    """Notify a case for each number, two entries each, and return the receipts."""
    receipts = []
    async with exchange.client(agency) as police:
        for sequence in sequences:
            body = a_notification(case_number(sequence, unit=agency), a_detention())
            answer = await police.post("/v1/cases", json=body)
            assert answer.status_code == 201, answer.text
            receipts += [item["receipt"] for item in answer.json()["items"]]
    return receipts


async def read_on(exchange: RunningExchange, cursor: str = "0") -> Follower:
    async with exchange.client(DAWUKOU_PROCURATORATE) as client:
        follower = Follower([client], {"limit": 3}, cursor)
        done = asyncio.Event()
        done.set()
        await follower.follow(done)
        return follower


async def refused(exchange: RunningExchange, cursor: str) -> httpx2.Response:
    async with exchange.client(DAWUKOU_PROCURATORATE) as client:
        return await client.get("/v1/changes", params={"after": cursor})


async def assert_resumes(exchange: RunningExchange, database: Database, *, before: Follower, kept: int) -> None:
    """See that a reader of the time before is told where to go on, and has then read what stands, once."""
    answer = await refused(exchange, before.cursor)
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/cursor-out-of-range")
    resumed = await read_on(exchange, answer.json()["resume_after"])
    survived = [item["position"] for item in before.items if item["position"] <= kept]
    rows = await storms.stored(database)
    mine = [row["position"] for row in rows if row["source"] == DAWUKOU_POLICE]
    assert [*survived, *resumed.positions] == mine
    by_position = {row["position"]: row for row in rows}
    for item in (*before.items[: len(survived)], *resumed.items):
        row = by_position[item["position"]]
        assert (item["id"], item["epoch"]) == (str(row["event_id"]), row["epoch"])


async def test_a_restored_dump_raises_the_epoch_by_itself_and_old_cursors_are_told_where_to_resume(
    own_postgres: EmbeddedPostgres, original: Database, tmp_path: Path
):
    with running(original, tmp_path / "original.log") as exchange:
        await report(exchange, 1, 2)
        slow = await read_on(exchange)
        await report(exchange, 3)
        await asyncio.to_thread(ruins.dumped, own_postgres, original, tmp_path / "backup")
        lost = await report(exchange, 4, 5)
        await report(exchange, 40, agency=HUINONG_POLICE)
        quick = await read_on(exchange)
    assert quick.cursor == "1.12"
    assert slow.cursor == "1.4"

    copy = await asyncio.to_thread(ruins.restored, own_postgres, tmp_path / "backup", "recovered")
    with running(copy, tmp_path / "copy.log") as exchange:
        early = await refused(exchange, quick.cursor)
        written = await report(exchange, 6, 7, 8, 9)
        # The head has passed the old cursor by now, and still it is known for what it is.
        assert written[-1]["position"] == 14
        epoch = written[0]["epoch"]
        assert epoch > 1
        late = await refused(exchange, quick.cursor)
        await assert_resumes(exchange, copy, before=quick, kept=6)
        await assert_resumes(exchange, copy, before=slow, kept=6)
        whole = await read_on(exchange)

    assert early.status_code == late.status_code == 410
    assert int(early.json()["resume_after"].split(".")[1]) == 6
    assert late.json()["resume_after"] == f"{epoch}.6"
    assert whole.positions == list(range(1, 15))
    # The same place in the feed, and yet no receipt of the one can be taken for the other's.
    places = {one["position"]: one for one in written}
    again = [(one, places[one["position"]]) for one in lost]
    assert len(again) == 4
    for old, new in again:
        assert (old["epoch"], new["epoch"]) == (1, epoch)
        assert old["hash"] != new["hash"]
    report_of_copy = await storms.verified(copy)
    assert report_of_copy.sound, report_of_copy.damages
    assert (report_of_copy.epoch, report_of_copy.position) == (epoch, 14)


async def test_a_folder_that_was_put_back_needs_one_word_of_the_operator(
    own_postgres: EmbeddedPostgres, original: Database, tmp_path: Path
):
    data, backup = own_postgres.folder / "postgres", own_postgres.folder / "backup"
    with running(original, tmp_path / "original.log") as exchange:
        await report(exchange, 1)
        await asyncio.to_thread(own_postgres.stop)
        await asyncio.to_thread(carry, data, backup)
        await asyncio.to_thread(own_postgres.start)
        await report(exchange, 2, 3)
        before = await read_on(exchange)
    await asyncio.to_thread(own_postgres.stop)
    await asyncio.to_thread(shutil.rmtree, data)
    await asyncio.to_thread(carry, backup, data)
    await asyncio.to_thread(own_postgres.start)
    said = await asyncio.to_thread(ruins.command, original, "restored")
    assert said.returncode == 0, said.stderr
    epoch = json.loads(said.stdout)["epoch"]
    assert epoch > 1

    with running(original, tmp_path / "copy.log") as exchange:
        written = await report(exchange, 4, 5, 6)
        await assert_resumes(exchange, original, before=before, kept=2)

    assert {one["epoch"] for one in written} == {epoch}
    assert (await storms.verified(original)).sound


async def test_two_restores_of_one_backup_are_told_apart_and_share_no_more_than_is_sure(
    own_postgres: EmbeddedPostgres, original: Database, tmp_path: Path
):
    with running(original, tmp_path / "original.log") as exchange:
        await report(exchange, 1, 2)
        await asyncio.to_thread(ruins.dumped, own_postgres, original, tmp_path / "backup")
    first = await asyncio.to_thread(ruins.restored, own_postgres, tmp_path / "backup", "first")
    with running(first, tmp_path / "first.log") as exchange:
        lost = await report(exchange, 3, 4)
        before = await read_on(exchange)
    second = await asyncio.to_thread(ruins.restored, own_postgres, tmp_path / "backup", "second")
    with running(second, tmp_path / "second.log") as exchange:
        unaware = await refused(exchange, before.cursor)
        written = await report(exchange, 5, 6, 7)
        # As far as the feed of now reaches, and yet of another one.
        answer = await refused(exchange, before.cursor)
        resumed = await read_on(exchange, answer.json()["resume_after"])

    assert {one["epoch"] for one in lost}.isdisjoint(one["epoch"] for one in written)
    assert unaware.status_code == answer.status_code == 410
    assert (unaware.json()["resume_after"], answer.json()["resume_after"]) == ("1.0", f"{written[0]['epoch']}.0")
    assert resumed.positions == list(range(1, 11))
    assert (await storms.verified(second)).sound


async def test_a_backup_that_is_put_in_the_place_of_the_database_under_an_idle_process_begins_an_epoch(
    own_postgres: EmbeddedPostgres, original: Database, tmp_path: Path
):
    with running(original, tmp_path / "exchange.log") as exchange:
        await report(exchange, 1)
        await asyncio.to_thread(ruins.dumped, own_postgres, original, tmp_path / "backup")
        await report(exchange, 2)
        before = await read_on(exchange)
        await asyncio.to_thread(ruins.dropped, own_postgres, original)
        await asyncio.to_thread(ruins.restored, own_postgres, tmp_path / "backup", original.name)
        written = await report(exchange, 3, 4)
        await assert_resumes(exchange, original, before=before, kept=2)

    assert written[0]["position"] == 3
    assert min(one["epoch"] for one in written) > 1
    assert (await storms.verified(original)).sound


async def test_a_standby_that_is_promoted_behind_the_same_address_begins_an_epoch_with_its_first_entry(
    own_postgres: EmbeddedPostgres, original: Database, tmp_path: Path
):
    with running(original, tmp_path / "exchange.log") as exchange:
        await report(exchange, 1)
        await asyncio.to_thread(own_postgres.stop)
        signal = own_postgres.folder / "postgres" / "standby.signal"
        signal.touch()
        owner = signal.parent.stat()
        os.chown(signal, owner.st_uid, owner.st_gid)
        await asyncio.to_thread(own_postgres.start)
        reading = await read_on(exchange)
        [promoted] = await storms.stored(original, "select pg_promote() as done")
        written = await report(exchange, 2)

    assert reading.positions == [1, 2]
    assert promoted["done"]
    assert [one["position"] for one in written] == [3, 4]
    assert min(one["epoch"] for one in written) > 1


def carry(source: Path, target: Path) -> None:
    """Copy a folder with its owners, as a backup program does."""
    shutil.copytree(source, target)
    for path in (source, *source.rglob("*")):
        owned = path.stat()
        os.chown(target / path.relative_to(source), owned.st_uid, owned.st_gid)
