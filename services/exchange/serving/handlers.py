"""Whatever goes wrong becomes one problem+json answer, in the reader's language, without a value of the request."""

from collections.abc import Iterable
from typing import Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.db import DatabaseUnavailable, DataError
from exchange.errors import (
    InternalError,
    InvalidBody,
    InvalidParameter,
    MethodNotAllowed,
    NoSuchRoute,
    Refusal,
    Unavailable,
    language_of,
)
from exchange.serving import faults
from zhenxie.kit import logs, tracing
from zhenxie.wire.problems import Fault

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
_log = logs.get_logger(__name__)


def answer(refusal: Refusal, scope: Scope) -> Response:
    """Return the problem (RFC 9457) that says `refusal` to the sender of this request."""
    language = language_of(Headers(scope=scope).get("accept-language"))
    # The address as sent may hold a case number, so the request is named by its id.
    trace = tracing.current()
    instance = f"urn:uuid:{trace.request_id}" if trace else None
    body = refusal.body(language=language, instance=instance)
    if trace is not None:
        body["request_id"] = trace.request_id
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": "zh-CN" if language == "zh" else "en",
        "Vary": "Accept-Language",
        **refusal.headers,
    }
    return Response(orjson.dumps(body, default=str), refusal.status, headers, PROBLEM_MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every anticipated error of `app` a problem; :class:`CatchAll` takes the rest."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _by_framework)
    app.add_exception_handler(DatabaseUnavailable, _unavailable)


async def _refused(request: Request, error: Exception) -> Response:
    return answer(error if isinstance(error, Refusal) else InternalError(), request.scope)


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    return answer(_sorted_out(found), request.scope)


def _sorted_out(found: Iterable[dict[str, object]]) -> Refusal:
    parameters: list[Fault] = []
    body: list[Fault] = []
    for fault, where in faults.of_validation(found):
        (body if where == "body" else parameters).append(fault)
    return InvalidBody(faults=body) if body and not parameters else InvalidParameter(faults=[*parameters, *body])


async def _by_framework(request: Request, error: Exception) -> Response:
    # FastAPI wraps what is raised while a body is read; the refusal inside is the reason.
    if isinstance(error.__cause__, Refusal):
        return answer(error.__cause__, request.scope)
    if not isinstance(error, HTTPException):
        return answer(InternalError(), request.scope)
    headers = dict(error.headers or {})
    known = {404: NoSuchRoute, 405: MethodNotAllowed}
    if error.status_code in known:
        return answer(known[error.status_code](headers=headers), request.scope)
    if error.status_code < 500:
        return answer(InvalidBody(faults=[Fault("", "unreadable-body")], headers=headers), request.scope)
    return answer(InternalError(headers=headers), request.scope)


async def _unavailable(request: Request, error: Exception) -> Response:
    _log.warning("database_unavailable", exc_info=error)
    return answer(Unavailable(headers={"Retry-After": "2"}), request.scope)


class CatchAll:
    """ASGI middleware: an error that nobody anticipated is logged, and answered with 500 and the request id only.

    It stands inside the request line and the metrics, so that both still see the answer; Starlette's own
    server-error handler stands outside of all middleware.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            _log.exception("internal_error", cause=type(error.__cause__).__name__ if _is_data(error) else None)
            if begun:
                # Half an answer must not look like a whole one: the server closes the connection.
                raise
            await answer(InternalError(), scope)(scope, receive, send)


def _is_data(error: Exception) -> bool:
    return isinstance(error, DataError)
