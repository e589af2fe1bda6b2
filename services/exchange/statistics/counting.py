"""Follows the feed: what is new is counted, and what a correction or a join touched is counted again."""

import asyncio
import math
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from exchange.access import operations as access
from exchange.db import AsyncSession, Database
from exchange.feed import queries as feed
from exchange.statistics.projection import READ, counting
from exchange.statistics.queries import progress
from exchange.statistics.timelines import EARLY, Version, is_named, timeline
from exchange.statistics.whose import ISSUED, Found, Ground, Placed
from zhenxie.record.corrections import ABOUT_MESSAGES
from zhenxie.record.told import Told

# Well below what a transaction may stand still while a busy machine gives this process no turn.
_STRETCH: Final = 4_000
# How many cases are counted again at once: between two of these the database hears of the transaction.
_FAMILIES: Final = 50
_LOOK_SECONDS: Final = 0.02


async def catch_up(database: Database, *, patience: float = math.inf) -> None:
    """Count whatever the feed holds and was not counted, a stretch a transaction; several processes take turns.

    :param patience: seconds after which no further stretch is begun, nor another process waited for.
    :raises DatabaseUnavailable: the connection failed; what was counted until then stays.
    """
    until = time.monotonic() + patience
    while await _is_behind(database) and time.monotonic() < until:
        pass


async def _is_behind(database: Database) -> bool:
    async with database.writing() as session:
        position = await progress.progress_for_change(session)
        if position is not None:
            return await _take_stretch(session, position)
    # Another process counts.
    await asyncio.sleep(_LOOK_SECONDS)
    return True


async def reached(database: Database) -> int:
    """Return the last position that is counted: up to there every figure is whole."""
    async with database.writing() as session:
        return await progress.position(session)


async def rebuild(database: Database) -> None:
    """Count everything again from the feed's beginning; until it is done everybody reads what was counted before.

    It is one transaction, so that nobody ever sees half of it.
    """
    async with database.writing() as session:
        position = await progress.progress_for_change(session, wait=True)
        await progress.forget(session)
        position = 0
        while await _take_stretch(session, position):
            position = await progress.position(session)


async def _take_stretch(session: AsyncSession, after: int) -> bool:
    """Count the next stretch of the feed; tell whether there was more."""
    _, head = await feed.head(session)
    if after >= head:
        return False
    upto = min(head, after + _STRETCH)
    rows = await progress.entries_between(session, after=after, upto=upto, types=READ)
    found = await asyncio.to_thread(Found.of_rows, rows)
    await _touched(session, found, after=after, upto=upto)
    issued = _issued(found.told)
    families = found.families()
    for first in range(0, len(families), _FAMILIES):
        await _count_again(session, found, set().union(*families[first : first + _FAMILIES]), upto, issued)
    versions = [
        Version(one, one.position, None)
        for one in found.told
        if one.type not in ABOUT_MESSAGES and found.case_of[one.event_id] not in found.again
    ]
    await _store(session, found, versions, issued)
    early = {found.case_of[one.event_id] for one in found.told if one.type in ABOUT_MESSAGES and one.corrects is None}
    awaiting = {one for one in early if one is not None}
    await progress.await_targets(session, awaiting | {found.joined[one][0] for one in awaiting if one in found.joined})
    await progress.move_progress(session, upto)
    return bool(upto < head)


async def _touched(session: AsyncSession, found: Found, *, after: int, upto: int) -> None:
    """Note which cases must be counted again as a whole, and what was joined into what."""
    corrected = {found.case_of[one.event_id] for one in found.told if one.type in ABOUT_MESSAGES}
    found.again = {one for one in corrected if one is not None}
    found.again |= await _awaited(session, found, after)
    for case_id, root, _ in await progress.joins(session, found.again, after=after, upto=upto):
        found.again |= {case_id, root}
    # Whatever else was joined into one of these belongs to it, and is counted with it.
    for case_id, root, since in await progress.joins(session, found.again, after=upto, upto=upto):
        found.joined[case_id] = root, since
        found.again |= {case_id, root}


async def _awaited(session: AsyncSession, found: Found, after: int) -> set[UUID]:
    """Return the cases in which something came that an earlier correction may mean."""
    told: dict[UUID, list[Told]] = {}
    for one in found.told:
        case_id = found.case_of[one.event_id]
        if case_id is not None and case_id not in found.again:
            told.setdefault(case_id, []).append(one)
    waiting = await progress.awaiting_among(session, told)
    if not waiting:
        return set()
    root_of = {case_id: root for case_id, root, _ in await progress.joins(session, waiting, after=after, upto=after)}
    earlier = Found.of_rows(
        await progress.entries_of(session, {*waiting, *root_of}, upto=after, types=EARLY, unaimed=True)
    )
    early: dict[UUID, list[Told]] = {}
    for one in earlier.told:
        case_id = earlier.case_of[one.event_id]
        if case_id is not None:
            early.setdefault(root_of.get(case_id, case_id), []).append(one)
            early.setdefault(case_id, []).append(one)
    return {one for one in waiting if is_named(early.get(one, ()), told[one])}


async def _count_again(
    session: AsyncSession, found: Found, cases: Collection[UUID], upto: int, issued: Mapping[str, Mapping[str, Any]]
) -> None:
    rows = await progress.entries_of(session, cases, upto=upto, types=READ)
    whole, versions = await asyncio.to_thread(_read_again, rows, found.joined)
    whole.joined = found.joined
    await progress.remove_cases(session, cases)
    await _store(session, whole, versions, issued)


def _read_again(rows: Sequence[Any], joined: Mapping[UUID, tuple[UUID, int]]) -> tuple[Found, list[Version]]:
    whole = Found.of_rows(rows)
    families: dict[UUID, list[Told]] = {}
    turning: dict[UUID, int] = {}
    for one in whole.told:
        case_id = whole.case_of[one.event_id]
        if case_id is not None:
            if case_id in joined:
                turning[one.event_id] = joined[case_id][1]
            families.setdefault(joined.get(case_id, (case_id, 0))[0], []).append(one)
    found: list[Version] = []
    for told in families.values():
        here = {one.event_id: turning[one.event_id] for one in told if one.event_id in turning}
        found += timeline(told, turning=here)
    return whole, found


def _issued(told: Sequence[Told]) -> dict[str, Mapping[str, Any]]:
    """Return of the instruments of a stretch who issued them to whom, of whichever case what becomes of them is told."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in told:
        said = counting(one) if one.type == ISSUED else None
        if said is not None and said.subject_id is not None:
            named = {"procuratorate": one.source, "addressee": said.addressee, "kind": said.kind}
            found.setdefault(said.subject_id, named)
    return found


async def _store(
    session: AsyncSession, found: Found, versions: Sequence[Version], issued: Mapping[str, Mapping[str, Any]]
) -> None:
    said = [(version, one) for version in versions if (one := counting(version.event)) is not None]
    if not said:
        return
    placed = [Placed(version, one, *found.place_of(version)) for version, one in said]
    case_ids = {one.case_id for one in placed if one.case_id is not None}
    subjects = {one.subject_id for _, one in said if one.type.startswith("instrument.") and one.subject_id is not None}
    before = await progress.issued(session, subjects) if subjects else {}
    ground = Ground(await access.directory(session), before, issued)
    for case_id, since, agency in await progress.turns(session, case_ids):
        ground.handling.setdefault(case_id, []).append((since, agency))
    for case_id, agency, since, until in await progress.supervising(session, case_ids):
        ground.supervising.setdefault(case_id, []).append((agency, since, until))
    # An instrument is issued before anything becomes of it.
    placed.sort(key=lambda one: (one.version.since, one.said.type != ISSUED))
    await progress.add(session, [ground.row(one) for one in placed])
