"""Supervision instruments: drafted and conducted by the office, signed for, answered and contested by the addressee."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.acts.submitting import submit
from exchange.alerts.errors import AlertNotFound
from exchange.cases.errors import CaseNotFound
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, Unavailable, refusals
from exchange.feed.errors import MessageIdReused
from exchange.instruments import printing, queries, showing
from exchange.instruments.commands import (
    KIND,
    ChangeNumbering,
    DraftInstrument,
    ObjectTo,
    Reply,
    SignFor,
    TakeStep,
    Wish,
)
from exchange.instruments.errors import (
    AlertNotEstablished,
    GroundMissing,
    InstrumentChanged,
    InstrumentNotFound,
    InstrumentStepOutOfOrder,
    LevelTooLow,
    NoGroundToEscalate,
    NotAddressedTo,
    NotForTheAddressee,
    NotForTheIssuer,
    NotForTheUpper,
    NoUpperProcuratorate,
    NumberNeeded,
    NumberNotOurs,
    NumbersExhausted,
    NumberTaken,
    PreconditionUnknown,
    PreconditionUnmet,
    SeveralCases,
)
from exchange.instruments.schemas import NumberingList, NumberingOut
from exchange.staff.errors import DutiesNotSeparate, OperatorMissing, OperatorUnknown, RoleMissing
from zhenxie.wire.instruments import (
    InstrumentAccepted,
    InstrumentDraft,
    InstrumentObjection,
    InstrumentReceipt,
    InstrumentReply,
    InstrumentStep,
    NumberingChange,
)

router = APIRouter(tags=["instruments"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
Actor = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": InstrumentAccepted, "description": "已记录过，未作改变 (nothing was new)"}
}
_RENUMBERED: dict[int | str, dict[str, Any]] = {
    200: {"model": NumberingOut, "description": "已记录过，未作改变 (nothing was new)"}
}
_STAFF = (OperatorMissing, OperatorUnknown, RoleMissing)
_ACT = _REPLAY | refusals(InstrumentNotFound, *_STAFF, MessageIdReused, InvalidBody, Unavailable)
_ADDRESSEE = _ACT | refusals(NotForTheAddressee, InstrumentStepOutOfOrder)


@router.post(
    "/v1/instruments",
    operation_id="draftInstrument",
    summary="Draft a supervision instrument (拟制监督文书)",
    status_code=201,
    response_model=InstrumentAccepted,
    responses=_REPLAY
    | refusals(
        AlertNotFound,
        CaseNotFound,
        NotForTheIssuer,
        *_STAFF,
        AlertNotEstablished,
        GroundMissing,
        SeveralCases,
        NotAddressedTo,
        PreconditionUnmet,
        PreconditionUnknown,
        MessageIdReused,
        InvalidBody,
        Unavailable,
    ),
)
async def draft_instrument(request: Request, caller: Actor, draft: InstrumentDraft) -> Response:
    """Draft an instrument on established alerts (成案线索), or on a case where its kind rests on no violation.

    A procuratorial suggestion (检察建议书) may stand on alerts of several cases; then it belongs to none of them. Whoever
    drafts is named by `gh` and has a role in the register; a lead alone never makes an instrument. `others` in the answer
    are the open instruments of the same kind that stand on one of these alerts already.
    """
    return await _submit(request, caller, draft.message_id, DraftInstrument(draft))


@router.post(
    "/v1/instruments/{instrument_id}/steps",
    operation_id="stepInstrument",
    summary="A step of the procuratorate with an instrument (办理监督文书)",
    status_code=201,
    response_model=InstrumentAccepted,
    responses=_ACT
    | refusals(
        NotForTheIssuer,
        NotForTheUpper,
        LevelTooLow,
        InstrumentStepOutOfOrder,
        DutiesNotSeparate,
        NumberNeeded,
        NumberNotOurs,
        NumbersExhausted,
        NumberTaken,
        AlertNotEstablished,
        InstrumentChanged,
        PreconditionUnmet,
        PreconditionUnknown,
        NotAddressedTo,
        NoUpperProcuratorate,
        NoGroundToEscalate,
    ),
)
async def step_instrument(request: Request, instrument_id: UUID, caller: Actor, step: InstrumentStep) -> Response:
    """Take a step: revise, approve, number, issue, record service, judge the answer, urge, escalate, look back, close.

    Who may take it follows from the kind of instrument: the drafter does not approve, and the level is the catalogue's. Who
    approves says in `digest` which text was read (`digests.body`): of another one it is 409 `instrument-changed`. A
    step that the present state does not allow is refused with those that it does (`possible`). With the issue the
    original is printed, and the digests of its .pdf and .docx are kept and answered.
    """
    printed = await printing.original(request.app.state, caller, instrument_id, step) if step.step == "issue" else None
    return await _submit(request, caller, step.message_id, TakeStep(instrument_id, step, printed))


@router.post(
    "/v1/instruments/{instrument_id}/receipt",
    operation_id="signForInstrument",
    summary="The addressee signs for an instrument (签收监督文书)",
    status_code=201,
    response_model=InstrumentAccepted,
    responses=_ADDRESSEE,
)
async def sign_for_instrument(
    request: Request, instrument_id: UUID, caller: Actor, receipt: InstrumentReceipt
) -> Response:
    """Sign for an instrument: the period to answer runs from this day, and `reply_due` is its last."""
    return await _submit(request, caller, receipt.message_id, SignFor(instrument_id, receipt))


@router.post(
    "/v1/instruments/{instrument_id}/reply",
    operation_id="replyToInstrument",
    summary="The addressee answers an instrument (回复监督文书)",
    status_code=201,
    response_model=InstrumentAccepted,
    responses=_ADDRESSEE,
)
async def reply_to_instrument(request: Request, instrument_id: UUID, caller: Actor, reply: InstrumentReply) -> Response:
    """Answer an instrument, more than once if need be; an answer after the last day is recorded, and marked late."""
    return await _submit(request, caller, reply.message_id, Reply(instrument_id, reply))


@router.post(
    "/v1/instruments/{instrument_id}/objection",
    operation_id="objectToInstrument",
    summary="The addressee objects to an instrument (复议、复核、复查)",
    status_code=201,
    response_model=InstrumentAccepted,
    responses=_ADDRESSEE | refusals(NoUpperProcuratorate),
)
async def object_to_instrument(
    request: Request, instrument_id: UUID, caller: Actor, objection: InstrumentObjection
) -> Response:
    """Ask for reconsideration (要求复议), review by the upper procuratorate (提请复核) or re-examination (申请复查).

    One that comes after its last day is recorded all the same, and marked late: what it is worth the office decides.
    """
    return await _submit(request, caller, objection.message_id, ObjectTo(instrument_id, objection))


@router.get(
    "/v1/numbering",
    operation_id="getNumbering",
    summary="How the caller's procuratorate numbers its instruments (文号规则)",
    response_model=NumberingList,
    responses=refusals(Unavailable),
)
async def get_numbering(caller: Reader, session: ReadingSession) -> Response:
    """Return how the caller numbers its instruments; a kind that is not named is recorded from the national system."""
    found = showing.numbering(*await queries.numbering(session, caller.agency))
    return Response(orjson.dumps(found), media_type="application/json")


@router.put(
    "/v1/numbering",
    operation_id="changeNumbering",
    summary="Say how a procuratorate numbers a kind of instrument (设定文号规则)",
    status_code=201,
    response_model=NumberingOut,
    responses=_RENUMBERED | refusals(NotForTheIssuer, LevelTooLow, *_STAFF, MessageIdReused, InvalidBody, Unavailable),
)
async def change_numbering(request: Request, caller: Actor, change: NumberingChange) -> Response:
    """Let numbers be recorded from the national system, or drawn from a counter by word and year: no gap, none twice."""
    return await _submit(request, caller, change.message_id, ChangeNumbering(change))


async def _submit(request: Request, caller: Caller, message_id: str, wish: Wish) -> Response:
    return await submit(request, caller, kind=KIND, message_id=message_id, wish=wish)
