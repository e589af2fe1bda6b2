"""One reporter that waits for each answer: what a single accept takes, without a queue before it."""

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from bench import filled, stage
from zhenxie.kit.http import new_async_client

_numbers = itertools.count(1)


@dataclass
class Taken:
    """What so many calls took, in ms."""

    each_ms: list[float] = field(default_factory=list)

    def p(self, percent: int) -> float:
        """Return a percentile, in ms."""
        return quantiles(self.each_ms, n=100, method="inclusive")[percent - 1]


def body() -> bytes:
    """Return an interrogation that nobody reported before."""
    said = {
        "type": "suspect.interrogated",
        "message_id": f"bench-single-{next(_numbers)}",
        "occurred": "2026-07-02T10:20:00+08:00",
        "suspect_ref": "S1",
        "operator": "640218",
        "data": {"place_kind": "detention_center", "recorded": True, "rights_notice": True},
    }
    return json.dumps(said).encode()


async def accepts(at: filled.Filled, cases: Sequence[str], count: int, taken: Taken) -> None:
    """Report so many interrogations one after the other, each of another case, and note what each took."""
    token = await stage.token(at.url, at.police)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    wanted: Iterator[str] = itertools.islice(itertools.cycle(cases), count)
    async with new_async_client(base_url=at.url) as client:
        for number in wanted:
            begun = time.perf_counter()
            answer = await client.post(f"/v1/cases/{number}/updates", content=body(), headers=headers)
            taken.each_ms.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 201:
                raise RuntimeError(answer.text)
