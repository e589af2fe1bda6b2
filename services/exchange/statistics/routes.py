"""Statistics: the figures of a period, the cases behind them, and snapshots that can be counted again."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access import operations as access
from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.acts import submitting
from exchange.cases import showing
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import Database
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.errors import CursorOutOfRange, MessageIdReused
from exchange.feed.schemas import cursor
from exchange.staff.errors import OperatorUnknown, RoleMissing
from exchange.statistics import counting, tabling
from exchange.statistics.commands import KIND, TakeSnapshot
from exchange.statistics.errors import (
    AgencyOutOfSight,
    MetricNotFound,
    PeriodNotBegun,
    SnapshotNotFound,
    StatisticsBehind,
    StatisticsNotForThisBody,
)
from exchange.statistics.gathering import Asked
from exchange.statistics.operations import asked_of, canonical, cases_behind, statistics
from exchange.statistics.queries import facts as queries
from exchange.statistics.schemas import (
    BehindOut,
    CasesAsked,
    SnapshotOut,
    SnapshotTaken,
    SnapshotWish,
    StatisticsAsked,
    StatisticsOut,
)
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.vocabulary import AgencyKind

router = APIRouter(tags=["statistics"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
Actor = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed"}}
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": SnapshotTaken, "description": "已答复过，未作改变 (nothing was new)"}
}
_REFUSALS: Final = refusals(
    *(StatisticsNotForThisBody, AgencyOutOfSight, InvalidParameter, CursorOutOfRange, StatisticsBehind, Unavailable)
)
# How long a request waits for what is still to be counted, before it answers with what is.
_PATIENCE_SECONDS: Final = 5.0


@router.get(
    "/v1/statistics",
    operation_id="getStatistics",
    summary="The figures of a quarter or any period (统计)",
    response_model=StatisticsOut,
    responses=_REFUSALS | _UNCHANGED,
)
async def get_statistics(request: Request, caller: Reader, asked: Annotated[StatisticsAsked, Query()]) -> Response:
    """Count a quarter (`quarter=2026Q3`) or the days `from` to `to` (Asia/Shanghai), the last day included.

    A procuratorate reads what it and those below it did; `agency` names one of them, or one unit of the police. A police
    agency reads the figures of the instruments that were addressed to it and those below it. Every metric carries its
    definition, says whether it counts persons, cases or documents, and has no rate where the denominator is below ten.
    Places stand in the order of their codes: nothing here ranks anybody. With `as_known_at` the answer is that of then.

    `known_at` says up to where the feed is counted. While the exchange still counts, an answer about now is that of the
    last position counted, and `behind` says how many positions are missing; an answer about a stated place waits: 503.
    """
    return await _answered(request, caller, asked, "application/json")


@router.get(
    "/v1/statistics.csv",
    operation_id="getStatisticsTable",
    summary="The figures as a table for a spreadsheet, CSV (统计表)",
    response_class=Response,
    responses=_REFUSALS
    | _UNCHANGED
    | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "CSV, UTF-8 with its mark"}},
)
async def get_statistics_table(
    request: Request, caller: Reader, asked: Annotated[StatisticsAsked, Query()]
) -> Response:
    """Return the same figures as CSV: one row a figure, with its unit, breakdown, rate and definition."""
    return await _answered(request, caller, asked, "text/csv")


@router.get(
    "/v1/statistics.xlsx",
    operation_id="getStatisticsWorkbook",
    summary="The figures as a workbook (统计表)",
    response_class=Response,
    responses=_REFUSALS
    | _UNCHANGED
    | {
        200: {
            "content": {_WORKBOOK: {"schema": {"type": "string", "format": "binary"}}},
            "description": "Office Open XML",
        }
    },
)
async def get_statistics_workbook(
    request: Request, caller: Reader, asked: Annotated[StatisticsAsked, Query()]
) -> Response:
    """Return the same table as a workbook; the same answer gives the same bytes."""
    return await _answered(request, caller, asked, _WORKBOOK)


@router.get(
    "/v1/statistics/{metric}/cases",
    operation_id="listStatisticsCases",
    summary="The cases behind a figure (统计项下案件)",
    response_model=BehindOut,
    responses=_REFUSALS | refusals(MetricNotFound),
)
async def list_statistics_cases(
    request: Request, metric: str, caller: Reader, asked: Annotated[CasesAsked, Query()]
) -> Response:
    """List the numbers of the cases behind a metric's numerator, for a procuratorate, as far as it still sees them."""
    if caller.kind is not AgencyKind.PROCURATORATE:
        raise StatisticsNotForThisBody
    found = await _found(request, caller, asked)
    async with _database(request).reading(caller.agency) as session:
        every = await cases_behind(session, found.asked, metric, found.position)
        page = [one for one in every if asked.after is None or one > asked.after][: asked.limit]
        numbers = await queries.numbers(session, page)
    following_one = str(page[-1]) if len(page) == asked.limit else None
    shown = [numbers[one] for one in page if one in numbers]
    body = {"items": shown, "hidden": len(page) - len(shown), "next": following_one}
    etag = etag_of("statistics-cases", caller.agency, metric, request.url.query, found.position, *page)
    return answer(orjson.dumps(body), etag, link=next_link(request, following_one))


@router.post(
    "/v1/statistics/snapshots",
    operation_id="takeStatisticsSnapshot",
    summary="Keep the figures of a period as they are known now (统计快照)",
    status_code=201,
    response_model=SnapshotTaken,
    responses=_REPLAY
    | refusals(
        StatisticsNotForThisBody,
        AgencyOutOfSight,
        OperatorUnknown,
        RoleMissing,
        MessageIdReused,
        InvalidBody,
        PeriodNotBegun,
        StatisticsBehind,
        Unavailable,
    ),
)
async def take_statistics_snapshot(request: Request, caller: Actor, wish: SnapshotWish) -> Response:
    """Keep what a period's figures are now: parameters, position, configuration and the digest of the answer.

    The feed tells the agency and those above it (`statistics.snapshot_taken`). Whoever reads the snapshot later is told
    whether counting again, as known at its position, gives the same bytes. The same `message_id` again is the same
    snapshot.
    """
    today = request.app.state.clock.now().astimezone(BEIJING).date()
    if wish.asked().days()[0] > today:
        raise PeriodNotBegun
    found = await _found(request, caller, wish.asked(), whole=True)
    async with _database(request).reading(caller.agency) as session:
        names = {code: one.name for code, one in (await access.directory(session)).agencies.items()}
    async with _database(request).reading(caller.agency) as session:
        said = await statistics(session, found.asked, epoch=found.epoch, position=found.position)
    body = canonical(said)
    taken = TakeSnapshot(
        gh=wish.gh,
        agency=found.asked.agency,
        position=found.position,
        asked={**found.asked.stored(), "epoch": found.epoch, "names": names},
        configuration=str(said["configuration"]),
        body=body,
        digest=hashlib.sha256(body).digest(),
        note=wish.note,
    )
    return await submitting.submit(request, caller, kind=KIND, message_id=wish.message_id, wish=taken)


@router.get(
    "/v1/statistics/snapshots/{snapshot_id}",
    operation_id="getStatisticsSnapshot",
    summary="A snapshot, and whether it follows again (统计快照)",
    response_model=SnapshotOut,
    responses=refusals(SnapshotNotFound, StatisticsBehind, Unavailable),
)
async def get_statistics_snapshot(request: Request, snapshot_id: UUID, caller: Reader) -> Response:
    """Return a snapshot as it was kept, and whether counting again as known at its position gives the same bytes."""
    async with _database(request).reading(caller.agency) as session:
        row = await queries.snapshot(session, snapshot_id)
    if row is None:
        raise SnapshotNotFound
    await _counted(request, row.position, whole=True)
    # Whoever is above whom by now decides who reads it, and not what was counted.
    async with _database(request).writing() as session:
        asked, epoch = Asked.of_stored(row.asked), row.asked["epoch"]
        again = canonical(await statistics(session, asked, epoch=epoch, position=row.position))
    shown = {
        "id": str(row.id),
        "agency": row.agency,
        "taken_by": row.taken_by,
        "gh": row.gh,
        "taken_at": row.taken_at.isoformat(),
        "known_at": cursor(epoch, row.position),
        "configuration": row.configuration,
        "digest": f"sha256:{row.digest.hex()}",
        "recomputed_digest": f"sha256:{hashlib.sha256(again).hexdigest()}",
        "identical": again == row.body,
        "statistics": orjson.Fragment(row.body),
    }
    return Response(orjson.dumps(shown), media_type="application/json")


@dataclass(frozen=True)
class _Found:
    """What is asked, and up to where it is counted, everything up to there; `behind`: how many positions are missing."""

    asked: Asked
    epoch: int
    position: int
    behind: int = 0


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _found(request: Request, caller: Caller, asked: StatisticsAsked, *, whole: bool = False) -> _Found:
    """Return what is asked; `whole`: nothing may be missing.

    :raises StatisticsBehind: nothing is counted yet, or not what must be.
    """
    today: date = request.app.state.clock.now().astimezone(BEIJING).date()
    async with _database(request).reading(caller.agency) as session:
        directory = await access.directory(session)
        whose = asked_of(caller, directory, asked.agency, asked.days(), today=today)
        place = await showing.place(session, asked.as_known_at)
    if asked.as_known_at is not None:
        whose = await _as_then(_database(request), whose, place.upto)
    upto = await _counted(request, place.upto, whole=whole or asked.as_known_at is not None)
    return _Found(whose, place.epoch, upto, place.upto - upto)


async def _as_then(database: Database, asked: Asked, position: int) -> Asked:
    """Return what is asked as of the day of a position at the latest: the answer does not depend on the day of asking."""
    # The writer's role sees the last entry, whoever asks.
    async with database.writing() as session:
        moment = await queries.recorded_at(session, position)
    day = asked.last if moment is None else moment.astimezone(BEIJING).date()
    return replace(asked, as_of=min(asked.as_of, day))


async def _counted(request: Request, wanted: int, *, whole: bool) -> int:
    """Return up to where is counted, at most up to where it is wanted."""
    await counting.catch_up(_database(request), patience=_PATIENCE_SECONDS)
    reached = await counting.reached(_database(request))
    if reached < wanted and (whole or not reached):
        raise StatisticsBehind(headers={"Retry-After": "30"})
    return min(reached, wanted)


async def _answered(request: Request, caller: Caller, asked: StatisticsAsked, media_type: str) -> Response:
    found = await _found(request, caller, asked)
    etag = etag_of("statistics", media_type, found)
    if is_known(request, etag):
        return unchanged(etag)
    async with _database(request).reading(caller.agency) as session:
        said = await statistics(session, found.asked, epoch=found.epoch, position=found.position)
    if media_type == "application/json":
        return answer(canonical(said | {"behind": found.behind}), etag)
    return await asyncio.to_thread(_table, said, asked, media_type, etag)


def _table(said: Mapping[str, Any], asked: StatisticsAsked, media_type: str, etag: str) -> Response:
    body, ending = (tabling.as_csv(said), "csv") if media_type == "text/csv" else (tabling.as_workbook(said), "xlsx")
    name = f"statistics-{said['agency']}-{asked.quarter or said['from'] + '-' + said['to']}.{ending}"
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=media_type, headers=headers)
