"""Everything that the instrument calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.alerts.tables import alerts
from exchange.db import AsyncSession
from exchange.instruments.tables import (
    instrument_readers,
    instrument_versions,
    instruments,
    number_counters,
    numberings,
)

Counter = tuple[str, str, int]
"""Procuratorate, word and year."""


async def cases_of(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return the cases of some instruments; an instrument's case never changes, so none is locked."""
    statement = select(instruments.c.case_id).where(instruments.c.id.in_(list(ids)), instruments.c.case_id.is_not(None))
    return {one for one in await session.scalars(statement) if one is not None}


async def for_change(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return these instruments locked, in one order for every process."""
    statement = select(instruments).where(instruments.c.id.in_(list(ids))).order_by(instruments.c.id).with_for_update()
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store instruments as they now are."""
    statement = upsert(instruments)
    values = {one.name: statement.excluded[one.name] for one in instruments.c if one.name != "id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values), list(rows))


async def add_versions(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was said of instruments."""
    await session.execute(insert(instrument_versions), list(rows))


async def add_readers(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let agencies read instruments from a position on; who reads one already keeps the earlier position."""
    await session.execute(upsert(instrument_readers).on_conflict_do_nothing(), list(rows))


async def versions_of(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Any]:
    """Return all that was said of some instruments, as far as this session may see it, in order."""
    statement = select(instrument_versions).where(instrument_versions.c.instrument_id.in_(list(ids)))
    return (await session.execute(statement.order_by(instrument_versions.c.position))).all()


async def readers_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return who reads some instruments."""
    columns = (instrument_readers.c.instrument_id, instrument_readers.c.agency)
    found: dict[UUID, set[str]] = {}
    for one, agency in await session.execute(select(*columns).where(columns[0].in_(list(ids)))):
        found.setdefault(one, set()).add(agency)
    return found


async def on_alerts(session: AsyncSession, alert_ids: Collection[UUID]) -> Sequence[Any]:
    """Return the instruments that stand on one of these alerts (`id`, `procuratorate`, `kind`, `state`, `alert_ids`)."""
    columns = (instruments.c.procuratorate, instruments.c.kind, instruments.c.state, instruments.c.alert_ids)
    statement = select(instruments.c.id, *columns).where(instruments.c.alert_ids.overlap(list(alert_ids)))
    return (await session.execute(statement.order_by(instruments.c.drafted_position))).all()


async def of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return the instruments in some cases that this session may see, in the order in which they were drafted."""
    statement = select(instruments).where(instruments.c.case_id.in_(list(case_ids)))
    return (await session.execute(statement.order_by(instruments.c.drafted_position))).all()


async def numberings_of(session: AsyncSession, procuratorates: Collection[str]) -> dict[tuple[str, str], Any]:
    """Return how some procuratorates number their instruments, by procuratorate and kind."""
    statement = select(numberings).where(numberings.c.procuratorate.in_(list(procuratorates)))
    return {(row.procuratorate, row.kind): row for row in await session.execute(statement)}


async def save_numbering(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Write down how a procuratorate numbers the instruments of a kind."""
    statement = upsert(numberings).values(**values)
    changed = {name: value for name, value in values.items() if name not in {"procuratorate", "kind"}}
    await session.execute(statement.on_conflict_do_update(index_elements=["procuratorate", "kind"], set_=changed))


async def counters_for_change(session: AsyncSession, starts: Mapping[Counter, int]) -> dict[Counter, int]:
    """Return how far these counters have counted, locked in one order for every process; a new one stands at its start.

    Whoever holds one gives its number back by not committing: so none is skipped, and none is given twice.
    """
    if not starts:
        return {}
    columns = (number_counters.c.procuratorate, number_counters.c.word, number_counters.c.year)
    fresh = [
        dict(zip(("procuratorate", "word", "year", "last"), (*one, starts[one]), strict=True)) for one in sorted(starts)
    ]
    await session.execute(upsert(number_counters).on_conflict_do_nothing(), fresh)
    statement = select(number_counters).where(tuple_(*columns).in_(list(starts))).order_by(*columns).with_for_update()
    return {(row.procuratorate, row.word, row.year): row.last for row in await session.execute(statement)}


async def save_counters(session: AsyncSession, counted: Mapping[Counter, int]) -> None:
    """Write down how far counters have counted."""
    for (procuratorate, word, year), last in sorted(counted.items()):
        values = {"procuratorate": procuratorate, "word": word, "year": year, "last": last}
        statement = upsert(number_counters).values(**values)
        key = ["procuratorate", "word", "year"]
        await session.execute(statement.on_conflict_do_update(index_elements=key, set_={"last": last}))


async def taken(session: AsyncSession, numbers: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of these numbers (procuratorate, key of the number) an instrument bears."""
    columns = (instruments.c.procuratorate, instruments.c.number_key)
    statement = select(*columns).where(tuple_(*columns).in_(list(numbers)))
    return {(row.procuratorate, row.number_key) for row in await session.execute(statement)}


async def taken_of(session: AsyncSession, procuratorate: str, series: str) -> set[tuple[str, str]]:
    """Return the numbers of a procuratorate (with it, by their keys) that begin so: 石大检侦监〔2026〕."""
    key = instruments.c.number_key
    statement = select(key).where(instruments.c.procuratorate == procuratorate, key.startswith(series, autoescape=True))
    return {(procuratorate, str(one)) for one in await session.scalars(statement)}


async def due_before(
    session: AsyncSession, day: date, *, limit: int, after: tuple[date, UUID] | None = None
) -> Sequence[Any]:
    """Return instruments (`id`, `awaited`, `changed_position`) whose answer was awaited until a day before `day`.

    The oldest come first, those behind `after` (`awaited`, `id`) only.
    """
    columns = (instruments.c.awaited, instruments.c.id)
    statement = select(*columns, instruments.c.changed_position).where(instruments.c.awaited < day)
    if after is not None:
        statement = statement.where(tuple_(*columns) > tuple_(*after))
    return (await session.execute(statement.order_by(*columns).limit(limit))).all()


@dataclass(frozen=True)
class Wanted:
    """Which instruments a list holds; None means any. `of_alert`: the case of the alert, where the reader sees it."""

    state: str | None = None
    kind: str | None = None
    addressee: str | None = None
    procuratorate: str | None = None
    upper: str | None = None
    overdue: bool | None = None
    case_id: tuple[UUID, ...] | None = None
    alert_id: UUID | None = None
    of_alert: tuple[UUID, ...] = ()
    changed_after: int = 0


async def instruments_after(session: AsyncSession, wanted: Wanted, *, agency: str, limit: int) -> Sequence[Any]:
    """Return instruments that this session may see, in the order of their last changes, each with whether it is `ours`."""
    statement = _read_by(agency).where(instruments.c.changed_position > wanted.changed_after)
    for name in ("state", "kind", "addressee", "procuratorate", "upper"):
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(instruments.c[name] == value)
    if wanted.overdue is not None:
        late = instruments.c.overdue_on.is_not(None)
        statement = statement.where(late if wanted.overdue else ~late)
    if wanted.case_id is not None:
        statement = statement.where(instruments.c.case_id.in_(wanted.case_id))
    if wanted.alert_id is not None:
        statement = statement.where(instruments.c.alert_ids.contains([wanted.alert_id]))
        # A policy lets no reader look into the index of alerts; what stands on one is of its case, or of several.
        if wanted.of_alert:
            statement = statement.where(
                or_(instruments.c.case_id.in_(wanted.of_alert), instruments.c.case_id.is_(None))
            )
    found: Sequence[Any] = (
        await session.execute(statement.order_by(instruments.c.changed_position).limit(limit))
    ).all()
    return found


async def one(session: AsyncSession, instrument_id: UUID, *, agency: str) -> Any | None:
    """Return one instrument that this session may see, with whether it is `ours`."""
    return (await session.execute(_read_by(agency).where(instruments.c.id == instrument_id))).one_or_none()


def _read_by(agency: str) -> Select[tuple[Any, ...]]:
    # The database's policy says the same; either alone is enough. Whoever reads since the draft is of the office's line.
    mine = (instrument_readers.c.instrument_id == instruments.c.id, instrument_readers.c.agency == agency)
    ours = instrument_readers.c.since_position <= instruments.c.drafted_position
    return select(instruments, ours.label("ours")).join(instrument_readers, and_(*mine))


async def numbering(session: AsyncSession, procuratorate: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return how a procuratorate numbers, by kind, and its counters, by word and year."""
    rules = select(numberings).where(numberings.c.procuratorate == procuratorate).order_by(numberings.c.kind)
    mine = number_counters.c.procuratorate == procuratorate
    counters = select(number_counters).where(mine).order_by(number_counters.c.word, number_counters.c.year)
    return (await session.execute(rules)).all(), (await session.execute(counters)).all()


async def on_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return the instruments about some cases, or on an alert of one of them, locked in one order for every process."""
    these = select(func.array_agg(alerts.c.id)).where(alerts.c.case_id.in_(list(case_ids))).scalar_subquery()
    about = or_(instruments.c.case_id.in_(list(case_ids)), instruments.c.alert_ids.overlap(these))
    return (await session.execute(select(instruments).where(about).order_by(instruments.c.id).with_for_update())).all()


async def rewrite_draft(session: AsyncSession, instrument_id: UUID, sealed: bytes, digests: Mapping[str, Any]) -> None:
    """Keep another sealed text, and its digest, with a draft."""
    this = instruments.c.id == instrument_id
    await session.execute(update(instruments).where(this).values(sealed_body=sealed, digests=digests))


async def rewrite_note(session: AsyncSession, instrument_id: UUID, position: int, sealed: bytes) -> None:
    """Keep another sealed note with what was said of an instrument."""
    this = (instrument_versions.c.instrument_id == instrument_id, instrument_versions.c.position == position)
    await session.execute(update(instrument_versions).where(*this).values(sealed_note=sealed))
