"""The spool of a backtest: what was told, in one file on disk, read case by case by as many processes as there are.

SQLite holds it: a copy that stands still while the feed goes on, that is found again after a kill, and of which no process
ever holds more than the cases that it looks at.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from screening.hearing import CASE_SHARED, Heard
from screening.related import Joins, Tie
from screening.screening_pass import case_hash
from zhenxie.law.calendar import legal_day

_SCHEMA: Final = """
create table if not exists heard (
    position integer primary key, epoch integer not null, recorded_at text not null, list_end integer not null,
    event_id text not null, type text not null, source text not null, case_id text, case_number text, corrects text,
    joined_into text, payload blob not null
);
create table if not exists ties (
    kind text not null, key text not null, case_id text not null, position integer not null, suspect_ref text
);
create table if not exists meta (name text primary key, value text not null);
create table if not exists days (day text primary key, epoch integer not null, position integer not null);
"""
_INDEXES: Final = """
create index if not exists heard_by_case on heard (case_id, position);
create index if not exists heard_by_joined on heard (joined_into) where joined_into is not null;
create index if not exists heard_of_none on heard (position) where case_id is null;
create index if not exists ties_by_case on ties (case_id);
create index if not exists ties_by_key on ties (kind, key);
create table if not exists cases as
    select distinct case_id from heard
    where case_id is not null and case_id not in (select case_id from heard where joined_into is not null);
create unique index if not exists cases_by_id on cases (case_id);
"""
# Below what SQLite takes in one statement.
_IDS_AT_ONCE: Final = 500


class Spool:
    """The one file; `complete` once everything is in it."""

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        """Open the file; it is made where it is not there and is to be written.

        :raises sqlite3.OperationalError: it is not there, or no spool.
        """
        if writes:
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.executescript("pragma journal_mode = wal; pragma synchronous = normal;")
            self._base.executescript(_SCHEMA)
        else:
            self._base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)

    @property
    def base(self) -> sqlite3.Connection:
        """The file itself, for whoever fills it."""
        return self._base

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def mark(self, name: str) -> str | None:
        """Return what was noted under a name."""
        row = self._base.execute("select value from meta where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def note(self, name: str, value: str) -> None:
        """Note something under a name."""
        self._base.execute("insert into meta values (?, ?) on conflict (name) do update set value = ?2", (name, value))

    @property
    def upto(self) -> int:
        """The last position that is in it; 0 for none."""
        return int(self._base.execute("select coalesce(max(position), 0) from heard").fetchone()[0])

    def keep(self, entries: Iterable[Heard], ties: Iterable[Tie] = (), *, copied: int | None = None) -> None:
        """Store entries and ties, and how far a copy is by that; all of it stands in it, or nothing."""
        rows = [_row(one) for one in entries]
        days = {legal_day(datetime.fromisoformat(row[2])).isoformat(): (row[1], row[0]) for row in rows}
        self._base.execute("begin")
        self._base.executemany("insert into heard values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        values = [(one.kind, one.key, str(one.case_id), one.position, one.suspect_ref) for one in ties]
        self._base.executemany("insert into ties values (?, ?, ?, ?, ?)", values)
        self._base.executemany("insert or replace into days values (?, ?, ?)", [(day, *at) for day, at in days.items()])
        if copied is not None:
            self.note("copied", str(copied))
        self._base.execute("commit")

    def complete(self) -> None:
        """Note that everything is in it, and make it fit to be read by cases."""
        self._base.executescript(_INDEXES)
        self.note("complete", "yes")

    @property
    def reading(self) -> "Reading":
        """What stands in it, to be read; by cases once it is complete."""
        return Reading(self._base)


class Reading:
    """Reads a spool: cases, what was told of them, and what ties them."""

    def __init__(self, base: sqlite3.Connection) -> None:
        """Take the open file."""
        self._base = base

    def cases(self, *, after: str, limit: int, upto: int, part: int, parts: int) -> list[UUID]:
        """Return the cases of one part behind another one, in the order of their ids, as far as they are told of."""
        found: list[UUID] = []
        while len(found) < limit:
            rows = self._base.execute(
                "select case_id from cases where case_id > ? order by case_id limit 5000", (after,)
            ).fetchall()
            if not rows:
                break
            for (named,) in rows:
                after = named
                if _part_of(named, parts) == part and self._is_told(named, upto):
                    found.append(UUID(named))
                    if len(found) == limit:
                        break
        return found

    def _is_told(self, named: str, upto: int) -> bool:
        asked = "select 1 from heard where case_id = ? and position <= ? limit 1"
        return self._base.execute(asked, (named, upto)).fetchone() is not None

    def count(self) -> int:
        """Return how many cases there are."""
        return int(self._base.execute("select count(*) from cases").fetchone()[0])

    def joins(self) -> Joins:
        """Return which provisional cases were joined into another."""
        rows = self._base.execute(
            "select case_id, joined_into, min(position) from heard where joined_into is not null group by 1, 2"
        )
        return Joins({UUID(case): (UUID(into), first) for case, into, first in rows})

    def of_no_case(self, *, upto: int) -> list[Heard]:
        """Return the entries that speak of no case: promises, and decisions on models."""
        asked = "select * from heard where case_id is null and position <= ? order by position"
        return [_heard(row) for row in self._base.execute(asked, (upto,))]

    def of_cases(self, case_ids: Collection[UUID], *, upto: int) -> list[Heard]:
        """Return what was told of some cases, lowest first."""
        found = [
            _heard(row)
            for marks, named in _batches(case_ids)
            for row in self._base.execute(
                f"select * from heard where case_id in ({marks}) and position <= ?",  # noqa: S608  marks alone
                (*named, upto),
            )
        ]
        return sorted(found, key=lambda one: one.position)

    def ties_of(self, case_ids: Collection[UUID]) -> list[Tie]:
        """Return the keys of some cases, and every case's keys that are the same."""
        found: dict[Tie, None] = {}
        for marks, named in _batches(case_ids):
            rows = self._base.execute(
                f"select same.* from ties same join (select distinct kind, key from ties where case_id in ({marks})) own"  # noqa: S608  marks alone
                " on own.kind = same.kind and own.key = same.key",
                named,
            )
            found |= {Tie(kind, key, UUID(case), position, ref): None for kind, key, case, position, ref in rows}
        return sorted(found, key=lambda one: (one.position, one.kind, one.key, str(one.case_id)))

    def shared_at(self, case_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return at which position cases were shared with screening, of those that it did not see from the first."""
        return {
            UUID(case): first
            for marks, named in _batches(case_ids)
            for case, first in self._base.execute(
                f"select case_id, min(position) from heard where case_id in ({marks}) and type = ?"  # noqa: S608  marks
                " and joined_into is null group by 1",
                (*named, CASE_SHARED),
            )
        }

    def places(self) -> "Places":
        """Return the last place of each legal day on which something was recorded."""
        rows = self._base.execute("select * from days order by day").fetchall()
        return Places([date.fromisoformat(row[0]) for row in rows], [(row[1], row[2]) for row in rows])


class Places:
    """The last place (epoch, position) that was recorded before a legal day."""

    def __init__(self, days: Sequence[date], places: Sequence[tuple[int, int]]) -> None:
        self._days, self._places = days, places

    def last_before(self, day: date) -> tuple[int, int]:
        """Return it; (0, 0) where nothing was recorded before the day."""
        place = bisect_left(self._days, day) - 1
        return self._places[place] if place >= 0 else (0, 0)

    @property
    def last_day(self) -> date | None:
        """The last legal day on which something was recorded."""
        return self._days[-1] if self._days else None


def _part_of(named: str, parts: int) -> int:
    return case_hash(UUID(named)) % parts


def _batches(case_ids: Collection[UUID]) -> Iterator[tuple[str, list[str]]]:
    named = sorted(map(str, case_ids))
    for first in range(0, len(named), _IDS_AT_ONCE):
        batch = named[first : first + _IDS_AT_ONCE]
        yield ", ".join("?" * len(batch)), batch


def _row(one: Heard) -> tuple[Any, ...]:
    joined = one.joined_into
    return (
        one.position,
        one.epoch,
        one.recorded_at.astimezone(UTC).isoformat(),
        one.list_end,
        str(one.event_id),
        one.type,
        one.source,
        None if one.case_id is None else str(one.case_id),
        one.case_number,
        None if one.corrects is None else str(one.corrects),
        None if joined is None else str(joined),
        orjson.dumps(one.payload),
    )


def _heard(row: tuple[Any, ...]) -> Heard:
    position, epoch, recorded_at, list_end, event_id, type_name, source, case_id, number, corrects, _, payload = row
    return Heard(
        position,
        epoch,
        datetime.fromisoformat(recorded_at),
        list_end,
        UUID(event_id),
        type_name,
        source,
        orjson.loads(payload),
        None if case_id is None else UUID(case_id),
        number,
        None if corrects is None else UUID(corrects),
    )
