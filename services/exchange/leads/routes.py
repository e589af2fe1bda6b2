"""Leads (线索): the office's list, one lead whole, the work on it, and leads raised by hand."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.acts.submitting import submit
from exchange.alerts.errors import CaseOfAlertNotFound
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.errors import MessageIdReused
from exchange.leads import showing
from exchange.leads.commands import KIND, GiveMaterials, HandOverAll, RaiseLead, WorkOn
from exchange.leads.errors import (
    AlreadyReopened,
    EvidenceRequestNotFound,
    LeadNotFound,
    NotAskedOfThem,
    NotOfOneGroup,
    OfficeUnfit,
    RequestAnswered,
    RequestNotFound,
    WorkOutOfOrder,
)
from exchange.leads.schemas import LeadPage, LeadsAsked, LeadWhole, RequestPage, RequestsAsked
from exchange.staff.errors import OperatorMissing, OperatorUnknown, RoleMissing
from zhenxie.law.calendar import legal_day
from zhenxie.wire.leads import (
    AnswerRequest,
    HandOverList,
    LeadAccepted,
    LeadWork,
    ListHandedOver,
    ManualLead,
    RequestAccepted,
)

router = APIRouter(tags=["leads"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
Office = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": LeadAccepted, "description": "已记录过，未作改变 (nothing was new)"}
}
_LIST_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": ListHandedOver, "description": "已记录过，未作改变 (nothing was new)"}
}
_ANSWER_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": RequestAccepted, "description": "已记录过，未作改变 (nothing was new)"}
}
_PERSON = refusals(OperatorMissing, OperatorUnknown, RoleMissing, MessageIdReused, InvalidBody, Unavailable)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed"}}


@router.get(
    "/v1/leads",
    operation_id="listLeads",
    summary="The office's list of leads (线索办理列表)",
    response_model=LeadPage,
    responses=refusals(InvalidParameter, Unavailable) | _UNCHANGED,
)
async def list_leads(
    request: Request, caller: Reader, asked: Annotated[LeadsAsked, Query()], session: ReadingSession
) -> Response:
    """List open leads that do not rest, those due first before the others, then by severity.

    Every alert is a lead of the lowest procuratorate that supervises its case; by default the caller's own are listed,
    with `procuratorate=all` those of the procuratorates below as well. A snoozed lead is listed again on the day until
    which it was snoozed. Give `next` as `after` for the next page.
    """
    items, following = await showing.page(session, caller, asked, legal_day(request.app.state.clock.now()))
    link = next_link(request, following) if len(items) == asked.limit else None
    return _kept(request, orjson.dumps({"items": items, "next": following}), link)


@router.get(
    "/v1/leads/{alert_id}",
    operation_id="getLead",
    summary="One lead with its work (线索办理详情)",
    response_model=LeadWhole,
    responses=refusals(LeadNotFound, Unavailable) | _UNCHANGED,
)
async def get_lead(request: Request, alert_id: UUID, caller: Reader) -> Response:
    """Return a lead with its alert, who did what with it, what was asked for, and the other leads of its case.

    Its words may name persons: every read is recorded with who and when, before the answer leaves.
    """
    state = request.app.state
    async with state.database.reading(caller.agency) as session:
        row = await showing.find(session, alert_id)
        whole = await showing.one(session, caller, row, state.sealer, legal_day(state.clock.now()))
    kept = _kept(request, orjson.dumps(whole))
    if kept.status_code == 200:
        particulars = {"alert": str(alert_id), "rule": row.rule}
        deed = Deed(caller.agency, caller.client, "lead.read", row.case_number, particulars=particulars)
        async with state.database.writing() as session:
            await audit.record(session, deed, now=state.clock.now())
    return kept


@router.post(
    "/v1/leads",
    operation_id="raiseLead",
    summary="Raise a lead by hand (人工登记线索)",
    status_code=201,
    response_model=LeadAccepted,
    responses=_REPLAY | refusals(CaseOfAlertNotFound) | _PERSON,
)
async def raise_lead(request: Request, caller: Office, lead: ManualLead) -> Response:
    """Raise a lead from reading a dossier, from a complaint or another source; screening never changes or ends it.

    It is an alert of the model `manual` from then on, is told in the feed as `alert.raised`, and is reviewed like any
    other. What was found stays sealed, and is read with the lead.
    """
    return await submit(request, caller, kind=KIND, message_id=lead.message_id, wish=RaiseLead(lead))


@router.post(
    "/v1/leads/{alert_id}/work",
    operation_id="workOnLead",
    summary="Work on a lead (线索办理)",
    status_code=201,
    response_model=LeadAccepted,
    responses=_REPLAY
    | refusals(
        LeadNotFound,
        WorkOutOfOrder,
        AlreadyReopened,
        NotOfOneGroup,
        OfficeUnfit,
        NotAskedOfThem,
        RequestNotFound,
        RequestAnswered,
    )
    | _PERSON,
)
async def work_on_lead(request: Request, alert_id: UUID, caller: Office, work: Annotated[LeadWork, Body()]) -> Response:
    """Assign, hand over, set a due day, comment, ask for materials and note them, group, ungroup, or reopen.

    The alert's own state and standing stay as they are: those are changed by `POST /v1/alerts/{alert_id}/review` and by
    screening. Only the procuratorate that works the lead and those above it read any of this; whoever is asked for
    materials reads what he is asked for at `GET /v1/evidence-requests`, and nothing of the lead.
    """
    return await submit(request, caller, kind=KIND, message_id=work.message_id, wish=WorkOn(alert_id, work))


@router.post(
    "/v1/roster/hand-over",
    operation_id="handOverLeads",
    summary="Hand a person's open leads to another (移交全部在办线索)",
    status_code=201,
    response_model=ListHandedOver,
    responses=_LIST_REPLAY | refusals(LeadNotFound) | _PERSON,
)
async def hand_over_leads(request: Request, caller: Office, wish: HandOverList) -> Response:
    """Hand the open leads of somebody who is away or has left to another person of the caller's office.

    At most 200 go in one call; while `remaining` is not 0, call again with a new `message_id`.
    """
    return await submit(request, caller, kind=KIND, message_id=wish.message_id, wish=HandOverAll(wish))


@router.get(
    "/v1/evidence-requests",
    operation_id="listEvidenceRequests",
    summary="What the caller's agency was asked for (调取材料清单)",
    response_model=RequestPage,
    responses=refusals(InvalidParameter, Unavailable),
)
async def list_evidence_requests(
    request: Request, caller: Reader, asked: Annotated[RequestsAsked, Query()], session: ReadingSession
) -> dict[str, Any]:
    """List the materials that procuratorates asked the caller's agency for, the oldest first, with their due days."""
    items, following = await showing.requests(session, caller, asked, request.app.state.sealer)
    return {"items": items, "next": following}


@router.post(
    "/v1/evidence-requests/{request_id}/answer",
    operation_id="answerEvidenceRequest",
    summary="Answer a request for materials (提供材料)",
    status_code=201,
    response_model=RequestAccepted,
    responses=_ANSWER_REPLAY | refusals(EvidenceRequestNotFound, RequestAnswered) | _PERSON,
)
async def answer_evidence_request(request: Request, request_id: UUID, caller: Office, said: AnswerRequest) -> Response:
    """Answer what the caller's agency was asked for, in words and with the titles and digests of what is provided.

    A late answer is taken and told as late. The procuratorate hears it as `materials.answered` and reads the words with
    its lead; what came otherwise it notes itself (`evidence_received`). One request is answered once.
    """
    wish = GiveMaterials(request_id, said)
    return await submit(request, caller, kind=KIND, message_id=said.message_id, wish=wish)


def _kept(request: Request, body: bytes, link: str | None = None) -> Response:
    # A page is asked for in a few milliseconds, and what it depends on is not: the answer itself is its mark.
    etag = etag_of(body)
    return unchanged(etag) if is_known(request, etag) else answer(body, etag, link=link)
