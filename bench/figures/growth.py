"""What a hundred times the feed costs: one accept and one page, on a small feed and on a large one at the same time."""

import asyncio
import random
import time

from bench import accepting, filled, stage
from bench.accepting import Taken
from bench.figure import Figure, Size, at_most
from zhenxie.kit.http import new_async_client

_ROUNDS = 6
_PAGE = 100


async def pages(at: filled.Filled, count: int, taken: Taken, dice: random.Random) -> None:
    """Read pages from places all over the feed, and note what each took."""
    token = await stage.token(at.url, at.reader)
    async with new_async_client(base_url=at.url) as client:
        for _ in range(count):
            asked = {"after": str(dice.randrange(at.entries - _PAGE)), "limit": str(_PAGE)}
            begun = time.perf_counter()
            answer = await client.get("/v1/changes", params=asked, headers={"Authorization": f"Bearer {token}"})
            taken.each_ms.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200 or len(answer.json()["items"]) != _PAGE:
                raise RuntimeError(answer.text[:500])


async def _both(small: filled.Filled, large: filled.Filled, count: int) -> dict[str, tuple[Taken, Taken]]:
    """Measure by turns, so that whatever else the machine does falls on both; the first turn warms up."""
    dice = random.Random(1)
    cases = [await at.case_numbers(count * (_ROUNDS + 1)) for at in (small, large)]
    for turn in range(_ROUNDS + 1):
        if turn <= 1:
            accepted, paged = (Taken(), Taken()), (Taken(), Taken())
        for at, numbers, accept, page in zip((small, large), cases, accepted, paged, strict=True):
            await accepting.accepts(at, numbers[turn * count :] or numbers, count, accept)
            await pages(at, count, page, dice)
    return {"accept": accepted, "page": paged}


def measure(size: Size) -> list[Figure]:
    """Fill two databases and measure both."""
    few, many = size.of(50_000, quick=5_000), size.of(1_000_000, quick=50_000, full=5_000_000)
    lines = size.of(1_500, quick=300)
    with filled.filled(few, base_lines=lines) as small, filled.filled(many, base_lines=lines) as large:
        found = asyncio.run(_both(small, large, size.of(100, quick=20)))
        entries = small.entries, large.entries
    note = (
        "the goal is about 5,000,000 entries, which --full takes; "
        * (not size.full)
        + f"padded with copies of a generated base (bench/padding.py); pages of {_PAGE} from random places;"
        f" {_ROUNDS} rounds by turns"
    )
    return [
        Figure(
            f"{name} p50 at {entries[1]:,} entries ÷ at {entries[0]:,}",
            {"p50 ms": great.p(50), "p99 ms": great.p(99)},
            {"p50 ms": slight.p(50), "p99 ms": slight.p(99)},
            [at_most("≤ 1.15", great.p(50) / slight.p(50), 1.15, smaller=not size.full)],
            note=note,
        )
        for name, (slight, great) in found.items()
    ]
