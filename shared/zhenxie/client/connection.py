"""One client's connection to the exchange: its token, its requests, and its errors in our words."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

from zhenxie.client import retrying
from zhenxie.client.credentials import Credentials
from zhenxie.client.errors import CursorGone, ExchangeRefused, ExchangeUnavailable
from zhenxie.kit import http
from zhenxie.kit.clock import Clock, SystemClock

_WORTH_RETRYING: Final = frozenset({429, 502, 503, 504})
_UNCHANGED: Final = 304
# A token is renewed before it ends, so that none ends on the way.
_RENEWED_BEFORE_SECONDS: Final = 30.0
_UPLOAD_TIMEOUT: Final = httpx2.Timeout(connect=5.0, read=None, write=60.0, pool=5.0)


@dataclass(frozen=True)
class Asked:
    """One request: what follows the base address, and what goes with it."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | AsyncIterable[bytes] | None = field(default=None, repr=False)

    @property
    def given(self) -> dict[str, str | list[str]]:
        """The parameters that are stated, as text; a list is a parameter that is repeated."""
        stated = {name: value for name, value in self.params.items() if value is not None}
        return {
            name: [str(one) for one in value] if isinstance(value, list | tuple) else str(value)
            for name, value in stated.items()
        }


@dataclass(frozen=True)
class Means:
    """What a connection works with: the clock, the way to the network, and the pauses between tries."""

    clock: Clock = field(default_factory=SystemClock)
    transport: httpx2.AsyncBaseTransport | None = None
    pauses_seconds: tuple[float, ...] = retrying.PAUSES_SECONDS


class Connection:
    """Sends requests with a token that it fetches and renews by itself."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        scopes: str | None = None,
        means: Means | None = None,
    ) -> None:
        means = means or Means()
        self._http = http.new_async_client(base_url=base_url, transport=means.transport)
        self._token_url = f"{base_url.rstrip('/')}/oauth/token"
        self._credentials = credentials
        self._scopes = scopes
        self._clock = means.clock
        self._pauses = means.pauses_seconds
        self._token = ""
        self._renew_at = 0.0
        self._one_fetches = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, asked: Asked) -> httpx2.Response:
        """Return the answer to a request that may be sent again; 304 is an answer to who asks `If-None-Match`.

        :raises ExchangeUnavailable: network failure, 429, 502, 503, 504, each time until the last pause.
        :raises CursorGone: 410.
        :raises ExchangeRefused: any other error status.
        """
        return await retrying.patiently(lambda: self._send_once(asked), self._pauses)

    async def _send_once(self, asked: Asked) -> httpx2.Response:
        token = await self.token()
        answer = await self._exchange(asked, token)
        if answer.status_code == 401:
            # It was revoked, or its key went away, before it ended; a new one decides.
            self._forget(token)
            answer = await self._exchange(asked, await self.token())
        _raise_for(answer)
        return answer

    async def _exchange(self, asked: Asked, token: str) -> httpx2.Response:
        headers = {**asked.headers, "Authorization": f"Bearer {token}"}
        with _translated():
            return await self._http.request(
                asked.method, asked.path, params=asked.given, headers=headers, content=asked.body
            )

    @asynccontextmanager
    async def streaming(self, asked: Asked) -> AsyncIterator[AsyncIterator[str]]:
        """Send a long body once, and give the lines of the answer as they come.

        :raises ExchangeUnavailable: as for :meth:`send`, at any line.
        :raises ExchangeRefused: as for :meth:`send`, before the first line.
        """
        headers = {**asked.headers, "Authorization": f"Bearer {await retrying.patiently(self.token, self._pauses)}"}
        with _translated():
            async with self._http.stream(
                asked.method,
                asked.path,
                params=asked.given,
                headers=headers,
                content=asked.body,
                timeout=_UPLOAD_TIMEOUT,
            ) as answer:
                if answer.status_code >= 400:
                    await answer.aread()
                    _raise_for(answer)
                yield answer.aiter_lines()

    async def token(self) -> str:
        """Return an access token that is not about to end.

        :raises ExchangeUnavailable: the token endpoint could not be reached.
        :raises ExchangeRefused: it does not know the client, or not its secret or key.
        """
        async with self._one_fetches:
            if asyncio.get_running_loop().time() >= self._renew_at:
                await self._fetch()
            return self._token

    async def _fetch(self) -> None:
        proof = self._credentials.proof(token_url=self._token_url, now=self._clock.now())
        form = {"grant_type": "client_credentials", **proof.form}
        if self._scopes:
            form["scope"] = self._scopes
        asked_at = asyncio.get_running_loop().time()
        with _translated():
            answer = await self._http.post("/oauth/token", data=form, headers=proof.headers)
        _raise_for(answer)
        said = answer.json()
        self._token = said["access_token"]
        lifetime = float(said.get("expires_in", 0))
        self._renew_at = asked_at + max(lifetime - _RENEWED_BEFORE_SECONDS, lifetime / 2)

    def _forget(self, token: str) -> None:
        if token == self._token:
            self._renew_at = 0.0


class _translated:  # noqa: N801  reads as a statement
    """Turns what the HTTP library raises into our words."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Raise in our words what was raised in the library's."""
        if isinstance(error, httpx2.RequestError):
            raise ExchangeUnavailable(type(error).__name__) from error


def _raise_for(answer: httpx2.Response) -> None:
    if answer.status_code in _WORTH_RETRYING:
        raise ExchangeUnavailable(f"answered {answer.status_code}", retry_after_seconds=_seconds(answer))
    if answer.status_code >= 300 and answer.status_code != _UNCHANGED:
        problem = _problem(answer)
        if answer.status_code == 410 and "resume_after" in problem:
            raise CursorGone(410, problem)
        raise ExchangeRefused(answer.status_code, problem)


def _seconds(answer: httpx2.Response) -> float | None:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() else None


def _problem(answer: httpx2.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {"title": answer.reason_phrase}
    if not isinstance(said, dict):
        return {"title": answer.reason_phrase}
    # The token endpoint speaks RFC 6749, everything else RFC 9457.
    if "error" in said and "type" not in said:
        return {"type": f"/oauth/{said['error']}", "title": said.get("error_description", ""), **said}
    return said
