"""Alerts: posted by screening, read and reviewed by the office, signed for by its platform."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.alerts import queries, showing
from exchange.alerts.commands import KIND, Body, EndAlert, Ending, PutAlert, SignFor, TakeStep
from exchange.alerts.errors import (
    AlertNotFound,
    AlertWithdrawn,
    CaseOfAlertNotFound,
    EarlierOccurrenceOpen,
    EarlierOccurrenceUnknown,
    NotForScreening,
    NotForTheOffice,
    NotOfAModel,
    NotSharedWithPolice,
    StepOutOfOrder,
)
from exchange.alerts.schemas import AlertPage, AlertsAsked, AlertWhole, SharedAlert
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.commands import Command
from exchange.feed.errors import CursorOutOfRange, MessageIdReused
from exchange.staff.errors import OperatorMissing, OperatorUnknown, RoleMissing
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
_ENDS = _REPLAY | refusals(
    AlertNotFound,
    CaseOfAlertNotFound,
    NotForScreening,
    AlertWithdrawn,
    NotOfAModel,
    MessageIdReused,
    CursorOutOfRange,
    InvalidBody,
    Unavailable,
)
_OFFICE = _REPLAY | refusals(AlertNotFound, NotForTheOffice, MessageIdReused, InvalidBody, Unavailable)


@router.post(
    "/v1/alerts",
    operation_id="reportAlert",
    summary="Report an alert (线索预警)",
    status_code=201,
    response_model=AlertAccepted,
    responses=_REPLAY
    | refusals(
        CaseOfAlertNotFound,
        NotForScreening,
        EarlierOccurrenceUnknown,
        EarlierOccurrenceOpen,
        AlertWithdrawn,
        NotOfAModel,
        CursorOutOfRange,
        InvalidBody,
        Unavailable,
    ),
)
async def report_alert(request: Request, caller: Screener, report: AlertReport) -> Response:
    """Raise an alert, or bring the one of this fingerprint and occurrence up to date; never twice, whatever its state.

    A report that rests on an earlier evaluation than the one recorded, or says the same, changes nothing (200,
    `Idempotent-Replay: true`): screening may be rebuilt from the feed at any time and post its whole history again. What
    was withdrawn stays so; found again it is the next occurrence, which is taken once the one before was withdrawn, or
    dismissed or closed by the office. An evaluation that this feed does not hold (any more) is answered 410.
    """
    # When the same is found again later, only the evaluation differs; it is no news.
    digest = json.digest(report.model_dump(mode="json", exclude={"evaluated"}))
    return await _submit(request, caller, PutAlert(report, digest))


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
    responses=_OFFICE | refusals(StepOutOfOrder, NotSharedWithPolice, OperatorMissing, OperatorUnknown, RoleMissing),
)
async def review_alert(request: Request, alert_id: UUID, caller: Office, review: AlertReview) -> Response:
    """Start, verify, confirm (成案), dismiss with a reason, snooze, transfer, close, or share with the police.

    A dismissed alert stays dismissed; found again it is a new occurrence. Only what a prosecutor writes in
    `shared_text` is shown to the police; what was dismissed or closed is not shared any more. A snooze says why, by
    `snooze_reason` or `note`. To confirm and to share are acts of a person of the register of staff (PUT /v1/staff), whom
    `gh` names; once the agency keeps a register, every step names one: screeners and prosecutors start, verify and
    snooze; prosecutors and approvers confirm, dismiss, transfer and close; a prosecutor shares. The chief is a prosecutor.
    """
    return await _submit(request, caller, TakeStep(alert_id, review, await _bound(request, alert_id, "review")))


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
    return await _submit(request, caller, SignFor(alert_id, receipt, await _bound(request, alert_id, "receipt")))


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

    Give `next` as `changed_after` to poll; with `If-None-Match` a poll that finds nothing costs no large query. An alert
    of a case that is shared with you later is listed then, in its turn. After a restore the cursor is answered 410, and
    the list is read again from `resume_after`, its beginning. Police see what a prosecutor shared with them, each alert
    as it was shared last, and nothing else; they filter by `case_number` and `rule` alone.
    """
    marks = await queries.marks(session, caller.agency)
    etag = etag_of("alerts", caller.agency, request.url.query, *marks)
    # Whose alert it is besides may change without a mark of the caller's; then the answer itself has to tell.
    if asked.procuratorate is None and is_known(request, etag):
        return unchanged(etag)
    items, following = await showing.page(session, caller, asked, request.app.state.sealer)
    if asked.procuratorate is not None:
        etag = etag_of(etag, following, json.digest(items).hex())
        if is_known(request, etag):
            return unchanged(etag)
    link = next_link(request, following, parameter="changed_after") if len(items) == asked.limit else None
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
    row = await showing.find(session, caller, alert_id)
    etag = etag_of("alert", caller.agency, alert_id, *await queries.marks(session, caller.agency))
    if is_known(request, etag):
        return unchanged(etag)
    return answer(await showing.one(session, caller, row, request.app.state.sealer), etag)


async def _end(request: Request, caller: Caller, alert_id: UUID, ending: Ending, end: AlertEnd) -> Response:
    said = end.model_dump(mode="json", exclude={"evaluated": True, "message_id": True, "body": {"evaluated"}})
    # Screening names an end after what it rests on: rebuilt, by a later release too, it says the same act again, perhaps
    # in other words, which are no news.
    bound = json.digest([str(alert_id), ending, end.evaluated.model_dump()])
    return await _submit(request, caller, EndAlert(alert_id, ending, end, json.digest([ending, said]), bound))


async def _bound(request: Request, alert_id: UUID, act: str) -> bytes:
    # The body as it was received: a field that a later release adds breaks no message that is sent again.
    return json.digest([str(alert_id), act, orjson.loads(await request.body())])


async def _submit(request: Request, caller: Caller, body: Body) -> Response:
    command = Command(KIND, caller, body, traceparent=tracing.traceparent(), apart=True)
    said, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(said),
        status_code=200 if replay else 201,
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )
