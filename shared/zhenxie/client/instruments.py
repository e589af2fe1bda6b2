"""Supervision instruments (监督文书) as a client drafts, conducts, signs for and answers them."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class Instruments:
    """The instrument calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def draft(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Draft an instrument on established alerts, or on a case."""
        return await self._send("POST", "/v1/instruments", body)

    async def step(self, instrument_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take a step of the procuratorate: approve, number, issue, urge and so on."""
        return await self._send("POST", f"/v1/instruments/{instrument_id}/steps", body)

    async def receipt(self, instrument_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Sign for an instrument, as its addressee."""
        return await self._send("POST", f"/v1/instruments/{instrument_id}/receipt", body)

    async def reply(self, instrument_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Answer an instrument, as its addressee."""
        return await self._send("POST", f"/v1/instruments/{instrument_id}/reply", body)

    async def object_to(self, instrument_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Object to an instrument, as its addressee (复议、复核、复查)."""
        return await self._send("POST", f"/v1/instruments/{instrument_id}/objection", body)

    async def page_unless(self, etag: str | None, **filters: Any) -> tuple[dict[str, Any] | None, str]:
        """Return a page of instruments and its ETag; None instead of the page when nothing changed since `etag` (304)."""
        known = {} if etag is None else {"If-None-Match": etag}
        answer = await self._connection.send(Asked("GET", "/v1/instruments", filters, known))
        return (None if answer.status_code == 304 else answer.json()), answer.headers["etag"]

    async def one(self, instrument_id: str) -> dict[str, Any]:
        """Return one instrument with what it says and its history; reading it is recorded."""
        return await self._get(f"/v1/instruments/{instrument_id}", {})

    async def document(
        self,
        instrument_id: str,
        form: Literal["pdf", "docx"] = "pdf",
        *,
        counterpart: Literal["original", "copy", "stub", "receipt"] = "original",
    ) -> bytes:
        """Return one counterpart of an instrument as a file."""
        path = f"/v1/instruments/{instrument_id}.{form}"
        answer = await self._connection.send(Asked("GET", path, {"counterpart": counterpart}))
        return answer.content

    async def proposals(self, alert_id: str) -> dict[str, Any]:
        """Return the kinds that the law allows on an alert, those that must issue first."""
        return await self._get("/v1/instruments/proposals", {"alert_id": alert_id})

    async def change_numbering(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Say how a procuratorate numbers the instruments of a kind."""
        return await self._send("PUT", "/v1/numbering", body)

    async def _send(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked(method, path, headers=_JSON, body=orjson.dumps(body)))
        said: dict[str, Any] = answer.json()
        return said

    async def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send(Asked("GET", path, params))
        said: dict[str, Any] = answer.json()
        return said
