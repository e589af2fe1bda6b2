"""Leads as they are shown to who works them and to those above."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.alerts import queries as alerts
from exchange.alerts import showing as alerts_shown
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.schemas import cursor, read_cursor
from exchange.feed.seals import Sealer
from exchange.leads import queries
from exchange.leads.errors import LeadNotFound
from exchange.leads.queries import Wanted
from exchange.leads.schemas import LeadsAsked, RequestsAsked, place_of, read_place

_ALL = "all"


async def page(session: AsyncSession, caller: Caller, asked: LeadsAsked, day: date) -> tuple[list[dict[str, Any]], str]:
    """Return a page of leads as `caller` may see them, and the cursor that goes on behind it.

    :raises InvalidParameter: `after` is no cursor.
    """
    case_ids = None
    if asked.case_number is not None:
        case_ids = tuple(await feed.case_ids_of(session, number=asked.case_number, agency=caller.agency))
    office = None if asked.procuratorate == _ALL else asked.procuratorate or caller.agency
    named = asked.model_dump(include={"state", "assignee", "severity", "rule", "finished", "snoozed", "overdue"})
    wanted = Wanted(day, procuratorate=office, case_id=case_ids, after=read_place(asked.after), **named)
    rows = await queries.page(session, wanted, limit=asked.limit)
    following = place_of((rows[-1].due_on, rows[-1].rank, rows[-1].raised_position)) if rows else asked.after
    return [shown(row, day) for row in rows], following


def shown(row: Any, day: date) -> dict[str, Any]:
    """Return a lead as it stands on the line on a day."""
    same = ("case_number", "suspect_ref", "rule", "model", "severity", "state", "standing", "title")
    own = ("suggested_instrument", "source", "procuratorate", "assignee")
    days = ("seen_on", "due_on", "snoozed_until")
    ids = ("alert_id", "group_head", "duplicate_of", "reopened_as")
    return {
        **{name: getattr(row, name) for name in (*same, *own)},
        **{name: None if getattr(row, name) is None else getattr(row, name).isoformat() for name in days},
        **{name: None if getattr(row, name) is None else str(getattr(row, name)) for name in ids},
        "overdue": not row.finished and row.due_on < day,
    }


async def find(session: AsyncSession, alert_id: UUID) -> Any:
    """Return the row of a lead.

    :raises LeadNotFound: the caller works no such lead, nor stands above who does.
    """
    row = await queries.lead(session, alert_id)
    if row is None:
        raise LeadNotFound
    return row


async def one(session: AsyncSession, caller: Caller, row: Any, sealer: Sealer, day: date) -> dict[str, Any]:
    """Return one lead that was found, with its alert, its acts, what was asked for, and the others of its case."""
    epoch, _ = await feed.head(session)
    alert = await alerts.alert(session, row.alert_id, agency=caller.agency)
    receipts = await alerts.receipts_of(session, [row.alert_id])
    beside = await queries.beside(session, row)
    grouped = {one.alert_id for one in beside if row.group_head is not None and one.group_head == row.group_head}
    return {
        **shown(row, day),
        "alert": alerts_shown.shown(alert, epoch, receipts),
        "acts": [_act(one, epoch, sealer) for one in await queries.acts_of(session, row.alert_id)],
        "evidence": [request(one, sealer) for one in await queries.requests_of(session, row.alert_id)],
        "group": [shown(one, day) for one in beside if one.alert_id in grouped],
        "others": [shown(one, day) for one in beside if one.alert_id not in grouped],
    }


def _act(row: Any, epoch: int, sealer: Sealer) -> dict[str, Any]:
    sealed = row.sealed_text
    return {
        "act": row.act,
        "at": row.at.isoformat(),
        "by": row.by,
        "gh": row.gh,
        "position": cursor(epoch, row.position),
        "body": row.body,
        "text": None if sealed is None else sealer.decrypt(bytes(sealed), row.alert_id.bytes).decode(),
    }


def request(row: Any, sealer: Sealer) -> dict[str, Any]:
    """Return a request for materials as it stands on the line."""
    return {
        "id": str(row.id),
        "case_number": row.case_number,
        "asked_by": row.asked_by,
        "asked_of": row.asked_of,
        "asked_at": row.asked_at.isoformat(),
        "requested": sealer.decrypt(bytes(row.sealed_text), row.id.bytes).decode(),
        "due_on": row.due_on.isoformat(),
        "received_on": None if row.received_on is None else row.received_on.isoformat(),
    }


async def requests(
    session: AsyncSession, caller: Caller, asked: RequestsAsked, sealer: Sealer
) -> tuple[Sequence[dict[str, Any]], str]:
    """Return a page of what the caller's agency was asked for, and the cursor that goes on behind it.

    :raises InvalidParameter: `after` is no cursor.
    """
    epoch, _ = await feed.head(session)
    _, after = read_cursor(asked.after)
    rows = await queries.requests_to(
        session, caller.agency, unanswered=asked.unanswered, after=after, limit=asked.limit
    )
    return [request(row, sealer) for row in rows], cursor(epoch, rows[-1].position if rows else after)
