"""What recurs: groups of like violations, and look-backs, read by the office."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import ReadingSession
from exchange.errors import InvalidParameter, Unavailable, refusals
from exchange.recurrences import showing
from exchange.recurrences.errors import LookBacksAreTheOffices
from exchange.recurrences.operations import memory_of
from exchange.recurrences.schemas import ClassCaseList, ClassCasesAsked, LookBackPage, LookBacksAsked
from zhenxie.law.calendar import legal_day
from zhenxie.wire.vocabulary import AgencyKind

router = APIRouter(tags=["cooperation"])

Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]


@router.get(
    "/v1/class-cases",
    operation_id="listClassCases",
    summary="Like violations by unit and quarter (类案)",
    response_model=ClassCaseList,
    responses=refusals(InvalidParameter, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_class_cases(
    request: Request, caller: Reader, asked: Annotated[ClassCasesAsked, Query()], session: ReadingSession
) -> Response:
    """Group what was established in a quarter by violation code and unit, as far as you see it.

    Established are alerts that were confirmed (成案), and issued instruments that rest on no alert.
    A group is listed from `threshold` violations on, or when its share of the unit's violations rose against the quarter
    before; shares are compared only where ten or more stand on both sides. Counted are violations. Each group names the
    cases that you may see, and the alerts to draft a suggestion from. No unit is ranked.
    """
    instruments = await memory_of(request.app.state).instruments(session, caller.agency)
    groups = await showing.class_cases(session, instruments, quarter=asked.quarter, threshold=asked.threshold)
    items = await showing.groups_shown(session, groups, asked.quarter)
    body = orjson.dumps({"quarter": asked.quarter, "threshold": asked.threshold, "items": items})
    etag = etag_of("class-cases", caller.agency, body.hex())
    return unchanged(etag) if is_known(request, etag) else answer(body, etag)


@router.get(
    "/v1/follow-ups",
    operation_id="listLookBacks",
    summary="Look-backs that are planned (回头看)",
    response_model=LookBackPage,
    responses=refusals(LookBacksAreTheOffices, InvalidParameter, Unavailable)
    | {304: {"description": "Nothing has changed"}},
)
async def list_look_backs(
    request: Request, caller: Reader, asked: Annotated[LookBacksAsked, Query()], session: ReadingSession
) -> Response:
    """List the look-backs on instruments that you issued or supervise, the earliest due first; those not done, by default.

    One is planned when an instrument is closed (three months later, or on the day that its closing names) or when a day is
    planned for it; one is proposed when the same unit commits the same violation again within six months of the closing.
    It is done when `instrument.followed_up` tells of it. RULE 553, 564, 581 ask to follow execution; the months are ours.
    """
    if caller.kind is not AgencyKind.PROCURATORATE:
        raise LookBacksAreTheOffices
    instruments = await memory_of(request.app.state).instruments(session, caller.agency)
    day = legal_day(request.app.state.clock.now())
    items, following = await showing.page(session, instruments, asked, day=day)
    body = orjson.dumps({"items": items, "next": following})
    etag = etag_of("follow-ups", caller.agency, body.hex())
    if is_known(request, etag):
        return unchanged(etag)
    return answer(body, etag, link=next_link(request, following))
