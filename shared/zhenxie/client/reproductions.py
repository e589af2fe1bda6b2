"""The question whether an alert follows again, as a client asks, answers and reads it."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class ReproductionCalls:
    """The reproduction calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, alert_id: str, message_id: str) -> dict[str, Any]:
        """Ask whether an alert follows again; the answer is read by :meth:`of_alert`."""
        return await self._post(f"/v1/alerts/{alert_id}/reproduce", {"message_id": message_id})

    async def answer(self, alert_id: str, request_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Answer such a question; a second answer changes nothing."""
        return await self._post(f"/v1/alerts/{alert_id}/reproductions/{request_id}", body)

    async def of_alert(self, alert_id: str) -> list[dict[str, Any]]:
        """Return every such question about an alert with its answer, the oldest first."""
        answer = await self._connection.send(Asked("GET", f"/v1/alerts/{alert_id}/reproductions", {}))
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("POST", path, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said
