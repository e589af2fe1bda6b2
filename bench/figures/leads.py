"""How fast the office's list of 100,000 leads pages over HTTP, filtered every way, beside the same rows by one plain query."""

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from statistics import median, quantiles

import asyncpg

from bench import filled, stage
from bench.figure import Figure, Size, at_most
from zhenxie.kit.http import new_async_client

_PAGE = 100
_ASKED = (
    *("", "severity=urgent", "severity=low", "state=verifying", "assignee=640202007", "overdue=true"),
    *("rule=M05", "rule=M05&severity=high", "snoozed=true", "finished=true", "procuratorate=all"),
)
_GRANTS = """
INSERT INTO grants (case_id, agency, from_position, relation, ground, until_position, whole_history, made_at)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, n, 'supervising', 'rule', NULL, true, now()
FROM generate_series(1, $2) n
"""
# A third is done, one in twenty rests; the rest is spread over four severities, twelve rules, twenty people and forty days.
_LEADS = """
INSERT INTO leads
SELECT ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'A640202000000202603' || lpad(n::text, 4, '0'),
    'S1', 'M' || lpad((n % 12)::text, 2, '0'), 'model_' || n % 12, (ARRAY['urgent', 'high', 'medium', 'low'])[n % 4 + 1],
    n % 4, (ARRAY['new', 'screening', 'verifying', 'established', 'dismissed', 'closed'])[n % 6 + 1], 'stands',
    n % 6 > 3, '{"chinese": "查明未达刑事责任年龄后仍采取强制措施", "english": "A measure after the age was established"}',
    'correction_notice', 'machine', $1, '6402020' || lpad((n % 20)::text, 2, '0'), current_date - n % 30,
    current_date + 20 - n % 40, CASE WHEN n % 20 = 0 THEN current_date + n % 9 END, NULL, NULL, NULL, n, n
FROM generate_series(1, $2) n
"""
_FLOOR = """
SELECT * FROM leads WHERE procuratorate = $1 AND NOT finished AND (due_on, rank, raised_position) > ($2, $3, $4)
ORDER BY due_on, rank, raised_position LIMIT 100
"""


async def _filled(database: str, count: int) -> None:
    connection = await asyncpg.connect(filled.plain(database), command_timeout=None)
    try:
        await connection.execute(_GRANTS, stage.PROCURATORATE, count)
        await connection.execute(_LEADS, stage.PROCURATORATE, count)
        await connection.execute("ANALYZE leads")
        await connection.execute("ANALYZE grants")
    finally:
        await connection.close()


async def _paged(url: str, account: stage.Account, turns: int) -> dict[str, list[float]]:
    """Return by filter how many milliseconds each page took, from the beginning of the list on."""
    token = await stage.token(url, account)
    took: dict[str, list[float]] = {}
    async with new_async_client(base_url=url) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        for asked in _ASKED:
            after = "0"
            # The first page brings the server's first statements.
            for turn in range(turns + 1):
                begun = time.perf_counter()
                answer = await client.get(f"/v1/leads?limit={_PAGE}&after={after}&{asked}")
                if turn:
                    took.setdefault(asked, []).append(1000 * (time.perf_counter() - begun))
                page = answer.json()
                after = page["next"] if len(page["items"]) == _PAGE else "0"
    return took


async def _asked_plainly(database: str, turns: int) -> list[float]:
    connection = await asyncpg.connect(filled.plain(database))
    try:
        places = await connection.fetch("SELECT due_on, rank, raised_position FROM leads WHERE NOT finished")
        took = []
        for place in random.Random(1).sample(places, turns):
            begun = time.perf_counter()
            await connection.fetch(_FLOOR, stage.PROCURATORATE, *place)
            took.append(1000 * (time.perf_counter() - begun))
        return took
    finally:
        await connection.close()


def _of(took: Sequence[float]) -> dict[str, float]:
    return {"p50 ms": median(took), "p99 ms": quantiles(took, n=100)[98]}


def measure(size: Size) -> list[Figure]:
    """Fill one office's list by SQL, and page through it with every filter."""
    count, turns = size.of(100_000, quick=3_000), size.of(40, quick=5)
    with stage.fresh() as environment:
        stage.register_agencies(environment)
        reader = stage.register_client(environment, stage.PROCURATORATE, "supervision:read")
        database = environment["EXCHANGE_MIGRATION_DATABASE_URL"]
        asyncio.run(_filled(database, count))
        roomy = {**environment, "EXCHANGE_REQUESTS_PER_SECOND": "100000"}
        with stage.serving(roomy, "exchange", "api") as server:
            took = asyncio.run(_paged(server.url, reader, turns))
        floor = asyncio.run(_asked_plainly(database, min(200, count // 10)))
    every = list(itertools.chain.from_iterable(took.values()))
    slowest = max(took, key=lambda asked: median(took[asked]))
    return [
        Figure(
            f"a page of 100 of {count:,} leads, every filter",
            _of(every),
            _of(floor),
            [at_most("p50 ≤ 20 ms", median(every), 20.0, smaller=count < 100_000)],
            note=f"{len(every)} pages over HTTP by {len(_ASKED)} filters; slowest `{slowest}`: "
            f"p50 {median(took[slowest]):.1f} ms",
        )
    ]
