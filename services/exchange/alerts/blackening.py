"""Blackens an expunged person in what prosecutors wrote with alerts, and to whom they shared them."""

from exchange.alerts import queries
from exchange.db import AsyncSession
from exchange.feed.blackening import Blackened, Blackout


async def blacken(session: AsyncSession, whom: Blackout) -> Blackened:
    """Blacken the notes of reviews and the texts of shares on the alerts of the cases."""
    count = 0
    for row in await queries.notes_of_cases(session, whom.case_ids):
        after = whom.text(bytes(row.sealed_note), row.alert_id.bytes)
        if after is not None:
            await queries.rewrite_note(session, row.alert_id, row.position, after)
            count += 1
    for row in await queries.shares_of_cases(session, whom.case_ids):
        after = whom.text(bytes(row.sealed_text), row.alert_id.bytes)
        if after is not None:
            await queries.rewrite_share(session, row, after)
            count += 1
    return Blackened(count)
