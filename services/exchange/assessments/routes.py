"""Undetermined outcomes and counts for those who supervise."""

import re
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.assessments import operations, queries
from exchange.assessments.errors import CaseOfAssessmentNotFound, NotAScreener
from exchange.assessments.schemas import (
    AssessmentPage,
    AssessmentsAsked,
    Counts,
    CountsAsked,
    Kept,
)
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import AsyncSession, ReadingSession, WritingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.errors import CursorOutOfRange
from zhenxie.wire.assessments import AssessmentReport
from zhenxie.wire.problems import Fault

router = APIRouter(tags=["assessments"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.ALERTS_READ))]
_KEY: Final = re.compile(r"([0-9a-f]{32})\.(\d{1,9})", re.ASCII)


@router.post(
    "/v1/assessments",
    operation_id="reportAssessment",
    summary="Report what the rules answer of a case (筛查结论)",
    responses=refusals(NotAScreener, CaseOfAssessmentNotFound, CursorOutOfRange, InvalidBody, Unavailable),
)
async def report_assessment(caller: Screener, report: AssessmentReport, session: WritingSession) -> Kept:
    """Replace everything that screening's rules answered of a case; an older evaluation changes nothing.

    An evaluation that this feed does not hold (any more) is answered 410.
    """
    return Kept(kept=await operations.assess(session, caller, report))


@router.get(
    "/v1/assessments",
    operation_id="listAssessments",
    summary="What is undetermined, and who owes the fact (无法判断的事项)",
    response_model=AssessmentPage,
    responses=refusals(InvalidParameter, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_assessments(
    request: Request, caller: Reader, asked: Annotated[AssessmentsAsked, Query()], session: ReadingSession
) -> Response:
    """List outcomes of the rules for the cases that the caller supervises, undetermined ones by default.

    Missing data never counts as clear and never as a violation: each outcome names what is missing, the event type
    that would say it, and the agency that owes it. Whoever does not supervise sees none. With `If-None-Match` a question
    to which nothing is new is answered 304.
    """
    etag = await _etag(request, caller, session)
    if is_known(request, etag):
        return unchanged(etag)
    rows = await queries.outcomes_after(session, asked.model_dump(), after=_key(asked.after), limit=asked.limit)
    following = f"{rows[-1].case_id.hex}.{rows[-1].ordinal}" if len(rows) == asked.limit else None
    body = orjson.dumps({"items": [_outcome(row) for row in rows], "next": following})
    return answer(body, etag, link=next_link(request, following))


@router.get(
    "/v1/assessments/counts",
    operation_id="countAssessments",
    summary="Outcomes by rule and verdict (筛查结论统计)",
    response_model=Counts,
    responses=refusals(InvalidParameter, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def count_assessments(
    request: Request, caller: Reader, asked: Annotated[CountsAsked, Query()], session: ReadingSession
) -> Response:
    """Count the outcomes that the caller may see; each version of a model, and what runs in shadow, is counted apart."""
    etag = await _etag(request, caller, session)
    if is_known(request, etag):
        return unchanged(etag)
    counted = await queries.counts(session, asked.model_dump())
    names = ("rule", "model", "model_version", "verdict", "shadow", "count")
    return answer(orjson.dumps({"items": [dict(zip(names, row, strict=True)) for row in counted]}), etag)


async def _etag(request: Request, caller: Caller, session: AsyncSession) -> str:
    marks = await queries.marks(session, caller.agency)
    return etag_of("assessments", caller.agency, request.url.path, request.url.query, *marks)


def _outcome(row: Any) -> dict[str, Any]:
    evaluated = {
        "epoch": row.evaluated_epoch,
        "position": row.evaluated_position,
        "day": row.evaluated_day.isoformat(),
    }
    return {
        "case_id": str(row.case_id),
        "case_number": row.case_number,
        "evaluated": evaluated,
        "outcome": row.body,
    }


def _key(text: str | None) -> tuple[UUID, int] | None:
    if text is None:
        return None
    found = _KEY.fullmatch(text)
    if found is None:
        raise InvalidParameter(faults=[Fault("after", "not-a-cursor")])
    return UUID(found[1]), int(found[2])
