"""How fast bulk lines are taken: by `POST /v1/intake` and by `zhenxie exchange load`, beside parse, hash and COPY alone."""

import asyncio
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from bench import filled, material, stage
from bench.figure import Figure, Size, at_least
from zhenxie.wire import json

_COPIED_AT_ONCE = 256


async def copied(database: str, path: Path) -> float:
    """Return the seconds in which one process parses, hashes and copies the lines of a file into one table."""
    connection = await asyncpg.connect(filled.plain(database))
    try:
        await connection.execute(
            "CREATE TABLE bulk_floor (line bigint PRIMARY KEY, case_number text, events integer, hash bytea, body bytea)"
        )
        begun = time.perf_counter()
        with path.open("rb") as file:
            numbered = enumerate(file, 1)
            # Committed group by group, as bulk intake is.
            while rows := [_row(number, line) for number, line in itertools.islice(numbered, _COPIED_AT_ONCE)]:
                await connection.copy_records_to_table("bulk_floor", records=rows)
        return time.perf_counter() - begun
    finally:
        await connection.close()


def _row(number: int, line: bytes) -> tuple[int, str, int, bytes, bytes]:
    value = json.parse(line)
    if not isinstance(value, dict):
        raise TypeError("a line of bulk intake is an object")
    return number, value["case_number"], len(value.get("events", ())) + 1, hashlib.sha256(line).digest(), line


async def posted(url: str, account: stage.Account, path: Path, count: int) -> float:
    """Return the seconds from the first byte sent to the last outcome read."""
    begun = time.perf_counter()
    summary = await filled.upload(url, account, path)
    if summary["accepted"] != count:
        raise RuntimeError(f"not everything was accepted: {summary}")
    return time.perf_counter() - begun


def loaded(url: str, account: stage.Account, path: Path) -> float:
    """Return the seconds that the command takes, its start, its check and its file of outcomes included."""
    begun = time.perf_counter()
    words = ["exchange", "load", str(path), "--url", url, "--client-id", account.client_id]
    subprocess.run(
        [sys.executable, "-m", "zhenxie.cli.main", *words],
        env={**os.environ, "ZHENXIE_CLIENT_SECRET": account.secret},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def measure(size: Size) -> list[Figure]:
    """Measure the floor, the call and the command; the command's lines follow those of the call."""
    count = size.of(10_000, quick=400, full=100_000)
    with stage.fresh() as environment, tempfile.TemporaryDirectory() as folder:
        stage.register_agencies(environment)
        account = stage.register_client(environment, stage.POLICE, "cases:write")
        whole = material.reported(2 * count)
        first, second = Path(folder) / "first.ndjson", Path(folder) / "second.ndjson"
        for path in (first, second):
            material.write(path, itertools.islice(whole, count))
        floor = count / asyncio.run(copied(environment["EXCHANGE_MIGRATION_DATABASE_URL"], first))
        with stage.serving(environment, "exchange", "api") as server:
            by_call = count / asyncio.run(posted(server.url, account, first, count))
            by_command = count / loaded(server.url, account, second)
    note = (
        f"{count} generated lines each; floor: strict parse, SHA-256, COPY of one row a line, 256 lines a transaction"
    )
    return [
        Figure(
            f"bulk lines, {way}",
            {"lines/s": rate},
            {"lines/s": floor},
            [at_least("≥ 0.3 of the floor", rate / floor, 0.3)],
            note=note,
        )
        for way, rate in (("POST /v1/intake", by_call), ("zhenxie exchange load", by_command))
    ]
