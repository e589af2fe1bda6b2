"""Lets leads go with their cases: when a case changes hands, the office that has it now works its leads."""

from typing import Final

from exchange.access.callers import ON_THE_HOST
from exchange.acts.commands import Act
from exchange.db import Database
from exchange.errors import Refusal, Unavailable
from exchange.feed.commands import Command
from exchange.feed.scribe import Scribe
from exchange.leads import queries
from exchange.leads.commands import KIND, PlaceLead
from exchange.leads.concluding import follow
from zhenxie.kit.clock import Clock
from zhenxie.wire import json

_AT_ONCE: Final = 200


async def apply(database: Database, scribe: Scribe, clock: Clock) -> int:
    """Hand every lead over whose case went to another office, give one to every alert that had none; return how many.

    A lead goes where a report appointed an office since the lead was last placed, and away from an office that no longer
    supervises the case. Each is an act of its own with an entry in the feed, named after the lead and the place of the
    grant: several processes may look at the same moment, and one of them says it.

    :raises Unavailable: the database stayed away; what was not said is said at the next look.
    """
    placed = 0
    async with database.writing() as session:
        homeless = await queries.alerts_without_lead(session, limit=_AT_ONCE)
        if homeless:
            await follow(session, homeless, clock.now())
        misplaced = await queries.misplaced(session, limit=_AT_ONCE)
    for row in misplaced:
        name = f"placing:{row.alert_id}:{row.mark}"
        act = Act(name, json.digest([name]), PlaceLead(row.alert_id, row.appointed))
        try:
            _, replay = await scribe.submit(Command(KIND, ON_THE_HOST, act, apart=True))
        except Unavailable:
            raise
        except Refusal:
            # The case changed hands again since it was looked for.
            continue
        placed += not replay
    return placed + len(homeless)
