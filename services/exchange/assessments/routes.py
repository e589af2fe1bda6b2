"""Undetermined outcomes and counts for those who supervise; the models, versions, articles and parameters for all."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.assessments import operations, queries
from exchange.assessments.errors import CaseOfAssessmentNotFound, ModelNotFound, ModelVersionReused, NotAScreener
from exchange.assessments.schemas import (
    AssessmentPage,
    AssessmentsAsked,
    Counts,
    CountsAsked,
    Kept,
    ModelOut,
    Models,
)
from exchange.cases.caching import answer, etag_of, is_known, next_link, unchanged
from exchange.db import AsyncSession, ReadingSession, WritingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.feed.chain import instant
from exchange.feed.errors import CursorOutOfRange
from zhenxie.wire.assessments import AssessmentReport, ModelVersion
from zhenxie.wire.problems import Fault

router = APIRouter(tags=["assessments"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.ALERTS_READ))]
Slug = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["underage_suspect"])]
Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$", examples=["1"])]


def _named(model: Slug, version: Version) -> tuple[str, str]:
    return model, version


Named = Annotated[tuple[str, str], Depends(_named)]
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
    """Count the outcomes that the caller may see; rules in shadow are counted apart."""
    etag = await _etag(request, caller, session)
    if is_known(request, etag):
        return unchanged(etag)
    counted = await queries.counts(session, asked.model_dump())
    names = ("rule", "verdict", "shadow", "count")
    return answer(orjson.dumps({"items": [dict(zip(names, row, strict=True)) for row in counted]}), etag)


@router.put(
    "/v1/models/{model}/versions/{version}",  # noqa: FAST003  the pair is a dependency of its own
    operation_id="publishModel",
    summary="Publish a supervision model (发布监督模型)",
    responses=refusals(NotAScreener, ModelVersionReused, InvalidBody, Unavailable),
)
async def publish_model(
    request: Request, caller: Screener, named: Named, content: ModelVersion, session: WritingSession
) -> Kept:
    """Publish a model in a version; a published version never changes, and the same again is no news."""
    now = request.app.state.clock.now()
    return Kept(kept=await operations.publish(session, caller, named, content, now=now))


@router.get(
    "/v1/models",
    operation_id="listModels",
    summary="Supervision models (监督模型)",
    response_model=Models,
    responses=refusals(Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_models(request: Request, caller: Reader, session: ReadingSession) -> Response:
    """List every model in every version, with its rules, articles and dated parameters; the law is public."""
    del caller
    return _models(request, await queries.versions(session))


@router.get(
    "/v1/models/{model}",
    operation_id="getModel",
    summary="One supervision model in its versions (监督模型各版本)",
    response_model=Models,
    responses=refusals(ModelNotFound, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def get_model(request: Request, caller: Reader, model: Slug, session: ReadingSession) -> Response:
    """Return a model in all its versions, the oldest first."""
    del caller
    rows = await queries.versions(session, model=model)
    if not rows:
        raise ModelNotFound
    return _models(request, rows)


@router.get(
    "/v1/models/{model}/versions/{version}",
    operation_id="getModelVersion",
    summary="One version of a supervision model (监督模型版本)",
    response_model=ModelOut,
    responses=refusals(ModelNotFound, Unavailable) | {304: {"description": "It has not changed"}},
)
async def get_model_version(
    request: Request, caller: Reader, model: Slug, version: Version, session: ReadingSession
) -> Response:
    """Return a model in the version that an alert names."""
    del caller
    rows = await queries.versions(session, model=model, version=version)
    if not rows:
        raise ModelNotFound
    etag = etag_of("model", model, version, bytes(rows[0].digest).hex())
    return unchanged(etag) if is_known(request, etag) else answer(orjson.dumps(_version(rows[0])), etag)


async def _etag(request: Request, caller: Caller, session: AsyncSession) -> str:
    marks = await queries.marks(session, caller.agency)
    return etag_of("assessments", caller.agency, request.url.path, request.url.query, *marks)


def _models(request: Request, rows: Sequence[Any]) -> Response:
    etag = etag_of("models", *(bytes(row.digest).hex() for row in rows))
    if is_known(request, etag):
        return unchanged(etag)
    return answer(orjson.dumps({"items": [_version(row) for row in rows]}), etag)


def _version(row: Any) -> dict[str, Any]:
    return {"model": row.model, "version": row.version, "published_at": instant(row.published_at), "content": row.body}


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
