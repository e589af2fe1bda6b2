"""GET /v1/cases and what stands below it: lists, pictures, timelines, persons; each as known at any moment."""

from typing import Annotated
from urllib.parse import unquote

import orjson
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from exchange.access import queries as access_rows
from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.cases import identifying, listing, showing
from exchange.cases.asked import CaseAsked, CasesAsked, PersonsAsked, TimelineAsked
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.cases.errors import CaseNotFound, PurposeRequired
from exchange.cases.identifying import Inquiry
from exchange.cases.schemas import CaseOut, CasePage, PersonsOut, TimelinePage
from exchange.db import ReadingSession
from exchange.errors import InvalidParameter, refusals
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import change_bytes, cursor
from zhenxie.law.calendar import legal_day

router = APIRouter(tags=["cases"])

Reader = Annotated[Caller, Depends(May(Scope.CASES_READ))]
CaseNumber = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{3,63}$", examples=["A6402020000002026030001"])]


@router.get(
    "/v1/cases",
    operation_id="list_cases",
    summary="案件列表 · Cases",
    response_model=CasePage,
    responses=refusals(InvalidParameter, CursorOutOfRange) | {304: {"description": "Nothing has changed"}},
)
async def list_cases(
    caller: Reader, request: Request, asked: Annotated[CasesAsked, Query()], session: ReadingSession
) -> Response:
    """List the cases that the caller's agency sees whole, the least recently changed first.

    A case that changes while you read moves to the end and is met again there; none is missed. A case of which an
    agency sees only a part, or no longer all, is not in the list; `/v1/changes` gives what it may see of it. With
    `as_known_at` the filters apply to the pictures of that moment, and a page looks at no more than 1,000 cases: it
    may be short, or empty, while `next` is not null.
    """
    place = await showing.place(session, asked.as_known_at)
    etag = etag_of("cases", place.mark, await access_rows.directory_version(session), caller.agency, request.url.query)
    if is_known(request, etag):
        return unchanged(etag)
    items, following = await listing.cases(session, caller.agency, asked, place)
    body = orjson.dumps({"items": items, "next": following})
    return answer(body, etag, link=next_link(request, following))


@router.get(
    "/v1/cases/{case_number}",
    operation_id="get_case",
    summary="案件现状 · The present picture of a case",
    response_model=CaseOut,
    responses=refusals(CaseNotFound, InvalidParameter, CursorOutOfRange) | {304: {"description": "It has not changed"}},
)
async def get_case(
    caller: Reader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[CaseAsked, Query()],
    session: ReadingSession,
) -> Response:
    """Return the picture of one case as everything the caller may see of it draws it, corrections worked in.

    `triage` says which track it takes (繁简分流), as of today; `/triage` tells how it came to it.
    """
    place = await showing.place(session, asked.as_known_at)
    found = await showing.case(session, caller.agency, case_number)
    on = legal_day(request.app.state.clock.now())
    etag = etag_of("case", found.mark, case_number, place.known_mark(found.updated_position), on)
    if is_known(request, etag):
        return unchanged(etag)
    values = await showing.case_values(session, found, case_number, place, on=on)
    return answer(orjson.dumps(values), etag)


@router.get(
    "/v1/cases/{case_number}/timeline",
    operation_id="get_case_timeline",
    summary="案件时间线 · What was said of a case, entry by entry",
    response_model=TimelinePage,
    responses=refusals(CaseNotFound, InvalidParameter, CursorOutOfRange) | {304: {"description": "It has not changed"}},
)
async def get_case_timeline(
    caller: Reader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[TimelineAsked, Query()],
    session: ReadingSession,
) -> Response:
    """Return the entries of one case that the caller may see, in the order in which they were recorded.

    It holds what the picture leaves out: message ids, positions, times of recording, corrections and what they correct.
    """
    place = await showing.place(session, asked.as_known_at)
    found = await showing.case(session, caller.agency, case_number)
    etag = etag_of("timeline", found.mark, place.mark, case_number, asked.limit, asked.after)
    if is_known(request, etag):
        return unchanged(etag)
    rows = await showing.entries(session, found, caller.agency, place, asked)
    following = cursor(place.epoch, rows[-1]["position"]) if len(rows) == asked.limit else None
    items = b",".join(map(change_bytes, rows))
    body = b'{"items":[' + items + b'],"next":' + orjson.dumps(following) + b"}"
    return answer(body, etag, link=next_link(request, following))


class _MayForView(May):
    """Asks for the scope of the view: keys alone need less than names."""

    async def __call__(self, request: Request) -> Caller:
        """Return who is calling."""
        if request.query_params.get("view") == "keys":
            return await _KEYS(request)
        return await super().__call__(request)


_KEYS = May(Scope.PERSONS_MATCH)
PersonsReader = Annotated[Caller, Depends(_MayForView(Scope.PERSONS_IDENTIFY))]


def _purpose(header: str | None) -> str | None:
    if header is None:
        return None
    # A header is Latin-1 on the way; UTF-8 may come percent-encoded, or as it is.
    raw = unquote(header)
    if raw == header and not header.isascii():
        raw = header.encode("latin-1", "replace").decode("utf-8", "replace")
    text = "".join(one for one in raw.strip() if one.isprintable())
    return text if 4 <= len(text) <= 200 else None


@router.get(
    "/v1/cases/{case_number}/persons",
    operation_id="get_case_persons",
    summary="案件人员 · Persons of a case",
    response_model=PersonsOut,
    responses=refusals(CaseNotFound, PurposeRequired, InvalidParameter, CursorOutOfRange),
)
async def get_case_persons(
    caller: PersonsReader,
    request: Request,
    case_number: CaseNumber,
    asked: Annotated[PersonsAsked, Query()],
    x_purpose: Annotated[
        str | None, Header(description="用途, percent-encoded UTF-8", examples=["%E5%AE%A1%E6%9F%A5%E9%80%AE%E6%8D%95"])
    ] = None,
) -> Response:
    """Return the persons of a case: names and numbers (persons:identify), or keys alone (`view=keys`, persons:match).

    Names need the header X-Purpose (用途). Whoever was under 18 at the act, or may have been, is masked, and the
    narratives, which may name a child, are withheld; `reveal=true` shows both. Every read is recorded with who, when,
    why and which fields, before the answer leaves.
    """
    keys_only = asked.view == "keys"
    inquiry = Inquiry(case_number, keys_only, asked.reveal, _purpose(x_purpose), asked.as_known_at)
    if inquiry.purpose is None and not keys_only:
        raise PurposeRequired
    state = request.app.state
    async with state.database.reading(caller.agency) as session:
        found = await identifying.read(session, caller, inquiry, state.sealer)
    # The reader's role can write nothing; the row is committed before the answer leaves.
    async with state.database.writing() as session:
        await identifying.record(session, caller, inquiry, found.particulars, now=state.clock.now())
    return Response(orjson.dumps(found.values), media_type="application/json", headers={"Cache-Control": "no-store"})
