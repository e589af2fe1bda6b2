"""Clocks that jump, forward and back, of the exchange and of screening: no entry, and no alert, of a day that has not come."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx2
import pytest

from fixtures import agencies, calm, judging
from fixtures.agencies import DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.houses import Ground
from fixtures.inprocess import Served, served
from fixtures.ledgers import Ledger, Reader, Reporter
from fixtures.reports import REPORTERS, Source
from fixtures.screening import screening
from fixtures.storms import stored
from fixtures.tally import Row, Size
from screening.app import Work
from zhenxie.kit.clock import SystemClock
from zhenxie.law.calendar import legal_day


class SteppedClock(SystemClock):
    """The machine's clock after somebody, or a broken time server, stepped it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


class Renewing(httpx2.Auth):
    """A client that gets itself a new token when its own is refused, as every client does."""

    def __init__(self, exchange: Served, agency: str) -> None:
        self.exchange, self.agency, self.token = exchange, agency, ""

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        request.headers["Authorization"] = f"Bearer {self.token}"
        answer = yield request
        if answer.status_code == 401:
            async with self.exchange.client(self.agency) as fresh:
                request.headers["Authorization"] = fresh.headers["Authorization"]
            self.token = request.headers["Authorization"].removeprefix("Bearer ")
            yield request


@dataclass
class House:
    """An exchange and a screening whose clocks can be stepped, a reporter of each police, and a reader."""

    database: Database
    source: Source
    exchange_clock: SteppedClock
    screening_clock: SteppedClock
    work: Work
    reporters: dict[str, Reporter]
    reader: Reader
    ledger: Ledger
    place: int = 0
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def report(self, cases: int) -> None:
        """Let so many cases be reported, one after the other."""
        for _ in range(cases):
            for report in self.source.case(self.place):
                await self.reporters[report.police].send(report)
            self.place += 1


@asynccontextmanager
async def house(ground: Ground, row: Row) -> AsyncIterator[House]:
    database, memory = ground.calm_database("clock"), ground.calm_database("clock", service="screening")
    await agencies.settle(database)
    clocks, ledger = (SteppedClock(), SteppedClock()), Ledger()
    source = Source(row.seed, legal_day(SystemClock().now()), soon=0.4)
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(served(database, clocks[0]))
        work = await stack.enter_async_context(screening(exchange, memory, clocks[1]))
        clients = {code: await stack.enter_async_context(speaking(exchange, code)) for code in REPORTERS}
        reporters = {code: Reporter([one], ledger, random.Random(row.seed)) for code, one in clients.items()}
        office = await stack.enter_async_context(speaking(exchange, DAWUKOU_PROCURATORATE))
        reader = Reader([office], judging.sight_of(DAWUKOU_PROCURATORATE))
        for promise in source.promises():
            await reporters[promise.police].send(promise)
        yield House(database, source, *clocks, work, reporters, reader, ledger)


def speaking(exchange: Served, agency: str) -> httpx2.AsyncClient:
    """Return a client of an agency that outlives its token."""
    return httpx2.AsyncClient(
        transport=exchange.transport, base_url="http://exchange.test", auth=Renewing(exchange, agency)
    )


async def judged(house: House, ground: Ground, row: Row) -> None:
    """See that everything holds, and that the alerts are those of a run in which no clock was stepped."""
    await house.work.once()
    done = asyncio.Event()
    done.set()
    await house.reader.follow(done)
    found = await judging.judge(house.database, house.ledger, {DAWUKOU_PROCURATORATE: house.reader})
    row.entries, row.sent, row.acknowledged = found.entries, len(house.ledger.sent), len(house.ledger.acknowledged)
    row.more["answers"] = dict(house.ledger.answers)
    exchange, memory = ground.calm_database("calm"), ground.calm_database("calm", service="screening")
    await agencies.settle(exchange)
    reports = await calm.recorded(house.database, house.source, house.ledger)
    stormy = await calm.alerts_of(house.database)
    row.alerts = len(stormy)
    now = SystemClock().now()
    peaceful = await calm.calm_alerts(reports, exchange, memory, until=now)
    differing = calm.differences(stormy, peaceful)
    assert differing == [], f"{len(differing)} alerts differ, the first: {differing[0][:4000]}"
    assert stormy
    assert all(one.at <= now for one in reports), "something was recorded at a time that had not come"


STEPS = (timedelta(hours=1), timedelta(days=40), timedelta(hours=-1), timedelta(days=-40), timedelta(seconds=-5))


async def test_the_exchange_s_clock_stepped_forward_and_back(ground: Ground, row: Row, size: Size) -> None:
    async with house(ground, row) as one:
        for turn in range(max(1, int(size.seconds / 20))):
            for step in STEPS:
                await one.report(4)
                one.exchange_clock.ahead = step
                reporting = asyncio.create_task(one.report(3))
                # Nothing may be recorded under a clock that is ahead: everything after it would bear its time.
                await asyncio.sleep(0.5 if size.seconds > 5 else 0.2)
                if step > timedelta(0):
                    assert not reporting.done(), f"recorded with a clock {step} ahead"
                one.exchange_clock.ahead = timedelta()
                await reporting
                await one.work.once()
            row.more["turns"] = turn + 1
        assert one.ledger.answers["503"] > 0
        await judged(one, ground, row)


async def test_screening_s_clock_stepped_forward_and_back(ground: Ground, row: Row, size: Size) -> None:
    async with house(ground, row) as one:
        for _ in range(max(1, int(size.seconds / 20))):
            for step in STEPS:
                await one.report(6)
                one.screening_clock.ahead = step
                # What lies between now and the day that its clock shows must not be taken for silence.
                await one.work.once()
                await one.report(2)
                one.screening_clock.ahead = timedelta()
                await one.work.once()
        days = await stored(one.database, "select distinct evaluated_day from alerts")
        assert max(row["evaluated_day"] for row in days) <= legal_day(SystemClock().now())
        await judged(one, ground, row)


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_stepped_clock_is_stepped(step: timedelta) -> None:
    clock = SteppedClock()
    clock.ahead = step
    assert abs(clock.now() - SystemClock().now() - step) < timedelta(minutes=1)
