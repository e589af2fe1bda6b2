"""How much memory the exchange's process ever holds while a long bulk upload goes through."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench import filled, material, stage
from bench.figure import Figure, Size, at_most

_GOAL_MB = 200.0
_LOOKS_A_SECOND = 5


async def _uploaded(server: stage.Server, account: stage.Account, path: Path, count: int) -> list[float]:
    """Upload a file, and return the peak memory (MB) that was seen at each look while it went through."""
    upload = asyncio.create_task(filled.upload(server.url, account, path))
    seen: list[float] = []
    while not upload.done():
        seen.append(server.peak_mb())
        await asyncio.wait([upload], timeout=1 / _LOOKS_A_SECOND)
    if upload.result()["accepted"] != count:
        raise RuntimeError(f"not everything was accepted: {upload.result()}")
    return [*seen, server.peak_mb()]


def of_intake(size: Size) -> Figure:
    """Measure the exchange's process."""
    count = size.of(50_000, quick=400, full=1_000_000)
    with stage.fresh() as environment, tempfile.TemporaryDirectory() as folder:
        stage.register_agencies(environment)
        account = stage.register_client(environment, stage.POLICE, "cases:write")
        path = Path(folder) / "lines.ndjson"
        total = material.write(path, material.reported(count))
        with stage.serving(environment, "exchange", "api") as server:
            idle = server.resident_mb()
            begun = time.perf_counter()
            seen = asyncio.run(_uploaded(server, account, path, count))
            seconds = time.perf_counter() - begun
    half = seen[len(seen) // 2]
    return Figure(
        f"peak memory of the exchange, {count:,}-line intake",
        {"peak MB": seen[-1], "peak MB at half time": half, "idle MB": idle},
        goals=[at_most("≤ 200 MB", seen[-1], _GOAL_MB, smaller=not size.full)],
        note=f"{total / 1e6:.0f} MB of lines in {seconds:.0f} s; between half time and end it grew by {seen[-1] - half:.1f} MB; the goal is about 1,000,000 lines, which --full takes",
    )


def measure(size: Size) -> list[Figure]:
    """Measure the exchange."""
    return [of_intake(size)]
