"""Evidence standards: agreed in a study, put down by the office, read by both sides."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.acts.submitting import submit
from exchange.cases import queries as cases
from exchange.cases.caching import answer, etag_of, is_known, unchanged
from exchange.cases.errors import CaseNotFound
from exchange.db import AsyncSession, ReadingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed import queries as feed
from exchange.feed.errors import MessageIdReused
from exchange.staff.errors import OperatorUnknown, RoleMissing
from exchange.standards import queries
from exchange.standards.commands import KIND, Agree
from exchange.standards.errors import (
    SheetAgreedByNobody,
    SheetNotFound,
    SheetsAreTheOffices,
    SinceNotLater,
    SinceTooFarAhead,
    StudyNotFound,
)
from exchange.standards.schemas import StandardList, StandardsAsked
from zhenxie.law.calendar import legal_day
from zhenxie.wire.evidence_standards import EvidenceStandard, EvidenceStandardTaken

router = APIRouter(tags=["cooperation"])

Actor = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ))]
Charges = Annotated[
    str,
    Path(
        pattern=r"^[\u4e00-\u9fa5、（）〈〉《》]{2,60}(,[\u4e00-\u9fa5、（）〈〉《》]{2,60})?$",
        description="罪名；需区分的两个罪名以英文逗号分隔",
        examples=["袭警罪,妨害公务罪"],
    ),
]
_REPLAY: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": EvidenceStandardTaken, "description": "已接收过，原样返回首次应答 (replay of the first answer)"}
}
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "Nothing has changed"}}


@router.put(
    "/v1/evidence-standards/{charges}",
    operation_id="agreeEvidenceStandard",
    summary="Put down a sheet of evidence standards (录入证据标准)",
    status_code=201,
    response_model=EvidenceStandardTaken,
    responses=_REPLAY
    | refusals(
        SheetsAreTheOffices,
        SheetAgreedByNobody,
        SinceNotLater,
        SinceTooFarAhead,
        StudyNotFound,
        OperatorUnknown,
        RoleMissing,
        MessageIdReused,
        InvalidBody,
        Unavailable,
    ),
)
async def agree_evidence_standard(
    request: Request, charges: Charges, caller: Actor, sheet: EvidenceStandard
) -> Response:
    """Put down what organs agreed that a charge asks for, or two charges that must be told apart, in either order.

    Each is the next version of your office's sheet and holds from `since` on, a day after the version before; earlier ones
    are kept. Both sides agree: police are among `agreed_by`. The organs that agreed are told by `cooperation.standard_agreed`.

    Sheets are about charges, stand in the open and are read by every reader: name no person and no case. A number that a
    person, a telephone or a case may have (eleven digits or more) is refused.
    """
    wish = Agree(tuple(_named(charges)), sheet)
    return await submit(request, caller, kind=KIND, message_id=sheet.message_id, wish=wish)


@router.get(
    "/v1/evidence-standards",
    operation_id="listEvidenceStandards",
    summary="Sheets of evidence standards in force (证据标准列表)",
    response_model=StandardList,
    responses=refusals(CaseNotFound, InvalidParameter, Unavailable) | _UNCHANGED,
)
async def list_evidence_standards(
    request: Request, caller: Reader, asked: Annotated[StandardsAsked, Query()], session: ReadingSession
) -> Response:
    """List the sheets that hold today, or on a day: all of them, those that name a charge, or those of a case's charges."""
    day = legal_day(request.app.state.clock.now()) if asked.on is None else date.fromisoformat(asked.on)
    charges = None if asked.charge is None else set(_named(asked.charge))
    if asked.case_number is not None:
        of_case = await _charges_of(session, caller, asked.case_number)
        charges = of_case if charges is None else charges & of_case
    return await _listed(request, await queries.in_force(session, on=day, charges=charges))


@router.get(
    "/v1/evidence-standards/{charges}",
    operation_id="getEvidenceStandard",
    summary="A sheet of evidence standards in all its versions (证据标准各版)",
    response_model=StandardList,
    responses=refusals(SheetNotFound, InvalidParameter, Unavailable) | _UNCHANGED,
)
async def get_evidence_standard(
    request: Request, charges: Charges, _caller: Reader, session: ReadingSession
) -> Response:
    """Return every version of the sheets of a charge, or of a pair in either order; each office's newest first."""
    rows = await queries.versions(session, ",".join(_named(charges)))
    if not rows:
        raise SheetNotFound
    return await _listed(request, rows)


async def _listed(request: Request, rows: Sequence[Any]) -> Response:
    etag = etag_of("standards", *((row.name, row.procuratorate, row.version) for row in rows))
    if is_known(request, etag):
        return unchanged(etag)
    return answer(orjson.dumps({"items": [_shown(row) for row in rows]}), etag)


async def _charges_of(session: AsyncSession, caller: Caller, number: str) -> set[str]:
    found = await feed.case_ids_of(session, number=number, agency=caller.agency)
    row = await cases.stored(session, found[0]) if found else None
    if row is None:
        raise CaseNotFound
    return {one for name in row.charges for one in _named(name)}


def _named(charges: str) -> list[str]:
    """Return charges as sheets are filed under them: each ending in 罪, in one order."""
    return sorted({one if one.endswith("罪") else f"{one}罪" for one in charges.split(",")})


def _shown(row: Any) -> dict[str, Any]:
    return {
        "charges": row.charges,
        "procuratorate": row.procuratorate,
        "version": row.version,
        "since": row.since.isoformat(),
        "agreed_by": row.agreed_by,
        **row.body,
        "gh": row.gh,
        "at": row.at.isoformat(),
    }
