"""Alerts as they are shown: whole to those who supervise, and to police the words that were shared with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from exchange.access.callers import Caller
from exchange.alerts import queries
from exchange.alerts.errors import AlertNotFound
from exchange.alerts.queries import SharesWanted, Wanted
from exchange.alerts.schemas import AlertsAsked, place_of, read_place
from exchange.cases import queries as cases
from exchange.db import AsyncSession
from exchange.errors import InvalidParameter
from exchange.feed import queries as feed
from exchange.feed.asked import Question
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import change_bytes, cursor
from exchange.feed.seals import Sealer
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind

_SEES_ALL = frozenset({AgencyKind.PROCURATORATE, AgencyKind.PLATFORM})
_NOT_OF_SHARES = ("state", "standing", "severity", "procuratorate", "fingerprint")


def sees_whole(caller: Caller) -> bool:
    """Tell whether a caller sees alerts at all before they are shared: procuratorates and platforms."""
    return caller.kind in _SEES_ALL


async def page(
    session: AsyncSession, caller: Caller, asked: AlertsAsked, sealer: Sealer
) -> tuple[list[dict[str, Any]], str]:
    """Return a page of alerts as `caller` may see them, and the cursor that goes on behind it.

    :raises InvalidParameter: `changed_after` is no cursor, or a filter is asked of shares that they do not have.
    :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended; the list is read from its beginning.
    """
    of_epoch, after = read_place(asked.changed_after)
    epoch, head = await feed.head(session)
    if of_epoch not in (None, epoch) or after[0] > head:
        # What was changed in a lost stretch stands again as it was, with the place that it had then.
        raise CursorOutOfRange(resume_after=cursor(epoch, 0))
    if not sees_whole(caller):
        return await _shares(session, caller, asked, sealer, (epoch, after[0]))
    case_ids = None
    if asked.case_number is not None:
        case_ids = tuple(await feed.case_ids_of(session, number=asked.case_number, agency=caller.agency))
    named = asked.model_dump(include={"state", "standing", "rule", "severity", "procuratorate", "fingerprint"})
    wanted = Wanted(**named, case_id=case_ids, changed_after=after)
    rows = await queries.alerts_after(session, agency=caller.agency, wanted=wanted, limit=asked.limit)
    receipts = await _receipts(session, [row.id for row in rows])
    items = [shown(row, epoch, receipts.get(row.id, ())) for row in rows]
    return items, place_of(epoch, (rows[-1].place, rows[-1].changed_position) if rows else after)


async def _shares(
    session: AsyncSession, caller: Caller, asked: AlertsAsked, sealer: Sealer, begin: tuple[int, int]
) -> tuple[list[dict[str, Any]], str]:
    epoch, after = begin
    foreign = [name for name in _NOT_OF_SHARES if getattr(asked, name) is not None]
    if foreign:
        raise InvalidParameter(faults=[Fault(name, "not-of-shares") for name in foreign])
    numbers = None
    if asked.case_number is not None:
        case_ids = await feed.case_ids_of(session, number=asked.case_number, agency=caller.agency)
        known = await queries.numbers_of(session, case_ids)
        numbers = {number for case in known.values() for number in case}
    wanted = SharesWanted(after, asked.rule, numbers)
    rows = await queries.shares_after(session, agency=caller.agency, wanted=wanted, limit=asked.limit)
    return [_shared(row, epoch, sealer) for row in rows], cursor(epoch, rows[-1].position if rows else after)


async def _receipts(session: AsyncSession, alert_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    if alert_ids:
        for row in await queries.receipts_of(session, alert_ids):
            found.setdefault(row.alert_id, []).append(row)
    return found


def shown(row: Any, epoch: int, said: Iterable[Any]) -> dict[str, Any]:
    """Return an alert as it stands on the line."""
    receipts = {one.by: {"agency": one.by, **_receipt(one.body)} for one in said if one.said == "received"}
    return {
        "id": str(row.id),
        "state": row.state,
        "standing": row.standing,
        "snoozed_until": None if row.snoozed_until is None else row.snoozed_until.isoformat(),
        "previous": None if row.previous is None else str(row.previous),
        "raised": cursor(epoch, row.raised_position),
        "changed": place_of(epoch, (row.place, row.changed_position)),
        "ending": row.ending,
        "receipts": list(receipts.values()),
        "report": row.body,
    }


def _receipt(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "message_id"}


def _shared(row: Any, epoch: int, sealer: Sealer) -> dict[str, Any]:
    return {
        "id": str(row.alert_id),
        "case_number": row.case_number,
        "rule": row.rule,
        "title": row.title,
        "shared_text": sealer.decrypt(bytes(row.sealed_text), row.alert_id.bytes).decode(),
        "shared_by": row.shared_by,
        "shared_at": row.shared_at.isoformat(),
        "changed": cursor(epoch, row.position),
    }


async def find(session: AsyncSession, caller: Caller, alert_id: UUID) -> Any:
    """Return the row of an alert, or of what was shared of it, as far as the caller may see it.

    :raises AlertNotFound: the caller sees no such alert.
    """
    if sees_whole(caller):
        row = await queries.alert(session, alert_id, agency=caller.agency)
    else:
        wanted = SharesWanted(alert_id=alert_id)
        rows = await queries.shares_after(session, agency=caller.agency, wanted=wanted, limit=1)
        row = rows[0] if rows else None
    if row is None:
        raise AlertNotFound
    return row


async def one(session: AsyncSession, caller: Caller, row: Any, sealer: Sealer) -> bytes:
    """Return one alert that was found, as JSON bytes: with its history, and the case's entries as the rule saw them."""
    epoch, _ = await feed.head(session)
    if not sees_whole(caller):
        return orjson.dumps(_shared(row, epoch, sealer))
    said = await queries.versions_of(session, [row.id])
    values = shown(row, epoch, said) | {"history": [_history(one, epoch, sealer) for one in said]}
    # What was reported of a provisional case that had been joined by then is the case's too.
    joined = await cases.joined(session, [row.case_id], upto=row.evaluated_position)
    question = Question(
        after=0, upto=row.evaluated_position, limit=10_000, types=(), case_ids=(row.case_id, *joined), partition=None
    )
    entries = await feed.entries_after(session, question=question, agency=caller.agency)
    # What was done with alerts is their history, and remarks on form are their senders'; the rule saw the case.
    seen = (entry for entry in entries if not entry["type"].startswith(("alert.", "quality.")))
    timeline = b",".join(map(change_bytes, seen))
    return orjson.dumps(values)[:-1] + b',"timeline":[' + timeline + b"]}"


def _history(row: Any, epoch: int, sealer: Sealer) -> dict[str, Any]:
    note = row.sealed_note
    return {
        "said": row.said,
        "at": row.at.isoformat(),
        "by": row.by,
        "gh": row.body.get("gh"),
        "position": cursor(epoch, row.position),
        "note": None if note is None else sealer.decrypt(bytes(note), row.alert_id.bytes).decode(),
        "body": row.body,
    }
