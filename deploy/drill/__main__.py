"""The restore drill (恢复演练): back up a running installation, restore it elsewhere, verify it, run it, read on.

    python deploy/drill
        on a small city of its own; needs nothing.
    python deploy/drill --exchange-url postgresql://postgres:…@db/exchange --screening-url postgresql://postgres:…@db/screening
        on yours: it is only read (one snapshot, and pg_dump), and restored into a server of the drill's own on this
        machine, with the keys of EXCHANGE_SEALING_KEYS and EXCHANGE_PERSON_KEY.

It prints what it compared, and ends with 1 at any difference. `--spoil` damages the copy on purpose, to see that it does.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
from copying import Address, Failed, Running, asked, on_the_host, once_ready, program, running, server
from rehearsal import city

from zhenxie.kit import http
from zhenxie.local.provision import Urls
from zhenxie.local.server import for_driver

# What readers asked is written while a backup runs, and means nothing in another place.
_PASSING = frozenset({"feed_readers"})
_HEAD = "SELECT epoch, position, encode(last_hash, 'hex') AS hash FROM feed_head"
_ALERTS = "SELECT fingerprint, occurrence FROM alerts ORDER BY 1, 2"
_FLIPPED = "set_byte({0}, 0, get_byte({0}, 0) # 1)"
_SPOILS = {
    "entry": f"UPDATE entries SET payload = {_FLIPPED.format('payload')} WHERE position = 2",
    "sealed": f"UPDATE sealed_parts SET sealed = {_FLIPPED.format('sealed')} WHERE position = 1",
    "lost": "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries)",
    "picture": "UPDATE cases SET picture = '{}' WHERE opened_position = (SELECT min(opened_position) FROM cases)",
    "alert": "DELETE FROM alerts",
}


@dataclass
class Findings:
    """What was compared, printed as it is found."""

    differences: list[str] = field(default_factory=list)

    def same(self, name: str, before: object, after: object) -> None:
        """Compare what was backed up with what was restored."""
        fine = before == after
        print(
            f"{'一致 same ' if fine else '不同 DIFFERENT'}  {name}: {after if fine else f'{before} -> {after}'}",
            flush=True,
        )
        if not fine:
            self.differences.append(name)


@dataclass(frozen=True)
class Snapshot:
    """What a backup must hold: rows of each table, the feed's head, alerts, and what the busiest reader may see."""

    rows: Mapping[str, int]
    head: tuple[Any, ...]
    alerts: list[tuple[str, int]]
    reader: str
    visible: int
    platform: str


@contextmanager
def backed_up(source: Address, folder: Path) -> Iterator[Snapshot]:
    """Dump both databases, the exchange's as of one moment, and give what it held at that moment."""
    program("pg_dump", "--format=custom", f"--file={folder / 'screening'}", for_driver(source.screening.migration))

    async def dump() -> Snapshot:
        connection = await asyncpg.connect(for_driver(source.exchange.migration))
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                moment = await connection.fetchval("SELECT pg_export_snapshot()")
                words = ("--format=custom", f"--snapshot={moment}", f"--file={folder / 'exchange'}")
                # Beside the open transaction, which holds the moment.
                await asyncio.to_thread(program, "pg_dump", *words, for_driver(source.exchange.migration))
                return await _snapshot(connection)
        finally:
            await connection.close()

    yield asyncio.run(dump())


async def _snapshot(connection: Any) -> Snapshot:
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [row[0] for row in names if row[0] not in _PASSING]
    rows = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in tables}
    busiest = await connection.fetch("SELECT agency FROM grants GROUP BY agency ORDER BY count(*) DESC, agency LIMIT 1")
    platforms = await connection.fetch(
        "SELECT agency FROM clients WHERE 'alerts:write' = ANY (scopes) ORDER BY created_at DESC LIMIT 1"
    )
    if not busiest or not platforms:
        raise Failed("nothing to restore: no case was ever granted, or screening has no client")
    await connection.execute("SET LOCAL ROLE exchange_reader")
    await connection.execute("SELECT set_config('exchange.agency', $1, true)", busiest[0][0])
    visible = await connection.fetchval("SELECT count(*) FROM entries")
    await connection.execute("RESET ROLE")
    head, alerts = await connection.fetchrow(_HEAD), await connection.fetch(_ALERTS)
    told = [(row[0], row[1]) for row in alerts]
    return Snapshot(rows, tuple(head), told, busiest[0][0], visible, platforms[0][0])


@contextmanager
def copied_to(keys: Mapping[str, str]) -> Iterator[Address]:
    """Give the empty databases of a fresh server, in a folder apart from the dumps: PostgreSQL's account enters it."""
    with (
        tempfile.TemporaryDirectory(prefix="zhenxie-copy-") as place,
        server(Path(place), keys, migrated=False) as copy,
    ):
        yield copy


def restored(copy: Address, folder: Path) -> None:
    """Restore both dumps into the fresh databases of a copy."""
    for name in ("exchange", "screening"):
        url = for_driver(getattr(copy, name).migration)
        program("pg_restore", "--exit-on-error", f"--dbname={url}", str(folder / name))


def compared(copy: Address, snapshot: Snapshot, findings: Findings) -> None:
    """Compare rows and head of the copy with the backup, walk its chain, and draw its pictures again."""
    names = list(snapshot.rows)
    counts = {name: asked(copy.exchange.migration, f'SELECT count(*) FROM "{name}"')[0][0] for name in names}
    for name in names:
        findings.same(f"rows of {name}", snapshot.rows[name], counts[name])
    findings.same("head", snapshot.head, tuple(asked(copy.exchange.migration, _HEAD)[0]))
    alerts = [(row[0], row[1]) for row in asked(copy.exchange.migration, _ALERTS)]
    findings.same("alerts", len(snapshot.alerts), len(alerts))
    findings.same("which alerts", True, alerts == snapshot.alerts)
    for command in ("verify", "rebuild"):
        try:
            [said] = on_the_host(copy, command)
        except Failed as failed:
            said = {"failed": str(failed)}
        findings.same(f"python -m exchange {command}", True, said.get("sound", said.get("differing") == []) or said)


def resumed(served: Running, copy: Address, snapshot: Snapshot, cursor: str, findings: Findings) -> None:
    """Read the copy as a client that had read beyond the backup, and let screening find its way back."""
    [made] = on_the_host(copy, "clients", "create", "--agency", snapshot.reader, "--scopes", "changes:read")
    with served.client(made) as reader:
        answer = reader.get("/v1/changes", params={"after": cursor})
        findings.same(f"status of the old cursor {cursor}", 410, answer.status_code)
        place = answer.json().get("resume_after", "")
        findings.same("where it resumes", snapshot.head[1], int(place.rpartition(".")[2] or -1))
        read = _read(reader, "0", upto=snapshot.head[1])
        findings.same(f"changes that {snapshot.reader} may see", snapshot.visible, len(read))
        findings.same("positions once and in order", True, read == sorted(set(read)))
        goes_on = reader.get("/v1/changes", params={"after": place})
        findings.same("status of the resumed cursor", 200, goes_on.status_code)
    once_ready(lambda: _screening_is_back(served, copy))
    told = [(row[0], row[1]) for row in asked(copy.exchange.migration, _ALERTS)]
    findings.same("alerts after screening read on: none is missing", True, set(snapshot.alerts) <= set(told))
    findings.same("alerts after screening read on: none is doubled", len(told), len(set(told)))


def _read(reader: httpx2.Client, after: str, *, upto: int) -> list[int]:
    found: list[int] = []
    while True:
        page = reader.get("/v1/changes", params={"after": after, "limit": 1000}).raise_for_status().json()
        found += [item["position"] for item in page["items"] if item["position"] <= upto]
        after = page["next"]
        if after == page["head"]:
            return found


def _screening_is_back(served: Running, copy: Address) -> bool:
    figures = asyncio.run(http.metrics(f"{served.screening}/metrics"))
    head = asked(copy.exchange.migration, _HEAD)[0]["position"]
    told = figures.get("screening_outbox_unsent") == 0 and figures.get("screening_outbox_parked") == 0
    return told and figures.get("screening_heard_position", 0) >= head


def drill(source: Address, *, spoil: str | None, go_on: Callable[[], None]) -> int:
    """Do the whole drill and return 0 if nothing differs, else 1. `go_on` is done between the backup and the disaster."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="zhenxie-drill-") as place:
        folder = Path(place)
        with backed_up(source, folder) as snapshot:
            go_on()
        epoch, position, _ = asked(source.exchange.migration, _HEAD)[0]
        print(f"backed up at {snapshot.head[1]}; the feed went on to {position}", flush=True)
        with copied_to(source.keys) as copy:
            restored(copy, folder)
            if spoil is not None:
                asked(copy.exchange.migration, _SPOILS[spoil])
            compared(copy, snapshot, findings)
            if not findings.differences:
                [said] = on_the_host(copy, "restored")
                findings.same("the epoch rose", True, said["epoch"] > epoch)
                with running(copy, platform=snapshot.platform) as served:
                    resumed(served, copy, snapshot, f"{epoch}.{position}", findings)
    if findings.differences:
        print(f"FAILED 演练失败: {', '.join(findings.differences)}")
        return 1
    print("The backup can be relied on. 备份可以恢复。")
    return 0


def main() -> int:
    """Drill on what the command line names, or on a city of the drill's own."""
    asked_for = argparse.ArgumentParser(prog="python deploy/drill", description=__doc__.splitlines()[0])
    asked_for.add_argument("--exchange-url", help="the exchange's database, as a superuser")
    asked_for.add_argument("--screening-url", help="screening's database, as a superuser")
    asked_for.add_argument("--spoil", choices=sorted(_SPOILS), help="damage the copy, to see the drill fail")
    said = asked_for.parse_args()
    try:
        if said.exchange_url and said.screening_url:
            keys = {name: os.environ[name] for name in ("EXCHANGE_SEALING_KEYS", "EXCHANGE_PERSON_KEY")}
            yours = Address(Urls("", said.exchange_url), Urls("", said.screening_url), keys)
            return drill(yours, spoil=said.spoil, go_on=lambda: None)
        with city() as small:
            return drill(small.address, spoil=said.spoil, go_on=lambda: small.report(3))
    except Failed as failed:
        print(f"FAILED 演练失败: {failed}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
