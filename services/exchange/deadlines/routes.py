"""GET /v1/cases/{case_number}/deadlines, the same as a calendar, and the catalogue GET /v1/deadlines."""

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.cases.caching import answer, etag_of, is_known, unchanged
from exchange.cases.errors import CaseNotFound
from exchange.db import AsyncSession, ReadingSession
from exchange.deadlines import ical, showing
from exchange.deadlines.asked import DeadlinesAsked
from exchange.deadlines.schemas import DeadlineCatalogue, DeadlinesOut
from exchange.deadlines.showing import Shown
from exchange.errors import InvalidParameter, refusals
from exchange.feed.errors import CursorOutOfRange
from zhenxie.law.calendar import legal_day

router = APIRouter(tags=["deadlines"])

Reader = Annotated[Caller, Depends(May(Scope.CASES_READ))]
CaseNumber = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{3,63}$", examples=["A6402020000002026030001"])]
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "Nothing has changed"}}
_REFUSALS: Final = refusals(CaseNotFound, InvalidParameter, CursorOutOfRange) | _UNCHANGED


@router.get(
    "/v1/deadlines",
    operation_id="list_deadlines",
    summary="期限目录 · Every deadline with its numbers, dates and articles",
    response_model=DeadlineCatalogue,
    responses=_UNCHANGED,
)
async def list_deadlines(_caller: Reader, request: Request) -> Response:
    """List the deadlines D01 to D53: how long since when, by which article, whose, and which events open and end each."""
    body = showing.catalogue()
    etag = etag_of(body)
    return unchanged(etag) if is_known(request, etag) else answer(body, etag)


@router.get(
    "/v1/cases/{case_number}/deadlines",
    operation_id="get_case_deadlines",
    summary="案件期限 · What is due when in a case, and what is overdue",
    response_model=DeadlinesOut,
    responses=_REFUSALS,
)
async def get_case_deadlines(
    caller: Reader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[DeadlinesAsked, Query()],
    session: ReadingSession,
) -> Response:
    """Return every deadline of a case as it stands on a day: what, whose, from which entry, due when, in which state.

    It is drawn from what the caller may read and from nothing else. `amber` before the last day, `overdue` from the day
    after, and only where no extension that the law allows could still make it good; even then it means that nothing was
    reported. `unknown` where the start, the receipt or the act is what nobody reports.
    """
    shown = await _shown(caller, request, case_number, asked, session)
    body = orjson.dumps(showing.values(shown))
    etag = etag_of(body)
    return unchanged(etag) if is_known(request, etag) else answer(body, etag)


@router.get(
    "/v1/cases/{case_number}/deadlines.ics",
    operation_id="get_case_deadlines_calendar",
    summary="案件期限日历 · The same as an iCalendar feed",
    response_class=Response,
    responses={200: {"content": {ical.MEDIA_TYPE: {"schema": {"type": "string"}}}}, **_REFUSALS},
)
async def get_case_deadlines_calendar(
    caller: Reader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[DeadlinesAsked, Query()],
    session: ReadingSession,
) -> Response:
    """Return the deadlines of a case as a calendar (RFC 5545): all-day events with an alarm on the first amber day.

    Without `state` it shows what somebody may still have to do. An event keeps its UID as long as the entry stands from
    which it runs.
    """
    shown = await _shown(caller, request, case_number, asked, session)
    body = ical.calendar_of(shown, all_states=bool(asked.state))
    etag = etag_of(body)
    if is_known(request, etag):
        return unchanged(etag)
    kept = answer(body, etag)
    kept.headers["Content-Type"] = f"{ical.MEDIA_TYPE}; charset=utf-8"
    kept.headers["Content-Disposition"] = f'inline; filename="{case_number}.ics"'
    return kept


async def _shown(
    caller: Caller, request: Request, case_number: str, asked: DeadlinesAsked, session: AsyncSession
) -> Shown:
    state = request.app.state
    if asked.amber_days is None:
        asked = asked.model_copy(update={"amber_days": state.settings.deadline_amber_days})
    today = legal_day(state.clock.now())
    return await showing.of_case(session, caller.agency, case_number, asked, asked.on or today)
