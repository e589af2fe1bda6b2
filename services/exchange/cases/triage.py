"""GET /v1/cases/{case_number}/triage: which track a case takes (繁简分流), why, and how it came to it."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from exchange.cases import showing
from exchange.cases.asked import TriageAsked
from exchange.cases.caching import answer, etag_of, is_known, unchanged
from exchange.cases.errors import CaseNotFound
from exchange.cases.routes import CaseNumber, Reader
from exchange.cases.tracks import TriageHistory
from exchange.db import ReadingSession
from exchange.errors import InvalidParameter, refusals
from exchange.feed.errors import CursorOutOfRange
from zhenxie.law.calendar import legal_day

router = APIRouter(tags=["cases"])


@router.get(
    "/v1/cases/{case_number}/triage",
    operation_id="get_case_triage",
    summary="繁简分流 · Which track a case takes, why, and how it came to it",
    response_model=TriageHistory,
    responses=refusals(CaseNotFound, InvalidParameter, CursorOutOfRange) | {304: {"description": "It has not changed"}},
)
async def get_case_triage(
    caller: Reader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[TriageAsked, Query()],
    session: ReadingSession,
) -> Response:
    """Return the track of a case with each reason and its entry, and every entry that changed the track.

    Police and procuratorate read the same. What nobody says neither opens nor closes a track: `missing` names it, and
    who owes it. A procuratorate sets another track by `case.triage_overridden`, and lifts it with `track` null.
    """
    place = await showing.place(session, asked.as_known_at)
    found = await showing.case(session, caller.agency, case_number)
    on = asked.on or legal_day(request.app.state.clock.now())
    etag = etag_of("triage", found.mark, case_number, place.known_mark(found.updated_position), on)
    if is_known(request, etag):
        return unchanged(etag)
    values = await showing.triage_values(session, found, case_number, place, on=on)
    return answer(orjson.dumps(values), etag)
