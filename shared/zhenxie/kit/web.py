"""What every HTTP service wears: liveness, readiness, a request id, one line per request."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhenxie.kit import logs, tracing

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


class Health(BaseModel):
    """Whether this process is alive, or ready, and why not (健康状态)."""

    status: str
    checks: dict[str, str] = {}


def health_router(checks: Callable[[], Sequence[Check]]) -> APIRouter:
    """Return the routes ``/livez`` and ``/readyz``.

    :param checks: called on every ``/readyz``, because what is checked is made when the service starts.
    """
    router = APIRouter(tags=["health"])

    @router.get("/livez", operation_id="livez")
    async def livez() -> Health:
        """Say that the process answers. It looks at nothing else, so that a full disk restarts nobody."""
        return Health(status="alive")

    @router.get("/readyz", operation_id="readyz", responses={503: {"model": Health}})
    async def readyz(response: Response) -> Health:
        """Say whether requests may be sent here, with the result of each check."""
        asked = checks()
        results = await asyncio.gather(*(_result(check) for check in asked), return_exceptions=True)
        said = {check.name: _said(result) for check, result in zip(asked, results, strict=True)}
        if all(text == "ok" for text in said.values()):
            return Health(status="ready", checks=said)
        response.status_code = 503
        return Health(status="not_ready", checks=said)

    return router


async def _result(check: Check) -> str | None:
    async with asyncio.timeout(_READY_TIMEOUT_SECONDS):
        return await check.ask()


def _said(result: str | BaseException | None) -> str:
    if isinstance(result, BaseException):
        # The text of the exception may hold an address or a password; its type does not.
        return f"failed: {type(result).__name__}"
    return result or "ok"


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
