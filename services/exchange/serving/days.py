"""What time brings about by itself: supervision that begins or ends, bodies kept long enough, answers that are overdue."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from exchange.cases import administration
from exchange.instruments import overdue
from exchange.intake import operations as intake
from exchange.leads import placing
from exchange.statistics import counting
from zhenxie.kit import logs

_LOOK_SECONDS: Final = 60.0
# What failed is tried again before a moment's absence of the database counts as a stall.
_AGAIN_SECONDS: Final = 10.0
log = logs.get_logger(__name__)


async def _supervision(state: Any) -> None:
    await administration.apply_supervision(state.database, state.scribe, state.clock)


async def _refused_bodies(state: Any) -> None:
    async with state.database.writing() as session:
        await intake.forget_refused(session, now=state.clock.now())


async def _overdue_instruments(state: Any) -> None:
    await overdue.apply(state.database, state.scribe, state.clock)


async def _leads(state: Any) -> None:
    await placing.apply(state.database, state.scribe, state.clock)


async def _statistics(state: Any) -> None:
    # What is left waits for the next look: nothing else that days bring may wait for it.
    await counting.catch_up(state.database, patience=_LOOK_SECONDS)


_ACTS: Final[Mapping[str, Callable[[Any], Awaitable[None]]]] = {
    "supervision": _supervision,
    "refused_bodies": _refused_bodies,
    "overdue_instruments": _overdue_instruments,
    "leads": _leads,
    "statistics": _statistics,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An act that fails: since when, by the monotonic clock, and the type of the last error."""

    since: float
    error: str

    @property
    def seconds(self) -> float:
        """For how long it has failed."""
        return time.monotonic() - self.since


@dataclass
class Calendar:
    """What is to be done as days pass, and which of it fails; `failing` is by the act's name."""

    failing: dict[str, Failure] = field(default_factory=dict, init=False)

    async def turn(self, state: Any) -> None:
        """Do what is due; one act that fails keeps no other from being done."""
        for name, act in _ACTS.items():
            begun = time.monotonic()
            try:
                await act(state)
            except Exception as error:
                # Tomorrow's supervision must not depend on whether today's look failed.
                log.exception("look_failed", act=name)
                before = self.failing.get(name)
                self.failing[name] = Failure(before.since if before else begun, type(error).__name__)
            else:
                self.failing.pop(name, None)


async def follow(state: Any) -> None:
    """Bring grants up to today, forget what is due, say what is overdue, now and every minute; `state` is the running app's.

    Whether there is anything to do is one small question, so a day that began while nobody ran, and a change that
    was interrupted, are made up for in the same way.
    """
    while True:
        await state.calendar.turn(state)
        await asyncio.sleep(_AGAIN_SECONDS if state.calendar.failing else _LOOK_SECONDS)
