"""How fast one Python client reads the feed in pages of 1,000, beside COPY of the same rows out of the database."""

import asyncio
import time
from statistics import median

import asyncpg

from bench import filled
from bench.figure import Figure, Size, at_least
from zhenxie.client.changes import Wanted
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient

_TURNS = 3
# What a page of changes is made of.
_ROWS = (
    "SELECT position, epoch, recorded_at, event_id, type, source, case_id, case_number, suspect_ref, occurred_from,"
    " precision, corrects, traceparent, remaining, payload FROM entries ORDER BY position"
)


async def polled(at: filled.Filled) -> tuple[int, float]:
    """Return how many changes one client reads from the beginning to the end, and in how many seconds."""
    credentials = Secret(at.reader.client_id, at.reader.secret)
    async with ExchangeClient(at.url, credentials) as client:
        read, after = 0, "0"
        # The first page brings the token and the server's first statements.
        await client.changes(after=after, limit=1000)
        begun = time.perf_counter()
        while True:
            page = await client.changes(after=after, limit=1000, wanted=Wanted())
            read += len(page.items)
            if page.next == after:
                return read, time.perf_counter() - begun
            after = page.next


async def copied(at: filled.Filled) -> tuple[int, float]:
    """Return how many rows COPY gives, and in how many seconds; nothing is done with them."""

    async def dropped(_: bytes) -> None:
        pass

    connection = await asyncpg.connect(filled.plain(at.database))
    try:
        begun = time.perf_counter()
        status = await connection.copy_from_query(_ROWS, output=dropped)
        return int(status.split()[-1]), time.perf_counter() - begun
    finally:
        await connection.close()


def measure(size: Size) -> list[Figure]:
    """Measure both in turn."""
    with filled.filled(size.of(50_000, quick=3_000), base_lines=size.of(1_500, quick=300)) as at:
        rates: list[tuple[float, float]] = []
        for _ in range(_TURNS):
            (rows, seconds), (read, taken) = asyncio.run(copied(at)), asyncio.run(polled(at))
            if rows != read:
                raise RuntimeError(f"{read} changes were read of {rows} entries")
            rates.append((read / taken, rows / seconds))
    came, floor = median(one for one, _ in rates), median(one for _, one in rates)
    return [
        Figure(
            "feed to one Python client, pages of 1,000",
            {"events/s": came},
            {"events/s": floor},
            [at_least("≥ 0.15 of the floor", came / floor, 0.15)],
            note=f"{at.entries} entries, padded; each change parsed into our client's values; median of {_TURNS} turns",
        )
    ]
