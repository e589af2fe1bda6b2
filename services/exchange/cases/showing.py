"""What a caller is shown of one case, now or as known at a moment; and how far a moment reaches."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.access import queries as access_rows
from exchange.cases import queries, triaged
from exchange.cases.asked import TimelineAsked
from exchange.cases.errors import CaseNotFound
from exchange.cases.queries import Sight
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.asked import Question
from exchange.feed.schemas import cursor, read_cursor
from zhenxie.record.fold import Told, fold
from zhenxie.record.picture import of_json
from zhenxie.record.triage.history import Entries
from zhenxie.wire.moments import precision_of, start_of

# A long case is folded once for each of its entries. Meanwhile the others are served, and histories wait for each other:
# however many are asked for, they take one turn of the interpreter and not all of them.
_HISTORIES: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="triage-history")


@dataclass(frozen=True)
class Place:
    """Up to where is read: the epoch and head of the feed, and the position of a moment in the past, if one was asked."""

    epoch: int
    head: int
    position: int | None

    @property
    def upto(self) -> int:
        """The last position that counts."""
        return self.head if self.position is None else self.position

    @property
    def mark(self) -> str:
        """What changes with every entry."""
        return f"{self.epoch}.{self.head}.{self.position}"

    def known_mark(self, updated: int | None) -> str:
        """Return what changes with every entry of a case whose last position is `updated` (None: not known)."""
        return self.mark if updated is None else f"{self.epoch}.{updated}.{self.position}"


async def place(session: AsyncSession, as_known_at: str | None) -> Place:
    """Return up to where is read.

    :raises InvalidParameter: `as_known_at` is neither a cursor nor an instant.
    :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended.
    """
    epoch, head = await feed.head(session)
    if as_known_at is None:
        return Place(epoch, head, None)
    return Place(epoch, head, await position(session, as_known_at, "as_known_at"))


async def position(session: AsyncSession, text: str, parameter: str) -> int:
    """Return the position that a cursor or an instant means.

    :raises InvalidParameter: it is neither.
    :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended.
    """
    moment = _instant(text)
    if moment is not None:
        return await feed.position_known_at(session, moment)
    epoch, found = read_cursor(text, parameter=parameter)
    await feed.head_beyond(session, epoch=epoch, position=found)
    return found


def _instant(text: str) -> datetime | None:
    # A query string turns the + of an offset into a space where the sender did not escape it.
    spelled = re.sub(r" (?=\d{2}:\d{2}$)", "+", text)
    try:
        return start_of(spelled) if precision_of(spelled) == "instant" else None
    except (ValueError, OverflowError):
        return None


async def directory_mark(session: AsyncSession) -> int:
    """Return what changes when grants change without an entry."""
    return await access_rows.directory_version(session)


async def told_with_joined(session: AsyncSession, case_ids: Sequence[UUID], upto: int) -> dict[UUID, list[Told]]:
    """Return what cases, with those that had been joined into them by then, had been told up to a position."""
    members = {case_id: [case_id] for case_id in case_ids}
    for case_id, root in (await queries.joined(session, case_ids, upto=upto)).items():
        members[root].append(case_id)
    told = await feed.told_of_cases(session, sorted({one for ids in members.values() for one in ids}), upto=upto)
    return {case_id: [one for member in ids for one in told[member]] for case_id, ids in members.items()}


@dataclass(frozen=True)
class Found:
    """What a number means to an agency: the ids of one case, and what may be seen of it."""

    agency: str
    case_ids: tuple[UUID, ...]
    sight: Sight
    handling_agency: str | None
    updated_position: int | None

    def last(self, place: Place) -> int:
        """Return the position up to which the answer is what was known: of the case itself, as far as it is seen."""
        return place.upto if place.position is not None or self.updated_position is None else self.updated_position

    @property
    def mark(self) -> str:
        """What changes when the caller's grants change."""
        return f"{self.case_ids[0]}.{self.sight.mark}"


async def case(session: AsyncSession, agency: str, number: str) -> Found:
    """Return what `number` means to `agency`.

    :raises CaseNotFound: nothing.
    """
    ids = tuple(await feed.case_ids_of(session, number=number, agency=agency))
    if not ids:
        raise CaseNotFound
    sight = await queries.sight_of(session, case_ids=ids, agency=agency)
    standing = await queries.standing(session, ids[0]) if sight.is_whole else None
    return Found(agency, ids, sight, *(standing or (None, None)))


async def visible(session: AsyncSession, found: Found, place: Place) -> list[Told]:
    """Return everything told up to a place of what a number means to this session.

    What was joined only later is told as well: it was reported under the same number.
    """
    told = await told_with_joined(session, found.case_ids, place.upto)
    once = {one.position: one for events in told.values() for one in events}
    return list(once.values())


async def case_values(session: AsyncSession, found: Found, number: str, place: Place, *, on: date) -> dict[str, Any]:
    """Return one case as it stands, or as it was known: its numbers, and whose it was, are those of then too.

    Which cases the caller may see, and how much of them, follows from the grants of today.

    :raises CaseNotFound: nothing that the caller may see had been said of it then.
    """
    stored = None
    if found.sight.is_whole and place.position is None and len(found.case_ids) == 1:
        stored = await queries.stored(session, found.case_ids[0])
    if stored is not None:
        values, picture = stored.picture, of_json(stored.picture)
    else:
        told = await visible(session, found, place)
        if not told:
            raise CaseNotFound
        picture = fold(told)
        values = picture.to_json()
    return {
        "case_number": number,
        "case_id": str(found.case_ids[0]),
        "numbers": await queries.numbers_of(session, found.case_ids, agency=found.agency, upto=place.upto),
        "handling_agency": await _handling_agency(session, found, place),
        "known_at": cursor(place.epoch, found.last(place)),
        "picture": values,
        "triage": triaged.Telling(on=on, complete=found.sight.is_whole).triage(picture),
    }


async def triage_values(session: AsyncSession, found: Found, number: str, place: Place, *, on: date) -> dict[str, Any]:
    """Return the triage of one case as it stands on a legal day, with the entries that it rests on and that changed it.

    :raises CaseNotFound: nothing that the caller may see had been said of it then.
    """
    told = await visible(session, found, place)
    if not told:
        raise CaseNotFound
    telling = triaged.Telling(on=on, complete=found.sight.is_whole, entries=Entries(told))
    return {
        "case_number": number,
        "case_id": str(found.case_ids[0]),
        "known_at": cursor(place.epoch, found.last(place)),
        "complete": found.sight.is_whole,
        "triage": telling.triage(fold(told)),
        "history": await asyncio.get_running_loop().run_in_executor(_HISTORIES, triaged.history, told, telling),
    }


async def _handling_agency(session: AsyncSession, found: Found, place: Place) -> str | None:
    if place.position is None or not found.sight.is_whole:
        return found.handling_agency
    turn = (await queries.turns_at(session, found.case_ids[:1], upto=place.upto)).get(found.case_ids[0])
    return None if turn is None else turn.handling_agency


async def entries(
    session: AsyncSession, found: Found, agency: str, place: Place, asked: TimelineAsked
) -> Sequence[Any]:
    """Return a page of a case's entries that `agency` may see, oldest first.

    :raises InvalidParameter: `after` is not a cursor.
    """
    after, limit = asked.after, asked.limit
    begin = 0 if after is None else read_cursor(after)[1]
    family = await queries.family(session, found.case_ids)
    ids = tuple({*found.case_ids, *family.keys()})
    question = Question(after=begin, upto=place.upto, limit=limit, case_ids=ids)
    return await feed.entries_after(session, question=question, agency=agency)
