"""What was answered to the acts of an office, by the names of their messages, and what was told of what they made."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, entries, message_ids
from zhenxie.kit.identifiers import made_at

MessageKey = tuple[str, str]
"""Agency and message id."""

# Between the making of an id and the entry that tells of it; the feed's clock never goes back, so it may lie behind.
_SOON: Final = timedelta(minutes=10)


async def answered(session: AsyncSession, keys: Collection[MessageKey]) -> dict[MessageKey, Any]:
    """Return what was answered to messages, each with its digest."""
    columns = (message_ids.c.agency, message_ids.c.message_id)
    statement = select(*columns, message_ids.c.digest, message_ids.c.answer).where(
        tuple_(*columns).in_(list(keys)), message_ids.c.source_system == ""
    )
    return {(row.agency, row.message_id): row for row in await session.execute(statement)}


async def bind(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Bind message ids to their answers; return how many nobody had bound."""
    statement = upsert(message_ids).values(list(rows)).on_conflict_do_nothing().returning(message_ids.c.message_id)
    return len((await session.execute(statement)).all())


async def numbers_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return every number of some cases."""
    found: dict[UUID, set[str]] = {}
    statement = select(case_numbers.c.case_id, case_numbers.c.number).where(case_numbers.c.case_id.in_(list(case_ids)))
    for case_id, number in await session.execute(statement):
        found.setdefault(case_id, set()).add(number)
    return found


async def told_of(session: AsyncSession, identifier: UUID, *, kind: str, name: str) -> Mapping[str, Any] | None:
    """Return what this session may see of what an event of a kind told of a thing by its id, as the feed names it.

    Of things that slices above keep the feed alone is asked, about when the id was made; None where nothing was told.
    """
    made = made_at(identifier)
    if made is None:
        return None
    then = entries.c.recorded_at.between(made - _SOON, made + _SOON)
    for payload in await session.scalars(select(entries.c.payload).where(then, entries.c.type == kind)):
        said: Mapping[str, Any] = orjson.loads(payload)["data"]
        if said.get(name) == str(identifier):
            return said
    return None
