"""What time brings about by itself: supervision that begins or ends with a day, bodies that were kept long enough."""

import asyncio
from typing import Any, Final

from exchange.cases import administration
from exchange.intake import operations as intake
from zhenxie.kit import logs

_LOOK_SECONDS: Final = 60.0
log = logs.get_logger(__name__)


async def follow(state: Any) -> None:
    """Bring the grants by rule up to today and forget what is due, now and every minute; `state` is the running app's.

    Whether there is anything to do is one small question, so a day that began while nobody ran, and a change that
    was interrupted, are made up for in the same way.
    """
    while True:
        try:
            await administration.apply_supervision(state.database, state.scribe, state.clock)
            async with state.database.writing() as session:
                await intake.forget_refused(session, now=state.clock.now())
        except Exception:
            # Tomorrow's supervision must not depend on whether today's look failed.
            log.exception("look_failed")
        await asyncio.sleep(_LOOK_SECONDS)
