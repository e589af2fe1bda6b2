"""Says by itself which answers are overdue: once each, on the legal day after their last, however late anybody looks."""

from typing import Final

from exchange.access.callers import ON_THE_HOST
from exchange.acts.commands import Act
from exchange.db import Database
from exchange.errors import Refusal, Unavailable
from exchange.feed.commands import Command
from exchange.feed.scribe import Scribe
from exchange.instruments import queries
from exchange.instruments.commands import KIND, FallOverdue
from zhenxie.kit.clock import Clock
from zhenxie.law.calendar import legal_day
from zhenxie.wire import json

_AT_ONCE: Final = 200


async def apply(database: Database, scribe: Scribe, clock: Clock) -> int:
    """Let every instrument fall overdue whose last day is over, and return how many did; again, it changes nothing.

    Several processes may look at the same moment: the act is named after the instrument and its day, so that one of
    them says it and the others hear that it was said.

    :raises Unavailable: the database stayed away; what was not said is said at the next look.
    """
    said, after = 0, None
    while True:
        async with database.writing() as session:
            rows = await queries.due_before(session, legal_day(clock.now()), limit=_AT_ONCE, after=after)
        for row in rows:
            # A service that was corrected may let the same day come twice: each time is an act of its own.
            name = f"overdue:{row.id}:{row.awaited.isoformat()}:{row.changed_position}"
            act = Act(name, json.digest([name]), FallOverdue(row.id))
            try:
                answer, replay = await scribe.submit(Command(KIND, ON_THE_HOST, act, apart=True))
            except Unavailable:
                raise
            except Refusal:
                # It was answered, or taken back, since it was looked for.
                continue
            said += not replay and answer["position"] is not None
        if len(rows) < _AT_ONCE:
            return said
        after = rows[-1].awaited, rows[-1].id
