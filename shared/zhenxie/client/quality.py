"""Data-quality findings as a client posts and reads them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from zhenxie.client.connection import Asked, Connection

_PATH: Final = "/v1/quality"
_JSON: Final = {"Content-Type": "application/json"}


class Quality:
    """What is wrong with the form of reports; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def report(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Tell a sender of a fault of form, or that it is gone."""
        answer = await self._connection.send(Asked("POST", _PATH, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of the agency's findings, `items` and `next`; filters are those of `GET /v1/quality`."""
        page, _ = await self.page_unless(None, **filters)
        return page or {}

    async def page_unless(self, etag: str | None, **filters: Any) -> tuple[dict[str, Any] | None, str]:
        """Return a page and its ETag; None instead of the page when nothing changed since `etag` (304)."""
        known = {} if etag is None else {"If-None-Match": etag}
        answer = await self._connection.send(Asked("GET", _PATH, filters, known))
        return (None if answer.status_code == 304 else answer.json()), answer.headers["etag"]
