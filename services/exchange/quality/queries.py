"""Everything that the quality calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import agencies, grants
from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, entries, feed_head
from exchange.quality.tables import quality_findings
from zhenxie.wire.vocabulary import AgencyKind


async def findings_for_change(
    session: AsyncSession, keys: Collection[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, Any]]:
    """Return these findings locked, in one order for every process."""
    named = tuple_(quality_findings.c.fingerprint, quality_findings.c.occurrence)
    order = (quality_findings.c.fingerprint, quality_findings.c.occurrence)
    statement = select(quality_findings).where(named.in_(list(keys))).order_by(*order).with_for_update()
    rows = (await session.execute(statement)).mappings()
    return {(row["fingerprint"], row["occurrence"]): dict(row) for row in rows}


async def numbers_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return every number of some cases."""
    found: dict[UUID, set[str]] = {}
    statement = select(case_numbers.c.case_id, case_numbers.c.number).where(case_numbers.c.case_id.in_(list(case_ids)))
    for case_id, number in await session.execute(statement):
        found.setdefault(case_id, set()).add(number)
    return found


async def reported(session: AsyncSession, event_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return the case and the source of some events."""
    columns = (entries.c.event_id, entries.c.case_id, entries.c.source)
    statement = select(*columns).where(entries.c.event_id.in_(list(event_ids)))
    return {row.event_id: (row.case_id, row.source) for row in await session.execute(statement)}


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store findings as they now are."""
    statement, keys = upsert(quality_findings), ["fingerprint", "occurrence"]
    values = {one.name: statement.excluded[one.name] for one in quality_findings.c if one.name not in keys}
    await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), list(rows))


async def marks(session: AsyncSession, agency: str) -> tuple[Any, ...]:
    """Return what every list of `agency` depends on: epoch, the last change that it may see, and its grants."""
    mine = grants.c.agency == agency
    last = select(func.max(quality_findings.c.changed_position)).where(_visible(agency))
    found = await session.execute(
        select(
            select(feed_head.c.epoch).scalar_subquery(),
            last.scalar_subquery(),
            select(func.max(grants.c.from_position)).where(mine).scalar_subquery(),
            select(func.max(grants.c.until_position)).where(mine).scalar_subquery(),
        )
    )
    return tuple(found.one())


def _visible(agency: str) -> ColumnElement[bool]:
    """Return which findings an agency may see: its own, of cases that it may see; an operator every one.

    The database's policy says the same; either alone is enough.
    """
    granted = exists().where(
        grants.c.case_id == quality_findings.c.case_id,
        grants.c.agency == agency,
        grants.c.until_position.is_(None),
    )
    operator = exists().where(agencies.c.code == agency, agencies.c.kind == AgencyKind.PLATFORM.value)
    return or_(and_(quality_findings.c.sender == agency, granted), operator)


async def findings_after(
    session: AsyncSession, asked: Mapping[str, Any], *, agency: str, after: int, limit: int
) -> Sequence[Any]:
    """Return findings that `agency` may see, the least recently changed first; None asks for any."""
    named = [name for name in ("standing", "code", "case_number", "sender") if asked[name] is not None]
    where = [quality_findings.c.changed_position > after, _visible(agency)]
    where += [quality_findings.c[name] == asked[name] for name in named]
    statement = select(quality_findings).where(*where).order_by(quality_findings.c.changed_position).limit(limit)
    return (await session.execute(statement)).all()
