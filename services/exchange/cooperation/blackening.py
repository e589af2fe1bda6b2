"""Blackens an expunged person in what police and procuratorate wrote to each other about a case."""

from exchange.cooperation import queries
from exchange.db import AsyncSession
from exchange.feed.blackening import Blackened, Blackout


async def blacken(session: AsyncSession, whom: Blackout) -> Blackened:
    """Blacken the openings and entries of every record about one of the cases."""
    count = 0
    for row in await queries.records_of_cases(session, whom.case_ids):
        after = whom.values(bytes(row.sealed), row.id.bytes)
        if after is not None:
            await queries.rewrite_record(session, row.id, after)
            count += 1
    for row in await queries.entries_of_cases(session, whom.case_ids):
        after = whom.values(bytes(row.sealed), row.cooperation_id.bytes)
        if after is not None:
            await queries.rewrite_entry(session, row.id, after)
            count += 1
    return Blackened(count)
