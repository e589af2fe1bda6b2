"""What a person reads in a browser: the landing page, the API's documents, and a page for every problem."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.responses import FileResponse, Response

from exchange.errors import NoSuchRoute, Refusal
from exchange.serving import pages

router = APIRouter(include_in_schema=False)

_OFFLINE: Final = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon.png")
_OURS: Final = ("pages.css", "docs.js")
_LINKS: Final = (
    ("/docs", "接口文档", "Interactive API documents"),
    ("/openapi.json", "OpenAPI 3.1 描述", "OpenAPI 3.1 description"),
    ("/problems", "错误一览", "Every problem, and what to do about it"),
    ("/event-types", "事件类型（JSON Schema）", "Event types, each with its JSON Schema"),
    ("/.well-known/oauth-authorization-server", "授权服务元数据", "Authorization server metadata"),
    ("/.well-known/jwks.json", "令牌验证公钥", "Public keys that verify tokens"),
    ("/readyz", "就绪检查", "Readiness"),
)


@router.get("/")
async def landing(request: Request) -> Response:
    """Show where everything is."""
    root = request.scope.get("root_path", "")
    rows = [(pages.link(root + address, address), pages.both(zh, en)) for address, zh, en in _LINKS]
    said = "公安机关与人民检察院之间案件信息的开放交换。业务接口在 /v1 下，须持访问令牌。"
    told = (
        "Open exchange of case information between police and procuratorates. The API is under /v1 and needs a token."
    )
    return pages.page(
        chinese="侦协案件信息交换",
        english="Zhenxie case-information exchange",
        parts=[f"<p>{pages.both(said, told)}</p>", pages.table(("地址 Address", "内容 What"), rows)],
        root=root,
    )


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the API's documents (Swagger UI), from our own files only."""
    return pages.docs_page(request.scope.get("root_path", ""))


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Give the description of the API (OpenAPI 3.1)."""
    return pages.tagged(request, orjson.dumps(request.app.openapi()), "application/json")


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """Give one of the few static files."""
    path = _assets().get(name)
    if path is None:
        raise NoSuchRoute
    return pages.secured(FileResponse(path, headers={"Cache-Control": "public, max-age=86400"}))


@cache
def _assets() -> Mapping[str, Path]:
    # A list, not a folder: a name that is not on it leads nowhere, whatever dots it holds.
    offline, ours = Path(str(files("fastapi_offline"))) / "static", Path(__file__).parent / "assets"
    return {name: offline / name for name in _OFFLINE} | {name: ours / name for name in _OURS}


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every kind of refusal that the exchange defines; a test's own kinds are no part of the API."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("exchange."):
            yield child
        yield from every_refusal(child)


def refusals_by_slug() -> dict[str, type[Refusal]]:
    """Return every kind of refusal by the last step of its problem's address."""
    return {kind.slug(): kind for kind in sorted(every_refusal(), key=lambda kind: (kind.status, kind.slug()))}


@router.get("/problems")
async def problems(request: Request) -> Response:
    """List every problem that the exchange can answer."""
    root = request.scope.get("root_path", "")
    rows = [
        (
            pages.link(f"{root}/problems/{slug}", slug),
            str(kind.status),
            pages.both(kind.words("zh").title, kind.words("en").title),
        )
        for slug, kind in refusals_by_slug().items()
    ]
    return pages.page(
        chinese="错误一览",
        english="Problems",
        parts=[pages.table(("代码 Code", "状态 Status", "含义 Meaning"), rows)],
        root=root,
    )


@router.get("/problems/{slug}")
async def problem(request: Request, slug: Annotated[str, InPath(max_length=100)]) -> Response:
    """Explain one problem, and what to do about it."""
    kind = refusals_by_slug().get(slug)
    if kind is None:
        raise NoSuchRoute
    root = request.scope.get("root_path", "")
    chinese, english = kind.words("zh"), kind.words("en")
    rows = [
        ("<code>type</code>", f"<code>/problems/{slug}</code>"),
        ("<code>status</code>", str(kind.status)),
        ("处理办法 What to do", pages.both(chinese.remedy, english.remedy)),
    ]
    return pages.page(
        chinese=chinese.title,
        english=english.title,
        parts=[
            pages.table(("项 Item", "内容 What"), rows),
            f"<p>{pages.link(root + '/problems', '错误一览 Problems')}</p>",
        ],
        root=root,
    )
