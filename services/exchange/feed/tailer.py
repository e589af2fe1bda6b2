"""One LISTEN per process: matches new entries to waiting readers in memory and wakes those who may see them."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from exchange.db import Database, DatabaseUnavailable
from exchange.feed import queries
from exchange.feed.asked import Arrival

log = structlog.get_logger(__name__)

# A notification can be lost with its connection; nobody waits longer than this for what is already there.
_SAFETY_POLL_SECONDS: Final = 2.0
# After a burst or an outage everybody is woken instead of matched one by one.
_MATCHED_AT_MOST: Final = 5_000


@dataclass(eq=False)
class Waiter:
    """One reader that waits: who it is and what would wake it."""

    agency: str
    types: frozenset[str] = frozenset()
    case_ids: frozenset[Any] = frozenset()
    partition: tuple[int, int] | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, arrival: Arrival) -> bool:
        """Return whether `arrival` may concern this reader; the read that follows decides for good."""
        if arrival.agency != self.agency or (self.types and arrival.type not in self.types):
            return False
        if self.case_ids and arrival.case_id not in self.case_ids:
            return False
        return self.partition is None or arrival.case_hash % self.partition[1] == self.partition[0]


class Tailer:
    """Follows the head for a whole process; a waiting reader holds neither a session nor a connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiters: set[Waiter] = set()
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self.epoch = 0
        self.position = 0
        self._looked_at = 0.0

    @property
    def waiting(self) -> int:
        """How many readers wait."""
        return len(self._waiters)

    @property
    def overdue_seconds(self) -> float:
        """For how long a look at the head is overdue; one is taken every other second, come what may."""
        return max(0.0, time.monotonic() - self._looked_at - _SAFETY_POLL_SECONDS)

    def start(self) -> None:
        """Begin to follow the head."""
        self._looked_at = time.monotonic()
        self._task = asyncio.create_task(self._run(), name="tailer")

    async def close(self) -> None:
        """Wake every reader and stop."""
        self._closing = True
        self._wake_all()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextlib.contextmanager
    def register(self, waiter: Waiter) -> Any:
        """Hold `waiter` among those to be woken; register before the first read, or an entry may slip between."""
        self._waiters.add(waiter)
        try:
            yield waiter
        finally:
            self._waiters.discard(waiter)

    async def wait(self, waiter: Waiter, *, seconds: float) -> bool:
        """Return True once something may have arrived for `waiter`, or False after `seconds`; at once when closing."""
        if self._closing:
            return False
        try:
            await asyncio.wait_for(waiter.woken.wait(), seconds)
        except TimeoutError:
            return False
        waiter.woken.clear()
        return not self._closing

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except DatabaseUnavailable:
                log.warning("tailer.database_unavailable")
                await asyncio.sleep(_SAFETY_POLL_SECONDS / 4)
            except Exception:
                # A tailer that ended would leave every long poll of this process asleep, and nobody would notice.
                log.exception("tailer.failed")
                await asyncio.sleep(_SAFETY_POLL_SECONDS)

    async def _follow(self) -> None:
        connection = await self._database.listen_connection()
        try:
            await connection.add_listener("zhenxie_feed", lambda *_: self._nudged.set())
            connection.add_termination_listener(lambda *_: self._nudged.set())
            while not connection.is_closed():
                await self._look()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), _SAFETY_POLL_SECONDS)
                self._nudged.clear()
        finally:
            connection.terminate()

    async def _look(self) -> None:
        async with self._database.writing() as session:
            epoch, position = await queries.head(session)
            self._looked_at = time.monotonic()
            before, began = self.position, self.epoch
            if (epoch, position) == (began, before):
                return
            new: list[Arrival] | None = None
            if epoch == began and self._waiters and position - before <= _MATCHED_AT_MOST:
                new = await queries.arrivals(session, after=before, upto=position)
        self.epoch, self.position = epoch, position
        if new is None:
            self._wake_all()
            return
        by_agency: dict[str, list[Arrival]] = {}
        for arrival in new:
            by_agency.setdefault(arrival.agency, []).append(arrival)
        for waiter in self._waiters:
            if any(map(waiter.matches, by_agency.get(waiter.agency, ()))):
                waiter.woken.set()

    def _wake_all(self) -> None:
        for waiter in self._waiters:
            waiter.woken.set()
