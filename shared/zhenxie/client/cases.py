"""Cases as a client reads them: lists, pictures, timelines, persons."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from zhenxie.client.connection import Asked, Connection


class Cases:
    """What the exchange shows of the cases that the client's agency may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of cases, `items` and `next`; filters are those of `GET /v1/cases`.

        :raises ExchangeUnavailable: network failure, 429, 502, 503, 504.
        :raises ExchangeRefused: any other error status.
        """
        return await self._get("/v1/cases", filters)

    async def one(self, case_number: str, *, as_known_at: str | None = None) -> dict[str, Any]:
        """Return the present picture of a case, or the one of a moment.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: there is none for the caller (404), or as for :meth:`page`.
        """
        return await self._get(_path(case_number), {"as_known_at": as_known_at})

    async def timeline(self, case_number: str, **asked: Any) -> dict[str, Any]:
        """Return a page of the case's entries as they were recorded.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        return await self._get(_path(case_number, "/timeline"), asked)

    async def triage(self, case_number: str, **asked: Any) -> dict[str, Any]:
        """Return which track a case takes (繁简分流), why, and how it came to it; asked are `on` and `as_known_at`.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        return await self._get(_path(case_number, "/triage"), asked)

    async def deadlines(self, case_number: str, **asked: Any) -> dict[str, Any]:
        """Return what is due when in a case; asked are the parameters of `GET …/deadlines`, such as `on` and `state`.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        return await self._get(_path(case_number, "/deadlines"), asked)

    async def deadlines_calendar(self, case_number: str, **asked: Any) -> bytes:
        """Return the same as an iCalendar feed (RFC 5545).

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        asking = Asked("GET", _path(case_number, "/deadlines.ics"), asked, {})
        return (await self._connection.send(asking)).content

    async def deadline_catalogue(self) -> dict[str, Any]:
        """Return every deadline that is known, with its numbers, dates in force and articles.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`page`.
        """
        return await self._get("/v1/deadlines", {})

    async def persons(self, case_number: str, *, purpose: str, **asked: Any) -> dict[str, Any]:
        """Return the persons of a case; the exchange writes down who read them, when, and for which purpose.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        return await self._get(_path(case_number, "/persons"), asked, {"X-Purpose": quote(purpose, safe="")})

    async def keys(self, case_number: str, *, as_known_at: str | None = None) -> dict[str, Any]:
        """Return the keys by which persons of a case are matched across cases; they name nobody.

        :raises ExchangeUnavailable: as for :meth:`page`.
        :raises ExchangeRefused: as for :meth:`one`.
        """
        return await self._get(_path(case_number, "/persons"), {"view": "keys", "as_known_at": as_known_at})

    async def _get(
        self, path: str, params: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        answer = await self._connection.send(Asked("GET", path, params, headers or {}))
        said: dict[str, Any] = answer.json()
        return said


def _path(case_number: str, below: str = "") -> str:
    return f"/v1/cases/{quote(case_number, safe='')}{below}"
