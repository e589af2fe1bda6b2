"""Answers that a client may keep: ETag, 304 for what it knows, and the link to the next page."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_PRIVATE: Final = "private, no-cache"


def etag_of(*marks: object) -> str:
    """Return the ETag of an answer that changes when one of `marks` does."""
    return '"' + hashlib.sha256("\x1f".join(map(str, marks)).encode()).hexdigest()[:32] + '"'


def is_known(request: Request, etag: str) -> bool:
    """Return whether the client says that it has this answer (RFC 9110, section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in given.split(",")}


def unchanged(etag: str) -> Response:
    """Return that nothing has changed."""
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": _PRIVATE})


def answer(body: bytes, etag: str, *, link: str | None = None) -> Response:
    """Return JSON bytes that may be kept and asked for again."""
    headers = {"ETag": etag, "Cache-Control": _PRIVATE}
    if link is not None:
        headers["Link"] = link
    return Response(body, media_type="application/json", headers=headers)


def next_link(request: Request, following: str | None, *, parameter: str = "after") -> str | None:
    """Return the Link header to the next page, or None at the end; `parameter` is the one that takes the cursor."""
    if following is None:
        return None
    address = request.url.include_query_params(**{parameter: following})
    return f'<{address.path}?{address.query}>; rel="next"'
