"""The language of the exchange, for machines: every event type with its JSON Schema, every code table."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from exchange.errors import refusals
from exchange.serving import pages
from exchange.serving.errors import EventTypeNotFound
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.events.base import Event
from zhenxie.wire.vocabulary import AgencyKind, Audience, Channel, Relation

router = APIRouter(tags=["discovery"])
SCHEMA_MEDIA_TYPE: Final = "application/schema+json"


class Emitter(BaseModel):
    """A kind of agency that may send an event type, and the relations to the case that allow it (报送主体)."""

    kind: AgencyKind
    relations: list[Relation]


class EventType(BaseModel):
    """One event type: what it is called, which law it follows, who sends it by which call, and who sees it."""

    type: str = Field(examples=["suspect.detained"])
    chinese: str = Field(examples=["刑事拘留"])
    english: str
    law: str = Field(description="The article that it rests on", examples=["刑诉法 82、85"])
    channel: Channel
    audience: Audience
    emitters: list[Emitter]
    about_a_suspect: bool
    json_schema: str = Field(description="Address of its JSON Schema", examples=["/event-types/suspect.detained"])


class EventTypes(BaseModel):
    """Every event type, in the order of their names."""

    items: list[EventType]


def described(name: str, kind: type[Event]) -> EventType:
    """Return what is said of one event type beside its schema."""
    english = (kind.__doc__ or "").strip().partition("\n")[0]
    return EventType(
        type=name,
        chinese=kind.chinese,
        english=english,
        law=kind.law,
        channel=kind.channel,
        audience=kind.audience,
        emitters=_emitters(kind),
        about_a_suspect=kind.about_a_suspect,
        json_schema=f"/event-types/{name}",
    )


def _emitters(kind: type[Event]) -> list[Emitter]:
    ordered: Iterable[AgencyKind] = sorted(kind.emitters)
    return [Emitter(kind=one, relations=sorted(kind.emitters[one])) for one in ordered]


@router.get("/event-types", operation_id="listEventTypes", response_model=EventTypes)
async def list_event_types(request: Request) -> Response:
    """List every event type (事件类型): Chinese term, article, who may send it, who sees it."""
    return pages.tagged(request, _list(), "application/json")


@router.get(
    "/event-types/{type}",
    operation_id="getEventType",
    response_class=Response,
    responses={200: {"content": {SCHEMA_MEDIA_TYPE: {"schema": {"type": "object"}}}}, **refusals(EventTypeNotFound)},
)
async def get_event_type(
    request: Request, name: Annotated[str, Path(alias="type", max_length=64, examples=["suspect.detained"])]
) -> Response:
    """Give the JSON Schema (2020-12) of one event type, with what `/event-types` says of it as `x-` members."""
    kind = EVENT_TYPES.get(name)
    if kind is None:
        raise EventTypeNotFound
    return pages.tagged(request, _schema(name), SCHEMA_MEDIA_TYPE)


@cache
def _list() -> bytes:
    items = [described(name, kind) for name, kind in sorted(EVENT_TYPES.items())]
    return EventTypes(items=items).model_dump_json().encode()


@cache
def _schema(name: str) -> bytes:
    kind = EVENT_TYPES[name]
    said = described(name, kind)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **kind.model_json_schema(),
        "title": f"{said.type} {said.chinese}",
        "description": said.english,
        "x-law": said.law,
        "x-channel": said.channel.value,
        "x-audience": said.audience.value,
        "x-emitters": [emitter.model_dump(mode="json") for emitter in said.emitters],
    }
    return orjson.dumps(schema)
