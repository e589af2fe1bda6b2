"""The clock's loop: works the partitions off when something was heard, and when a legal day begins."""

import asyncio
from dataclasses import dataclass, field

import structlog

from screening.screening_pass import Pass
from screening.store.db import DatabaseUnavailable
from zhenxie.kit.clock import Clock

log = structlog.get_logger(__name__)


@dataclass
class Agenda:
    """Advances every partition of this process as far as it goes, each time it is woken."""

    passes: list[Pass]
    clock: Clock
    last_error: str | None = field(default=None, init=False)

    async def work(self, woken: asyncio.Event, done: asyncio.Event) -> None:
        """Work for ever; `done` is set when something may be to be told.

        The subscriber wakes it at every page, an empty one too: a day that began is seen then, and never earlier than
        what was recorded before it.
        """
        pause = 0.5
        while True:
            woken.clear()
            try:
                await self.advance()
            except DatabaseUnavailable as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("agenda.failed", error=self.last_error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
                continue
            self.last_error, pause = None, 0.5
            done.set()
            await woken.wait()

    async def advance(self) -> None:
        """Work every partition off up to what was heard.

        :raises DatabaseUnavailable: the database went away; the next call goes on where this one was.
        """
        for one in self.passes:
            while await one.advance(now=self.clock.now()):
                pass
