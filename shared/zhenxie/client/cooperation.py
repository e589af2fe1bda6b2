"""Cooperation as a client opens, continues and reads it: records, evidence standards, class cases, look-backs."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class CooperationCalls:
    """The cooperation calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Open a record; its `kind` says which."""
        return await self._send("POST", "/v1/cooperation", body)

    async def add(self, cooperation_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Do something in a record; its `act` says what."""
        return await self._send("POST", f"/v1/cooperation/{cooperation_id}/entries", body)

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of records, `items` and `next`; filters are those of `GET /v1/cooperation`."""
        return await self._get("/v1/cooperation", filters)

    async def one(self, cooperation_id: str) -> dict[str, Any]:
        """Return a record with everything that was done in it."""
        return await self._get(f"/v1/cooperation/{cooperation_id}", {})

    async def agree_standard(self, charges: str, sheet: Mapping[str, Any]) -> dict[str, Any]:
        """Put down the next version of a sheet of evidence standards; a pair of charges is joined by a comma."""
        return await self._send("PUT", f"/v1/evidence-standards/{quote(charges, safe=',')}", sheet)

    async def standards(self, **filters: Any) -> list[dict[str, Any]]:
        """Return the sheets in force, by `charge`, `case_number` or `on`."""
        items: list[dict[str, Any]] = (await self._get("/v1/evidence-standards", filters))["items"]
        return items

    async def standard(self, charges: str) -> list[dict[str, Any]]:
        """Return every version of the sheets of a charge, or of a pair."""
        items: list[dict[str, Any]] = (await self._get(f"/v1/evidence-standards/{quote(charges, safe=',')}", {}))[
            "items"
        ]
        return items

    async def class_cases(self, quarter: str, **asked: Any) -> list[dict[str, Any]]:
        """Return the groups of like violations of a quarter."""
        items: list[dict[str, Any]] = (await self._get("/v1/class-cases", {"quarter": quarter, **asked}))["items"]
        return items

    async def look_backs(self, **asked: Any) -> dict[str, Any]:
        """Return a page of look-backs, `items` and `next`; asked are the parameters of `GET /v1/follow-ups`."""
        return await self._get("/v1/follow-ups", asked)

    async def _send(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked(method, path, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said

    async def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = (await self._connection.send(Asked("GET", path, params))).json()
        return said
