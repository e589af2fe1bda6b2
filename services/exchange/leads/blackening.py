"""Blackens an expunged person in what the office wrote on leads, and in what it asked the police for."""

from exchange.db import AsyncSession
from exchange.feed.blackening import Blackened, Blackout
from exchange.leads import queries


async def blacken(session: AsyncSession, whom: Blackout) -> Blackened:
    """Blacken findings, comments and requests for evidence on the leads of the cases."""
    count = 0
    for row in await queries.texts_of_cases(session, whom.case_ids):
        after = whom.text(bytes(row.sealed_text), row.alert_id.bytes)
        if after is not None:
            await queries.rewrite_act(session, row.alert_id, row.position, after)
            count += 1
    for row in await queries.requests_of_cases(session, whom.case_ids):
        after = whom.text(bytes(row.sealed_text), row.id.bytes)
        if after is not None:
            await queries.rewrite_request(session, row.id, after)
            count += 1
    return Blackened(count)
