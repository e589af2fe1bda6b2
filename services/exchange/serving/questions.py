"""Refuses a question that no database could be asked, before anybody reads it."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from exchange.errors import InvalidParameter
from exchange.serving import handlers
from zhenxie.wire.problems import Fault

_OURS: Final = "/v1/"


class WithoutNul:
    """ASGI middleware: a NUL in an address or a query is the caller's fault, wherever it would have been used.

    PostgreSQL knows no text that holds one, so each parameter that reaches a statement would have to look for itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(_OURS):
            where = "path" if "\x00" in scope["path"] else "query" if b"%00" in scope["query_string"] else ""
            if where:
                refusal = InvalidParameter(faults=[Fault(where, "nul-in-text")])
                await handlers.answer(refusal, scope)(scope, receive, send)
                return
        await self._app(scope, receive, send)
