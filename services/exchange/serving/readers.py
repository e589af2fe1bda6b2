"""How far each reader of the feed has read: what it asked after last, kept in the database for every process to see."""

from collections import defaultdict
from collections.abc import Sequence
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
    # Until when it waited for an answer that could bring it further, or waits.
    waits_until: datetime
    # When the last question is answered at the latest, or was answered.
    rested_since: datetime
    handed: int | None = None
    repeats: bool = False
    follows: bool = False
    # The longest usual pause between an answer and the next question.
    pause: timedelta = timedelta(0)
    unsaid: bool = True

    def asked(self, position: int, now: datetime, *, wait: float) -> None:
        """Note that everything up to `position` was read, and for how many seconds an answer is waited for."""
        if self.handed is not None:
            self.follows = self.follows or position == self.handed
            self.pause = max(now - self.rested_since, self.pause * _FORGETS)
        if position != self.position:
            self.moved_at = now
        # Whoever asks again for what he was handed did not take it in, however often he asks.
        self.repeats = self.handed is not None and position < self.handed
        self.position, self.asked_at, self.unsaid = position, now, True
        self._rest(now + timedelta(seconds=wait))

    def answered(self, handed: int, now: datetime) -> None:
        """Note up to where the answer led."""
        self.handed, self.unsaid = handed, True
        self._rest(now)

    def _rest(self, moment: datetime) -> None:
        self.rested_since = moment
        if not self.repeats:
            self.waits_until = moment


@dataclass
class Readers:
    """The readers of this process since they last asked, and of every process as the database knows them."""

    _readings: dict[str, dict[str, Reading]] = field(default_factory=lambda: defaultdict(dict))
    lags: Sequence[Lag] = ()

    def asked(self, reader: tuple[str, str], position: int, now: datetime, *, wait: float) -> Reading:
        """Note what a reader (client and question) asks after, and return what its answer is written down in.

        To be called once the cursor is known to be one of this feed: a refused one says nothing of what was read.
        """
        client, question = reader
        mine = self._readings[client]
        one = mine.get(question)
        if one is None:
            one = Reading(position, now, now, now, now)
            if len(mine) < _QUESTIONS_AT_MOST:
                mine[question] = one
        one.asked(position, now, wait=wait)
        return one

    async def exchange(self, session: AsyncSession, *, now: datetime) -> None:
        """Tell the database what this process knows, and learn what every process knows."""
        told = [
            (one, one.asked_at, one.rested_since, Stand(client, question, *_stand(one)))
            for client, readings in self._readings.items()
            for question, one in readings.items()
            if one.follows and one.unsaid
        ]
        if told:
            await queries.keep_stands(session, [stand for *_, stand in told])
        for one, asked_at, rested_since, _ in told:
            # Asked or answered meanwhile, it is to be said again.
            one.unsaid = (one.asked_at, one.rested_since) != (asked_at, rested_since)
        await queries.forget_stands(session, before=now - FORGOTTEN_AFTER)
        self.lags = await queries.lags(session, now=now)
        self._tidy(now)

    def _tidy(self, now: datetime) -> None:
        for client in list(self._readings):
            mine = self._readings[client]
            for question in [question for question, one in mine.items() if now - one.asked_at > FORGOTTEN_AFTER]:
                del mine[question]
            if not mine:
                del self._readings[client]


def _stand(one: Reading) -> tuple[int, datetime, datetime, datetime, timedelta]:
    return one.position, one.asked_at, one.moved_at, one.waits_until, one.pause
