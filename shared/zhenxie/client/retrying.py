"""When to try again, and how long to wait: the pauses grow, and no two clients wait alike."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from zhenxie.client.errors import ExchangeUnavailable

PAUSES_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_LONGEST_SECONDS: Final = 60.0

_Answer = TypeVar("_Answer")


async def patiently(
    ask: Callable[[], Awaitable[_Answer]], pauses_seconds: tuple[float, ...] = PAUSES_SECONDS
) -> _Answer:
    """Return what `ask` returns, asking again after each of the pauses while the exchange is unavailable.

    Only for what may be said twice; everything that is sent to the exchange may.

    :raises ExchangeUnavailable: it still was after the last pause.
    """
    for pause in pauses_seconds:
        try:
            return await ask()
        except ExchangeUnavailable as error:
            wished = error.retry_after_seconds or 0.0
            # Many clients lose the same server at once; they must not come back at once.
            await asyncio.sleep(max(pause * random.uniform(0.5, 1.0), min(wished, _LONGEST_SECONDS)))  # noqa: S311
    return await ask()
