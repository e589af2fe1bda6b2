"""What must be done once on every legal day (Asia/Shanghai), as soon as the day has begun."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from exchange.db import DatabaseUnavailable
from exchange.errors import Refusal
from zhenxie.kit import logs
from zhenxie.kit.clock import Clock
from zhenxie.wire.moments import BEIJING

_LOOK_SECONDS: Final = 60.0
_log = logs.get_logger(__name__)


async def follow(clock: Clock, act: Callable[[date], Awaitable[None]], *, seconds: float = _LOOK_SECONDS) -> None:
    """Do `act` for today, and again for each day that begins; a day on which it failed is tried again every minute.

    A process that was down over a midnight does it when it starts, so `act` must find out itself what was missed.
    """
    done: date | None = None
    while True:
        today = clock.now().astimezone(BEIJING).date()
        if today != done:
            try:
                await act(today)
                done = today
            except (DatabaseUnavailable, Refusal) as error:
                _log.warning("day_not_begun", day=today.isoformat(), exc_info=error)
        await asyncio.sleep(seconds)
