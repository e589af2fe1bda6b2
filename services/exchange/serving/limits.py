"""How much one client may ask: requests per second (token bucket), and bytes in one body."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.errors import BodyTooLarge, TooManyRequests
from exchange.serving import handlers

# Bulk intake streams and counts its lines itself.
STREAMED: Final = frozenset({"/v1/intake"})


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Limits:
    """One token bucket per client, in the memory of this process.

    Per client and not per address: a whole province may stand behind one gateway. Several processes give a
    client several buckets; the limit protects this process, it is no accounting.
    """

    def __init__(self, per_second: int, *, seconds: Callable[[], float] = time.perf_counter) -> None:
        """Allow `per_second` requests sustained, and bursts of twice as many."""
        self._rate = per_second
        self._burst = 2 * per_second
        self._seconds = seconds
        self._buckets: dict[str, _Bucket] = {}

    def take(self, client: str) -> None:
        """Take one token of `client`.

        :raises TooManyRequests: none is left; the headers say how long to wait (RFC 9110, RateLimit fields).
        """
        now = self._seconds()
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._rate)
        bucket.filled_at = now
        if bucket.tokens < 1:
            wait = math.ceil((1 - bucket.tokens) / self._rate)
            raise TooManyRequests(headers=self._headers(wait))
        bucket.tokens -= 1

    def _headers(self, wait: int) -> dict[str, str]:
        return {
            "Retry-After": str(wait),
            "RateLimit": f'"client";r=0;t={wait}',
            "RateLimit-Policy": f'"client";q={self._burst};w=2',
        }


class BodyLimit:
    """ASGI middleware: counts the bytes of a body as they come, whatever Content-Length claims."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        """Refuse bodies over `limit` bytes; the caller is told before the rest is read."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in STREAMED:
            await self._app(scope, receive, send)
            return
        claimed = Headers(scope=scope).get("content-length", "")
        if claimed.isdecimal() and int(claimed) > self._limit:
            await handlers.answer(self._refusal(), scope)(scope, receive, send)
            return
        counted = 0

        async def counting() -> Message:
            nonlocal counted
            message = await receive()
            if message["type"] == "http.request":
                counted += len(message.get("body", b""))
                if counted > self._limit:
                    raise self._refusal()
            return message

        await self._app(scope, counting, send)

    def _refusal(self) -> BodyTooLarge:
        # The rest of the body stands unread in the connection, which can serve nobody after that.
        return BodyTooLarge(limit_bytes=self._limit, headers={"Connection": "close"})


class HeadAsGet:
    """ASGI middleware: answers HEAD as GET without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)
