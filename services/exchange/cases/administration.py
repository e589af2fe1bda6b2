"""Administration: agencies, who supervises whom, grants by act; and the day's work that keeps grants by rule."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from exchange.access import queries as access_rows
from exchange.access.callers import Caller, Scope, Supervision
from exchange.access.errors import (
    AgenciesInCircle,
    AgencyExists,
    AgencyKindUnfit,
    AgencyNotFound,
    GrantNotFound,
    SupervisionEndsBeforeItBegins,
    SupervisionNotFound,
)
from exchange.access.guards import May
from exchange.cases import granting
from exchange.cases.asked import AgenciesAsked
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.cases.commands import (
    AddAgency,
    AddSupervision,
    Administered,
    ChangeAgency,
    EndSupervision,
    MakeGrant,
    WithdrawGrant,
)
from exchange.cases.errors import CaseNotFound
from exchange.cases.schemas import (
    AgencyChange,
    AgencyIn,
    AgencyOut,
    AgencyPage,
    GrantIn,
    GrantOut,
    GrantPage,
    SupervisionIn,
    SupervisionOut,
    SupervisionPage,
)
from exchange.db import Database, WritingSession
from exchange.errors import refusals
from exchange.feed import queries as feed
from exchange.feed.commands import Command
from exchange.feed.scribe import Scribe
from zhenxie.kit.clock import Clock
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.vocabulary import AgencyKind

router = APIRouter(tags=["administration"])

Administrator = Annotated[Caller, Depends(May(Scope.AGENCIES_ADMIN))]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$", examples=["640202000000"])]
CaseNumber = Annotated[str, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{3,63}$", examples=["A6402020000002026030001"])]
_AGENCY = Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$", examples=["640221"])


async def administer(scribe: Scribe, caller: Caller, body: Any) -> Any:
    """Submit a command and all that follow from it; the answer is given when every case has its readers."""
    answer: Administered = await scribe.submit(Command(granting.KIND, caller, body))
    value, rest = answer.value, answer.rest
    while rest is not None:
        answer = await scribe.submit(Command(granting.KIND, caller, rest))
        rest = answer.rest
    return value


@router.post(
    "/v1/agencies",
    operation_id="add_agency",
    summary="登记机关 · Register an agency",
    status_code=201,
    responses=refusals(AgencyExists, AgencyNotFound, AgenciesInCircle),
)
async def add_agency(caller: Administrator, request: Request, body: AgencyIn) -> AgencyOut:
    """Register an agency (机关) with its code, kind, division and parent.

    Cases that it sees by rule from now on are shared with it before the answer leaves.
    """
    return AgencyOut.of(await administer(request.app.state.scribe, caller, AddAgency(body.agency())))


@router.get(
    "/v1/agencies",
    operation_id="list_agencies",
    summary="机关列表 · Agencies",
    response_model=AgencyPage,
    responses={304: {"description": "Nothing has changed"}},
)
async def list_agencies(
    _caller: Administrator, request: Request, asked: Annotated[AgenciesAsked, Query()], session: WritingSession
) -> Response:
    """List the agencies in order of their codes."""
    etag = etag_of("agencies", await access_rows.directory_version(session), request.url.query)
    if is_known(request, etag):
        return unchanged(etag)
    found = await access_rows.agencies_after(session, after=asked.after, limit=asked.limit, kind=asked.kind)
    following = found[-1].code if len(found) == asked.limit else None
    page = AgencyPage(items=[AgencyOut.of(one) for one in found], next=following)
    return answer(page.model_dump_json().encode(), etag, link=next_link(request, following))


@router.get(
    "/v1/agencies/{code}",
    operation_id="get_agency",
    summary="机关 · One agency",
    responses=refusals(AgencyNotFound),
)
async def get_agency(_caller: Administrator, session: WritingSession, code: Code) -> AgencyOut:
    """Return one agency."""
    found = await access_rows.agency(session, code)
    if found is None:
        raise AgencyNotFound(agency=code)
    return AgencyOut.of(found)


@router.patch(
    "/v1/agencies/{code}",
    operation_id="change_agency",
    summary="变更机关 · Change an agency",
    responses=refusals(AgencyNotFound, AgenciesInCircle),
)
async def change_agency(caller: Administrator, request: Request, code: Code, body: AgencyChange) -> AgencyOut:
    """Change the name or the parent of an agency; grants by rule follow before the answer leaves."""
    return AgencyOut.of(await administer(request.app.state.scribe, caller, ChangeAgency(code, body.values())))


@router.post(
    "/v1/agencies/{code}/supervises",
    operation_id="add_supervision",
    summary="登记监督关系 · State who supervises a police agency",
    status_code=201,
    responses=refusals(AgencyNotFound, AgencyKindUnfit, SupervisionEndsBeforeItBegins),
)
async def add_supervision(caller: Administrator, request: Request, code: Code, body: SupervisionIn) -> SupervisionOut:
    """State that a procuratorate supervises the police agency `code` from a day on (RULE 283, 328¶3).

    Where there is a row for a day, it decides; otherwise the division code does. A row that begins later takes effect
    on its day.
    """
    row = Supervision(
        police=code,
        procuratorate=body.procuratorate,
        since=body.since,
        until=body.until,
        stage=None if body.stage is None else body.stage.value,
    )
    return SupervisionOut.of(await administer(request.app.state.scribe, caller, AddSupervision(row)))


@router.get(
    "/v1/agencies/{code}/supervises",
    operation_id="list_supervision",
    summary="监督关系 · Who supervises, and is supervised by, an agency",
    responses=refusals(AgencyNotFound),
)
async def list_supervision(_caller: Administrator, session: WritingSession, code: Code) -> SupervisionPage:
    """List every dated row in which an agency stands on either side, ended ones included."""
    if await access_rows.agency(session, code) is None:
        raise AgencyNotFound(agency=code)
    rows = await access_rows.supervisions(session, code=code)
    return SupervisionPage(items=[SupervisionOut.of(row) for row in rows])


Until = Annotated[date | None, Query(description="The first day on which it no longer holds; today if left out")]


async def _supervision(_caller: Administrator, session: WritingSession, code: Code, supervision_id: UUID) -> UUID:
    row = await access_rows.supervision(session, supervision_id)
    if row is None or code not in (row.police, row.procuratorate):
        raise SupervisionNotFound
    return supervision_id


@router.delete(
    "/v1/agencies/{code}/supervises/{supervision_id}",
    operation_id="end_supervision",
    summary="终止监督关系 · End a row of supervision",
    responses=refusals(SupervisionNotFound, SupervisionEndsBeforeItBegins),
)
async def end_supervision(
    caller: Administrator, request: Request, supervision: Annotated[UUID, Depends(_supervision)], until: Until = None
) -> SupervisionOut:
    """End a row of supervision on a day; nothing is deleted, and what was seen until then stays seen."""
    state = request.app.state
    day = until or state.clock.now().astimezone(BEIJING).date()
    return SupervisionOut.of(await administer(state.scribe, caller, EndSupervision(supervision, day)))


@router.post(
    "/v1/grants",
    operation_id="make_grant",
    summary="授权知悉 · Give an agency sight of a case",
    status_code=201,
    responses=refusals(CaseNotFound, AgencyNotFound),
)
async def make_grant(caller: Administrator, request: Request, body: GrantIn) -> GrantIn:
    """Give an agency sight of a case, its whole history included; it is told by `case.shared` in its feed."""
    await administer(request.app.state.scribe, caller, MakeGrant(body.case_number, body.agency, body.relation))
    return body


@router.get(
    "/v1/grants",
    operation_id="list_grants",
    summary="授权列表 · Who may see a case",
    responses=refusals(CaseNotFound),
)
async def list_grants(caller: Administrator, session: WritingSession, case_number: CaseNumber) -> GrantPage:
    """List every grant on a case, by rule, report and act, ended ones included."""
    ids = await feed.case_ids_of(session, number=case_number, agency=caller.agency)
    if not ids:
        raise CaseNotFound
    items = [GrantOut.of(one) for case_id in ids for one in await access_rows.grants_of_case(session, case_id)]
    return GrantPage(case_number=case_number, items=items)


@router.delete(
    "/v1/grants",
    operation_id="withdraw_grant",
    summary="撤回授权 · Withdraw a grant",
    status_code=204,
    responses=refusals(CaseNotFound, GrantNotFound),
)
async def withdraw_grant(
    caller: Administrator, request: Request, case_number: CaseNumber, agency: Annotated[str, _AGENCY]
) -> None:
    """Withdraw what an agency was given on a case by act or by a report; what it has read so far stays read.

    What it sees by rule is changed where the rule is: at the agency, or in the table of supervision.
    """
    await administer(request.app.state.scribe, caller, WithdrawGrant(case_number, agency))


EXCHANGE = Caller("", AgencyKind.PLATFORM, "exchange", frozenset())
"""Under whom the exchange does the day's work."""


async def apply_supervision(database: Database, scribe: Scribe, clock: Clock) -> bool:
    """Bring grants by rule up to today, and return whether there was anything to do; doing it again changes nothing.

    To be called when the exchange starts and once a minute: it costs one look unless a day has begun or a change was
    interrupted.
    """
    async with database.writing() as session:
        body = await granting.rules_to_apply(session, now=clock.now())
    if body is None:
        return False
    await administer(scribe, EXCHANGE, body)
    return True
