"""Everything that the cooperation calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import false, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.alerts.tables import alert_versions, alerts
from exchange.cases.tables import cases
from exchange.cooperation.tables import cooperation_entries, cooperation_readers, cooperation_records
from exchange.db import AsyncSession
from exchange.feed.tables import feed_head
from exchange.recurrences.queries import unit_of_alert


@dataclass(frozen=True)
class Wanted:
    """Which records a list holds; None means any."""

    kind: str | None = None
    state: str | None = None
    case_ids: Sequence[UUID] | None = None
    # Those of which something was due before a day (True), or nothing was (False).
    overdue: bool | None = None
    day: date = date.min
    changed_after: int = 0


async def cases_of(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return the cases of some records; a record's cases never change, so none is locked."""
    statement = select(cooperation_records.c.case_ids).where(cooperation_records.c.id.in_(list(ids)))
    return {case for cases in await session.scalars(statement) for case in cases}


async def records_for_change(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return these records locked, in one order for every process."""
    named = cooperation_records.c.id.in_(list(ids))
    statement = select(cooperation_records).where(named).order_by(cooperation_records.c.id).with_for_update()
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def readers_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return who sees these records."""
    found: dict[UUID, set[str]] = {}
    columns = (cooperation_readers.c.cooperation_id, cooperation_readers.c.agency)
    for record, agency in await session.execute(select(*columns).where(columns[0].in_(list(ids)))):
        found.setdefault(record, set()).add(agency)
    return found


async def alerts_named(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Any]:
    """Return case, rule, unit and standing of some alerts, and when each was established (成案) first."""
    confirmed = (alert_versions.c.said == "reviewed", alert_versions.c.body["step"].astext == "confirm")
    first = select(func.min(alert_versions.c.at)).where(alert_versions.c.alert_id == alerts.c.id, *confirmed)
    columns = (alerts.c.id, alerts.c.case_id, alerts.c.rule, alerts.c.standing, unit_of_alert().label("unit"))
    statement = select(*columns, first.scalar_subquery().label("established_at"))
    statement = statement.join(cases, cases.c.case_id == alerts.c.case_id)
    return (await session.execute(statement.where(alerts.c.id.in_(list(ids))))).all()


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store records as they now are."""
    statement = upsert(cooperation_records)
    values = {one.name: statement.excluded[one.name] for one in cooperation_records.c if one.name != "id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values), list(rows))


async def add_entries(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store what was done in records."""
    await session.execute(insert(cooperation_entries), list(rows))


async def add_readers(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store who sees a record from now on."""
    await session.execute(upsert(cooperation_readers).on_conflict_do_nothing(), list(rows))


async def marks(session: AsyncSession) -> tuple[Any, ...]:
    """Return what every list of this session's agency depends on: epoch, and the last change that it may see."""
    last = select(func.coalesce(func.max(cooperation_records.c.changed_position), 0))
    found = await session.execute(select(select(feed_head.c.epoch).scalar_subquery(), last.scalar_subquery()))
    return tuple(found.one())


async def records_after(session: AsyncSession, *, agency: str, wanted: Wanted, limit: int) -> Sequence[Any]:
    """Return records that `agency` takes part in, the least recently changed first."""
    where = [cooperation_records.c.changed_position > wanted.changed_after, _reads(agency)]
    for name in ("kind", "state"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(cooperation_records.c[name] == value)
    if wanted.case_ids is not None:
        where.append(cooperation_records.c.case_ids.overlap(list(wanted.case_ids)))
    if wanted.overdue is not None:
        where.append(func.coalesce(cooperation_records.c.due < wanted.day, false()) == wanted.overdue)
    statement = select(cooperation_records).where(*where)
    return (await session.execute(statement.order_by(cooperation_records.c.changed_position).limit(limit))).all()


async def record(session: AsyncSession, record_id: UUID, *, agency: str) -> Any | None:
    """Return one record that `agency` takes part in."""
    statement = select(cooperation_records).where(cooperation_records.c.id == record_id, _reads(agency))
    return (await session.execute(statement)).one_or_none()


def _reads(agency: str) -> Any:
    """Return which records an agency may see; the database's policy says the same, and either alone is enough."""
    mine = select(cooperation_readers.c.cooperation_id).where(cooperation_readers.c.agency == agency)
    return cooperation_records.c.id.in_(mine)


async def entries_of(session: AsyncSession, record_id: UUID) -> Sequence[Any]:
    """Return what was done in a record that this session may see, in order."""
    statement = select(cooperation_entries).where(cooperation_entries.c.cooperation_id == record_id)
    return (await session.execute(statement.order_by(cooperation_entries.c.position))).all()


async def records_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return the openings, sealed, of the records about some cases."""
    about = cooperation_records.c.case_ids.overlap(list(case_ids))
    return (await session.execute(select(cooperation_records.c.id, cooperation_records.c.sealed).where(about))).all()


async def rewrite_record(session: AsyncSession, record_id: UUID, sealed: bytes) -> None:
    """Keep another sealed opening with a record."""
    this = cooperation_records.c.id == record_id
    await session.execute(update(cooperation_records).where(this).values(sealed=sealed))


async def entries_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return what was said, sealed, in the records about some cases."""
    entries, records = cooperation_entries.c, cooperation_records.c
    statement = select(entries.id, entries.cooperation_id, entries.sealed).join_from(
        cooperation_entries, cooperation_records, records.id == entries.cooperation_id
    )
    return (await session.execute(statement.where(records.case_ids.overlap(list(case_ids))))).all()


async def rewrite_entry(session: AsyncSession, entry_id: UUID, sealed: bytes) -> None:
    """Keep another sealed text with what was done in a record."""
    this = cooperation_entries.c.id == entry_id
    await session.execute(update(cooperation_entries).where(this).values(sealed=sealed))
