"""Models: published by screening, read by everybody who reads alerts, decided on by those who speak for all offices."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response

from exchange.access.callers import Caller, Scope
from exchange.access.guards import May
from exchange.alerts import queries as alerts
from exchange.assessments import queries as assessments
from exchange.assessments.errors import NotAScreener
from exchange.assessments.schemas import Kept
from exchange.cases.caching import answer, etag_of, is_known, unchanged
from exchange.db import ReadingSession, WritingSession
from exchange.errors import InvalidBody, Unavailable, refusals
from exchange.feed.commands import Command
from exchange.feed.errors import MessageIdReused
from exchange.models import operations, showing
from exchange.models.commands import KIND, Decide
from exchange.models.errors import ModelNotFound, ModelRetired, ModelVersionReused, NotForAllOffices
from exchange.models.schemas import ModelOut, Models, ModelsWithSheets
from exchange.models.showing import Shelf
from zhenxie.kit import tracing
from zhenxie.law.calendar import legal_day
from zhenxie.wire import json
from zhenxie.wire.assessments import ModelVersion
from zhenxie.wire.model_decisions import ModelDecision, ModelDecisionAccepted

router = APIRouter(tags=["models"])

Screener = Annotated[Caller, Depends(May(Scope.ALERTS_WRITE))]
Reader = Annotated[Caller, Depends(May(Scope.ALERTS_READ))]
Decider = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE))]
Slug = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["underage_suspect"])]
Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$", examples=["1"])]


def _named(model: Slug, version: Version) -> tuple[str, str]:
    return model, version


Named = Annotated[tuple[str, str], Depends(_named)]
_REPLAY: dict[int | str, dict[str, Any]] = {
    200: {"model": ModelDecisionAccepted, "description": "已接收过，原样返回首次应答 (replay of the first answer)"}
}


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


@router.post(
    "/v1/models/{model}/versions/{version}/decisions",  # noqa: FAST003  the pair is a dependency of its own
    operation_id="decideOnModel",
    summary="Promote, shadow or retire a model (启用、影子运行、停用)",
    status_code=201,
    response_model=ModelDecisionAccepted,
    responses=_REPLAY
    | refusals(ModelNotFound, NotForAllOffices, ModelRetired, MessageIdReused, InvalidBody, Unavailable),
)
async def decide_on_model(request: Request, caller: Decider, named: Named, said: ModelDecision) -> Response:
    """Decide that a version of a model alerts, runs in shadow or ends, or with `rule` one rule of it; from a day on.

    A version that is promoted takes the place of the one that was live, which goes on in shadow. What was alerted stays as
    it stands; a version that no longer alerts tells nothing new. A model works for every office of this exchange, so only
    the procuratorate above all others decides, or the operator. Screening reads the decision in the feed (`model.decided`).
    """
    model, version = named
    bound = json.digest([model, version, orjson.loads(await request.body())])
    command = Command(KIND, caller, Decide(model, version, said, bound), traceparent=tracing.traceparent())
    given, replay = await request.app.state.scribe.submit(command)
    return Response(
        orjson.dumps(given),
        status_code=200 if replay else 201,
        media_type="application/json",
        headers={"Idempotent-Replay": "true"} if replay else {},
    )


@router.get(
    "/v1/models",
    operation_id="listModels",
    summary="Supervision models (监督模型)",
    response_model=Models,
    responses=refusals(Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def list_models(request: Request, caller: Reader, session: ReadingSession) -> Response:
    """List every model in every version, with rules, articles, dated parameters, and where it stands; the law is public."""
    state = request.app.state
    return _answer(request, await showing.shelf(session, caller, state.sealer, on=legal_day(state.clock.now())))


@router.get(
    "/v1/models/{model}",
    operation_id="getModel",
    summary="One supervision model with its quality sheet (监督模型及其质量)",
    response_model=ModelsWithSheets,
    responses=refusals(ModelNotFound, Unavailable) | {304: {"description": "Nothing has changed"}},
)
async def get_model(request: Request, caller: Reader, model: Slug, session: ReadingSession) -> Response:
    """Return a model in all its versions, the oldest first: where each stands, who decided that, and how well it does.

    The sheet counts the caller's own cases: a procuratorate sees its own numbers, and who does not supervise sees none.
    """
    state = request.app.state
    on = legal_day(state.clock.now())
    shelf = await showing.shelf(session, caller, state.sealer, on=on, models=[model])
    items = shelf.items()
    if not items:
        raise ModelNotFound
    marks: list[object] = [caller.agency, *shelf.marks]
    if showing.supervises(caller):
        marks += [*await alerts.marks(session, caller.agency), *await assessments.marks(session, caller.agency)]
    etag = etag_of("model", model, *marks)
    if is_known(request, etag):
        return unchanged(etag)
    sheets = await showing.sheets(session, items) if showing.supervises(caller) else {}
    return answer(orjson.dumps({"items": [one | {"sheet": sheets.get(one["version"])} for one in items]}), etag)


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
    state = request.app.state
    on = legal_day(state.clock.now())
    shelf = await showing.shelf(session, caller, state.sealer, on=on, models=[model])
    found = [one for one in shelf.items() if one["version"] == version]
    if not found:
        raise ModelNotFound
    etag = etag_of("model", model, version, *shelf.marks)
    return unchanged(etag) if is_known(request, etag) else answer(orjson.dumps(found[0]), etag)


def _answer(request: Request, shelf: Shelf) -> Response:
    etag = etag_of("models", *shelf.marks)
    if is_known(request, etag):
        return unchanged(etag)
    return answer(orjson.dumps({"items": shelf.items()}), etag)
