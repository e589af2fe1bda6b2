"""Alerts: posted by screening, read and reviewed by the office, signed for by its platform."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.alerts import queries, showing
from exchange.alerts.commands import KIND, Body, EndAlert, Ending, PutAlert, SignFor, TakeStep
from exchange.alerts.errors import (
    AlertNotFound,
    CaseOfAlertNotFound,
    EarlierOccurrenceUnknown,
    NotForScreening,
    NotForTheOffice,
    NotSharedWithPolice,
    StepOutOfOrder,
)
from exchange.alerts.schemas import AlertPage, AlertsAsked, AlertWhole, SharedAlert
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.commands import Command
from exchange.feed.errors import CursorOutOfRange, MessageIdReused
from zhenxie.kit import tracing
from zhenxie.wire import json
from zhenxie.wire.alerts import AlertAccepted, AlertEnd, AlertReceipt, AlertReport, AlertReview

router = APIRouter(tags=["alerts"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.ALERTS_READ))]
Office = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": AlertAccepted, "description": "已记录过或并非更新，未作改变 (nothing was new)"}
}
_ENDS = _REPLAY | refusals(AlertNotFound, CaseOfAlertNotFound, NotForScreening, InvalidBody, Unavailable)
_OFFICE = _REPLAY | refusals(AlertNotFound, NotForTheOffice, MessageIdReused, InvalidBody, Unavailable)


@router.post(
    "/v1/alerts",
    operation_id="reportAlert",
    summary="Report an alert (线索预警)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_REPLAY
    | refusals(CaseOfAlertNotFound, NotForScreening, EarlierOccurrenceUnknown, InvalidBody, Unavailable),
)
async def report_alert(request: Request, caller: Screener, report: AlertReport) -> Response:
    """Raise an alert, or bring the one of this fingerprint and occurrence up to date; never twice, whatever its state.

    A report that rests on an earlier evaluation than the one recorded, or says the same, changes nothing (200,
    `Idempotent-Replay: true`): screening may be rebuilt from the feed at any time and post its whole history again.
    """
    return await _submit(request, caller, PutAlert(report, _digest(report)))


@router.post(
    "/v1/alerts/{alert_id}/remedy",
    operation_id="remedyAlert",
    summary="The violation was made good (已整改)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_ENDS,
)
async def remedy_alert(request: Request, alert_id: UUID, caller: Screener, end: AlertEnd) -> Response:
    """Note that what was owed was done late: the alert was right, and counts as such."""
    return await _end(request, caller, alert_id, "remedied", end)


@router.post(
    "/v1/alerts/{alert_id}/withdrawal",
    operation_id="withdrawAlert",
    summary="The ground never existed (撤回)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_ENDS,
)
async def withdraw_alert(request: Request, alert_id: UUID, caller: Screener, end: AlertEnd) -> Response:
    """Withdraw an alert whose ground a correction or a new fact showed never to have existed."""
    return await _end(request, caller, alert_id, "withdrawn", end)


@router.post(
    "/v1/alerts/{alert_id}/ground-change",
    operation_id="changeAlertGround",
    summary="A later report cures what was found (依据变化)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_ENDS,
)
async def change_alert_ground(request: Request, alert_id: UUID, caller: Screener, end: AlertEnd) -> Response:
    """Note that a correction or a late report, after the alert existed, cures it; only a person may close it."""
    return await _end(request, caller, alert_id, "ground_changed", end)


@router.post(
    "/v1/alerts/{alert_id}/review",
    operation_id="reviewAlert",
    summary="A step of the office (线索筛查)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_OFFICE | refusals(StepOutOfOrder, NotSharedWithPolice),
)
async def review_alert(request: Request, alert_id: UUID, caller: Office, review: AlertReview) -> Response:
    """Start, verify, confirm (成案), dismiss with a reason, snooze, transfer, close, or share with the police.

    A dismissed alert stays dismissed; found again it is a new occurrence. Only what a prosecutor writes in
    `shared_text` is shown to the police.
    """
    return await _submit(request, caller, TakeStep(alert_id, review, _digest(review)))


@router.post(
    "/v1/alerts/{alert_id}/receipt",
    operation_id="signForAlert",
    summary="The platform signs for an alert (签收)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_OFFICE,
)
async def sign_for_alert(request: Request, alert_id: UUID, caller: Office, receipt: AlertReceipt) -> Response:
    """Keep the platform's own id of the alert and the numbers of its system; the last receipt of an agency counts."""
    return await _submit(request, caller, SignFor(alert_id, receipt, _digest(receipt)))


@router.get(
    "/v1/alerts",
    operation_id="listAlerts",
    summary="Alerts as they now are (线索列表)",
    response_model=AlertPage,
    responses=refusals(InvalidParameter, CursorOutOfRange, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_alerts(
    request: Request, caller: Reader, asked: Annotated[AlertsAsked, Query()], session: ReadingSession
) -> Response:
    """List alerts with their whole bodies, each once as it now is, the least recently changed first.

    Give `next` as `changed_after` to poll; with `If-None-Match` a poll that finds nothing costs no large query.
    After a restore the cursor is answered 410 with `resume_after`. Police see what a prosecutor shared with them, and
    nothing else.
    """
    etag = etag_of("alerts", caller.agency, request.url.query, *await queries.marks(session, caller.agency))
    if is_known(request, etag):
        return unchanged(etag)
    items, following = await showing.page(session, caller, asked, request.app.state.sealer)
    link = next_link(request, following)
    return answer(orjson.dumps({"items": items, "next": following}), etag, link=link)


@router.get(
    "/v1/alerts/{alert_id}",
    operation_id="getAlert",
    summary="One alert with its history (线索详情)",
    response_model=AlertWhole | SharedAlert,
    responses=refusals(AlertNotFound, Unavailable) | {304: {"description": "It has not changed"}},
)
async def get_alert(request: Request, alert_id: UUID, caller: Reader, session: ReadingSession) -> Response:
    """Return an alert with everything that was said of it, and the case's entries as the rule saw them."""
    await showing.require(session, caller, alert_id)
    etag = etag_of("alert", caller.agency, alert_id, *await queries.marks(session, caller.agency))
    if is_known(request, etag):
        return unchanged(etag)
    return answer(await showing.one(session, caller, alert_id, request.app.state.sealer), etag)


async def _end(request: Request, caller: Caller, alert_id: UUID, ending: Ending, end: AlertEnd) -> Response:
    said = end.model_dump(mode="json", exclude={"evaluated": True, "message_id": True, "body": {"evaluated"}})
    return await _submit(request, caller, EndAlert(alert_id, ending, end, json.digest([ending, said])))


async def _submit(request: Request, caller: Caller, body: Body) -> Response:
    command = Command(KIND, caller, body, traceparent=tracing.traceparent())
    said, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(said),
        status_code=200 if replay else 201,
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )


def _digest(body: BaseModel) -> bytes:
    # When the same is found again later, only the evaluation differs; it is no news.
    return json.digest(body.model_dump(mode="json", exclude={"evaluated"}))
