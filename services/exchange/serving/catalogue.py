"""The language of the exchange, for machines: every event type with its JSON Schema, every code table."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from exchange.access.callers import Caller
from exchange.access.guards import May
from exchange.errors import refusals
from exchange.serving import pages
from exchange.serving.errors import CodeTableNotFound, EventTypeNotFound
from zhenxie.wire import code_tables, schemas
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.events.base import Event
from zhenxie.wire.vocabulary import AgencyKind, Audience, Channel, Relation, Scope

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


class CodeTableHead(BaseModel):
    """A code table (代码表) without its codes; `mark` says whether its source was read or is remembered."""

    name: str = Field(examples=["measures"])
    title: str = Field(examples=["强制措施代码"])
    version: str
    source: str
    mark: str = Field(examples=["checked"])
    aliases: list[str] = Field(description="Names that other bodies know it by")
    size: int


class CodeTables(BaseModel):
    """Every code table that is shipped."""

    items: list[CodeTableHead]


class CodeEntry(BaseModel):
    """One code: what it means in our words, and in Chinese; the article where the table has one."""

    value: str
    chinese: str
    cl_article: str | None = None
    paragraph: int | None = None


class CodeTable(CodeTableHead):
    """A code table with every code in it; what it does not hold is kept as it came."""

    entries: dict[str, CodeEntry]


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
    """Give the JSON Schema (2020-12) of one event type, with article, emitters and audience as `x-` members."""
    if name not in EVENT_TYPES:
        raise EventTypeNotFound
    return pages.tagged(request, _schema(name), SCHEMA_MEDIA_TYPE)


@router.get("/v1/code-tables", operation_id="listCodeTables", response_model=CodeTables)
async def list_code_tables(request: Request, _caller: Annotated[Caller, Depends(May(Scope.CASES_READ))]) -> Response:
    """List the code tables (代码表) by which codes of other bodies become words of ours."""
    return pages.tagged(request, _tables(), "application/json")


@router.get(
    "/v1/code-tables/{name}",
    operation_id="getCodeTable",
    response_model=CodeTable,
    responses=refusals(CodeTableNotFound),
)
async def get_code_table(
    request: Request,
    _caller: Annotated[Caller, Depends(May(Scope.CASES_READ))],
    name: Annotated[str, Path(max_length=64, examples=["measures"])],
) -> Response:
    """Give one code table, by its name or by a name that another body knows it by."""
    found = next((one for one in code_tables.names() if name in {one, *code_tables.load(one).aliases}), None)
    if found is None:
        raise CodeTableNotFound
    return pages.tagged(request, _table(found), "application/json")


@cache
def _list() -> bytes:
    items = [described(name, kind) for name, kind in sorted(EVENT_TYPES.items())]
    return EventTypes(items=items).model_dump_json().encode()


@cache
def _schema(name: str) -> bytes:
    return orjson.dumps(schemas.event_type_schema(name))


@cache
def _tables() -> bytes:
    items = [CodeTableHead(**_head(code_tables.load(name))) for name in code_tables.names()]
    return CodeTables(items=items).model_dump_json().encode()


@cache
def _table(name: str) -> bytes:
    table = code_tables.load(name)
    entries = {code: CodeEntry(**asdict(entry)) for code, entry in table.entries.items()}
    return CodeTable(**_head(table), entries=entries).model_dump_json().encode()


def _head(table: code_tables.CodeTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "version": table.version,
        "source": table.source,
        "mark": table.mark,
        "aliases": list(table.aliases),
        "size": len(table.entries),
    }
