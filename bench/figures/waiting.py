"""What a thousand readers who wait cost: the server's memory, and the accepts of one reporter meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bench import accepting, filled, stage
from bench.accepting import Taken
from bench.figure import Figure, Size, at_most

_ROUNDS = 4
# Nothing of this type comes: they wait, and are matched against everything that does.
_ASKED = "/v1/changes?after=1.{head}&wait=30&types=suspect.judged"
_BETWEEN_SECONDS = 0.005


async def _wait(url: str, token: str, head: int, ready: asyncio.Semaphore) -> None:
    """Ask by long poll again and again on one connection, as a reader does; bare, so that the readers cost little."""
    there = urlsplit(url)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    asked = (
        f"GET {_ASKED.format(head=head)} HTTP/1.1\r\nHost: {there.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()
    try:
        while True:
            writer.write(asked)
            ready.release()
            head_of_answer = await reader.readuntil(b"\r\n\r\n")
            if not head_of_answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head_of_answer.decode(errors="replace"))
            length = next(
                int(line.split(b":")[1])
                for line in head_of_answer.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            await reader.readexactly(length)
    finally:
        writer.close()


@asynccontextmanager
async def _waiting(at: filled.Filled, readers: int) -> AsyncIterator[None]:
    token = await stage.token(at.url, at.reader)
    ready = asyncio.Semaphore(0)
    tasks = []
    for _ in range(readers):
        tasks.append(asyncio.create_task(_wait(at.url, token, at.entries, ready)))
        # Readers do not all come in one moment; and they come back as they came.
        await asyncio.sleep(_BETWEEN_SECONDS)
    for _ in range(readers):
        await ready.acquire()
    # Each has been answered nothing yet: its first read is over when it waits.
    await asyncio.sleep(1.0)
    try:
        yield
    finally:
        failed = [task.exception() for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
        if failed:
            raise RuntimeError(f"{len(failed)} readers stopped: {failed[0]!r}")


async def _measured(at: filled.Filled, readers: int, count: int) -> tuple[Taken, Taken, float, float]:
    cases = await at.case_numbers(1000)
    await accepting.accepts(at, cases, count, Taken())
    alone, beside, before, with_them = Taken(), Taken(), 0.0, 0.0
    for turn in range(_ROUNDS):
        await accepting.accepts(at, cases, count, alone)
        before = before or at.server.resident_mb()
        async with _waiting(at, readers):
            with_them = max(with_them, at.server.resident_mb()) if turn == 0 else with_them
            await accepting.accepts(at, cases, count, beside)
    return alone, beside, before, with_them


def measure(size: Size) -> list[Figure]:
    """Measure with and without them, by turns."""
    readers = size.of(1000, quick=50)
    with filled.filled(size.of(20_000, quick=3_000), base_lines=size.of(1_500, quick=300)) as at:
        alone, beside, before, with_them = asyncio.run(_measured(at, readers, size.of(250, quick=30)))
    return [
        Figure(
            f"accept while {readers} long polls wait",
            {"p50 ms": beside.p(50), "p99 ms": beside.p(99), "server MB": with_them},
            {"p50 ms": alone.p(50), "p99 ms": alone.p(99), "server MB": before},
            [at_most("p99 ≤ 1.2 × with none waiting", beside.p(99) / alone.p(99), 1.2)],
            note=(
                f"{len(beside.each_ms)} accepts each by one reporter, {_ROUNDS} rounds by turns; the readers wait for"
                " another type, so that none is woken, and ask again every 30 s"
            ),
        )
    ]
