"""The exchange as its clients see it: everything an agency's platform does with it, one method a call."""

import json
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import orjson

from zhenxie.client.alerts import Alerts
from zhenxie.client.assessments import Assessments, Models
from zhenxie.client.cases import Cases
from zhenxie.client.changes import Change, Page, Wanted
from zhenxie.client.connection import Asked, Connection, Means
from zhenxie.client.cooperation import CooperationCalls
from zhenxie.client.credentials import Credentials
from zhenxie.client.errors import ExchangeUnavailable
from zhenxie.client.instruments import Instruments
from zhenxie.client.leads import Leads
from zhenxie.client.quality import Quality
from zhenxie.client.reproductions import ReproductionCalls
from zhenxie.client.staff import StaffCalls
from zhenxie.client.uploads import Upload

_JSON: Final = {"Content-Type": "application/json"}
_LONGEST_POLL_SECONDS: Final = 30.0


class ExchangeClient:
    """One client account at one exchange. Nothing else knows a URL.

    Every call is tried again with growing pauses while the exchange is unavailable, for everything that is sent may be
    sent twice. Use it as an async context manager, or :meth:`close` it.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        scopes: str | None = None,
        means: Means | None = None,
    ) -> None:
        """Prepare to speak to `base_url`; nothing is sent yet.

        :param scopes: what the token may do, separated by blanks; by default all that the client may.
        """
        self.connection = Connection(base_url, credentials, scopes=scopes, means=means)
        self.cases = Cases(self.connection)
        self.alerts = Alerts(self.connection)
        self.assessments = Assessments(self.connection)
        self.models = Models(self.connection)
        self.quality = Quality(self.connection)
        self.leads = Leads(self.connection)
        self.staff = StaffCalls(self.connection)
        self.reproductions = ReproductionCalls(self.connection)
        self.instruments = Instruments(self.connection)
        self.cooperation = CooperationCalls(self.connection)

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self.connection.close()

    async def send_notification(self, notification: Mapping[str, Any]) -> dict[str, Any]:
        """Notify a case (案件通报) and return what was accepted; sent again, the same.

        :raises ExchangeUnavailable: network failure, 429, 502, 503, 504: send it again.
        :raises ExchangeRefused: any other error status.
        """
        return await self._post("/v1/cases", notification)

    async def send_update(self, case_number: str, event_or_events: Mapping[str, Any]) -> dict[str, Any]:
        """Report one event of a case, or an atomic list `{"events": […]}`.

        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        return await self._post(f"/v1/cases/{quote(case_number, safe='')}/updates", event_or_events)

    async def send_correction(self, case_number: str, correction: Mapping[str, Any]) -> dict[str, Any]:
        """Amend or retract one event of a case.

        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        return await self._post(f"/v1/cases/{quote(case_number, safe='')}/corrections", correction)

    async def declare_coverage(self, coverage: Mapping[str, Any]) -> dict[str, Any]:
        """Declare which event types are reported completely, and through when.

        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        return await self._post("/v1/coverage", coverage)

    async def upload(self, upload: Upload) -> AsyncIterator[dict[str, Any]]:
        """Report in bulk; yield the outcome of each line in order, the last item being `{"summary": …}`.

        A stream cannot be sent twice, so it is not tried again here; sending all lines again is safe.

        :raises ExchangeUnavailable: as for :meth:`send_notification`, or the answer broke off.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        asked = Asked("POST", "/v1/intake", upload.manifest.params, upload.headers, upload.blocks)
        whole = False
        async with self.connection.streaming(asked) as lines:
            async for line in lines:
                if line:
                    outcome = json.loads(line)
                    whole = "summary" in outcome
                    yield outcome
        if not whole:
            raise ExchangeUnavailable("the outcomes broke off")

    async def message(self, message_id: str, *, source_system: str | None = None) -> dict[str, Any]:
        """Return what became of a message each time it was decided.

        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: never received (404), or any other error status.
        """
        path = f"/v1/messages/{quote(message_id, safe='')}"
        return await self._get(path, {"source_system": source_system})

    async def outcomes(self, after: str = "0", *, limit: int | None = None) -> dict[str, Any]:
        """Return a page of what became of the agency's messages: `items`, `next`.

        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        return await self._get("/v1/outcomes", {"after": after, "limit": limit})

    async def changes(
        self, after: str = "0", *, wait: float = 0, limit: int | None = None, wanted: Wanted | None = None
    ) -> Page:
        """Return a page of changes after a cursor, waiting at most `wait` seconds (up to 30) for the first.

        :raises CursorGone: the feed was restored; go on from its `resume_after`.
        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        asked = {"after": after, "limit": limit, "wait": wait or None, **(wanted or Wanted()).params}
        answer = await self.connection.send(Asked("GET", "/v1/changes", asked))
        said = orjson.loads(answer.content)
        return Page([Change.of_cloud_event(one) for one in said["items"]], said["next"], said["head"])

    async def follow(self, after: str = "0", *, wanted: Wanted | None = None) -> AsyncIterator[Change]:
        """Yield every change after a cursor, for ever, by long poll.

        :raises CursorGone: as for :meth:`changes`.
        :raises ExchangeUnavailable: as for :meth:`send_notification`.
        :raises ExchangeRefused: as for :meth:`send_notification`.
        """
        while True:
            page = await self.changes(after, wait=_LONGEST_POLL_SECONDS, limit=1000, wanted=wanted)
            for change in page.items:
                yield change
            after = page.next

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        # The same bytes at each try: what is identical is decided by what was sent.
        encoded = json.dumps(body, ensure_ascii=False).encode()
        answer = await self.connection.send(Asked("POST", path, headers=_JSON, body=encoded))
        said: dict[str, Any] = answer.json()
        return said

    async def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self.connection.send(Asked("GET", path, params))
        said: dict[str, Any] = orjson.loads(answer.content)
        return said
