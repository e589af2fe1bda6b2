"""Everything that the calls about evidence standards ask the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from exchange.db import AsyncSession
from exchange.standards.tables import evidence_standards

Key = tuple[str, str]
"""The charges' joined names, and the procuratorate."""


async def latest(session: AsyncSession, keys: Collection[Key]) -> dict[Key, tuple[int, date]]:
    """Return version and first day of the last sheet of each key."""
    key = (evidence_standards.c.name, evidence_standards.c.procuratorate)
    last = (func.max(evidence_standards.c.version), func.max(evidence_standards.c.since))
    statement = select(*key, *last).where(tuple_(*key).in_(list(keys))).group_by(*key)
    return {(row[0], row[1]): (row[2], row[3]) for row in await session.execute(statement)}


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new versions."""
    await session.execute(insert(evidence_standards), list(rows))


async def in_force(session: AsyncSession, *, on: date, charges: Collection[str] | None) -> Sequence[Any]:
    """Return of each sheet the version that holds on a day, of any charge (None) or of sheets that name one of some."""
    key = (evidence_standards.c.name, evidence_standards.c.procuratorate)
    where = [evidence_standards.c.since <= on]
    if charges is not None:
        where.append(evidence_standards.c.charges.overlap(list(charges)))
    statement = select(evidence_standards).where(*where).ext(distinct_on(*key))
    return (await session.execute(statement.order_by(*key, evidence_standards.c.version.desc()))).all()


async def versions(session: AsyncSession, name: str) -> Sequence[Any]:
    """Return every version of the sheets of some charges, each procuratorate's newest first."""
    statement = select(evidence_standards).where(evidence_standards.c.name == name)
    order = (evidence_standards.c.procuratorate, evidence_standards.c.version.desc())
    return (await session.execute(statement.order_by(*order))).all()
