"""The description of the API (OpenAPI 3.1): what FastAPI derives, plus guards, every problem, and real examples."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from exchange.access.guards import May
from exchange.errors import Refusal, refusals
from exchange.serving import bodies, documents, limits
from zhenxie.wire.cases import Correction, Coverage, Notification, Updates
from zhenxie.wire.events import AnyEvent
from zhenxie.wire.problems import FieldProblem, Problem
from zhenxie.wire.vocabulary import Scope

Json = dict[str, Any]

_DESCRIPTION: Final = """公安机关、人民检察院及其他机关之间交换案件信息的开放接口。

* 报送：`POST /v1/cases` 等，凭报送方自己的 `message_id` 幂等，重发始终安全。
* 读取：`GET /v1/changes` 按位置轮询，不漏不重。
* 错误：一律为 `application/problem+json`（RFC 9457），`Accept-Language: en` 得英文。

Open exchange of case information. Report with your own `message_id` (sending again is always safe), read by cursor,
and find every problem explained under `/problems`.
"""
_TAGS: Final[Mapping[str, str]] = {
    "intake": "报送：案件通报、进展、更正、批量 · Reporting",
    "changes": "变更流：轮询与长轮询 · Changes",
    "cases": "案件现状、时间线与人员 · Cases",
    "deadlines": "期限：到期、临期与逾期 · Deadlines",
    "alerts": "监督线索：预警、签收、筛查 · Alerts",
    "instruments": "监督文书：拟制、审批、制发、送达、回复、异议 · Supervision instruments",
    "staff": "人员名册与值班 · Staff and duty roster",
    "leads": "线索办理：分派、期限、核实、并案 · The office's work on alerts",
    "assessments": "筛查结论 · Assessments",
    "models": "监督模型：版本、启停决定、质量 · Supervision models",
    "statistics": "统计：期间数、项下案件、快照 · Statistics",
    "quality": "数据质量 · Quality of what was reported",
    "access": "令牌与客户端 · Tokens and clients",
    "administration": "机关、监督关系与授权 · Agencies, supervision and grants",
    "audit": "审计 · Audit",
    "discovery": "事件类型与代码表 · Event types and code tables",
    "health": "运行状态 · Health",
}
_BODIES: Final[Mapping[str, Any]] = {
    "notifyCase": Notification,
    "updateCase": AnyEvent | Updates,
    "correctCase": Correction,
    "declareCoverage": Coverage,
}
_SCOPES: Final[Mapping[Scope, str]] = {
    Scope.CASES_WRITE: "报送案件信息",
    Scope.CASES_READ: "查询案件",
    Scope.CHANGES_READ: "读取变更",
    Scope.PERSONS_MATCH: "比对人员（仅密钥散列）",
    Scope.PERSONS_IDENTIFY: "查询人员身份（须说明用途）",
    Scope.ALERTS_WRITE: "报送监督线索",
    Scope.ALERTS_READ: "查询监督线索",
    Scope.SUPERVISION_WRITE: "办理监督线索、监督文书与协作事项，决定监督模型启停",
    Scope.SUPERVISION_READ: "查询监督线索办理、监督文书、协作事项与统计",
    Scope.SUBSCRIPTIONS_MANAGE: "管理订阅",
    Scope.AGENCIES_ADMIN: "管理机关、客户端与授权",
    Scope.AUDIT_READ: "查询审计记录",
}
_OAUTH: Final = "oauth2"
_BASIC: Final = "basic"
_FIELD: Final = re.compile(r"^\s*:(raises|param|returns?)\b.*?(?=^\s*:|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Worn:
    """What a route says of itself that FastAPI's description does not show: a guard, a summary of its own."""

    guard: May | None = None
    summary: str | None = None


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Make `app.openapi()` return the whole description; `routers` are all that `app` includes."""
    worn = dict(_worn(routers))

    @cache
    def whole() -> Json:
        return describe(app, worn)

    app.openapi = whole  # type: ignore[method-assign]


def describe(app: FastAPI, worn: Mapping[tuple[str, str], Worn]) -> Json:
    """Return the description; `worn` holds what is known of each (path, method) beside FastAPI's own words."""
    described = get_openapi(
        title="侦协案件信息交换接口 Zhenxie exchange",
        version="1",
        summary="公安机关与人民检察院案件信息交换 · Case information between police and procuratorates",
        description=_DESCRIPTION,
        routes=app.routes,
        servers=[{"url": "/", "description": "本服务 · This service"}],
    )
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _restore_nulls(schemas)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["Problem"].pop("$defs", None)
    schemas["FieldProblem"] = FieldProblem.model_json_schema()
    for name, schema in bodies.definitions().items():
        schemas.setdefault(name, schema)
    _shape_bodies(described)
    described["components"].setdefault("securitySchemes", {}).update(_security_schemes())
    for path, method, operation in operations_of(described):
        _complete(operation, path, worn.get((path, method), Worn()))
    used = sorted({tag for _, _, operation in operations_of(described) for tag in operation.get("tags", ())})
    described["tags"] = [{"name": tag, "description": _TAGS.get(tag, tag)} for tag in used]
    return described


def _shape_bodies(described: Json) -> None:
    """Give the calls that read their body as bytes the shape of what they take."""
    shapes, defined = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(kind)) for name, kind in _BODIES.items()],
        ref_template="#/components/schemas/{model}",
    )
    described["components"]["schemas"].update(defined.get("$defs", {}))
    for _, _, operation in operations_of(described):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if operation["operationId"] in _BODIES:
                content["schema"] = shapes[operation["operationId"], "validation"]


def _restore_nulls(schemas: Mapping[str, Json]) -> None:
    # FastAPI leaves out every null when it writes the description, those of an example included.
    for schema in schemas.values():
        for example in [schema.get("example"), *schema.get("examples", ())]:
            for name in schema.get("required", ()) if isinstance(example, dict) else ():
                example.setdefault(name, None)


def operations_of(described: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method (lower case) and operation of each operation."""
    for path, item in described.get("paths", {}).items():
        for method, operation in item.items():
            if method in {"get", "put", "post", "patch", "delete"}:
                yield path, method, operation


def _worn(routers: Sequence[APIRouter]) -> Iterator[tuple[tuple[str, str], Worn]]:
    # FastAPI hides an included router's routes from app.routes, so each router is walked itself.
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                guard = next((one.call for one in route.dependant.dependencies if isinstance(one.call, May)), None)
                for method in route.methods or ():
                    yield (route.path_format, method.lower()), Worn(guard, route.summary)


def _security_schemes() -> Json:
    scopes = {scope.value: words for scope, words in _SCOPES.items()}
    return {
        _OAUTH: {
            "type": "oauth2",
            "description": "client_credentials；客户端以密钥或 private_key_jwt 认证 · by secret or private_key_jwt",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
        },
        _BASIC: {
            "type": "http",
            "scheme": "basic",
            "description": "限报送接口，须运维方开放 · Where the operator allows it",
        },
    }


def _complete(operation: Json, path: str, worn: Worn) -> None:
    _say(operation, worn.summary)
    operation["operationId"] = re.sub(r"_([a-z])", lambda found: found[1].upper(), operation["operationId"])
    if worn.guard is not None:
        operation["security"] = [{_OAUTH: [scope.value]} for scope in worn.guard.scopes]
        operation["security"] += [{_BASIC: []}] if worn.guard.basic else []
    responses = operation.setdefault("responses", {})
    if "HTTPValidationError" in json.dumps(responses.get("422", {})):
        responses.pop("422")
    for status, answer in refusals(*_common(operation, path, guarded=worn.guard is not None)).items():
        _merge(responses, str(status), answer)
    said = bodies.content_of(operation["operationId"])
    if said is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": said}}
    _illustrate(operation)


def _say(operation: Json, summary: str | None) -> None:
    text = _FIELD.sub("", operation.get("description", "")).strip()
    first, _, _ = text.partition("\n")
    operation["summary"] = summary or first.rstrip(".。")
    operation["description"] = text


def _common(operation: Json, path: str, *, guarded: bool) -> list[type[Refusal]]:
    slugs = []
    if guarded:
        slugs += ["unauthenticated", "scope-missing", "too-many-requests"]
    if operation.get("parameters"):
        slugs.append("invalid-parameter")
    if "requestBody" in operation and path not in limits.STREAMED:
        slugs.append("body-too-large")
        # The token endpoint refuses a body in OAuth's own form.
        slugs += ["invalid-body"] if path.startswith("/v1") else []
    if path.startswith(("/v1", "/oauth")):
        slugs.append("unavailable")
    slugs.append("internal-error")
    known = documents.refusals_by_slug()
    return [known[slug] for slug in slugs if slug in known]


def _merge(responses: Json, status: str, answer: Json) -> None:
    there = responses.setdefault(status, {"description": answer["description"], "content": {}})
    for media, content in answer["content"].items():
        kept = there.setdefault("content", {}).setdefault(media, {"schema": content["schema"]})
        kept["examples"] = {**content["examples"], **kept.get("examples", {})}


def _illustrate(operation: Json) -> None:
    """Put the examples of `examples/<operation id>.json` beside the schemas that they are examples of."""
    shown = _examples().get(operation["operationId"], {})
    if "request" in shown:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content.setdefault("example", shown["request"])
    for name, value in shown.get("parameters", {}).items():
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == name:
                parameter.setdefault("example", value)
    for status, value in shown.get("answers", {}).items():
        for content in operation["responses"].get(status, {}).get("content", {}).values():
            content.setdefault("example", value)


@cache
def _examples() -> Mapping[str, Json]:
    folder = files("exchange.serving") / "examples"
    found = (one for one in folder.iterdir() if one.name.endswith(".json"))
    return {one.name.removesuffix(".json"): json.loads(one.read_text(encoding="utf-8")) for one in found}
