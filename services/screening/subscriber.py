"""Follows the feed by long poll and keeps what it hears, once by position; one process at a time does it."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog

from screening import related
from screening.hearing import CASE_SHARED, Heard, heard, person_ties, ties_of
from screening.related import Tie
from screening.screening_pass import case_hash
from screening.store import feed_queries as feed
from screening.store import queries
from screening.store.db import Database, DatabaseUnavailable
from zhenxie.client.changes import Page, Wanted
from zhenxie.client.errors import CursorGone, ExchangeRefused, ExchangeUnavailable
from zhenxie.client.exchange import ExchangeClient
from zhenxie.kit.clock import Clock

log = structlog.get_logger(__name__)

_LOCK: Final = "screening.subscriber"
_PAGE: Final = 1000
_EXPUNGED: Final = "message.expunged"
# Questions for keys that are under way at once: each is recorded by the exchange before it is answered.
_QUESTIONS: Final = 8
# How often a process that leaves the hearing to another one looks whether that goes on, and after how many looks at
# nothing new it asks the exchange itself again.
_LOOKS_SECONDS: Final = 0.05
_LOOKS: Final = 20


class _Ahead(NamedTuple):
    """A page that is asked for while the one before it is still being kept."""

    cursor: str
    asked_at: datetime
    page: asyncio.Task[Page]


@dataclass
class Subscriber:
    """The one reader of the feed for every partition.

    `wake` is called when something was heard. `wait_seconds` is how long a poll waits for the first change.
    """

    database: Database
    client: ExchangeClient
    clock: Clock
    grace: timedelta
    wake: Callable[[], None] = lambda: None
    wait_seconds: float = 20.0
    last_error: str | None = field(default=None, init=False)
    # When a page was last heard (monotonic seconds; at first, when it began), where the feed ended then, and whether it
    # was heard to there.
    heard_at: float = field(default_factory=time.monotonic, init=False)
    head: int = field(default=0, init=False)
    at_head: bool = field(default=True, init=False)
    _ahead: _Ahead | None = field(default=None, init=False)
    _another_hears: bool = field(default=False, init=False)
    _cursor: str | None = field(default=None, init=False)
    """Where the feed was left, as far as this process knows: what it keeps is compared with what is stored."""

    async def follow(self) -> None:
        """Hear the feed for ever; what went wrong is tried again."""
        try:
            await self._follow()
        finally:
            self._leave_ahead()

    async def _follow(self) -> None:
        pause = 0.5
        while True:
            try:
                await self.hear(wait=self.wait_seconds)
                if self._another_hears:
                    await self._beside_another()
            except (ExchangeUnavailable, ExchangeRefused, DatabaseUnavailable) as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("subscriber.failed", error=self.last_error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            else:
                self.last_error, pause = None, 0.5

    async def hear(self, *, wait: float = 0) -> int:
        """Hear one page and keep it; return how many changes it held.

        Another process that hears already is left alone: then nothing is heard here.

        :raises ExchangeUnavailable: the exchange could not be reached.
        :raises ExchangeRefused: it refused the client.
        :raises DatabaseUnavailable: screening's own database went away.
        """
        cursor, self._cursor = self._cursor or await self._left_at(), None
        try:
            page, asked_at = await self._page(cursor, wait)
        except CursorGone as gone:
            await self._resume(cursor, gone.resume_after)
            return 0
        self.heard_at, self.at_head = time.monotonic(), page.next == page.head
        self.head = int(page.head.rpartition(".")[2])
        if page.next != page.head:
            self._ahead = _Ahead(page.next, self._asked_at(), asyncio.create_task(self._ask(page.next)))
            self._ahead.page.add_done_callback(_read)
        entries = [heard(one) for one in page.items]
        entries += await self._histories(entries)
        ties = [tie for one in entries for tie in ties_of(one)]
        epoch = page.next.partition(".")[0]
        ties += await self._persons(entries, epoch=epoch)
        left = await self._left_of_expunged(entries, epoch=epoch)
        kept = await self._keep(cursor, page, (entries, ties, left), asked_at)
        self._another_hears = not kept
        if kept:
            self._cursor = page.next
            self.wake()
        return len(page.items)

    async def _left_at(self) -> str:
        async with self.database.working() as session:
            cursor: str = (await feed.cursor(session)).cursor
        return cursor

    def _asked_at(self) -> datetime:
        # Whatever was recorded before this moment is in the page, or in those after it, unless a writer is very late.
        return self.clock.now() - self.grace

    async def _ask(self, cursor: str, wait: float = 0) -> Page:
        return await self.client.changes(cursor, wait=wait, limit=_PAGE)

    async def _page(self, cursor: str, wait: float) -> tuple[Page, datetime]:
        """Return the page behind a cursor and what was surely recorded before it; it may have been asked for already."""
        if self._ahead is not None and self._ahead.cursor == cursor:
            ahead, self._ahead = self._ahead, None
            return await ahead.page, ahead.asked_at
        self._leave_ahead()
        asked_at = self._asked_at()
        return await self._ask(cursor, wait), asked_at

    def _leave_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.page.cancel()
            self._ahead = None

    async def _beside_another(self) -> None:
        """Leave the hearing to the process that was first with a page, and wake at what it keeps, until it rests."""
        seen, looks = -1, 0
        while looks < _LOOKS:
            await asyncio.sleep(_LOOKS_SECONDS)
            async with self.database.working() as session:
                position = (await feed.cursor(session)).position
            looks += 1
            if position != seen:
                seen, looks = position, 0
                # Heard is heard, by whichever process; how far that one is behind the head, it says itself.
                self.heard_at, self.head, self.at_head = time.monotonic(), position, True
                self.wake()

    async def _keep(
        self,
        cursor: str,
        page: Page,
        held: tuple[Sequence[Heard], Sequence[Tie], Mapping[UUID, Collection[str]]],
        asked_at: datetime,
    ) -> bool:
        entries, ties, left_of_expunged = held
        at_head = page.next == page.head
        async with self.database.working() as session:
            if not await queries.take_lock(session, _LOCK) or (await feed.cursor(session)).cursor != cursor:
                return False
            await feed.keep(session, entries, [case_hash(one.case_id) for one in entries], ties)
            for case_id, keys in left_of_expunged.items():
                await feed.keep_only_persons(session, case_id, keys)
            await feed.move_cursor(
                session,
                cursor=page.next,
                position=int(page.next.rpartition(".")[2]),
                complete_before=asked_at if at_head else None,
            )
        return True

    async def _histories(self, entries: Sequence[Heard]) -> list[Heard]:
        """Return what was recorded of cases before they were shared with screening."""
        found: list[Heard] = []
        for one in entries:
            if one.type == CASE_SHARED and one.case_number is not None:
                after = "0"
                while int(after.rpartition(".")[2]) < one.position:
                    page = await self.client.changes(after, limit=_PAGE, wanted=Wanted(case_number=one.case_number))
                    found += [early for item in page.items if (early := heard(item)).position < one.position]
                    after = page.next
        return found

    async def _persons(self, entries: Sequence[Heard], *, epoch: str) -> list[Tie]:
        """Return the keys of the persons whom these entries name: one question for each list that names any of a case.

        Each question is recorded by the exchange; what a list says at its end is what its case is judged by.
        """
        asked: dict[tuple[UUID, int], Heard] = {}
        for one in entries:
            if one.case_id is not None and related.names_persons(one.told()):
                asked.setdefault((one.case_id, one.list_end), one)
        some_at_once = asyncio.Semaphore(_QUESTIONS)

        async def ties_of_persons(one: Heard) -> list[Tie]:
            async with some_at_once:
                return person_ties(one, await self._keys(one, epoch=epoch))

        return [tie for ties in await asyncio.gather(*map(ties_of_persons, asked.values())) for tie in ties]

    async def _left_of_expunged(self, entries: Sequence[Heard], *, epoch: str) -> dict[UUID, set[str]]:
        """Return the keys that are left of each case of which somebody was expunged; every other one is forgotten."""
        left: dict[UUID, set[str]] = {}
        for one in entries:
            if one.case_id is not None and one.type == _EXPUNGED:
                left[one.case_id] = {key for _, key in await self._keys(one, epoch=epoch)}
        return left

    async def _keys(self, one: Heard, *, epoch: str) -> list[tuple[str, str]]:
        if one.case_number is None:
            return []
        try:
            # Of the epoch of the page: what was restored stands where it stood, and no other epoch is answered.
            said = await self.client.cases.keys(one.case_number, as_known_at=f"{epoch}.{one.list_end}")
        except CursorGone:
            # Restored between the page and the question: nothing of the page is kept, and the next one says where.
            raise
        except ExchangeRefused as refused:
            # The case is no longer ours to see, or was never: its rules answer without its persons.
            log.warning("subscriber.persons_refused", case_number=one.case_number, status=refused.status)
            return []
        return _keys(said)

    async def _resume(self, cursor: str, place: str) -> None:
        position = int(place.rpartition(".")[2])
        async with self.database.working() as session:
            if not await queries.take_lock(session, _LOCK) or (await feed.cursor(session)).cursor != cursor:
                # Another process keeps what it heard, or resumed already; the next call sees what is so then.
                return
            log.warning("subscriber.feed_restored", resume_after=place)
            await feed.forget_after(session, position)
            # What followed from lost entries is not known any more: every case is looked at anew, and the exchange
            # takes nothing twice.
            await queries.wipe(session, heard_too=False)
            await feed.move_cursor(session, cursor=place, position=position, complete_before=None)
        self.wake()


def _read(page: asyncio.Task[Page]) -> None:
    # Nobody may come to want it any more, and what went wrong with it is no news then: it is asked for again.
    if not page.cancelled():
        page.exception()


def _keys(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (one["suspect_ref"], one["person_key"])
        for one in said["persons"]
        if one["role"] == "person" and one["suspect_ref"] and one["person_key"]
    ]
