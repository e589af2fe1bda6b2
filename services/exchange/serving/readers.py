"""How far each reader of the feed has read: what it asked after last, kept in the database for every process to see."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from exchange.db import AsyncSession
from exchange.serving import queries
from exchange.serving.queries import Lag, Stand

FORGOTTEN_AFTER: Final = timedelta(days=7)
"""Whoever did not ask for so long reads no more."""

# One client reads by partitions and by types; a client that invents questions is not followed any further.
_QUESTIONS_AT_MOST: Final = 64
# The pace of a reader that became quicker is soon known; of one that became slower at once.
_FORGETS: Final = 0.8


@dataclass
class Reading:
    """One question of one client: what it last asked after, and what it was given then.

    A cursor that is asked after says that everything before it was read. Only who comes back with what he was given
    follows the feed; a single look at it does not.
    """

    position: int
    asked_at: datetime
    moved_at: datetime
    handed: int | None = None
    follows: bool = False
    # The longest usual pause between an answer and the next question.
    pause: timedelta = timedelta(0)
    waiting: int = 0
    answered_at: datetime | None = None
    unsaid: bool = True

    def asked(self, position: int, now: datetime) -> None:
        """Note that everything up to `position` was read."""
        self.follows = self.follows or position == self.handed
        if self.answered_at is not None:
            self.pause = max(now - self.answered_at, self.pause * _FORGETS)
        if position != self.position:
            self.moved_at = now
        self.position, self.asked_at, self.unsaid = position, now, True


@dataclass
class Readers:
    """The readers of this process since they last asked, and of every process as the database knows them."""

    _readings: dict[str, dict[str, Reading]] = field(default_factory=lambda: defaultdict(dict))
    lags: Sequence[Lag] = ()

    @contextmanager
    def reading(self, client: str, question: str, position: int, now: datetime) -> Iterator[Reading]:
        """Note what a client asks after, and give what its answer is written down in."""
        mine = self._readings[client]
        one = mine.get(question)
        if one is None:
            one = Reading(position, now, now)
            if len(mine) < _QUESTIONS_AT_MOST:
                mine[question] = one
        else:
            one.asked(position, now)
        one.waiting += 1
        try:
            yield one
        finally:
            one.waiting -= 1

    async def exchange(self, session: AsyncSession, *, head: int, now: datetime) -> None:
        """Tell the database what this process knows, and learn what every process knows.

        Whoever waits in a long poll has read everything that he may see: he would have been woken otherwise.
        """
        stands = [
            Stand(client, question, head if one.waiting else one.position, one.asked_at, one.moved_at, one.pause)
            for client, readings in self._readings.items()
            for question, one in readings.items()
            if one.follows and (one.unsaid or one.waiting)
        ]
        if stands:
            await queries.keep_stands(session, stands)
        for stand in stands:
            one = self._readings[stand.client_id][stand.question]
            # Asked again meanwhile, it is to be said again.
            one.unsaid = one.asked_at != stand.asked_at
        await queries.forget_stands(session, before=now - FORGOTTEN_AFTER)
        self.lags = await queries.lags(session, now=now)
        self._tidy(now)

    def _tidy(self, now: datetime) -> None:
        for client in list(self._readings):
            mine = self._readings[client]
            for question, one in list(mine.items()):
                if not one.waiting and now - one.asked_at > FORGOTTEN_AFTER:
                    del mine[question]
            if not mine:
                del self._readings[client]
