"""Follows the feed: what is new is counted, and what a correction or a join touched is counted again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson

from exchange.access import operations as access
from exchange.access.callers import Directory
from exchange.db import AsyncSession, Database
from exchange.feed import queries as feed
from exchange.statistics import queries
from exchange.statistics.projection import READ, Counting, Version, counting, document_of, person_of, timeline
from zhenxie.record.corrections import ABOUT_MESSAGES
from zhenxie.record.told import Told
from zhenxie.wire.vocabulary import AgencyKind

# Well below what a transaction may stand still while a busy machine gives this process no turn.
_STRETCH: Final = 4_000
_ISSUED: Final = "instrument.issued"


@dataclass
class _Found:
    """What a stretch of the feed brings: events and the case of each, where cases were joined, which are counted again."""

    told: list[Told]
    case_of: dict[UUID, UUID | None]
    joined: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    again: set[UUID] = field(default_factory=set)


async def catch_up(database: Database) -> None:
    """Count whatever the feed holds and was not counted; several processes take turns.

    :raises DatabaseUnavailable: the connection failed; what was counted until then stays.
    """
    behind = True
    while behind:
        async with database.writing() as session:
            behind = await take_stretch(session)


async def rebuild(database: Database) -> None:
    """Count everything again from the feed's beginning."""
    async with database.writing() as session:
        await queries.progress_for_change(session)
        await queries.forget(session)
    await catch_up(database)


async def take_stretch(session: AsyncSession) -> bool:
    """Count the next stretch of the feed; tell whether there was more."""
    before = await queries.progress_for_change(session)
    _, head = await feed.head(session)
    if before.position >= head:
        return False
    upto = min(head, before.position + _STRETCH)
    rows = await queries.entries_between(session, after=before.position, upto=upto, types=READ)
    found = _found(rows)
    await _touched(session, found, set(before.awaiting), after=before.position, upto=upto)
    versions = [
        Version(one, one.position, None)
        for one in found.told
        if one.type not in ABOUT_MESSAGES and found.case_of[one.event_id] not in found.again
    ]
    versions += await _counted_again(session, found, upto)
    await _store(session, found, versions)
    early = {found.case_of[one.event_id] for one in found.told if one.type in ABOUT_MESSAGES and one.corrects is None}
    await queries.move_progress(session, upto, {*before.awaiting, *(one for one in early if one is not None)})
    return bool(upto < head)


def _found(rows: Iterable[Any]) -> _Found:
    found = _Found([], {})
    for position, event_id, at, source, kind, payload, corrects, number, case_id in rows:
        found.told.append(Told(position, event_id, at, source, kind, orjson.loads(payload), corrects, number))
        found.case_of[event_id] = case_id
    return found


async def _touched(session: AsyncSession, found: _Found, awaiting: set[UUID], *, after: int, upto: int) -> None:
    """Note which cases must be counted again as a whole, and what was joined into what."""
    corrected = {found.case_of[one.event_id] for one in found.told if one.type in ABOUT_MESSAGES}
    corrected |= awaiting.intersection(one for one in found.case_of.values() if one is not None)
    found.again = {one for one in corrected if one is not None}
    for case_id, root, _ in await queries.joins(session, found.again, after=after, upto=upto):
        found.again |= {case_id, root}
    # Whatever else was joined into one of these belongs to it, and is counted with it.
    for case_id, root, since in await queries.joins(session, found.again, after=upto, upto=upto):
        found.joined[case_id] = root, since
        found.again |= {case_id, root}


async def _counted_again(session: AsyncSession, found: _Found, upto: int) -> list[Version]:
    if not found.again:
        return []
    whole = _found(await queries.entries_of(session, found.again, upto=upto, types=READ))
    found.case_of |= whole.case_of
    await queries.remove_cases(session, found.again)
    families: dict[UUID, list[Told]] = {}
    turning: dict[UUID, int] = {}
    for one in whole.told:
        case_id = whole.case_of[one.event_id]
        if case_id in found.joined:
            turning[one.event_id] = found.joined[case_id][1]
        if case_id is not None:
            families.setdefault(found.joined.get(case_id, (case_id, 0))[0], []).append(one)
    return [version for told in families.values() for version in timeline(told, turning=turning)]


async def _store(session: AsyncSession, found: _Found, versions: Sequence[Version]) -> None:
    said = [(version, one) for version in versions if (one := counting(version.event)) is not None]
    if not said:
        return
    placed = [Placed(version, one, *_place_of(found, version)) for version, one in said]
    case_ids = {one.case_id for one in placed if one.case_id is not None}
    subjects = {one.subject_id for _, one in said if one.type.startswith("instrument.") and one.subject_id is not None}
    ground = Ground(await access.directory(session), await queries.issued(session, subjects) if subjects else {})
    for case_id, since, agency in await queries.turns(session, case_ids):
        ground.handling.setdefault(case_id, []).append((since, agency))
    for case_id, agency, since, until in await queries.supervising(session, case_ids):
        ground.supervising.setdefault(case_id, []).append((agency, since, until))
    # An instrument is issued before anything becomes of it.
    placed.sort(key=lambda one: (one.version.since, one.said.type != _ISSUED))
    await queries.add(session, [ground.row(one) for one in placed])


def _place_of(found: _Found, version: Version) -> tuple[UUID | None, int]:
    """Return whose case an event is told of, and from where on it was that one's: there it counts for whoever had it."""
    case_id, at = found.case_of[version.event.event_id], version.event.position
    if case_id is None or case_id not in found.joined:
        return case_id, at
    root, since = found.joined[case_id]
    return (root, max(at, since)) if version.since >= since else (case_id, at)


@dataclass(frozen=True)
class Placed:
    """What counts of an event as it read from a position on, of which case, and by whose hands at which position."""

    version: Version
    said: Counting
    case_id: UUID | None
    at: int


@dataclass
class Ground:
    """Who handled and who supervised the cases of a stretch, from which position on; who issued an instrument to whom."""

    directory: Directory
    issued: dict[str, Mapping[str, Any]]
    handling: dict[UUID, list[tuple[int, str]]] = field(default_factory=dict)
    supervising: dict[UUID, list[tuple[str, int, int | None]]] = field(default_factory=dict)

    def row(self, placed: Placed) -> dict[str, Any]:
        """Return the row of an event that counts, as it read from a position on."""
        version, said, case_id = placed.version, placed.said, placed.case_id
        event = version.event
        instrument = self._instrument(event, said) if said.type.startswith("instrument.") else None
        if instrument is None:
            procuratorate, addressee = self._procuratorate(placed), None
            unit = None if case_id is None else self._handling(case_id, placed.at)
        else:
            procuratorate, addressee = instrument["procuratorate"], instrument["addressee"]
            unit = addressee
        return {
            "event_id": event.event_id,
            "position": version.since,
            "until_position": version.until,
            "type": said.type,
            "day": said.day,
            "case_id": case_id,
            "person": person_of(case_id, said.suspect_ref),
            "document": document_of(case_id, said, event.event_id),
            "procuratorate": procuratorate,
            "unit": unit,
            "addressee": addressee,
            "subject_id": said.subject_id,
            "kind": said.kind if instrument is None else said.kind or instrument["kind"],
            "codes": list(said.codes),
            "due": said.due,
            "reply_days": said.reply_days,
            "model": said.model,
            "model_version": said.model_version,
        }

    def _instrument(self, event: Told, said: Counting) -> Mapping[str, Any]:
        if said.type == _ISSUED:
            told = {"procuratorate": event.source, "addressee": said.addressee, "kind": said.kind}
            self.issued.setdefault(said.subject_id or "", told)
            return told
        # What becomes of an instrument that nobody issued counts for its author alone, if he is a procuratorate.
        author = event.source if self._is_procuratorate(event.source) else None
        return self.issued.get(said.subject_id or "", {"procuratorate": author, "addressee": None, "kind": said.kind})

    def _is_procuratorate(self, code: str) -> bool:
        agency = self.directory.agencies.get(code)
        return agency is not None and agency.kind is AgencyKind.PROCURATORATE

    def _procuratorate(self, placed: Placed) -> str | None:
        # What an upper office does with an alert counts where the alert was raised: one alert, one office.
        source = placed.version.event.source
        if self._is_procuratorate(source) and not placed.said.type.startswith("alert."):
            return source
        granted = () if placed.case_id is None else self.supervising.get(placed.case_id, ())
        at = placed.at
        return self._lowest({one for one, since, until in granted if since <= at and (until is None or at < until)})

    def _lowest(self, offices: Collection[str]) -> str | None:
        above = {upper for one in offices for upper in self.directory.line_above(one)}
        return min((one for one in offices if one not in above), default=None)

    def _handling(self, case_id: UUID, position: int) -> str | None:
        turned = [agency for since, agency in self.handling.get(case_id, ()) if since <= position]
        return turned[-1] if turned else None
