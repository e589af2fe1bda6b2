"""Lines of bulk intake as a spool, without a database: who sent each, when it was recorded, which case it is about.

What the exchange would add is stated here instead. A line is taken as recorded as soon as everything in it can have
happened and had been sent, whatever order the files have; a case and an event get an id from their names, so that the same
files always give the same fingerprints.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import orjson
from pydantic import ValidationError

from screening import related
from screening.hearing import Heard, ties_of
from screening.related import Tie
from screening.retrospect.spool import Spool
from zhenxie.wire import json, sealing
from zhenxie.wire.cases import Correction, TargetMessage
from zhenxie.wire.events.base import Event
from zhenxie.wire.identifiers import normalised_identity_number
from zhenxie.wire.moments import end_of, start_of
from zhenxie.wire.problems import MalformedJson
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import AgencyKind

_NAMESPACE: Final = UUID("6f1c1f7a-5d1e-5c3b-9a55-0a7d2b7c9e10")
_AGENCY: Final = re.compile(r"[0-9]{6}(?:[0-9]{6})?(?:-[a-z0-9]+)?")
_UNIT: Final = re.compile(r"A([0-9]{12})")
_ENTRIES_AT_ONCE: Final = 5_000
_STAGE: Final = """
create temp table staged (
    seq integer primary key, moment text not null, event_id text not null unique, type text not null, source text not null,
    case_id text, case_number text, corrects text, line integer not null, payload blob not null
);
create temp table persons (case_id text, suspect_ref text, key text, event_id text);
"""


class Unreadable(ValueError):
    """A file holds nothing that could be replayed."""


@dataclass
class Taken:
    """What became of the lines: how many were taken, and of those left out why, the first of each kind by its place."""

    lines: int = 0
    left_out: int = 0
    why: dict[str, str] = field(default_factory=dict)

    def leave(self, reason: str, place: str) -> None:
        """Note a line that is left out."""
        self.left_out += 1
        self.why.setdefault(reason, place)


@dataclass(frozen=True)
class _Said:
    """One event of a line, with the keys of the persons it names."""

    event: Event
    public: dict[str, Any]
    persons: tuple[tuple[str, str], ...]
    corrects: str | None = None


def files_of(path: Path) -> list[Path]:
    """Return the files of an input: itself, or those of a folder, each named for its sender (`AGENCY.ndjson`).

    :raises Unreadable: there is none.
    """
    found = sorted(path.glob("*.ndjson")) if path.is_dir() else [path]
    if not found or not all(one.is_file() for one in found):
        raise Unreadable(f"{path}: no NDJSON file is there")
    return found


def digest_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 (hexadecimal) of files and their names: another input is another backtest."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def fill(spool: Spool, paths: Sequence[Path]) -> Taken:
    """Read files into an empty spool; lines that cannot be read are left out and counted.

    :raises Unreadable: not one line could be read.
    """
    taken = Taken()
    base = spool.base
    base.executescript(_STAGE)
    base.execute("begin")
    number = 0
    for path in paths:
        sender, moment = path.stem if _AGENCY.fullmatch(path.stem) else None, datetime.fromtimestamp(0, UTC)
        with path.open("rb") as file:
            for place, line in enumerate(file, 1):
                if not line.strip():
                    continue
                number += 1
                try:
                    case_number, said = _read(json.parse(line))
                    moment = _moment(said) or moment
                    _stage(spool, number, moment, sender, case_number, said)
                except (ValidationError, MalformedJson, ValueError, KeyError, TypeError) as error:
                    taken.leave(_reason(error), f"{path.name}:{place}")
                else:
                    taken.lines += 1
    base.execute("commit")
    if not taken.lines:
        raise Unreadable(f"no line could be read: {taken.why}")
    _number(spool)
    return taken


def _reason(error: Exception) -> str:
    # What a person's entry says must not stand in a report.
    return str(error) if type(error) is ValueError else type(error).__name__


def _read(value: Any) -> tuple[str | None, list[_Said]]:
    """Return the case number of a line and its events.

    :raises ValueError: it is no line that could be replayed.
    """
    if "snapshot" in value:
        raise ValueError("a snapshot is derived by the exchange, and left out here")
    if "coverage" in value:
        return None, [_said(value["coverage"])]
    number = str(value["case_number"])
    if "notified" in value:
        return number, [_said(value["notified"]), *map(_said, value.get("events", ()))]
    if "correction" in value:
        return number, [_correction(value["correction"])]
    if "events" in value:
        return number, [_said(one) for one in value["events"]]
    if "event" in value:
        return number, [_said(value["event"])]
    raise ValueError("neither a notification, nor events, a correction or coverage")


def _said(value: Any) -> _Said:
    event = parse_event(value)
    public, sealed = sealing.part(event)
    persons = [
        (one.suspect_ref, _key(str(one.content["identity_number"])))
        for one in sealed
        if one.kind == "person" and one.role == "person" and one.suspect_ref and one.content.get("identity_number")
    ]
    return _Said(event, public, tuple(persons))


def _key(number: str) -> str:
    return hashlib.sha256(normalised_identity_number(number).encode()).hexdigest()


def _correction(value: Any) -> _Said:
    body = Correction.model_validate_json(json.canonical(value))
    replaced = None if body.event is None else _said(value["event"])
    event = body.as_event(None if replaced is None else replaced.public)
    target = body.target.message_id if isinstance(body.target, TargetMessage) else None
    return _Said(event, sealing.part(event)[0], () if replaced is None else replaced.persons, target)


def _moment(said: Sequence[_Said]) -> datetime | None:
    moments = [start_of(one.event.sent_at) for one in said if one.event.sent_at is not None]
    moments += [end_of(one.event.occurred) for one in said if one.event.occurred is not None]
    return max(moments, default=None)


def _sender(event: Event, case_number: str | None, named: str | None) -> str:
    """Return who sends an event: as the file says, or by who may send it and the unit in the number of the case."""
    if named is not None:
        return named
    unit = _UNIT.match(case_number or "")
    if event.source_unit_code is not None and AgencyKind.POLICE in event.emitters:
        return event.source_unit_code
    if unit is None:
        raise ValueError("who sends it is not known: name the file AGENCY.ndjson")
    return unit[1] if AgencyKind.POLICE in event.emitters or not event.emitters else unit[1][:6]


def _id(*words: str) -> str:
    return str(uuid5(_NAMESPACE, "\x1f".join(words)))


def _stage(  # noqa: PLR0913, PLR0917  a line and what is known of it
    spool: Spool, line: int, moment: datetime, named: str | None, number: str | None, said: Sequence[_Said]
) -> None:
    rows, persons = [], []
    case_id = None if number is None else _id("case", number)
    for one in said:
        source = _sender(one.event, number, named)
        event_id = _id(source, one.event.source_system or "", one.event.message_id)
        corrects = None if one.corrects is None else _id(source, one.event.source_system or "", one.corrects)
        payload = orjson.dumps(one.public)
        row = (moment.isoformat(), event_id, one.public["type"], source, case_id, number, corrects, line, payload)
        rows.append(row)
        persons += [(case_id, ref, key, event_id) for ref, key in one.persons]
    columns = "moment, event_id, type, source, case_id, case_number, corrects, line, payload"
    # A message that is sent again is accepted once.
    spool.base.executemany(
        f"insert or ignore into staged ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  named above
        rows,
    )
    spool.base.executemany("insert into persons values (?, ?, ?, ?)", persons)


def _number(spool: Spool) -> None:
    """Give everything that is staged its place, and the persons their ties, as live screening does."""
    rows = spool.base.cursor().execute("select * from staged order by moment, line, seq")
    for batch in _batches(_placed(rows)):
        spool.keep(batch, [tie for one in batch for tie in ties_of(one)])
    spool.base.execute("create index staged_ids on heard (event_id)")
    known = spool.base.cursor().execute(
        "select persons.case_id, persons.suspect_ref, persons.key, heard.position from persons"
        " join heard on heard.event_id = persons.event_id order by heard.position"
    )
    persons = [Tie(related.PERSON, key, UUID(case_id), position, ref) for case_id, ref, key, position in known]
    spool.keep((), persons)
    spool.base.execute("drop index staged_ids")


def _placed(rows: Iterable[tuple[Any, ...]]) -> Iterator[Heard]:
    waiting: list[tuple[Any, ...]] = []
    position = 0
    for row in rows:
        if waiting and waiting[0][8] != row[8]:
            yield from _list(waiting, position)
            position += len(waiting)
            waiting = []
        waiting.append(row)
    if waiting:
        yield from _list(waiting, position)


def _list(rows: Sequence[tuple[Any, ...]], before: int) -> Iterator[Heard]:
    for place, row in enumerate(rows, before + 1):
        _, moment, event_id, kind, source, case_id, number, corrects, _, payload = row
        yield Heard(
            position=place,
            epoch=1,
            recorded_at=datetime.fromisoformat(moment),
            list_end=before + len(rows),
            event_id=UUID(event_id),
            type=kind,
            source=source,
            payload=orjson.loads(payload),
            case_id=None if case_id is None else UUID(case_id),
            case_number=number,
            corrects=None if corrects is None else UUID(corrects),
        )


def _batches(entries: Iterable[Heard]) -> Iterator[list[Heard]]:
    batch: list[Heard] = []
    for one in entries:
        batch.append(one)
        if len(batch) >= _ENTRIES_AT_ONCE and one.position == one.list_end:
            yield batch
            batch = []
    if batch:
        yield batch
