"""Blackens an expunged person in drafts and in what was written beside instruments; what was issued is kept as it is."""

from uuid import UUID

import orjson

from exchange.db import AsyncSession
from exchange.feed.blackening import Blackened, Blackout
from exchange.instruments import queries
from exchange.instruments.drafting import digest_of


async def blacken(session: AsyncSession, whom: Blackout) -> Blackened:
    """Blacken drafts and notes on the cases, those on a class of cases (类案) included.

    What was issued is part of the file that the law orders to be kept (案卷归档): its text stays, byte for byte under the
    digest that it was issued with, and it is named among what is kept. Where a draft loses a name its digest changes
    too, as by a revision.
    """
    count, kept = 0, list[UUID]()
    rows = await queries.on_cases(session, whom.case_ids)
    for row in rows:
        after = whom.values(bytes(row.sealed_body), row.id.bytes)
        if after is None:
            continue
        if row.issued_position is not None:
            kept.append(row.id)
            continue
        fields = orjson.loads(whom.sealer.decrypt(after, row.id.bytes))
        await queries.rewrite_draft(session, row.id, after, {**row.digests, "body": digest_of(fields)})
        count += 1
    for row in await queries.versions_of(session, [row.id for row in rows]):
        note = None if row.sealed_note is None else whom.values(bytes(row.sealed_note), row.instrument_id.bytes)
        if note is not None:
            await queries.rewrite_note(session, row.instrument_id, row.position, note)
            count += 1
    return Blackened(count, kept)
