"""What every HTTP service wears: liveness, readiness, a request id, one line per request."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhenxie.kit import logs, stalls, tracing
from zhenxie.kit.stalls import Stall, Watch

_READY_TIMEOUT_SECONDS = 5.0
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before requests are sent here.

    `ask` returns None when it holds, or one sentence on what is wrong. The sentence is public: it
    names no person and no secret.
    """

    name: str
    ask: Callable[[], Awaitable[str | None]]


class Words(BaseModel):
    """A sentence in both languages (双语)."""

    chinese: str
    english: str


class Stalled(BaseModel):
    """Something that does not get on (停滞): what, since when, and what to do; more in docs/operations.md."""

    stall: str
    about: str
    since: datetime
    seconds: float
    what: Words
    facts: str
    remedy: Words
    section: str


class Health(BaseModel):
    """Whether this process is alive, ready, or ready while something stalls, and why (健康状态)."""

    status: str
    checks: dict[str, str] = {}
    stalls: list[Stalled] = []


def health_router(checks: Callable[[], Sequence[Check]], watch: Watch | None = None) -> APIRouter:
    """Return the routes ``/livez`` and ``/readyz``.

    :param checks: called on every ``/readyz``, because what is checked is made when the service starts.
    :param watch: what it knows to stall is told beside the checks; only this process's own fault makes it not ready.
    """
    router = APIRouter(tags=["health"])

    @router.get("/livez", operation_id="livez")
    async def livez() -> Health:
        """Say that the process answers. It looks at nothing else, so that a full disk restarts nobody."""
        return Health(status="alive")

    @router.get("/readyz", operation_id="readyz", responses={503: {"model": Health}})
    async def readyz(response: Response) -> Health:
        """Say whether requests may be sent here, with the result of each check, and what stalls.

        `degraded` (200) means that something stalls which no other process would do better: a reader that stopped
        reading, a lock, a standby.
        """
        asked = checks()
        results = await asyncio.gather(*(_result(check) for check in asked), return_exceptions=True)
        said = {check.name: _said(result) for check, result in zip(asked, results, strict=True)}
        shown = [] if watch is None else [_stalled(stall) for stall in watch.present]
        if any(text != "ok" for text in said.values()) or (watch is not None and watch.stopping):
            response.status_code = 503
            return Health(status="not_ready", checks=said, stalls=shown)
        return Health(status="degraded" if shown else "ready", checks=said, stalls=shown)

    return router


async def _result(check: Check) -> str | None:
    async with asyncio.timeout(_READY_TIMEOUT_SECONDS):
        return await check.ask()


def _said(result: str | BaseException | None) -> str:
    if isinstance(result, BaseException):
        # The text of the exception may hold an address or a password; its type does not.
        return f"failed: {type(result).__name__}"
    return result or "ok"


def _stalled(stall: Stall) -> Stalled:
    kind = stall.kind
    return Stalled(
        stall=kind.name,
        about=stall.about,
        since=stalls.since(stall),
        seconds=round(stall.seconds, 1),
        what=Words(chinese=kind.chinese, english=kind.english),
        facts=stall.facts,
        remedy=Words(chinese=kind.remedy_chinese, english=kind.remedy_english),
        section=f"docs/operations.md#{kind.name}",
    )


class RequestLine:
    """ASGI middleware: a request id and trace for each request, and one log line when it is over.

    The line holds the route's template, never the path as sent, its query string or a body: a case
    number or a name may stand there.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app
        self._log = logs.get_logger("access")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace = tracing.begin(traceparent=headers.get("traceparent"), request_id=headers.get("x-request-id"))
        status = 500
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = trace.request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._write(scope, status, time.perf_counter() - started)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        write = self._log.debug if scope["path"] in _QUIET else self._log.info
        write(
            "request",
            method=scope["method"],
            route=route_template(scope),
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def route_template(scope: Scope) -> str:
    """Return the path of the route that answered, such as ``/v1/cases/{case_number}``, or ``unmatched``."""
    # FastAPI keeps an included router's own path on the route, and the whole path beside it.
    whole = getattr(scope.get("fastapi", {}).get("effective_route_context"), "path", None)
    template = whole or getattr(scope.get("route"), "path", None)
    return str(template) if template else "unmatched"
