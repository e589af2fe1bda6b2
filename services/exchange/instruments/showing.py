"""Instruments as they are shown: on the list without their text, one by one with it to whom it concerns."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from exchange.access import queries as access
from exchange.access.callers import Caller
from exchange.alerts import queries as alerts
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import cursor, read_cursor
from exchange.feed.seals import Sealer
from exchange.instruments import queries
from exchange.instruments.bench import standing_of
from exchange.instruments.errors import InstrumentNotFound
from exchange.instruments.possible import possible_to
from exchange.instruments.queries import Wanted
from exchange.instruments.schemas import InstrumentsAsked
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.wire.vocabulary import AgencyKind

_PLAIN = (
    *("kind", "procuratorate", "addressee", "case_number", "suspect_refs", "state", "number", "numbering"),
    *("drafted_by", "approved_by", "reply_days", "upper", "digests"),
)
_SAID_TO_IT = frozenset({"urged", "reconsidered", "reviewed", "re_examined"})
_DAYS = ("issued_on", "served_on", "reply_due", "overdue_on", "follow_up_on")


async def page(session: AsyncSession, caller: Caller, asked: InstrumentsAsked) -> tuple[list[dict[str, Any]], str]:
    """Return a page of instruments as `caller` may see them, and the cursor that goes on behind it.

    :raises InvalidParameter: `changed_after` is no cursor.
    :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended; the list is read from its beginning.
    """
    of_epoch, after = read_cursor(asked.changed_after, parameter="changed_after")
    epoch, head = await feed.head(session)
    if of_epoch not in (None, epoch) or after > head:
        raise CursorOutOfRange(resume_after=cursor(epoch, 0))
    case_ids = None
    if asked.case_number is not None:
        case_ids = tuple(await feed.case_ids_of(session, number=asked.case_number, agency=caller.agency))
    named = asked.model_dump(include={"state", "kind", "addressee", "procuratorate", "upper", "overdue", "alert_id"})
    of_alert = () if asked.alert_id is None else await alerts.cases_of(session, keys=(), ids={asked.alert_id})
    wanted = Wanted(**named, case_id=case_ids, of_alert=tuple(of_alert), changed_after=after)
    rows = await queries.instruments_after(session, wanted, agency=caller.agency, limit=asked.limit)
    return [shown(row, epoch, caller) for row in rows], cursor(epoch, rows[-1].changed_position if rows else after)


def shown(row: Any, epoch: int, caller: Caller) -> dict[str, Any]:
    """Return an instrument as it stands on the list of a caller, with the steps that its side may take.

    Who drafted it is its office's to know, and when it will be looked at.
    """
    values = {name: getattr(row, name) for name in _PLAIN}
    days = {name: None if (day := getattr(row, name)) is None else day.isoformat() for name in _DAYS}
    if not row.ours:
        values["drafted_by"] = None
    if not _looks_back(row, caller):
        days["follow_up_on"] = None
    return {
        "id": str(row.id),
        "title": kind_of(row.kind).name.chinese,
        "alert_ids": [str(one) for one in row.alert_ids],
        **values,
        **days,
        "possible": possible_to(row._asdict(), standing_of(row._asdict()), caller),
        "changed": cursor(epoch, row.changed_position),
    }


async def find(session: AsyncSession, caller: Caller, instrument_id: UUID) -> Any:
    """Return the row of an instrument, as far as the caller may see it.

    :raises InstrumentNotFound: the caller sees no such instrument.
    """
    row = await queries.one(session, instrument_id, agency=caller.agency)
    if row is None:
        raise InstrumentNotFound
    return row


async def one(session: AsyncSession, caller: Caller, row: Any, sealer: Sealer) -> bytes:
    """Return one instrument that was found, as JSON bytes, with what it says and what was said of it."""
    epoch, _ = await feed.head(session)
    said = await queries.versions_of(session, [row.id])
    reads = reads_text(caller)
    fields = fields_of(row, sealer) if reads else None
    history = [_history(version, epoch, sealer if _reads_note(row, version, caller) else None) for version in said]
    if not _looks_back(row, caller):
        history = [one | {"body": _without_plan(one["body"])} for one in history if one["said"] != "follow_up_planned"]
    grounds = row.grounds if row.ours else await _cases_of(session, caller, row)
    return orjson.dumps(shown(row, epoch, caller) | {"fields": fields, "grounds": grounds, "history": history})


async def _cases_of(session: AsyncSession, caller: Caller, row: Any) -> dict[str, Any]:
    """Return the cases of an instrument that the reader sees: on what else it stands the office does not tell."""
    ids = [UUID(one) for one in row.grounds["cases"]]
    granted = {str(one.case_id) for one in await access.standing_grants(session, ids) if one.agency == caller.agency}
    return {"cases": {one: number for one, number in row.grounds["cases"].items() if one in granted}}


def _looks_back(row: Any, caller: Caller) -> bool:
    return row.ours or caller.kind is AgencyKind.PLATFORM


def _without_plan(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "planned_on"}


def _reads_note(row: Any, version: Any, caller: Caller) -> bool:
    """Tell whether a caller reads what was written with a step: its office, or who wrote it, or to whom it was said."""
    if not reads_text(caller):
        return False
    heard = version.said in _SAID_TO_IT or (version.said == "served" and version.body.get("refused"))
    return row.ours or version.by == caller.agency or heard or version.body.get("notified") == caller.agency


def reads_text(caller: Caller) -> bool:
    """Tell whether a caller reads what instruments say: screening needs their kinds and days, and no words of theirs."""
    return caller.kind is not AgencyKind.PLATFORM


def fields_of(row: Any, sealer: Sealer) -> dict[str, Any]:
    """Return what an instrument says, opened."""
    fields: dict[str, Any] = orjson.loads(sealer.decrypt(bytes(row.sealed_body), row.id.bytes))
    return fields


def _history(row: Any, epoch: int, sealer: Sealer | None) -> dict[str, Any]:
    note = row.sealed_note
    opened = None if note is None or sealer is None else sealer.decrypt(bytes(note), row.instrument_id.bytes)
    return {
        "said": row.said,
        "at": row.at.isoformat(),
        "by": row.by,
        "gh": row.gh,
        "position": cursor(epoch, row.position),
        "note": None if opened is None else orjson.loads(opened),
        "body": row.body,
    }


def numbering(rules: Sequence[Any], counters: Sequence[Any]) -> dict[str, Any]:
    """Return how a procuratorate numbers, and how far its counters have counted."""
    names = ("procuratorate", "kind", "mode", "short_name", "word")
    return {
        "items": [{name: getattr(row, name) for name in names} for row in rules],
        "counters": [{"word": row.word, "year": row.year, "last": row.last} for row in counters],
    }
