"""GET /v1/changes: the feed by poll and long poll."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.db import Database
from exchange.errors import InvalidParameter, Unavailable, refusals
from exchange.feed import queries
from exchange.feed.asked import ChangesAsked, Question
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import ChangePage, cursor, page_bytes, read_cursor
from exchange.feed.tailer import Waiter
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.problems import Fault

router = APIRouter(tags=["changes"])

# A page that finds little for its reader still ends: it looks at this many positions, then gives its `next`.
POSITIONS_A_PAGE = 10_000


@dataclass(frozen=True)
class _Asked:
    after: int
    limit: int
    types: tuple[str, ...]
    case_number: str | None
    partition: tuple[int, int] | None


@dataclass(frozen=True)
class _Page:
    rows: list[Any]
    epoch: int
    following: int
    head: int
    case_ids: frozenset[Any]


@router.get(
    "/v1/changes",
    operation_id="listChanges",
    summary="What has been recorded since a cursor (变更)",
    response_model=ChangePage,
    responses=refusals(CursorOutOfRange, InvalidParameter, Unavailable),
)
async def list_changes(
    request: Request,
    caller: Annotated[Caller, Depends(May(Scope.CHANGES_READ))],
    wanted: Annotated[ChangesAsked, Query()],
) -> Response:
    """Return the changes after a cursor that the caller may see, oldest first.

    Positions have no gap and never change; give `next` as `after` and nothing is missed or repeated. `wait` makes it
    a long poll. With `case_number` the whole history of one case is read, `after=0` from its beginning. After a
    restore the cursor is answered 410 with `resume_after`.
    """
    epoch, position = read_cursor(wanted.after)
    asked = _Asked(
        after=position,
        limit=wanted.limit,
        types=tuple(_plain_type(one) for one in (wanted.types or "").split(",") if one),
        case_number=wanted.case_number,
        partition=_partition(wanted.partition),
    )
    page = await _page_or_wait(request, caller, asked, epoch=epoch, wait=wanted.wait)
    body = page_bytes(page.rows, following=cursor(page.epoch, page.following), head=cursor(page.epoch, page.head))
    link = request.url.include_query_params(after=cursor(page.epoch, page.following))
    headers = {"Link": f'<{link.path}?{link.query}>; rel="next"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/json", headers=headers)


def _question(asked: _Asked) -> str:
    # What a client calls a type may be anything, but few are known.
    types = ",".join(sorted(set(asked.types) & EVENT_TYPES.keys()))
    part = "" if asked.partition is None else f"{asked.partition[0]}/{asked.partition[1]}"
    return f"{part} {types}".strip()


async def _page_or_wait(request: Request, caller: Caller, asked: _Asked, *, epoch: int | None, wait: float) -> _Page:
    state = request.app.state
    waiter = Waiter(caller.agency, frozenset(asked.types), partition=asked.partition)
    ends = asyncio.get_running_loop().time() + wait
    with state.tailer.register(waiter):
        page = await _read(state.database, caller.agency, asked, epoch=epoch)
        reading = _reading(state, caller, asked, wait=wait)
        while not page.rows and page.following == page.head:
            left = ends - asyncio.get_running_loop().time()
            # From here on only what is new can matter, and no session or connection is held.
            asked = _Asked(page.following, asked.limit, asked.types, asked.case_number, asked.partition)
            waiter.case_ids = page.case_ids
            if left <= 0 or not await state.tailer.wait(waiter, seconds=left):
                break
            page = await _read(state.database, caller.agency, asked, epoch=epoch)
    if reading is not None:
        reading.answered(page.following, state.clock.now())
    return page


def _reading(state: Any, caller: Caller, asked: _Asked, *, wait: float) -> Any:
    # Who reads one case's history follows nothing.
    if asked.case_number is not None:
        return None
    return state.readers.asked((caller.client, _question(asked)), asked.after, state.clock.now(), wait=wait)


async def _read(database: Database, agency: str, asked: _Asked, *, epoch: int | None) -> _Page:
    async with database.reading(agency) as session:
        now, head = await queries.head_beyond(session, epoch=epoch, position=asked.after)
        case_ids = None
        # One case is found by its index, however long the feed; everything else by a bounded stretch of it.
        upto = min(head, asked.after + POSITIONS_A_PAGE)
        if asked.case_number is not None:
            case_ids = tuple(await queries.case_ids_of(session, number=asked.case_number, agency=agency))
            upto = head
        question = Question(
            after=asked.after,
            upto=upto,
            limit=asked.limit,
            types=asked.types,
            case_ids=case_ids,
            partition=asked.partition,
        )
        # A reader at the head is most often there to wait, and a thousand of them ask again every half minute.
        asks = upto > asked.after
        rows = list(await queries.entries_after(session, question=question, agency=agency)) if asks else []
    following = rows[-1]["position"] if len(rows) == asked.limit else upto
    return _Page(rows, now, following, head, frozenset(case_ids or ()))


def _plain_type(name: str) -> str:
    return name.strip().removeprefix("cn.zhenxie.").removesuffix(".v1")


def _partition(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    index, slash, count = text.partition("/")
    if not (slash and index.isascii() and count.isascii() and index.isdigit() and count.isdigit()):
        raise InvalidParameter(faults=[Fault("partition", "not-a-partition")])
    if not 1 <= int(count) <= 1024 or int(index) >= int(count):
        raise InvalidParameter(faults=[Fault("partition", "not-a-partition")])
    return int(index), int(count)
