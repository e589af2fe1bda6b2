"""How long a quarter's statistics take over a large feed, and how fast the feed is counted."""

import asyncio
import time
from collections.abc import Mapping
from statistics import median

import asyncpg

from bench import feeds, padding, stage
from bench.figure import Figure, Size, at_most
from exchange.db import Database
from exchange.statistics import counting
from zhenxie.generate.histories import Plan
from zhenxie.kit.http import new_async_client

_TURNS = 5
_SEED = 20260331
# What offices do beside the generated cases: the rows that a tenth as many instruments as leads would have left.
_LIVES = """
INSERT INTO statistical_facts (event_id, position, type, day, document, procuratorate, unit, addressee, subject_id, kind,
    codes, due, reply_days, model, model_version)
SELECT md5(step.type || step.codes::text || k)::uuid, 1, step.type, date '2024-07-01' + (k % 730) + step.after, md5(step.type || k)::uuid,
    '640202', '640202000000', step.addressee, step.hint || k, step.kind, step.codes, date '2024-07-16' + (k % 730), 15,
    step.model, '1'
FROM generate_series(1, $1::int) k CROSS JOIN LATERAL (VALUES {steps}) AS step (type, after, addressee, hint, kind, codes, model)
"""
_OF_INSTRUMENTS = ", ".join(
    f"('instrument.{name}', {after}, '640202000000', 'i', 'correction_notice', ARRAY['v' || (k % 40)], null)"
    for name, after in (("issued", 0), ("served", 2), ("replied", 12), ("adopted", 20))
)
_OF_LEADS = (
    "('alert.raised', 0, null, 'a', null, ARRAY['E1'], 'stalled_economic_case'),"
    "('alert.reviewed', 9, null, 'a', null, ARRAY['started'], null),"
    "('alert.reviewed', 9, null, 'a', null, ARRAY['dismissed', 'data_error'], null)"
)


async def _counted(environment: Mapping[str, str]) -> float:
    """Return how many seconds the feed takes to be counted from its beginning."""
    database = Database(environment["EXCHANGE_MIGRATION_DATABASE_URL"], statement_seconds=600)
    try:
        begun = time.perf_counter()
        await counting.rebuild(database)
        return time.perf_counter() - begun
    finally:
        await database.close()


async def _lived(database: str, many: int) -> None:
    connection = await asyncpg.connect(database.replace("+asyncpg", ""), command_timeout=None)
    try:
        for steps, count in ((_OF_INSTRUMENTS, many // 10), (_OF_LEADS, many)):
            await connection.execute(_LIVES.format(steps=steps), count)
        await connection.execute("VACUUM ANALYZE statistical_facts")
    finally:
        await connection.close()


async def _asked(url: str, account: stage.Account, period: str) -> tuple[float, int]:
    """Return the median of how many seconds an answer takes, and how many persons were decided on."""
    headers = {"Authorization": f"Bearer {await stage.token(url, account)}"}
    taken = []
    async with new_async_client(base_url=url, timeout=120.0) as client:
        for _ in range(_TURNS):
            begun = time.perf_counter()
            answer = await client.get(f"/v1/statistics?{period}", headers=headers)
            taken.append(time.perf_counter() - begun)
            answer.raise_for_status()
    decided = next(one for one in answer.json()["metrics"] if one["code"] == "arrest_approved")
    return median(taken), decided["denominator"]


def measure(size: Size) -> list[Figure]:
    """Measure the counting, a quarter, and everything at once."""
    plan = Plan(cases=size.of(2_000, quick=100), seed=_SEED)
    wanted = size.of(1_000_000, quick=3_000)
    with stage.fresh() as environment:
        accounts, _ = feeds.register(environment)
        office = stage.register_client(environment, "640202", "supervision:read")
        with stage.serving(environment, "exchange", "api") as server:
            asyncio.run(feeds.load(server.url, accounts, plan, "recorded"))
        held = asyncio.run(padding.pad(environment["EXCHANGE_MIGRATION_DATABASE_URL"], wanted))
        seconds = asyncio.run(_counted(environment))
        asyncio.run(_lived(environment["EXCHANGE_MIGRATION_DATABASE_URL"], size.of(100_000, quick=1_000)))
        with stage.serving(environment, "exchange", "api") as server:
            quarter, persons = asyncio.run(_asked(server.url, office, "quarter=2025Q2"))
            whole, everybody = asyncio.run(_asked(server.url, office, "from=2024-01-01&to=2026-09-30"))
    lives = f"{size.of(100_000, quick=1_000)} leads and a tenth as many instruments beside them"
    return [
        Figure(
            "a quarter's statistics, answered over HTTP",
            {"s": quarter, "s, everything since 2024": whole},
            goals=[at_most("≤ 2 s over 1,000,000 entries", quarter, 2.0, smaller=held < 1_000_000)],
            note=f"{held} entries, padded; {lives}; {persons} persons decided on in the quarter, {everybody} in all;"
            f" median of {_TURNS} turns",
        ),
        Figure(
            "the feed counted for the statistics from its beginning",
            {"entries/s": held / seconds},
            note=f"{held} entries in one process",
        ),
    ]
