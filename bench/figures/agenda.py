"""What a tick of the agenda costs: with a million rows that sleep and none due, and with a thousand due."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from statistics import median
from uuid import UUID, uuid4

import asyncpg

from bench import feeds, stage
from bench.figure import Figure, Size, at_most
from screening import app
from screening.hearing import Heard
from screening.screening_pass import Pass, case_hash
from screening.store import feed_queries
from screening.store.db import Database
from zhenxie.generate.histories import Plan, histories
from zhenxie.kit.clock import SystemClock
from zhenxie.law.calendar import legal_day
from zhenxie.wire import sealing
from zhenxie.wire.validation import parse_event

_SLEEPS_UNTIL = date(2099, 1, 1)
_TICKS = 50
_RULE = "bench"
_RECORDED = datetime(2026, 7, 1, tzinfo=UTC)


def measure(size: Size) -> list[Figure]:
    """Measure both on screening's own database; no exchange is needed, for nothing new is heard."""
    sleeping, due = size.of(1_000_000, quick=10_000), size.of(1_000, quick=50)
    with stage.fresh() as environment:
        values = asyncio.run(_measured(environment, sleeping, due))
    return [
        Figure(
            "agenda",
            values,
            goals=[
                at_most("none due: p50 ≤ 5 ms", values["none due, p50 ms"], 5),
                at_most("1,000 due: ≤ 1 s", values[f"{due} due, s"], 1),
            ],
            note=f"{sleeping} rows that sleep; {due} cases of generated histories due on one day, each looked at by"
            " every rule that watches it and stored, in one process",
        )
    ]


async def _measured(environment: Mapping[str, str], sleeping: int, due: int) -> dict[str, float]:
    connection = await feeds.connect(environment, "SCREENING")
    database = Database(app.driver_url(environment["SCREENING_DATABASE_URL"]))
    tick, now = Pass(database, (0, 1)), SystemClock().now()
    try:
        case_ids = await _looked_at_once(database, tick, due, now)
        await _put(connection, (uuid4() for _ in range(sleeping)), _SLEEPS_UNTIL)
        await connection.execute("vacuum analyze agenda")
        taken = [await _timed(tick, now) for _ in range(_TICKS)]
        today = legal_day(now)
        await _put(connection, case_ids, today)
        whole = await _timed(tick, now)
        left = await connection.fetchval("select count(*) from agenda where day <= $1", today)
        if left:
            raise RuntimeError(f"{left} rows are still due")
    finally:
        await connection.close()
        await database.close()
    return {"none due, p50 ms": median(taken) * 1000, "none due, worst ms": max(taken) * 1000, f"{due} due, s": whole}


async def _looked_at_once(database: Database, tick: Pass, cases: int, now: datetime) -> list[UUID]:
    """Let some cases be heard and looked at, and return them."""
    entries = [one for case in _some(cases) for one in case]
    async with database.working() as session:
        await feed_queries.keep(session, entries, [case_hash(one.case_id) for one in entries], [])
        last = len(entries)
        await feed_queries.move_cursor(session, cursor=f"1.{last}", position=last, complete_before=now)
    await _timed(tick, now)
    return list({one.case_id for one in entries if one.case_id is not None})


async def _put(connection: asyncpg.Connection, case_ids: Iterable[UUID], day: date) -> None:
    rows = ((one, _RULE, day, case_hash(one)) for one in case_ids)
    await connection.copy_records_to_table("agenda", records=rows, columns=["case_id", "rule", "day", "case_hash"])


async def _timed(tick: Pass, now: datetime) -> float:
    begun = time.perf_counter()
    while await tick.advance(now=now):
        pass
    return time.perf_counter() - begun


def _some(cases: int) -> Sequence[list[Heard]]:
    """Return the entries of some cases, all recorded at one moment."""
    position = 0
    found: list[list[Heard]] = []
    for number, history in enumerate(islice(histories(Plan(cases=cases, seed=5)), cases), 1):
        events = [(report, event) for report in history.reports for event in report.events]
        end = position + len(events)
        found.append([])
        for report, event in events:
            position += 1
            found[-1].append(
                Heard(
                    position=position,
                    epoch=1,
                    recorded_at=_RECORDED,
                    list_end=end,
                    event_id=UUID(int=position),
                    type=event["type"],
                    source=report.sender,
                    payload=sealing.part(parse_event(event))[0],
                    case_id=UUID(int=number),
                    case_number=history.case_number,
                )
            )
    return found
