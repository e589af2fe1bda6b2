"""Everything that the lead calls ask the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, null, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import agencies, grants
from exchange.alerts.tables import alerts
from exchange.db import AsyncSession
from exchange.leads.tables import evidence_requests, lead_acts, lead_evidence, leads

Place = tuple[date, int, int]
"""Where a lead stands in the office's list: due day, rank of its severity, and where it was raised."""

# What follows the alert; everything else of a row is the office's own.
_OF_THE_ALERT: Final = (
    *("case_number", "suspect_ref", "severity", "rank", "state", "standing", "finished", "title"),
    *("suggested_instrument", "snoozed_until", "changed_position"),
)
_OF_THE_OFFICE: Final = (
    *("source", "procuratorate", "assignee", "due_on", "group_head", "duplicate_of", "reopened_as", "changed_position"),
)


async def cases_of(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return the cases of these leads; a lead's case never changes, so none is locked."""
    return set(await session.scalars(select(leads.c.case_id).where(leads.c.alert_id.in_(list(ids)))))


async def leads_for_change(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return these leads locked, in one order for every process."""
    statement = select(leads).where(leads.c.alert_id.in_(list(ids))).order_by(leads.c.alert_id).with_for_update()
    return {row["alert_id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def members_of(session: AsyncSession, heads: Collection[UUID]) -> set[UUID]:
    """Return which leads go with these as their heads, the heads themselves included."""
    if not heads:
        return set()
    return set(await session.scalars(select(leads.c.alert_id).where(leads.c.group_head.in_(list(heads)))))


async def open_of(session: AsyncSession, office: str, gh: str, *, limit: int) -> tuple[list[UUID], int]:
    """Return the first open leads of a person of an office, in their order, and how many there are."""
    his = (leads.c.procuratorate == office, leads.c.assignee == gh, ~leads.c.finished)
    ids = await session.scalars(select(leads.c.alert_id).where(*his).order_by(*_order()).limit(limit))
    count = await session.scalar(select(func.count()).select_from(leads).where(*his))
    return list(ids), count or 0


async def offices_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return which procuratorate works each of these leads, as far as there are such."""
    statement = select(leads.c.alert_id, leads.c.procuratorate).where(leads.c.alert_id.in_(list(ids)))
    return {row.alert_id: row.procuratorate for row in await session.execute(statement)}


async def follow(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what changed of alerts into their leads; a lead that is new is written whole."""
    statement = upsert(leads)
    values = {name: statement.excluded[name] for name in _OF_THE_ALERT}
    await session.execute(statement.on_conflict_do_update(index_elements=["alert_id"], set_=values), list(rows))


async def change(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what the office changed of leads."""
    for row in rows:
        values = {name: row[name] for name in _OF_THE_OFFICE}
        await session.execute(update(leads).where(leads.c.alert_id == row["alert_id"]).values(**values))


def _standing(case_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    offices = select(agencies.c.code).where(agencies.c.kind == "procuratorate")
    return [
        *(grants.c.case_id == case_id, grants.c.relation == "supervising", grants.c.until_position.is_(None)),
        grants.c.agency.in_(offices),
    ]


async def misplaced(session: AsyncSession, *, limit: int) -> Sequence[Any]:
    """Return leads whose case changed hands since they were placed.

    `appointed` is to whom a report gave it, None where the office that works the lead just no longer supervises the case;
    `mark` tells one change of hands from the next.
    """
    handed = select(func.max(lead_acts.c.position)).where(
        lead_acts.c.alert_id == leads.c.alert_id, lead_acts.c.body.has_key("procuratorate")
    )
    placed = func.greatest(leads.c.raised_position, func.coalesce(handed.correlate(leads).scalar_subquery(), 0))
    # From the few grants that a report made: no lead is looked at whose case nobody was appointed for.
    given = (
        select(leads.c.alert_id, grants.c.agency.label("appointed"), grants.c.from_position.label("mark"))
        .where(*_standing(leads.c.case_id), grants.c.ground == "report")
        .where(grants.c.agency != leads.c.procuratorate, grants.c.from_position > placed)
        .order_by(leads.c.alert_id, grants.c.from_position)
        .limit(limit)
    )
    # Of several that were appointed the last one has the case.
    found = {row.alert_id: row for row in await session.execute(given)}
    has = _standing(leads.c.case_id)
    stays = select(grants.c.case_id).where(*has[:3], grants.c.agency == leads.c.procuratorate).exists()
    left = (
        select(leads.c.alert_id, null().label("appointed"), leads.c.changed_position.label("mark"))
        .where(~stays, select(grants.c.case_id).where(*has).exists())
        .where(leads.c.alert_id.not_in(list(found)))
        .order_by(leads.c.alert_id)
        .limit(limit)
    )
    return [*found.values(), *(await session.execute(left)).all()]


async def alerts_without_lead(session: AsyncSession, *, limit: int) -> Sequence[dict[str, Any]]:
    """Return alerts that have no lead although an office supervises their case by now."""
    none = ~select(leads.c.alert_id).where(leads.c.alert_id == alerts.c.id).exists()
    supervised = select(grants.c.case_id).where(*_standing(alerts.c.case_id)).exists()
    found = await session.execute(select(alerts).where(none, supervised).order_by(alerts.c.id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def add_acts(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what was done with leads."""
    await session.execute(insert(lead_acts), list(rows))


async def requests_for_change(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return these requests for materials locked, each with its lead."""
    statement = (
        select(evidence_requests, lead_evidence.c.alert_id)
        .join(lead_evidence, lead_evidence.c.request_id == evidence_requests.c.id)
        .where(evidence_requests.c.id.in_(list(ids)))
        .order_by(evidence_requests.c.id)
        .with_for_update(of=evidence_requests)
    )
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def leads_of_requests(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return about which leads these requests are."""
    if not ids:
        return set()
    statement = select(lead_evidence.c.alert_id).where(lead_evidence.c.request_id.in_(list(ids)))
    return set(await session.scalars(statement))


async def save_request(session: AsyncSession, row: Mapping[str, Any], *, alert_id: UUID, new: bool) -> None:
    """Write a request for materials, and of a new one about which lead it is."""
    if new:
        await session.execute(insert(evidence_requests).values(**row))
        await session.execute(insert(lead_evidence).values(request_id=row["id"], alert_id=alert_id))
        return
    values = {name: row[name] for name in ("received_on", "changed_position")}
    await session.execute(update(evidence_requests).where(evidence_requests.c.id == row["id"]).values(**values))


@dataclass(frozen=True)
class Wanted:
    """Which leads a list holds; None means any. `day` is today, on which snoozes end and due days are over."""

    day: date
    procuratorate: str | None = None
    state: str | None = None
    assignee: str | None = None
    severity: str | None = None
    rule: str | None = None
    case_id: tuple[UUID, ...] | None = None
    finished: bool = False
    snoozed: bool = False
    overdue: bool = False
    after: Place | None = None


def _order() -> tuple[ColumnElement[Any], ...]:
    return leads.c.due_on, leads.c.rank, leads.c.raised_position


async def page(session: AsyncSession, wanted: Wanted, *, limit: int) -> Sequence[Any]:
    """Return leads that this session may see, those that are due first before the others."""
    where: list[ColumnElement[bool]] = []
    for name in ("procuratorate", "state", "assignee", "severity", "rule"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(leads.c[name] == value)
    if wanted.state is None:
        where.append(leads.c.finished.is_(wanted.finished))
    if wanted.case_id is not None:
        where.append(leads.c.case_id.in_(wanted.case_id))
    # On the day itself a lead is back.
    rests = leads.c.snoozed_until > wanted.day
    where.append(rests if wanted.snoozed else or_(leads.c.snoozed_until.is_(None), leads.c.snoozed_until <= wanted.day))
    if wanted.overdue:
        where.append(leads.c.due_on < wanted.day)
    if wanted.after is not None:
        where.append(tuple_(*_order()) > tuple_(*wanted.after))
    return (await session.execute(select(leads).where(*where).order_by(*_order()).limit(limit))).all()


async def lead(session: AsyncSession, alert_id: UUID) -> Any:
    """Return one lead that this session may see, or None."""
    return (await session.execute(select(leads).where(leads.c.alert_id == alert_id))).one_or_none()


async def acts_of(session: AsyncSession, alert_id: UUID) -> Sequence[Any]:
    """Return what was done with a lead, in order."""
    statement = select(lead_acts).where(lead_acts.c.alert_id == alert_id).order_by(lead_acts.c.position)
    return (await session.execute(statement)).all()


async def requests_of(session: AsyncSession, alert_id: UUID) -> Sequence[Any]:
    """Return what was asked for on a lead, in order."""
    statement = (
        select(evidence_requests)
        .join(lead_evidence, lead_evidence.c.request_id == evidence_requests.c.id)
        .where(lead_evidence.c.alert_id == alert_id)
    )
    return (await session.execute(statement.order_by(evidence_requests.c.position))).all()


async def beside(session: AsyncSession, row: Any) -> Sequence[Any]:
    """Return the other leads of a lead's case that this session may see, with which of them it is grouped among them."""
    others = (leads.c.case_id == row.case_id, leads.c.alert_id != row.alert_id)
    return (await session.execute(select(leads).where(*others).order_by(*_order()).limit(200))).all()


async def complained_of(session: AsyncSession, case_ids: Collection[UUID]) -> set[UUID]:
    """Return of which of these cases a victim complained (控告), as far as this session may see; not what was dismissed for good.

    Of whom another complaint came, who may be a suspect or his family, nothing follows for the filing of the case.
    """
    raised = lead_acts.c.body["source"]
    taken_up = or_(leads.c.state != "dismissed", leads.c.reopened_as.is_not(None))
    statement = (
        select(leads.c.case_id)
        .join(lead_acts, lead_acts.c.alert_id == leads.c.alert_id)
        .where(leads.c.case_id.in_(list(case_ids)), leads.c.source == "complaint", taken_up)
        .where(lead_acts.c.act == "raised", raised["complainant"].astext == "victim")
    )
    return set(await session.scalars(statement))


async def requests_to(session: AsyncSession, agency: str, *, unanswered: bool, after: int, limit: int) -> Sequence[Any]:
    """Return what an agency was asked for, in order."""
    where = [evidence_requests.c.asked_of == agency, evidence_requests.c.position > after]
    if unanswered:
        where.append(evidence_requests.c.received_on.is_(None))
    statement = select(evidence_requests).where(*where).order_by(evidence_requests.c.position).limit(limit)
    return (await session.execute(statement)).all()


async def texts_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return what was written, sealed, on the leads of some cases."""
    columns = (lead_acts.c.alert_id, lead_acts.c.position, lead_acts.c.sealed_text)
    statement = select(*columns).join(leads, leads.c.alert_id == lead_acts.c.alert_id)
    wanted = (leads.c.case_id.in_(list(case_ids)), lead_acts.c.sealed_text.is_not(None))
    return (await session.execute(statement.where(*wanted))).all()


async def rewrite_act(session: AsyncSession, alert_id: UUID, position: int, sealed: bytes) -> None:
    """Keep another sealed text with what was done with a lead."""
    this = (lead_acts.c.alert_id == alert_id, lead_acts.c.position == position)
    await session.execute(update(lead_acts).where(*this).values(sealed_text=sealed))


async def requests_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return what was asked for in some cases."""
    columns = (evidence_requests.c.id, evidence_requests.c.sealed_text)
    return (await session.execute(select(*columns).where(evidence_requests.c.case_id.in_(list(case_ids))))).all()


async def rewrite_request(session: AsyncSession, request_id: UUID, sealed: bytes) -> None:
    """Keep another sealed text with a request for evidence."""
    this = evidence_requests.c.id == request_id
    await session.execute(update(evidence_requests).where(this).values(sealed_text=sealed))
