"""The plain HTML pages: one shell, Chinese first and English beside it, nothing from outside."""

import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_POLICY: Final = "default-src 'none'; {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY: Final = _POLICY.format("style-src 'self'; img-src 'self'")
# Swagger UI sets style attributes of its own and draws its icons as data: images.
DOCS_POLICY: Final = _POLICY.format(
    "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
)


def secured(response: Response, policy: str = PAGE_POLICY) -> Response:
    """Return `response` with the headers that keep a browser from asking anybody else."""
    response.headers.update(
        {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
        }
    )
    return response


def page(*, chinese: str, english: str, parts: Iterable[str], root: str = "") -> Response:
    """Return one page; `parts` are pieces of HTML already escaped, `root` is the path that a proxy puts before ours."""
    body = "\n".join(parts)
    html = f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(chinese)} · {escape(english)}</title>
<link rel="icon" href="{root}/assets/favicon.png"><link rel="stylesheet" href="{root}/assets/pages.css">
</head>
<body>
<header><h1>{escape(chinese)}</h1><p lang="en">{escape(english)}</p></header>
<main>
{body}
</main>
</body>
</html>
"""
    return secured(HTMLResponse(html))


def docs_page(root: str) -> Response:
    """Return Swagger UI on our own description, started by a file of ours because the policy forbids inline scripts."""
    html = f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>侦协接口文档 · Zhenxie API</title>
<link rel="icon" href="{root}/assets/favicon.png"><link rel="stylesheet" href="{root}/assets/swagger-ui.css">
</head>
<body data-openapi="{root}/openapi.json">
<div id="swagger-ui"></div>
<script src="{root}/assets/swagger-ui-bundle.js"></script><script src="{root}/assets/docs.js"></script>
</body>
</html>
"""
    return secured(HTMLResponse(html), DOCS_POLICY)


def link(address: str, text: str) -> str:
    """Return a link, escaped."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def both(chinese: str, english: str) -> str:
    """Return one thing said twice: Chinese, and English marked as such."""
    return f'{escape(chinese)}<br><span lang="en">{escape(english)}</span>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table that scrolls by itself on a narrow screen; the cells are HTML already escaped."""
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>\n{lines}\n</tbody></table></div>'


def tagged(request: Request, body: bytes, media_type: str) -> Response:
    """Return `body` with an ETag, or 304 if the caller has it already (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
