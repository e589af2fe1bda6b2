"""Reproductions: asked by the office, answered by screening through the feed, read by who sees the alert."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.alerts import showing
from exchange.alerts.errors import AlertNotFound, NotForScreening, NotForTheOffice
from exchange.cases.caching import answer, etag_of, is_known, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, Unavailable, refusals
from exchange.feed.commands import Command
from exchange.feed.errors import CursorOutOfRange, MessageIdReused
from exchange.reproductions import queries
from exchange.reproductions.commands import KIND, Answer, Ask, Body
from exchange.reproductions.errors import ReproductionNotFound
from exchange.reproductions.schemas import ReproductionList
from zhenxie.kit import tracing
from zhenxie.wire import json
from zhenxie.wire.reproductions import ReproductionAnswer, ReproductionAsked, ReproductionTaken

router = APIRouter(tags=["alerts"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.ALERTS_READ))]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": ReproductionTaken, "description": "已答复过，未作改变 (nothing was new)"}
}


@router.post(
    "/v1/alerts/{alert_id}/reproduce",
    operation_id="reproduceAlert",
    summary="Ask whether an alert follows again (要求重现线索)",
    status_code=202,
    response_model=ReproductionTaken,
    responses=refusals(AlertNotFound, NotForTheOffice, MessageIdReused, InvalidBody, Unavailable),
)
async def reproduce_alert(request: Request, alert_id: UUID, caller: Reader, asked: ReproductionAsked) -> Response:
    """Ask screening to look at the alert's case again, knowing what was known then, on the day that it was then.

    Answered 202 at once; the answer stands at `address` when it is there, and the feed tells of it as `alert.reproduced`.
    Sent again with the same `message_id` it is the same question (`Idempotent-Replay: true`).
    """
    bound = json.digest([str(alert_id), "reproduce", orjson.loads(await request.body())])
    response = await _submit(request, caller, Ask(alert_id, asked.message_id, bound), (202, 202))
    response.headers["Location"] = f"/v1/alerts/{alert_id}/reproductions"
    return response


@router.post(
    "/v1/alerts/{alert_id}/reproductions/{request_id}",
    operation_id="answerReproduction",
    summary="Answer whether an alert follows again (线索重现结果)",
    status_code=201,
    response_model=ReproductionTaken,
    responses=_REPLAY
    | refusals(AlertNotFound, NotForScreening, ReproductionNotFound, CursorOutOfRange, InvalidBody, Unavailable),
)
async def answer_reproduction(
    request: Request, alert_id: UUID, request_id: UUID, caller: Screener, said: ReproductionAnswer
) -> Response:
    """Answer a question once: the same bytes, or every field that differs and why; a second answer changes nothing (200)."""
    return await _submit(request, caller, Answer(alert_id, request_id, said), (201, 200))


@router.get(
    "/v1/alerts/{alert_id}/reproductions",
    operation_id="listReproductions",
    summary="What came out when an alert was reproduced (线索重现结果列表)",
    response_model=ReproductionList,
    responses=refusals(AlertNotFound, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_reproductions(request: Request, alert_id: UUID, caller: Reader, session: ReadingSession) -> Response:
    """List the questions about an alert with their answers, the oldest first; who sees no whole alert sees none."""
    if not showing.sees_whole(caller):
        raise AlertNotFound
    await showing.find(session, caller, alert_id)
    rows = await queries.of_alert(session, alert_id)
    etag = etag_of("reproductions", caller.agency, alert_id, *((row.id, row.answered_position) for row in rows))
    if is_known(request, etag):
        return unchanged(etag)
    return answer(orjson.dumps({"items": [_shown(row) for row in rows]}), etag)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "asked_by": row.asked_by,
        "asked_at": row.asked_at.isoformat(),
        "answered_at": None if row.answered_at is None else row.answered_at.isoformat(),
        "answer": row.body,
    }


async def _submit(request: Request, caller: Caller, body: Body, statuses: tuple[int, int]) -> Response:
    command = Command(KIND, caller, body, traceparent=tracing.traceparent(), apart=True)
    said, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(said),
        status_code=statuses[replay],
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )
