"""The list of cases: as it stands, by the columns that are searched; as known at a moment, by the fold."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from exchange.cases import projection, queries, showing
from exchange.cases.asked import CasesAsked
from exchange.cases.projection import Searched
from exchange.cases.queries import Turn, Wanted
from exchange.cases.showing import Place
from exchange.db import AsyncSession
from exchange.errors import InvalidParameter
from exchange.feed.chain import instant
from exchange.feed.schemas import cursor
from zhenxie.record.fold import Told, fold
from zhenxie.wire.problems import Fault

CASES_A_PAGE: Final = 1000
"""How many cases a page of the list as known at a moment looks at, whatever it finds."""
_KEY: Final = re.compile(r"(\d{1,18})\.([0-9a-f]{32})", re.ASCII)


def _key(text: str | None) -> tuple[int, UUID] | None:
    if text is None:
        return None
    found = _KEY.fullmatch(text)
    if found is None:
        raise InvalidParameter(faults=[Fault("after", "not-a-cursor")])
    return int(found[1]), UUID(found[2])


async def cases(
    session: AsyncSession, agency: str, asked: CasesAsked, place: Place
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the list of cases, and the key of the next one.

    As known at a moment, a line says whose the case was then, and a case that was joined into another only later
    still stands by itself, provisional. Whether a case is listed follows from the grants of today.

    :raises InvalidParameter: `after` or `updated_since` cannot be read.
    :raises CursorOutOfRange: `updated_since` lies ahead of the feed.
    """
    since = 0
    if asked.updated_since is not None:
        since = await showing.position(session, asked.updated_since, "updated_since")
    wanted = Wanted(
        status=None if asked.status is None else asked.status.value,
        agency=asked.agency,
        charge=asked.charge,
        measure=None if asked.measure is None else asked.measure.value,
        track=None if asked.track is None else asked.track.value,
        updated_after=since,
    )
    if place.position is not None:
        return await _cases_as_known(session, agency, asked, (place, wanted))
    rows = await queries.cases_after(session, agency=agency, wanted=wanted, after=_key(asked.after), limit=asked.limit)
    items = [_line(row, row.picture, cursor(place.epoch, row.updated_position), row.updated_at) for row in rows]
    following = None
    if len(rows) == asked.limit:
        following = f"{rows[-1].updated_position}.{rows[-1].case_id.hex}"
    return items, following


async def _cases_as_known(
    session: AsyncSession, agency: str, asked: CasesAsked, looked_for: tuple[Place, Wanted]
) -> tuple[list[dict[str, Any]], str | None]:
    place, wanted = looked_for
    after, left = _key(asked.after), CASES_A_PAGE
    items: list[dict[str, Any]] = []
    while left > 0:
        size = min(200, left)
        rows = await queries.cases_opened(session, agency=agency, after=after, upto=place.upto, limit=size)
        left -= len(rows)
        ids = [row.case_id for row in rows]
        told = await showing.told_with_joined(session, ids, place.upto)
        turns = await queries.turns_at(session, ids, upto=place.upto)
        for row in rows:
            after = row.opened_position, row.case_id
            item = _line_as_known(turns[row.case_id], told[row.case_id], place, wanted)
            if item is not None:
                items.append(item)
            if len(items) == asked.limit:
                return items, f"{after[0]}.{after[1].hex}"
        if len(rows) < size:
            return items, None
    return items, None if after is None else f"{after[0]}.{after[1].hex}"


def _line_as_known(row: Turn, told: Sequence[Told], place: Place, wanted: Wanted) -> dict[str, Any] | None:
    last = max(told, key=lambda one: one.position, default=None)
    if last is None or last.position <= wanted.updated_after:
        return None
    picture = fold(told)
    found = projection.searched(picture)
    fits = (
        (wanted.status in (None, found.status))
        and (wanted.agency in (None, row.handling_agency))
        and (wanted.charge is None or wanted.charge in found.charges)
        and (wanted.measure is None or wanted.measure in found.measures)
        and (wanted.track in (None, found.track))
    )
    if not fits:
        return None
    shown = _Shown(row, found)
    return _line(shown, picture.to_json(), cursor(place.epoch, last.position), last.recorded_at)


class _Shown:
    """A row of the list with the values of another moment."""

    def __init__(self, row: Turn, found: Searched) -> None:
        self.number, self.case_id = row.number, row.case_id
        self.handling_agency, self.provisional = row.handling_agency, row.provisional
        self.status, self.track = found.status, found.track
        self.charges, self.measures = list(found.charges), list(found.measures)


def _line(row: Any, picture: Mapping[str, Any], updated: str, updated_at: datetime) -> dict[str, Any]:
    return {
        "case_number": row.number,
        "case_id": str(row.case_id),
        "handling_agency": row.handling_agency,
        "provisional": row.provisional,
        "status": row.status,
        "status_since": picture["status_since"],
        "charges": row.charges,
        "measures": row.measures,
        "track": row.track,
        "suspects": [
            {"ref": one["ref"], "status": one["status"], "in_custody": one["in_custody"]} for one in picture["suspects"]
        ],
        "updated": updated,
        "updated_at": instant(updated_at),
    }
