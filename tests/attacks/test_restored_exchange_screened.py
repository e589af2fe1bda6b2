"""The exchange is restored from a backup under a screening that had heard more: it resumes, and nothing of the lost stays."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from builders.events import case_number, event
from fixtures import retold, storms, tales
from fixtures.databases import Cluster, Database
from fixtures.inprocess import Served, served
from fixtures.screening import screening
from screening.app import Work
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import legal_day
from zhenxie.wire import json


@dataclass
class Address(httpx2.AsyncBaseTransport):
    """One address behind which now this exchange answers, now that one."""

    exchanges: list[Served] = field(default_factory=list)

    @property
    def transport(self) -> httpx2.AsyncBaseTransport:
        return self

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self.exchanges[-1].transport.handle_async_request(request)


def backed_up(cluster: Cluster, database: Database) -> Database:
    """Copy a database that nobody is connected to; the copy knows that it is another one."""
    copy = cluster.clone("exchange", "restored")
    cluster.drop(copy.name)
    cluster._execute(
        f"create database {copy.name} template {database.name}",
        f"grant connect on database {copy.name} to exchange_service",
    )
    return copy


@asynccontextmanager
async def answering(address: Address, database: Database, clock: FixedClock) -> AsyncIterator[Served]:
    async with served(database, clock) as exchange:
        address.exchanges.append(exchange)
        yield exchange


async def tell(exchange: Served, work: Work, clock: FixedClock, days: list[tuple[str, Any]]) -> None:
    for day, said in days:
        await tales.spoken(exchange, clock, day, said)
        await work.once()


async def test_alerts_come_out_as_if_what_was_lost_had_never_been(
    cluster: Cluster, settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock, address = FixedClock(tales.BEGUN), Address()
    own, fresh = make_database("before", service="screening"), make_database("fresh", service="screening")
    days = dict(tales.days())
    kept = [(day, days[day]) for day in sorted(days) if day <= "2026-03-12"]
    lost = [(day, days[day]) for day in ("2026-03-20", "2026-04-02", "2026-04-10")]
    async with screening(address, own, clock) as work:
        async with answering(address, settled_database, clock) as exchange:
            await tell(exchange, work, clock, kept)
            known = (await retold.standings(exchange)).keys()
        copy = await asyncio.to_thread(backed_up, cluster, settled_database)
        async with answering(address, settled_database, clock) as exchange:
            await tell(exchange, work, clock, lost)
            assert len((await retold.held(exchange)).alerts) == len(tales.STANDINGS)

        async with answering(address, copy, clock) as exchange:
            # What was lost is sent again, as clients do; the promise not yet.
            await tell(exchange, work, clock, [("2026-04-11", (*days["2026-03-20"], *days["2026-04-02"]))])
            # By now the feed reaches beyond the place at which the lost promise stood, and a case is looked at there.
            others = [tales.opened(case_number(number)) for number in range(200, 230)]
            looked_at = tales.update(tales.RETURNED, event("case.received", occurred="2026-02-09"))
            await tell(exchange, work, clock, [("2026-04-12", (*others, looked_at))])
            # Nobody is accused on a promise that was lost: only the correction, which needs none, is told.
            told = await retold.standings(exchange)
            assert told.keys() - known == {(tales.DRUNK, "BD-01", 1)}
            assert known <= told.keys()
            await tell(exchange, work, clock, [("2026-04-13", days["2026-04-10"])])
            await tell(exchange, work, clock, [(day, days[day]) for day in sorted(days) if day > "2026-04-13"])

            assert await retold.standings(exchange) == tales.STANDINGS
            found, head = await retold.held(exchange), await retold.head(exchange)
            assert await retold.retold(work, until=legal_day(clock.now())) == found
            assert any(json.canonical({"epoch": 1})[1:-1] in one for one in found.alerts.values())
            async with screening(address, fresh, clock) as rebuilt:
                await rebuilt.once()
            assert (await retold.held(exchange), await retold.head(exchange)) == (found, head)
            assert await retold.remembered(fresh) == await retold.remembered(own)
    assert (await storms.verified(copy)).sound
    cluster.drop(copy.name)
