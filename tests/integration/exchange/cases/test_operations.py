import asyncio

import pytest
from sqlalchemy import text

from builders.events import a_detention, a_notification, case_number, event
from exchange.cases import administration, operations

POLICE, OTHER_POLICE, PROCURATORATE = "640202000000", "640221000000", "640202"
NUMBER = case_number(1)


async def pictures(exchange):
    async with exchange.state.database.writing() as session:
        rows = await session.execute(
            text("SELECT number, status, charges, measures, updated_position, picture FROM cases ORDER BY case_id")
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def told(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER, a_detention()))
    await exchange.send(f"/v1/cases/{NUMBER}/updates", event("case.filed", occurred="2026-03-01"))
    await exchange.send(
        f"/v1/cases/{NUMBER}/updates", event("suspect.released", occurred="2026-03-04", suspect_ref="S1")
    )
    await exchange.send("/v1/cases", a_notification(case_number(2)))
    await exchange.send(
        f"/v1/cases/{case_number(3)}/updates", event("case.received", occurred="2026-03-01"), OTHER_POLICE
    )
    return exchange


async def test_a_rebuild_comes_out_identical(told):
    before = await pictures(told)

    result = await administration.rebuild(told.state.database)

    assert result == administration.Rebuilt(3, ())
    assert await pictures(told) == before


async def test_a_rebuild_puts_right_and_names_what_had_differed(told):
    before = await pictures(told)
    async with told.state.database.writing() as session:
        await session.execute(
            text("UPDATE cases SET status = 'withdrawn', measures = '{arrest}' WHERE number = :n"), {"n": NUMBER}
        )

    result = await administration.rebuild(told.state.database)

    assert result.differing == (f"{NUMBER}: measures, status",)
    assert await pictures(told) == before


async def test_a_rebuild_goes_page_by_page(told, monkeypatch):
    pages, after = [], None
    while True:
        async with told.state.database.writing() as session:
            page = await operations.redraw(session, after=after, limit=2)
        pages.append(page.looked_at)
        after = page.after
        if after is None:
            break

    assert pages == [2, 1]


async def test_a_hot_case_is_drawn_from_memory_and_comes_out_as_from_the_feed(told):
    for day in range(1, 5):
        said = event("suspect.interrogated", occurred=f"2026-03-0{day}", suspect_ref="S1")
        await told.send(f"/v1/cases/{NUMBER}/updates", said)

    assert (await administration.rebuild(told.state.database)).differing == ()


async def test_a_rolled_back_group_leaves_nothing_in_memory(told):
    from datetime import UTC, datetime
    from uuid import uuid4

    from exchange.cases.touched import Touched
    from zhenxie.record.told import Told

    database = told.state.database
    async with database.writing() as session:
        case_id = await session.scalar(text("SELECT case_id FROM cases WHERE number = :n"), {"n": NUMBER})
    lie = {"type": "case.withdrawn", "message_id": "x", "occurred": "2026-03-04", "data": {}}
    never = Told(99, uuid4(), datetime(2026, 3, 4, tzinfo=UTC), POLICE, "case.withdrawn", lie)

    async def a_group_that_fails():
        async with database.writing() as session:
            touched = Touched(case_id, NUMBER, POLICE, told=[never], position=99)
            await operations.project(session, [touched], now=datetime(2026, 3, 4, tzinfo=UTC))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await a_group_that_fails()

    await told.send(f"/v1/cases/{NUMBER}/updates", event("case.received", occurred="2026-02-28"))

    assert (await told.read(f"/v1/cases/{NUMBER}"))["picture"]["status"] == "filed"
    assert (await administration.rebuild(database)).differing == ()


async def test_a_provisional_case_of_another_reporter_is_folded_into_the_opened_one(exchange):
    # 平罗县公安局 reports on a number that 大武口 has not opened yet, and then the case is transferred to it.
    said = event("suspect.at_large", occurred="2026-03-02", suspect_ref="S1")
    await exchange.send(f"/v1/cases/{NUMBER}/updates", said, OTHER_POLICE)
    await exchange.send("/v1/cases", a_notification(NUMBER, event("case.filed", occurred="2026-03-01")))
    alone = await exchange.read(f"/v1/cases/{NUMBER}")
    transfer = event("case.transferred_out", occurred="2026-03-03", receiving_agency=OTHER_POLICE)
    await exchange.send(f"/v1/cases/{NUMBER}/updates", transfer)

    joined = await exchange.read(f"/v1/cases/{NUMBER}")
    listed = (await exchange.read("/v1/cases"))["items"]
    of_other = (await exchange.read("/v1/cases", OTHER_POLICE))["items"]

    assert not alone["picture"]["suspects"][0]["at_large"]
    assert joined["picture"]["suspects"][0]["at_large"]
    assert (joined["picture"]["status"], [one["case_number"] for one in listed]) == ("transferred_out", [NUMBER])
    assert [one["case_number"] for one in of_other] == [NUMBER]
    types = [one["type"] for one in (await exchange.read(f"/v1/cases/{NUMBER}/timeline"))["items"]]
    assert "cn.zhenxie.suspect.at_large.v1" in types
    # What the other unit goes on to report reaches the same picture.
    received = event("case.received", occurred="2026-03-04")
    await exchange.send(f"/v1/cases/{NUMBER}/updates", received, OTHER_POLICE)
    # It handles the case from here on, and its own procuratorate supervises it.
    assert (await exchange.read(f"/v1/cases/{NUMBER}", "640221"))["picture"]["status"] == "received"
    assert (await administration.rebuild(exchange.state.database)).differing == ()


async def test_many_reports_at_once_leave_the_picture_of_all_of_them(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))

    reports = [
        event("suspect.interrogated", occurred=f"2026-03-01T{hour:02}:00:00+08:00", suspect_ref="S1")
        for hour in range(24)
    ]
    await asyncio.gather(*(exchange.send(f"/v1/cases/{NUMBER}/updates", one) for one in reports))

    picture = (await exchange.read(f"/v1/cases/{NUMBER}"))["picture"]
    assert len(picture["suspects"][0]["steps"]) == 24
    assert (await administration.rebuild(exchange.state.database)).differing == ()
