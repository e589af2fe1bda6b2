"""Cooperation: records that procuratorate, police, court and others keep together."""

from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.acts.queries import told_of
from exchange.acts.submitting import submit
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.cooperation import errors, queries
from exchange.cooperation.commands import KIND, Add, Open
from exchange.cooperation.schemas import CooperationAsked, CooperationPage, CooperationWhole
from exchange.cooperation.showing import Shown
from exchange.db import AsyncSession, ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.errors import CursorOutOfRange, MessageIdReused
from exchange.recurrences import showing as recurrences
from exchange.recurrences.grouping import pack_of
from exchange.recurrences.operations import memory_of
from exchange.staff.errors import DutiesNotSeparate, OperatorUnknown, RoleMissing
from zhenxie.law.calendar import legal_day
from zhenxie.wire.cooperating import CooperationEntry, PackAttached
from zhenxie.wire.cooperation import CooperationAccepted, CooperationOpening
from zhenxie.wire.quarters import first_day, following

router = APIRouter(tags=["cooperation"])

Actor = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
_REPLAY: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": CooperationAccepted, "description": "已接收过，原样返回首次应答 (replay of the first answer)"}
}
_ACTING: Final = (OperatorUnknown, RoleMissing, MessageIdReused, InvalidBody, Unavailable)
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "Nothing has changed"}}


@router.post(
    "/v1/cooperation",
    operation_id="openCooperation",
    summary="Open a record of cooperation (开立协作记录)",
    status_code=201,
    response_model=CooperationAccepted,
    responses=_REPLAY
    | refusals(
        errors.CaseOfCooperationNotFound,
        errors.NotYoursToOpen,
        errors.NotTheOtherSide,
        errors.OrganUnknown,
        errors.OrganWithoutTheCase,
        errors.OfficeMissing,
        errors.NobodyElse,
        errors.NotTheUnit,
        errors.TooFewForAClass,
        errors.NotYetHeld,
        *_ACTING,
    ),
)
async def open_cooperation(request: Request, caller: Actor, opening: Annotated[CooperationOpening, Body()]) -> Response:
    """Open a record of one kind, told apart by `kind`.

    The kinds: early intervention (提前介入), consultation (会商), joint study (研判), joint meeting (联席会议), clue transfer
    (线索移送), class-case review (类案分析).

    The supervising procuratorate opens any of them; the police that handle a case ask for early intervention or
    consultation on it. A meeting or consultation that was held offline is recorded afterwards with `held_on`; another
    organ takes part in it than yours. The organs
    that are named, and the upper procuratorate, see the record from now on and are told by `cooperation.opened`; what you
    write stands in the record alone, encrypted, and in no entry of the feed.
    """
    return await submit(request, caller, kind=KIND, message_id=opening.message_id, wish=Open(opening))


@router.post(
    "/v1/cooperation/{cooperation_id}/entries",
    operation_id="addToCooperation",
    summary="Do something in a record (办理协作事项)",
    status_code=201,
    response_model=CooperationAccepted,
    responses=_REPLAY
    | refusals(
        errors.CooperationNotFound,
        errors.ActOutOfOrder,
        errors.NotYourPart,
        errors.NothingToAnswer,
        errors.StillOwed,
        errors.OpinionUnanswered,
        errors.OrganUnknown,
        errors.OrganWithoutTheCase,
        errors.NotYetHeld,
        errors.DueBeforeItBegins,
        errors.SnapshotOfPackNotFound,
        DutiesNotSeparate,
        *_ACTING,
    ),
)
async def add_to_cooperation(
    request: Request,
    cooperation_id: UUID,
    caller: Actor,
    entry: Annotated[CooperationEntry, Body()],
) -> Response:
    """Do one thing in a record, told apart by `act`.

    Accept or decline, send prosecutors, give an opinion or answer one, give a view, conclude, dissent, take minutes,
    resolve, report a resolution fulfilled, receive or answer a clue, approve or send back a review, close.

    What a record of a kind allows, and to whom, depends on where it stands; anything else is refused (409, 403). With
    `attach_pack` the exchange itself builds the meeting's pack from the groups that you see: codes and counts, no name, no
    case number, no count under 3 or of under 3 cases; a snapshot that it names must be one that your office was told of. A class-case review is approved by the head of the office, never by whoever drafted it;
    the answer then holds what to draft with `POST /v1/instruments` (its text stands in the record).
    """
    pack = None
    if isinstance(entry, PackAttached):
        # Closed again before the scribe is waited for: whoever waits for it holds no connection.
        async with request.app.state.database.reading(caller.agency) as session:
            if entry.snapshot_id and not await _is_told_of(session, entry):
                raise errors.SnapshotOfPackNotFound
            instruments = await memory_of(request.app.state).instruments(session, caller.agency)
            groups = await recurrences.class_cases(
                session, instruments, quarter=entry.quarter, threshold=entry.threshold
            )
        pack = pack_of(groups, entry.quarter, entry.snapshot_id).model_dump(mode="json")
    wish = Add(cooperation_id, entry, pack)
    return await submit(request, caller, kind=KIND, message_id=entry.message_id, wish=wish)


async def _is_told_of(session: AsyncSession, pack: PackAttached) -> bool:
    """Tell whether this session's agency was told of the snapshot, and the snapshot is of the pack's quarter."""
    said = await told_of(session, UUID(pack.snapshot_id), kind="statistics.snapshot_taken", name="snapshot_id")
    first, after = first_day(pack.quarter), first_day(following(pack.quarter))
    return said is not None and first.isoformat() <= said["from_day"] <= said["until_day"] < after.isoformat()


@router.get(
    "/v1/cooperation",
    operation_id="listCooperation",
    summary="Records as they now are (协作记录列表)",
    response_model=CooperationPage,
    responses=refusals(InvalidParameter, CursorOutOfRange, Unavailable) | _UNCHANGED,
)
async def list_cooperation(
    request: Request, caller: Reader, asked: Annotated[CooperationAsked, Query()], session: ReadingSession
) -> Response:
    """List the records in which your agency takes part, each once as it now is, the least recently changed first.

    Give `next` as `changed_after` to poll; with `If-None-Match` a poll that finds nothing is answered 304. What is overdue
    is overdue as of today (Asia/Shanghai), from the day after its due day on: `overdue=true` lists every record of which a
    resolution or the feedback on a clue is.
    """
    day = legal_day(request.app.state.clock.now())
    etag = etag_of("cooperation", caller.agency, request.url.query, day, *await queries.marks(session))
    if is_known(request, etag):
        return unchanged(etag)
    items, following = await Shown(session, caller, request.app.state.sealer, day=day).page(asked)
    link = next_link(request, following, parameter="changed_after") if len(items) == asked.limit else None
    return answer(orjson.dumps({"items": items, "next": following}), etag, link=link)


@router.get(
    "/v1/cooperation/{cooperation_id}",
    operation_id="getCooperation",
    summary="One record with everything that was done in it (协作记录详情)",
    response_model=CooperationWhole,
    responses=refusals(errors.CooperationNotFound, Unavailable) | _UNCHANGED,
)
async def get_cooperation(request: Request, cooperation_id: UUID, caller: Reader, session: ReadingSession) -> Response:
    """Return a record with what every organ said in it; who takes no part finds none.

    A meeting's record holds its resolutions, each with whether it is overdue, and the pack that was attached last; an
    approved class-case review holds the body to draft with `POST /v1/instruments`.
    """
    day = legal_day(request.app.state.clock.now())
    body, _ = await Shown(session, caller, request.app.state.sealer, day=day).one(cooperation_id)
    etag = etag_of("cooperation", caller.agency, cooperation_id, body.hex())
    return unchanged(etag) if is_known(request, etag) else answer(body, etag)
