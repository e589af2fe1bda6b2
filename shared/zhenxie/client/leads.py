"""Leads as an office's platform lists, works and raises them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class Leads:
    """The lead calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of leads, `items` and `next`; filters are those of `GET /v1/leads`."""
        return await self._get("/v1/leads", filters)

    async def one(self, alert_id: str) -> dict[str, Any]:
        """Return one lead with its alert and everything that was done with it."""
        return await self._get(f"/v1/leads/{alert_id}", {})

    async def raise_by_hand(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raise a lead from a dossier, a complaint or another source."""
        return await self._post("/v1/leads", body)

    async def work(self, alert_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take one act with a lead; `act` says which."""
        return await self._post(f"/v1/leads/{alert_id}/work", body)

    async def hand_over(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Hand the open leads of one person to another; call again while `remaining` is not 0."""
        return await self._post("/v1/roster/hand-over", body)

    async def evidence_requests(self, **filters: Any) -> dict[str, Any]:
        """Return a page of what the client's agency was asked for, `items` and `next`."""
        return await self._get("/v1/evidence-requests", filters)

    async def answer_evidence_request(self, request_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what the client's agency was asked for."""
        return await self._post(f"/v1/evidence-requests/{request_id}/answer", body)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("POST", path, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said

    async def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("GET", path, params))
        said: dict[str, Any] = answer.json()
        return said
