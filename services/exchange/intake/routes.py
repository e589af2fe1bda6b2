"""Agencies report: notifications, updates, corrections, coverage; and what became of each message."""

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.db import ReadingSession
from exchange.errors import BodyTooLarge, InvalidBody, InvalidParameter, Unavailable, language_of, refusals
from exchange.feed.commands import Command
from exchange.feed.errors import MessageIdReused
from exchange.intake import queries
from exchange.intake.commands import KIND, Submission
from exchange.intake.errors import (
    ClassifiedMaterial,
    EventTypeNotAllowed,
    ForeignCaseNumber,
    MalformedJson,
    MessageNotFound,
    UnknownEventType,
)
from exchange.intake.reading import Reader
from exchange.intake.schemas import MessageOutcomes, OutcomePage, OutcomesAsked, accepted_body, outcome_body
from exchange.staff.errors import OperatorMissing, OperatorUnknown, RoleMissing
from zhenxie.kit import tracing
from zhenxie.wire.cases import Accepted

router = APIRouter(tags=["intake"])

Reporter = Annotated[Caller, Depends(May(Scope.CASES_WRITE, basic=True))]
CaseNumber = Annotated[
    str,
    Path(max_length=64, description="案事件编号, or another number of the case", examples=["A6402020000002026030001"]),
]
_REFUSED = (
    MalformedJson,
    ClassifiedMaterial,
    EventTypeNotAllowed,
    ForeignCaseNumber,
    MessageIdReused,
    BodyTooLarge,
    InvalidBody,
    UnknownEventType,
    Unavailable,
)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": Accepted, "description": "已接收过，原样返回首次应答 (replay of the first answer)"},
    **refusals(*_REFUSED),
}


# The body is read as bytes, to be hashed as it was received; its shape is put in by exchange.serving.openapi.
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.post(
    "/v1/cases",
    operation_id="notifyCase",
    summary="Notify a case (案件通报)",
    status_code=201,
    response_model=Accepted,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def notify_case(request: Request, caller: Reporter) -> Response:
    """Open a case: its head and the events known so far, each with its own `message_id`; all or nothing.

    Sent again with the same content it is answered again (200, `Idempotent-Replay: true`) and changes nothing; a
    client that got no answer just sends again. A fact that the law forbids or that comes late is recorded all the same.
    """
    return await _submit(request, caller, lambda reader, body: reader.notification(body))


@router.post(
    "/v1/cases/{case_number}/updates",
    operation_id="updateCase",
    summary="Report events of a case (案件动态)",
    status_code=201,
    response_model=Accepted,
    responses=_ANSWERS | refusals(*_REFUSED, OperatorMissing, OperatorUnknown, RoleMissing),
    openapi_extra=_BODY,
)
async def update_case(request: Request, case_number: CaseNumber, caller: Reporter) -> Response:
    """Report one event, or an atomic list `{"events": […]}`, from any agency whose kind and relation allow it.

    A number that is unknown, or not the caller's to see, opens a provisional case that only the caller sees; it is
    joined to the real one when a relation is stated. What is a person's own decision (`case.triage_overridden`) names him
    in `operator`; an agency that keeps a register of staff has his role checked.
    """
    return await _submit(request, caller, lambda reader, body: reader.update(body, case_number))


@router.post(
    "/v1/cases/{case_number}/corrections",
    operation_id="correctCase",
    summary="Amend or retract one event (更正 / 撤回)",
    status_code=201,
    response_model=Accepted,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def correct_case(request: Request, case_number: CaseNumber, caller: Reporter) -> Response:
    """Amend or retract one event that the caller's agency sent, named by message id or by type, suspect and document.

    Both stay in the feed. A correction may arrive before what it corrects.
    """
    return await _submit(request, caller, lambda reader, body: reader.correction(body, case_number))


@router.post(
    "/v1/coverage",
    operation_id="declareCoverage",
    summary="Declare which events are reported completely (数据覆盖声明)",
    status_code=201,
    response_model=Accepted,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def declare_coverage(request: Request, caller: Reporter) -> Response:
    """Say which event types the agency reports completely, since when, through when, and with which usual delay.

    Only where coverage is declared does silence mean that something did not happen.
    """
    return await _submit(request, caller, lambda reader, body: reader.coverage(body))


@router.get(
    "/v1/messages/{message_id:path}",
    operation_id="getMessage",
    summary="What became of a message (报送结果)",
    response_model=MessageOutcomes,
    responses=refusals(MessageNotFound, Unavailable),
)
async def get_message(
    request: Request,
    message_id: Annotated[str, Path(max_length=128, examples=["dwk-2026-0412-0001"])],
    caller: Reporter,
    session: ReadingSession,
    source_system: Annotated[str | None, Query(max_length=128)] = None,
) -> dict[str, Any]:
    """Return what became of one message of the caller's agency, each time it was decided, the latest first."""
    rows = await queries.outcomes_of_message(
        session, agency=caller.agency, message_id=message_id, source_system=source_system
    )
    if not rows:
        raise MessageNotFound
    language = language_of(request.headers.get("accept-language"))
    return {"message_id": message_id, "items": [outcome_body(row, language) for row in rows]}


@router.get(
    "/v1/outcomes",
    operation_id="listOutcomes",
    summary="What became of messages since a cursor (报送结果列表)",
    response_model=OutcomePage,
    responses=refusals(InvalidParameter, Unavailable),
)
async def list_outcomes(
    request: Request,
    response: Response,
    caller: Reporter,
    asked: Annotated[OutcomesAsked, Query()],
    session: ReadingSession,
) -> dict[str, Any]:
    """Return what became of the messages of the caller's agency, oldest first; refused ones keep their reasons."""
    rows = await queries.outcomes_after(session, agency=caller.agency, after=int(asked.after), limit=asked.limit)
    language = language_of(request.headers.get("accept-language"))
    following = str(rows[-1].number) if rows else asked.after
    link = request.url.include_query_params(after=following)
    response.headers["Link"] = f'<{link.path}?{link.query}>; rel="next"'
    return {"items": [outcome_body(row, language) for row in rows], "next": following}


async def _submit(request: Request, caller: Caller, read: Callable[[Reader, bytes], Submission]) -> Response:
    state = request.app.state
    submission = read(Reader(caller, state.clock.now()), await request.body())
    command = Command(KIND, caller, submission, traceparent=tracing.traceparent(), weight=submission.weight)
    given = await state.scribe.submit(command)
    language = language_of(request.headers.get("accept-language"))
    headers = {"Idempotent-Replay": "true"} if given.replay else {}
    return Response(
        orjson.dumps(accepted_body(given, language)),
        status_code=200 if given.replay else 201,
        media_type="application/json",
        headers=headers,
    )
