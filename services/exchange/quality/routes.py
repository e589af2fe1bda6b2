"""Data quality: posted by screening, read by the agency whose data it is about."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed import queries as feed
from exchange.feed.commands import Command
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import cursor, read_cursor
from exchange.quality import queries
from exchange.quality.commands import KIND, Remark
from exchange.quality.errors import CaseOfRemarkNotFound, EarlierRemarkOpen, QualityIsForScreening, SubjectOfAnother
from exchange.quality.schemas import QualityAsked, QualityPage
from zhenxie.kit import tracing
from zhenxie.wire.quality import QualityReport, QualityTaken

router = APIRouter(tags=["quality"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
# Whoever reports is told what is wrong with his reports, as of each message.
Sender = Annotated[Caller, Depends(May(Scope.CASES_WRITE))]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": QualityTaken, "description": "已记录过或并非更新，未作改变 (nothing was new)"}
}


@router.post(
    "/v1/quality",
    operation_id="reportQuality",
    summary="Report a fault of data, or that it is gone (数据质量问题)",
    status_code=201,
    response_model=QualityTaken,
    responses=_REPLAY
    | refusals(
        QualityIsForScreening,
        CaseOfRemarkNotFound,
        SubjectOfAnother,
        EarlierRemarkOpen,
        CursorOutOfRange,
        InvalidBody,
        Unavailable,
    ),
)
async def report_quality(request: Request, caller: Screener, report: QualityReport) -> Response:
    """Tell one agency that something is wrong with the form of what it sent, or that it no longer is; never twice.

    What is known already, or rests on an earlier evaluation, changes nothing (200, `Idempotent-Replay: true`). What was
    cleared stays so; found again it is the next occurrence. Every subject is an event that the sender itself reported of
    this case. A sender that does not see the case is not told until it does.
    """
    command = Command(KIND, caller, Remark(report), traceparent=tracing.traceparent(), apart=True)
    said, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(said),
        status_code=200 if replay else 201,
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )


@router.get(
    "/v1/quality",
    operation_id="listQuality",
    summary="What is wrong with the form of your reports (数据质量问题列表)",
    response_model=QualityPage,
    responses=refusals(InvalidParameter, CursorOutOfRange, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_quality(
    request: Request, caller: Sender, asked: Annotated[QualityAsked, Query()], session: ReadingSession
) -> Response:
    """List the findings on what the caller's agency reported, or owes, of cases that it sees: what stands, by default.

    To poll, ask for `standing=all` and give `next` as `changed_after`; with `If-None-Match` a poll that would bring
    nothing new is answered 304. After a restore the cursor is answered 410, and the list is read again from its
    beginning. No other agency sees them but the platform's operators. They concern the form of data only.
    """
    etag = etag_of("quality", caller.agency, request.url.query, *await queries.marks(session, caller.agency))
    if is_known(request, etag):
        return unchanged(etag)
    of_epoch, after = read_cursor(asked.changed_after, parameter="changed_after")
    epoch, head = await feed.head(session)
    if of_epoch not in (None, epoch) or after > head:
        # What was changed in a lost stretch stands again as it was, with the place that it had then.
        raise CursorOutOfRange(resume_after=cursor(epoch, 0))
    wanted = asked.model_dump() | {"standing": None if asked.standing == "all" else asked.standing}
    rows = await queries.findings_after(session, wanted, agency=caller.agency, after=after, limit=asked.limit)
    following = cursor(epoch, rows[-1].changed_position if rows else after)
    link = next_link(request, following, parameter="changed_after") if len(rows) == asked.limit else None
    items = [
        {"found": cursor(epoch, row.found_position), "changed": cursor(epoch, row.changed_position), "report": row.body}
        for row in rows
    ]
    return answer(orjson.dumps({"items": items, "next": following}), etag, link=link)
