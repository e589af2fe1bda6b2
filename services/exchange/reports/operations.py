"""Finds what a report rests on, as it was known when its snapshot was taken, and records who read it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson

from exchange.access import operations as access
from exchange.access.callers import Caller
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.db import AsyncSession
from exchange.reports import queries
from exchange.reports.basis import LEAST, Basis, period_before
from exchange.reports.words import COOPERATION
from exchange.statistics import counting
from exchange.statistics.configuration import in_force
from exchange.statistics.errors import SnapshotNotFound, StatisticsBehind
from exchange.statistics.gathering import Asked
from exchange.statistics.operations import statistics
from exchange.statistics.queries import facts as counted
from zhenxie.wire.moments import BEIJING

_LINES: Final = [(kind, "cooperation.opened", kind) for kind in COOPERATION]
_PATIENCE_SECONDS: Final = 5.0
_IN_ALL: Final = 3
"""What `tallied` calls the count over every unit and procuratorate."""


async def basis_of(state: Any, caller: Caller, snapshot_id: UUID) -> Basis:
    """Return what the report of a snapshot is made from.

    Its figures are those that were kept. What stands beside them is counted as known at the snapshot's position, so that
    nothing told later changes the report.

    :raises SnapshotNotFound: the caller sees no such snapshot.
    :raises StatisticsBehind: the feed is not yet counted up to there.
    """
    await counting.catch_up(state.database, patience=_PATIENCE_SECONDS)
    reached = await counting.reached(state.database)
    async with state.database.reading(caller.agency) as session:
        row = await counted.snapshot(session, snapshot_id)
        if row is None:
            raise SnapshotNotFound
        directory = await access.directory(session)
        kept = await queries.kept_before(session, row, period_before(*_days(row)))
    if reached < row.position:
        raise StatisticsBehind(headers={"Retry-After": "30"})
    names = {code: one.name for code, one in directory.agencies.items()} | row.asked.get("names", {})
    # Whoever is above whom by now decides who reads the report, and not what it says.
    async with state.database.writing() as session:
        asked, epoch = Asked.of_stored(row.asked), row.asked["epoch"]
        first, last = period_before(asked.first, asked.last)
        earlier = replace(asked, first=first, last=last, as_of=min(last, asked.as_of))
        return Basis(
            snapshot_id=str(row.id),
            taken_on=row.taken_at.astimezone(BEIJING).date(),
            statistics=orjson.loads(row.body),
            before=await statistics(session, earlier, epoch=epoch, position=row.position),
            names=names,
            cooperation=_paired(
                await _opened(session, asked, row.position), await _opened(session, earlier, row.position)
            ),
            kept_before=None if kept is None else orjson.loads(kept),
            minimum=max(LEAST, in_force(asked.last).rate_minimum),
        )


def _days(row: Any) -> tuple[date, date]:
    asked = Asked.of_stored(row.asked)
    return asked.first, asked.last


async def _opened(session: AsyncSession, asked: Asked, position: int) -> dict[str, int]:
    rows = await counted.tallied(session, asked.scope(position), _LINES)
    return {kind: documents for kind, grouped, _, _, documents, *_ in rows if grouped == _IN_ALL}


def _paired(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {kind: (now.get(kind, 0), before.get(kind, 0)) for kind in COOPERATION}


async def record_reading(state: Any, caller: Caller, basis: Basis, form: str) -> None:
    """Record that somebody read a report, before it leaves."""
    particulars = {"agency": basis.statistics["agency"], "form": form}
    deed = Deed(caller.agency, caller.client, "statistics_report.read", basis.snapshot_id, particulars=particulars)
    async with state.database.writing() as session:
        await audit.record(session, deed, now=state.clock.now())
