"""Bulk intake and backfill: a stream of lines in, their outcomes out, with the memory of one small file."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.db import ReadingSession
from exchange.errors import InternalError, InvalidParameter, Language, Unavailable, language_of, refusals
from exchange.feed.commands import Command
from exchange.intake import concluding, queries
from exchange.intake.commands import KIND, Accepted, Submission
from exchange.intake.errors import IntakeNotFound, UnsupportedEncoding, UploadIdReused
from exchange.intake.lines import codec_of
from exchange.intake.reading import Reader
from exchange.intake.schemas import LinePage, LinesAsked, Manifest, line_body, summary_body
from exchange.intake.spool import Doors, Plan, Summary, spool
from zhenxie.kit import tracing
from zhenxie.kit.identifiers import new_id
from zhenxie.wire.problems import Fault

router = APIRouter(tags=["intake"])

Reporter = Annotated[Caller, Depends(May(Scope.CASES_WRITE, basic=True))]
_PAGE = 500
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _manifest(
    id: Annotated[  # noqa: A002  the name that the parameter has on the line
        UUID | None,
        Query(description="An id of your own for this upload, to ask for its outcomes if the answer is lost"),
    ] = None,
    sequence: Annotated[int | None, Query(ge=1, description="Counts the files of this source")] = None,
    count: Annotated[int | None, Query(ge=0, description="Lines that the file holds")] = None,
    digest: Annotated[
        str | None, Query(pattern=r"^sha256:[0-9a-f]{64}$", description="Of the uncompressed bytes")
    ] = None,
) -> Manifest:
    return Manifest(id=id, sequence=sequence, count=count, digest=digest)


@router.post(
    "/v1/intake",
    operation_id="uploadLines",
    summary="Report in bulk (批量报送)",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "一行一结果，末行为汇总 (one outcome a line, the summary last)",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        },
        **refusals(UnsupportedEncoding, UploadIdReused, InvalidParameter, Unavailable),
    },
    openapi_extra=_BODY,
)
async def upload_lines(
    request: Request, caller: Reporter, manifest: Annotated[Manifest, Depends(_manifest)]
) -> Response:
    """Take NDJSON: one notification, update, correction, coverage or `snapshot` a line, UTF-8 or GB18030, plain or gzip.

    Lines are committed group by group and a bad one never spoils its neighbours. When the body has ended, the outcome
    of each line is streamed in the order of the lines, then `{"summary": …}`. A connection that breaks loses nothing:
    with an `id` of your own `GET /v1/intake/{id}/outcomes` tells what was decided, and sending the file again (under
    another id) changes nothing.
    """
    plan = _plan(request, manifest)
    await _begin(request, caller, plan, manifest)
    summary = None
    try:
        summary = await spool(request.stream(), plan, _doors(request, caller))
    finally:
        await _end(request, caller, manifest, plan.intake_id, summary)
    language = language_of(request.headers.get("accept-language"))
    return StreamingResponse(
        _outcomes(request, caller, plan.intake_id, summary, language),
        media_type="application/x-ndjson",
        headers={"Content-Location": f"/v1/intake/{plan.intake_id}/outcomes"},
    )


@router.get(
    "/v1/intake/{intake_id}/outcomes",
    operation_id="listLineOutcomes",
    summary="What became of the lines of a bulk upload (批量结果)",
    response_model=LinePage,
    responses=refusals(IntakeNotFound, Unavailable),
)
async def list_line_outcomes(
    request: Request,
    intake_id: UUID,
    caller: Reporter,
    asked: Annotated[LinesAsked, Query()],
    session: ReadingSession,
) -> dict[str, Any]:
    """Return the outcomes of the lines after one, in the order of the lines; `ended` says whether more will come."""
    found = await queries.intake(session, intake_id=intake_id, agency=caller.agency)
    if found is None:
        raise IntakeNotFound
    rows = await queries.line_outcomes(session, intake_id=intake_id, after=asked.after, limit=asked.limit)
    language = language_of(request.headers.get("accept-language"))
    return {
        "items": [line_body(row.outcome, language) for row in rows],
        "next": rows[-1].line if rows else asked.after,
        "ended": found.ended_at is not None,
        "summary": None if found.summary is None else summary_body(found.summary, language),
    }


def _plan(request: Request, manifest: Manifest) -> Plan:
    content_type = request.headers.get("content-type", "application/x-ndjson")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    codec = codec_of(content_type)
    if codec is None or encoding not in {"gzip", "x-gzip", "identity"}:
        raise UnsupportedEncoding
    settings = request.app.state.settings
    return Plan(
        intake_id=manifest.id or new_id(request.app.state.clock.now()),
        codec=codec,
        compressed=encoding != "identity" or content_type.split(";")[0].strip().lower() == "application/gzip",
        line_limit_bytes=settings.line_limit_bytes,
        lines_a_group=settings.group_size,
        count=manifest.count,
        digest=manifest.digest,
    )


def _doors(request: Request, caller: Caller) -> Doors:
    state = request.app.state
    traceparent = tracing.traceparent()

    def reader() -> Reader:
        return Reader(caller, state.clock.now())

    async def submit(submission: Submission) -> Accepted:
        try:
            command = Command(KIND, caller, submission, traceparent=traceparent, weight=submission.weight)
            given: Accepted = await state.scribe.submit(command)
        except InternalError as failure:
            # The fault is ours, nothing of the line was decided; its sender must still be told of it.
            async with state.database.writing() as session:
                await queries.add_line_outcomes(session, [concluding.failed_line(submission, failure)])
            raise
        return given

    return Doors(
        read_line=lambda body, line, observations: reader().line(body, line, observations),
        refused=lambda body, refusal, line: reader().refused(body, refusal, line),
        submit=submit,
    )


async def _begin(request: Request, caller: Caller, plan: Plan, manifest: Manifest) -> None:
    said = {name: value for name, value in manifest.model_dump(exclude={"id"}).items() if value is not None}
    row = {
        "id": plan.intake_id,
        "agency": caller.agency,
        "client": caller.client,
        "begun_at": request.app.state.clock.now(),
        "manifest": said or None,
    }
    async with request.app.state.database.writing() as session:
        if not await queries.begin_intake(session, row):
            raise UploadIdReused


async def _end(request: Request, caller: Caller, manifest: Manifest, intake_id: UUID, summary: Summary | None) -> None:
    """Write down how an upload ended; without a summary it broke off, and what was decided until then stands."""
    state = request.app.state
    ended = summary or Summary(faults=[Fault("", "upload-broken-off")])
    async with state.database.writing() as session:
        if manifest.sequence is not None and summary is not None:
            last = await queries.last_sequence(session, agency=caller.agency, before=intake_id)
            if last is not None and manifest.sequence != last + 1:
                code = "sequence-gap" if manifest.sequence > last + 1 else "sequence-seen"
                ended.observations.append(Fault("/sequence", code, (str(last), str(manifest.sequence))))
        values = {"ended_at": state.clock.now(), "lines": ended.lines, "summary": ended.as_json()}
        await queries.end_intake(session, intake_id, **values)


async def _outcomes(
    request: Request, caller: Caller, intake_id: UUID, summary: Summary, language: Language
) -> AsyncIterator[bytes]:
    after = 0
    while True:
        async with request.app.state.database.reading(caller.agency) as session:
            rows = await queries.line_outcomes(session, intake_id=intake_id, after=after, limit=_PAGE)
        yield b"".join(_ndjson(line_body(row.outcome, language)) for row in rows)
        if len(rows) < _PAGE:
            break
        after = rows[-1].line
    said = {"intake_id": str(intake_id), **summary_body(summary.as_json(), language)}
    yield _ndjson({"summary": said})


def _ndjson(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
