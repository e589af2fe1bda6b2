"""Everything that the alert calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import directory_state, grants
from exchange.alerts.tables import alert_shares, alert_versions, alerts
from exchange.db import AsyncSession
from exchange.feed.tables import addressees, case_numbers, feed_head, message_ids

Key = tuple[str, int]
"""Fingerprint and occurrence."""


@dataclass(frozen=True)
class Wanted:
    """Which alerts a list holds; None means any."""

    state: str | None = None
    standing: str | None = None
    rule: str | None = None
    severity: str | None = None
    procuratorate: str | None = None
    case_id: tuple[UUID, ...] | None = None
    fingerprint: str | None = None
    changed_after: int = 0


async def alerts_for_change(
    session: AsyncSession, *, keys: Collection[Key], ids: Collection[UUID]
) -> Sequence[Mapping[str, Any]]:
    """Return these alerts locked, in one order for every process."""
    asked = or_(tuple_(alerts.c.fingerprint, alerts.c.occurrence).in_(list(keys)), alerts.c.id.in_(list(ids)))
    found = await session.execute(select(alerts).where(asked).order_by(alerts.c.id).with_for_update())
    return [dict(row) for row in found.mappings()]


async def ids_of(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these alerts there are."""
    return set((await session.execute(select(alerts.c.id).where(alerts.c.id.in_(list(ids))))).scalars())


async def numbers_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return every number of some cases."""
    found: dict[UUID, set[str]] = {}
    statement = select(case_numbers.c.case_id, case_numbers.c.number).where(case_numbers.c.case_id.in_(list(case_ids)))
    for case_id, number in await session.execute(statement):
        found.setdefault(case_id, set()).add(number)
    return found


async def answered(session: AsyncSession, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Return what was answered to messages, named by agency and message id, with the digest of each."""
    columns = (message_ids.c.agency, message_ids.c.message_id)
    statement = select(*columns, message_ids.c.digest, message_ids.c.answer).where(
        tuple_(*columns).in_(list(keys)), message_ids.c.source_system == ""
    )
    return {(row.agency, row.message_id): row for row in await session.execute(statement)}


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store alerts as they now are."""
    statement = upsert(alerts)
    values = {column.name: statement.excluded[column.name] for column in alerts.c if column.name != "id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values), list(rows))


async def add_versions(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store what was said of alerts."""
    await session.execute(insert(alert_versions), list(rows))


async def add_shares(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store with whom alerts were shared."""
    await session.execute(insert(alert_shares), list(rows))


async def bind(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bind message ids to their answers."""
    await session.execute(insert(message_ids), list(rows))


async def marks(session: AsyncSession, agency: str) -> tuple[int, ...]:
    """Return what every list of `agency` depends on: epoch, what was last addressed to it, the directory, its grants.

    Each is one row, or the end of one index: an answer that has not changed costs no large query. Whoever may see a
    change of an alert is addressed by it; nothing here moves for an alert that the agency may not see.
    """
    mine = grants.c.agency == agency
    found = await session.execute(
        select(
            select(feed_head.c.epoch).scalar_subquery(),
            select(func.coalesce(func.max(addressees.c.position), 0))
            .where(addressees.c.agency == agency)
            .scalar_subquery(),
            select(directory_state.c.version).scalar_subquery(),
            select(func.coalesce(func.max(grants.c.from_position), 0)).where(mine).scalar_subquery(),
            select(func.coalesce(func.max(grants.c.until_position), 0)).where(mine).scalar_subquery(),
        )
    )
    return tuple(found.one())


async def alerts_after(session: AsyncSession, *, agency: str, wanted: Wanted, limit: int) -> Sequence[Any]:
    """Return alerts that this session may see, the least recently changed first."""
    where = [alerts.c.changed_position > wanted.changed_after, seen_by(agency)]
    for name in ("state", "standing", "rule", "severity", "fingerprint"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(alerts.c[name] == value)
    if wanted.case_id is not None:
        where.append(alerts.c.case_id.in_(wanted.case_id))
    if wanted.procuratorate is not None:
        where.append(_supervised_by(wanted.procuratorate))
    found = await session.execute(select(alerts).where(*where).order_by(alerts.c.changed_position).limit(limit))
    return found.all()


def _supervised_by(procuratorate: str) -> Any:
    # Under the reader's role only its own grants are seen: another's name gives an empty list, never a hint.
    return (
        select(grants.c.case_id)
        .where(
            grants.c.case_id == alerts.c.case_id,
            grants.c.agency == procuratorate,
            grants.c.relation == "supervising",
            grants.c.until_position.is_(None),
        )
        .exists()
    )


def seen_by(agency: str) -> Any:
    """Return the condition under which `agency` may see an alert; the database's policy says the same and more."""
    return (
        select(grants.c.case_id)
        .where(
            grants.c.case_id == alerts.c.case_id,
            grants.c.agency == agency,
            grants.c.until_position.is_(None),
            grants.c.relation.in_(("supervising", "observing")),
        )
        .exists()
    )


async def alert(session: AsyncSession, alert_id: UUID, *, agency: str) -> Any | None:
    """Return one alert that this session may see."""
    found = await session.execute(select(alerts).where(alerts.c.id == alert_id, seen_by(agency)))
    return found.one_or_none()


async def versions_of(session: AsyncSession, alert_ids: Collection[UUID]) -> Sequence[Any]:
    """Return everything that was said of some alerts, in order."""
    statement = select(alert_versions).where(alert_versions.c.alert_id.in_(list(alert_ids)))
    return (await session.execute(statement.order_by(alert_versions.c.position))).all()


async def shares_after(
    session: AsyncSession, *, agency: str, after: int, limit: int, alert_id: UUID | None = None
) -> Sequence[Any]:
    """Return what was shared with an agency, oldest first."""
    where = [alert_shares.c.agency == agency, alert_shares.c.position > after]
    if alert_id is not None:
        where.append(alert_shares.c.alert_id == alert_id)
    found = await session.execute(select(alert_shares).where(*where).order_by(alert_shares.c.position).limit(limit))
    return found.all()


def day_of(text: str) -> date:
    """Return a day of the line as the database takes it."""
    return date.fromisoformat(text)
