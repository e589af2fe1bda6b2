"""Assessments and models as a client publishes and reads them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from zhenxie.client.connection import Asked, Connection

_JSON: Final = {"Content-Type": "application/json"}


class Assessments:
    """What screening's rules answer; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def report(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Replace everything that the rules answered of a case."""
        asked = Asked("POST", "/v1/assessments", headers=_JSON, body=orjson.dumps(body))
        said: dict[str, Any] = (await self._connection.send(asked)).json()
        return said

    async def page(self, **filters: Any) -> dict[str, Any]:
        """Return a page of outcomes, undetermined ones by default."""
        return await _get(self._connection, "/v1/assessments", filters)

    async def counts(self, **filters: Any) -> dict[str, Any]:
        """Return how many outcomes each rule has, by verdict."""
        return await _get(self._connection, "/v1/assessments/counts", filters)


class Models:
    """The supervision models; every method may raise ExchangeUnavailable and ExchangeRefused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_version(self, model: str, version: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Publish a model in a version."""
        path = f"/v1/models/{model}/versions/{version}"
        asked = Asked("PUT", path, headers=_JSON, body=orjson.dumps(content))
        said: dict[str, Any] = (await self._connection.send(asked)).json()
        return said

    async def version(self, model: str, version: str) -> dict[str, Any]:
        """Return a model as it was published in a version: its `content`, and since when."""
        return await _get(self._connection, f"/v1/models/{model}/versions/{version}", {})

    async def page(self) -> dict[str, Any]:
        """Return every model in every version, and where each stands."""
        return await _get(self._connection, "/v1/models", {})

    async def one(self, model: str) -> dict[str, Any]:
        """Return a model in its versions, each with its quality sheet."""
        return await _get(self._connection, f"/v1/models/{model}", {})

    async def decide(self, model: str, version: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Let a version of a model, or one rule of it, alert, run in shadow, or end (启停决定)."""
        path = f"/v1/models/{model}/versions/{version}/decisions"
        asked = Asked("POST", path, headers=_JSON, body=orjson.dumps(body))
        said: dict[str, Any] = (await self._connection.send(asked)).json()
        return said


async def _get(connection: Connection, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = (await connection.send(Asked("GET", path, params))).json()
    return said
