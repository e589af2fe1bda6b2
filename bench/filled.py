"""An exchange with a feed of a chosen size: a generated base through bulk intake, the rest by padding."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench import material, padding, stage
from zhenxie.kit.http import new_async_client

_BASE_LINES = 1_500
_BLOCK_BYTES = 65_536


@dataclass(frozen=True)
class Filled:
    """A running exchange, its database, who reports to it and who reads, and how many entries it held at first."""

    url: str
    database: str
    server: stage.Server
    police: stage.Account
    reader: stage.Account
    entries: int

    async def case_numbers(self, count: int) -> list[str]:
        """Return the numbers of so many cases, from all over the feed."""
        connection = await asyncpg.connect(plain(self.database))
        try:
            rows = await connection.fetch(
                "SELECT number FROM case_numbers WHERE reporter = '' ORDER BY md5(number) LIMIT $1", count
            )
            return [row["number"] for row in rows]
        finally:
            await connection.close()


def plain(database: str) -> str:
    """Return an address as the driver alone takes it."""
    return database.replace("+asyncpg", "")


@contextmanager
def filled(entries: int, *, base_lines: int = _BASE_LINES) -> Iterator[Filled]:
    """Give an exchange whose feed holds at least so many entries, until the block ends."""
    with stage.fresh() as environment:
        stage.register_agencies(environment)
        police = stage.register_client(environment, stage.POLICE, "cases:write", "cases:read")
        reader = stage.register_client(environment, stage.PROCURATORATE, "changes:read", "cases:read")
        database = environment["EXCHANGE_MIGRATION_DATABASE_URL"]
        with stage.serving(environment, "exchange", "api") as server:
            asyncio.run(_reported(server.url, police, base_lines))
        held = asyncio.run(padding.pad(database, entries))
        # A process that starts now knows nothing of the base.
        with stage.serving(_roomy(environment), "exchange", "api") as server:
            yield Filled(server.url, database, server, police, reader, held)


def _roomy(environment: Mapping[str, str]) -> dict[str, str]:
    # Long polls that all end at once are more than one client's share of a second.
    return {**environment, "EXCHANGE_REQUESTS_PER_SECOND": "100000"}


async def _reported(url: str, account: stage.Account, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.ndjson"
        material.write(path, material.reported(count))
        summary = await upload(url, account, path)
    if summary["accepted"] != count:
        raise RuntimeError(f"not everything was accepted: {summary}")


async def upload(url: str, account: stage.Account, path: Path) -> dict[str, int]:
    """Send a file to bulk intake, read the outcome of every line, and return the summary."""
    token = await stage.token(url, account)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    last = ""
    async with (
        new_async_client(base_url=url) as client,
        client.stream("POST", "/v1/intake", content=_blocks(path), headers=headers, timeout=None) as answer,
    ):
        async for line in answer.aiter_lines():
            last = line
    summary: dict[str, int] = json.loads(last)["summary"]
    return summary


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block
