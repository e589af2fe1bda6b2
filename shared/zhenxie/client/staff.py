"""The register of staff and the duty roster as a client keeps and reads them."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class StaffCalls:
    """The staff calls of the exchange; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def register(self) -> list[dict[str, Any]]:
        """Return who acts for the client's agency, those who have left included."""
        answer = await self._connection.send(Asked("GET", "/v1/staff"))
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def enter(self, gh: str, body: Mapping[str, Any], *, agency: str | None = None) -> dict[str, Any]:
        """Enter a person into a register; another agency's is an administrator's."""
        return await self._put(f"/v1/staff/{quote(gh, safe='')}", body, agency)

    async def roster(self, first: str, last: str) -> dict[str, Any]:
        """Return who is on duty and away between two days, both included."""
        answer = await self._connection.send(Asked("GET", "/v1/roster", {"from": first, "to": last}))
        said: dict[str, Any] = answer.json()
        return said

    async def enter_duty(self, first: str, body: Mapping[str, Any], *, agency: str | None = None) -> dict[str, Any]:
        """Write who is on duty from a day on."""
        return await self._put(f"/v1/roster/{first}", body, agency)

    async def enter_absence(self, gh: str, body: Mapping[str, Any], *, agency: str | None = None) -> dict[str, Any]:
        """Write who is away and who stands in."""
        return await self._put(f"/v1/absences/{quote(gh, safe='')}", body, agency)

    async def _put(self, path: str, body: Mapping[str, Any], agency: str | None) -> dict[str, Any]:
        asked = Asked("PUT", path, {"agency": agency}, _JSON, orjson.dumps(body))
        said: dict[str, Any] = (await self._connection.send(asked)).json()
        return said
