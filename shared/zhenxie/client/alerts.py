"""Alerts as a client posts, reads and reviews them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class Alerts:
    """The alert calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def report(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raise an alert, or bring the one of this fingerprint and occurrence up to date."""
        return await self._post("/v1/alerts", body)

    async def remedy(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Note that the violation was made good."""
        return await self._post(f"/v1/alerts/{alert_id}/remedy", body)

    async def withdraw(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Withdraw an alert whose ground never existed."""
        return await self._post(f"/v1/alerts/{alert_id}/withdrawal", body)

    async def change_ground(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Note that a later report cures what was found."""
        return await self._post(f"/v1/alerts/{alert_id}/ground-change", body)

    async def review(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take a step of the office."""
        return await self._post(f"/v1/alerts/{alert_id}/review", body)

    async def receipt(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Sign for an alert."""
        return await self._post(f"/v1/alerts/{alert_id}/receipt", body)

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of alerts, `items` and `next`; filters are those of `GET /v1/alerts`."""
        return await self._get("/v1/alerts", filters)

    async def page_unless(self, etag: str | None, **filters: Any) -> tuple[dict[str, Any] | None, str]:
        """Return a page and its ETag; None instead of the page when nothing changed since `etag` (304)."""
        known = {} if etag is None else {"If-None-Match": etag}
        answer = await self._connection.send(Asked("GET", "/v1/alerts", filters, known))
        return (None if answer.status_code == 304 else answer.json()), answer.headers["etag"]

    async def one(self, alert_id: str) -> dict[str, Any]:
        """Return one alert with its history and timeline."""
        return await self._get(f"/v1/alerts/{alert_id}", {})

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("POST", path, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said

    async def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("GET", path, params))
        said: dict[str, Any] = answer.json()
        return said
