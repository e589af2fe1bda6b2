"""Everything that the alert calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import directory_state, grants
from exchange.alerts.tables import alert_shares, alert_versions, alerts
from exchange.db import AsyncSession
from exchange.feed.tables import addressees, case_numbers, feed_head, message_ids

Key = tuple[str, int]
"""Fingerprint and occurrence."""
Place = tuple[int, int]
"""Where an alert stands in a reader's list: since when he has it as it is, and its last change.

The first is the alert's last change, or the grant on its case where that came later: an alert of before is news to whom
the case is shared with. Several may share it; no two alerts have the same last change.
"""


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
    changed_after: "Place" = (0, 0)


async def alerts_for_change(
    session: AsyncSession, *, keys: Collection[Key], ids: Collection[UUID]
) -> Sequence[Mapping[str, Any]]:
    """Return these alerts locked, in one order for every process."""
    statement = select(alerts).where(_named(keys, ids)).order_by(alerts.c.id).with_for_update()
    return [dict(row) for row in (await session.execute(statement)).mappings()]


def _named(keys: Collection[Key], ids: Collection[UUID]) -> ColumnElement[bool]:
    return or_(tuple_(alerts.c.fingerprint, alerts.c.occurrence).in_(list(keys)), alerts.c.id.in_(list(ids)))


async def cases_of(session: AsyncSession, *, keys: Collection[Key], ids: Collection[UUID]) -> set[UUID]:
    """Return the cases of these alerts; an alert's case never changes, so none is locked."""
    return set(await session.scalars(select(alerts.c.case_id).where(_named(keys, ids))))


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


async def bind(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Bind message ids to their answers; return how many nobody had bound."""
    statement = upsert(message_ids).values(list(rows)).on_conflict_do_nothing().returning(message_ids.c.message_id)
    return len((await session.execute(statement)).all())


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
    """Return alerts that this session may see, each with its `place`, in the order of their places."""
    mine = _granted(agency)
    since, known_since = [alerts.c.changed_position, mine.c.since], []
    if wanted.procuratorate is not None:
        # Whose alert it became later is news in the list of his alerts. Of cases that the caller does not supervise the
        # function says nothing.
        theirs = func.supervised_since(alerts.c.case_id, wanted.procuratorate, type_=BigInteger)
        since.append(theirs)
        known_since.append(theirs.is_not(None))
    place = func.greatest(*since)
    where = [tuple_(place, alerts.c.changed_position) > tuple_(*wanted.changed_after), *known_since]
    for name in ("state", "standing", "rule", "severity", "fingerprint"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(alerts.c[name] == value)
    if wanted.case_id is not None:
        where.append(alerts.c.case_id.in_(wanted.case_id))
    statement = select(alerts, place.label("place")).join(mine, mine.c.case_id == alerts.c.case_id).where(*where)
    return (await session.execute(statement.order_by(place, alerts.c.changed_position).limit(limit))).all()


def _granted(agency: str) -> Any:
    """Return the cases whose alerts `agency` may see, each with the position since when.

    The database's policy says the same, and more: who observes a case sees its alerts only as a platform.
    """
    standing = and_(grants.c.agency == agency, grants.c.until_position.is_(None))
    relation = grants.c.relation.in_(("supervising", "observing"))
    columns = (grants.c.case_id, func.min(grants.c.from_position).label("since"))
    return select(*columns).where(standing, relation).group_by(grants.c.case_id).subquery("mine")


async def alert(session: AsyncSession, alert_id: UUID, *, agency: str) -> Row[Any] | None:
    """Return one alert that this session may see, with its `place`."""
    mine = _granted(agency)
    place = func.greatest(alerts.c.changed_position, mine.c.since)
    statement = select(alerts, place.label("place")).join(mine, mine.c.case_id == alerts.c.case_id)
    return (await session.execute(statement.where(alerts.c.id == alert_id))).one_or_none()


async def versions_of(session: AsyncSession, alert_ids: Collection[UUID]) -> Sequence[Any]:
    """Return everything that was said of some alerts, in order."""
    statement = select(alert_versions).where(alert_versions.c.alert_id.in_(list(alert_ids)))
    return (await session.execute(statement.order_by(alert_versions.c.position))).all()


async def confirmed(session: AsyncSession, alert_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these alerts the office established (成案), whatever became of them since."""
    said = (alert_versions.c.said == "reviewed", alert_versions.c.body["step"].astext == "confirm")
    statement = select(alert_versions.c.alert_id).where(alert_versions.c.alert_id.in_(list(alert_ids)), *said)
    return set(await session.scalars(statement))


async def receipts_of(session: AsyncSession, alert_ids: Collection[UUID]) -> Sequence[Any]:
    """Return the receipts of some alerts, in order, without anything else that was said of them."""
    columns = (alert_versions.c.alert_id, alert_versions.c.by, alert_versions.c.said, alert_versions.c.body)
    statement = select(*columns).where(
        alert_versions.c.alert_id.in_(list(alert_ids)), alert_versions.c.said == "received"
    )
    return (await session.execute(statement.order_by(alert_versions.c.position))).all()


@dataclass(frozen=True)
class SharesWanted:
    """Which shares a list holds; None means any."""

    after: int = 0
    rule: str | None = None
    numbers: Collection[str] | None = None
    alert_id: UUID | None = None


async def shares_after(session: AsyncSession, *, agency: str, wanted: SharesWanted, limit: int) -> Sequence[Any]:
    """Return what was shared with an agency, each alert as it was shared last, in the order of these shares."""
    later = alert_shares.alias("later")
    same = and_(later.c.alert_id == alert_shares.c.alert_id, later.c.agency == alert_shares.c.agency)
    where = [
        alert_shares.c.agency == agency,
        alert_shares.c.position > wanted.after,
        ~select(later.c.alert_id).where(same, later.c.position > alert_shares.c.position).exists(),
    ]
    if wanted.rule is not None:
        where.append(alert_shares.c.rule == wanted.rule)
    if wanted.numbers is not None:
        where.append(alert_shares.c.case_number.in_(list(wanted.numbers)))
    if wanted.alert_id is not None:
        where.append(alert_shares.c.alert_id == wanted.alert_id)
    found = await session.execute(select(alert_shares).where(*where).order_by(alert_shares.c.position).limit(limit))
    return found.all()


async def notes_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return what prosecutors wrote, sealed, with the versions of the alerts on some cases."""
    columns = (alert_versions.c.alert_id, alert_versions.c.position, alert_versions.c.sealed_note)
    statement = select(*columns).join(alerts, alerts.c.id == alert_versions.c.alert_id)
    wanted = (alerts.c.case_id.in_(list(case_ids)), alert_versions.c.sealed_note.is_not(None))
    return (await session.execute(statement.where(*wanted))).all()


async def rewrite_note(session: AsyncSession, alert_id: UUID, position: int, sealed: bytes) -> None:
    """Keep another sealed note with a version of an alert."""
    this = (alert_versions.c.alert_id == alert_id, alert_versions.c.position == position)
    await session.execute(update(alert_versions).where(*this).values(sealed_note=sealed))


async def shares_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return every share of the alerts on some cases."""
    statement = select(alert_shares).join(alerts, alerts.c.id == alert_shares.c.alert_id)
    return (await session.execute(statement.where(alerts.c.case_id.in_(list(case_ids))))).all()


async def rewrite_share(session: AsyncSession, row: Any, sealed: bytes) -> None:
    """Keep another sealed text with a share."""
    key = (alert_shares.c.alert_id, alert_shares.c.agency, alert_shares.c.position)
    this = tuple_(*key) == tuple_(row.alert_id, row.agency, row.position)
    await session.execute(update(alert_shares).where(this).values(sealed_text=sealed))
