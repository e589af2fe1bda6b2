"""Cases that screening may see only later: their history is read then, and whoever rebuilds it tells the same."""

from collections.abc import Callable

from builders.events import event
from fixtures import retold, tales
from fixtures.agencies import SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from fixtures.screening import screening
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import legal_day


async def seen(exchange: Served, number: str) -> list[int]:
    async with exchange.client(SCREENING) as client:
        page = (await client.get(f"/v1/cases/{number}/timeline", params={"limit": 1000})).json()
    return [one["position"] for one in page["items"]]


async def test_what_was_reported_before_a_case_was_notified_is_heard_when_it_is(
    settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock = FixedClock(tales.BEGUN)
    own, fresh = make_database("own", service="screening"), make_database("fresh", service="screening")
    opened, verified = tales.a_child(tales.CHILD)
    drive, drawn = tales.a_drive(tales.DRUNK, "medical_institution")
    other, _ = tales.a_drive(tales.AGAIN, "on_site")
    drive[2]["events"].remove(drawn)
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        for day, said in (
            ("2026-02-11", [verified, tales.promised("2026-02-10")]),
            ("2026-02-20", []),
            ("2026-03-03", [tales.update(tales.DRUNK, drawn), other]),
            ("2026-03-04", []),
            ("2026-03-05", [opened, tales.promised("2026-03-04")]),
            ("2026-03-06", [drive]),
            ("2026-03-20", [tales.promised("2026-03-19"), tales.promised("2026-03-19", tales.OFFICE)]),
            ("2026-03-21", [tales.update(tales.CHILD, event("case.withdrawn", occurred="2026-03-21"))]),
        ):
            await tales.spoken(exchange, clock, day, said)
            await work.once()

        for number in (tales.CHILD, tales.DRUNK):
            known = {row[0] for row in (await retold.remembered(own))["heard"]}
            assert set(await seen(exchange, number)) <= known
        found, head = await retold.held(exchange), await retold.head(exchange)
        standings = await retold.standings(exchange)
        assert {rule for number, rule, _ in standings if number == tales.CHILD} == {"UA-01"}
        # The sample was drawn before the case was known; the officer stood at two places once both were.
        assert {rule for number, rule, _ in standings if number == tales.DRUNK} >= {"DUI-06", "DUI-16"}
        assert {rule for number, rule, _ in standings if number == tales.AGAIN} >= {"DUI-06", "DUI-16"}
        assert await retold.retold(work, until=legal_day(clock.now())) == found
        async with screening(exchange, fresh, clock) as rebuilt:
            await rebuilt.once()
        assert (await retold.held(exchange), await retold.head(exchange)) == (found, head)
        assert await retold.remembered(fresh) == await retold.remembered(own)


async def test_what_the_procuratorate_reported_before_the_police_did_counts_for_the_case_that_it_joined(
    settled_database: Database, make_database: Callable[..., Database]
) -> None:
    clock, own = FixedClock(tales.BEGUN), make_database("own", service="screening")
    approved = event("suspect.arrest_approved", occurred="2024-05-10", suspect_ref="S1")
    filed = event("case.filed", occurred="2024-03-01", handling_department="economic_crime_unit", suspect_refs=["S1"])
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        for day, said in (
            ("2026-02-11", [tales.update(tales.STALLED, approved, tales.OFFICE)]),
            ("2026-02-12", [tales.opened(tales.STALLED, filed)]),
            ("2026-03-06", [tales.promised("2026-03-05"), tales.promised("2026-03-05", tales.OFFICE)]),
        ):
            await tales.spoken(exchange, clock, day, said)
            await work.once()

        # Approved and never executed: he may be at large (domain 14.5).
        assert await retold.standings(exchange) == {}
