"""Records of cooperation as an organ that takes part sees them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from exchange.access.callers import Caller
from exchange.cooperation import projection, queries
from exchange.cooperation.errors import CooperationNotFound
from exchange.cooperation.queries import Wanted
from exchange.cooperation.schemas import CooperationAsked
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import cursor, read_cursor
from exchange.feed.seals import Sealer
from exchange.recurrences import queries as recurrences


class Shown:
    """Shows records to one caller on one legal day."""

    def __init__(self, session: AsyncSession, caller: Caller, sealer: Sealer, *, day: date) -> None:
        """Take the caller's session, what opens the records, and the day on which something may be overdue."""
        self._session, self._caller, self._sealer, self._day = session, caller, sealer, day

    async def page(self, asked: CooperationAsked) -> tuple[list[dict[str, Any]], str]:
        """Return a page of records, and the cursor that goes on behind it.

        :raises InvalidParameter: `changed_after` is no cursor.
        :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended.
        """
        of_epoch, after = read_cursor(asked.changed_after, parameter="changed_after")
        epoch, head = await feed.head(self._session)
        if of_epoch not in (None, epoch) or after > head:
            raise CursorOutOfRange(resume_after=cursor(epoch, 0))
        cases = None
        if asked.case_number is not None:
            cases = await feed.case_ids_of(self._session, number=asked.case_number, agency=self._caller.agency)
        wanted = Wanted(asked.kind, asked.state, cases, asked.overdue, self._day, after)
        agency = self._caller.agency
        rows = await queries.records_after(self._session, agency=agency, wanted=wanted, limit=asked.limit)
        numbers = await recurrences.numbers_of(self._session, {case for row in rows for case in row.case_ids})
        items = [self._record(row, epoch, numbers) for row in rows]
        return items, cursor(epoch, rows[-1].changed_position if rows else after)

    async def one(self, record_id: UUID) -> tuple[bytes, int]:
        """Return one record with everything that was done in it as JSON bytes, and its last change.

        :raises CooperationNotFound: the caller takes part in no such record.
        """
        row = await queries.record(self._session, record_id, agency=self._caller.agency)
        if row is None:
            raise CooperationNotFound
        epoch, _ = await feed.head(self._session)
        numbers = await recurrences.numbers_of(self._session, row.case_ids)
        entries = [self._entry(one, epoch) for one in await queries.entries_of(self._session, record_id)]
        packs = [one["said"].pop("pack") for one in entries if "pack" in one["said"]]
        whole = self._record(row, epoch, numbers) | {
            "entries": entries,
            "pack": packs[-1] if packs else None,
            "instrument": self._proposed(row, entries),
        }
        return orjson.dumps(whole), row.changed_position

    def _record(self, row: Any, epoch: int, numbers: Mapping[UUID, str]) -> dict[str, Any]:
        standing = row.standing
        late = set(projection.overdue_resolutions(standing, self._day))
        resolutions = [
            {"id": name, **one, "overdue": name in late} for name, one in standing.get("resolutions", {}).items()
        ]
        opinions = [{"id": name, "adoption": said} for name, said in standing.get("opinions", {}).items()]
        return {
            "id": str(row.id),
            "kind": row.kind,
            "state": row.state,
            "opened_by": row.opened_by,
            "opened_at": row.opened_at.isoformat(),
            "office": standing["office"],
            "organs": [{"agency": one, "people": people} for one, people in standing["organs"].items()],
            "case_numbers": [numbers[case] for case in row.case_ids if case in numbers],
            "due": None if row.due is None else row.due.isoformat(),
            "overdue": projection.overdue(row.due, self._day),
            "adopted": projection.adopted([one["adoption"] for one in opinions]),
            "opinions": opinions,
            "resolutions": resolutions,
            "result": standing.get("result"),
            "opened": cursor(epoch, row.opened_position),
            "changed": cursor(epoch, row.changed_position),
            "said": self._opened(row.sealed, row.id),
        }

    def _entry(self, row: Any, epoch: int) -> dict[str, Any]:
        return {
            "id": str(row.id),
            "act": row.act,
            "by": row.by,
            "gh": row.gh,
            "at": row.at.isoformat(),
            "position": cursor(epoch, row.position),
            "said": self._opened(row.sealed, row.cooperation_id),
        }

    def _proposed(self, row: Any, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        if row.kind != "class_case_review" or row.state not in ("approved", "closed"):
            return None
        # What was submitted last is what was approved.
        said = [self._opened(row.sealed, row.id), *(one["said"] for one in entries if one["act"] == "resubmit")][-1]
        return projection.proposed(row.standing, said["findings"])

    def _opened(self, sealed: bytes, record_id: UUID) -> dict[str, Any]:
        said: dict[str, Any] = orjson.loads(self._sealer.decrypt(bytes(sealed), record_id.bytes))
        return said
