import asyncio

import pytest
from sqlalchemy import text

from builders.events import a_detention, a_notification, case_number, event
from exchange.cases import operations, rebuilding

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

    result = await rebuilding.rebuild(told.state.database)

    assert result == rebuilding.Rebuilt(3, ())
    assert await pictures(told) == before


async def test_a_rebuild_puts_right_and_names_what_had_differed(told):
    before = await pictures(told)
    async with told.state.database.writing() as session:
        await session.execute(
            text("UPDATE cases SET status = 'withdrawn', measures = '{arrest}' WHERE number = :n"), {"n": NUMBER}
        )

    result = await rebuilding.rebuild(told.state.database)

    assert result.differing == (f"{NUMBER}: measures, status",)
    assert await pictures(told) == before


async def test_a_rebuild_goes_page_by_page(told, monkeypatch):
    monkeypatch.setattr(rebuilding, "CASES_A_PAGE", 2)
    before = await everything(told)
    await as_superuser(told, "TRUNCATE cases")

    result = await rebuilding.rebuild(told.state.database)

    assert (result.cases, len(result.differing)) == (3, 3)
    assert await everything(told) == before


async def as_superuser(exchange, statement):
    connection = await exchange.stored.connect()
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def everything(exchange):
    return [dict(row) for row in await as_superuser(exchange, "SELECT * FROM cases ORDER BY case_id")]


async def a_history(exchange):
    """Tell of a case that stays provisional, one promoted, one joined, one transferred, and one of another reporter."""
    await exchange.send(f"/v1/cases/{case_number(3)}/updates", event("case.received", occurred="2026-03-01"))
    await exchange.send(f"/v1/cases/{case_number(4)}/updates", event("case.received", occurred="2026-03-01"))
    await exchange.send("/v1/cases", a_notification(case_number(4), a_detention()))
    said = event("suspect.at_large", occurred="2026-03-02", suspect_ref="S1")
    await exchange.send(f"/v1/cases/{NUMBER}/updates", said, OTHER_POLICE)
    await exchange.send("/v1/cases", a_notification(NUMBER, event("case.filed", occurred="2026-03-01")))
    transfer = event("case.transferred_out", occurred="2026-03-03", receiving_agency=OTHER_POLICE)
    await exchange.send(f"/v1/cases/{NUMBER}/updates", transfer)
    received = event("case.received", occurred="2026-03-04", earlier_case_number=NUMBER)
    given = case_number(9, unit=OTHER_POLICE, month="202604")
    await exchange.send(f"/v1/cases/{given}/updates", received, OTHER_POLICE)


async def test_a_rebuild_brings_back_a_table_that_was_lost(exchange):
    await a_history(exchange)
    before = await everything(exchange)
    await as_superuser(exchange, "TRUNCATE cases")

    result = await rebuilding.rebuild(exchange.state.database)

    kinds = {(row["number"], row["handling_agency"], row["provisional"], row["joined_into"] is None) for row in before}
    assert kinds == {
        (case_number(3), POLICE, True, True),
        (case_number(4), POLICE, False, True),
        (NUMBER, OTHER_POLICE, False, True),
        (NUMBER, OTHER_POLICE, True, False),
    }
    assert await everything(exchange) == before
    assert sorted(result.differing) == sorted(f"{row['number']}: missing" for row in before)
    # And reports go on where they were.
    await exchange.send(f"/v1/cases/{NUMBER}/updates", event("case.filed", occurred="2026-03-05"), OTHER_POLICE)
    assert (await rebuilding.rebuild(exchange.state.database)).differing == ()


async def test_what_was_known_then_was_known_of_other_cases_in_other_hands(exchange):
    await a_history(exchange)
    entries = (await exchange.read(f"/v1/cases/{NUMBER}/timeline", OTHER_POLICE))["items"]
    at = {one["type"].split(".", 2)[2]: one["position"] for one in entries}
    given = case_number(9, unit=OTHER_POLICE, month="202604")

    async def known(position, path=f"/v1/cases/{NUMBER}"):
        return await exchange.read(f"{path}?as_known_at={position}", OTHER_POLICE)

    opened, now = await known(at["case.filed.v1"]), await known(at["case.received.v1"])
    before = (await known(at["case.filed.v1"], "/v1/cases"))["items"]
    after = (await known(at["case.received.v1"], "/v1/cases"))["items"]

    # 平罗's own report stood by itself until the case was transferred to it.
    assert (opened["handling_agency"], opened["numbers"]) == (POLICE, [NUMBER])
    assert (now["handling_agency"], now["numbers"]) == (OTHER_POLICE, [NUMBER, given])
    assert [(one["handling_agency"], one["provisional"]) for one in before] == [(OTHER_POLICE, True), (POLICE, False)]
    assert [(one["handling_agency"], one["provisional"]) for one in after] == [(OTHER_POLICE, False)]


async def test_a_rebuild_removes_the_picture_of_a_case_that_never_was(told):
    before = await everything(told)
    invented = "INSERT INTO cases SELECT gen_random_uuid(), 'A000', handling_agency, provisional, joined_into, status,"
    rest = " charges, measures, opened_position, updated_position, updated_at, picture FROM cases LIMIT 1"
    await as_superuser(told, invented + rest)

    assert (await rebuilding.rebuild(told.state.database)).differing == ("A000: unknown",)
    assert await everything(told) == before


async def test_a_rebuild_waits_for_no_report_that_is_being_written(told):
    async with told.state.database.writing() as session:
        # What a group holds until it commits.
        await session.execute(text("SELECT FROM feed_head FOR UPDATE"))
        await session.execute(text("SELECT FROM cases FOR UPDATE"))

        # A guard against waiting for ever, and no measure of speed.
        async with asyncio.timeout(60):
            result = await rebuilding.rebuild(told.state.database)

    assert result == rebuilding.Rebuilt(3, ())


async def test_what_reports_change_meanwhile_is_no_difference(told):
    reports = [
        event("suspect.interrogated", occurred=f"2026-03-01T{hour:02}:00:00+08:00", suspect_ref="S1")
        for hour in range(20)
    ]
    sent = asyncio.gather(*(told.send(f"/v1/cases/{NUMBER}/updates", one) for one in reports))
    differing = []
    while not sent.done():
        differing += (await rebuilding.rebuild(told.state.database)).differing
    await sent

    assert differing == []
    assert len((await told.read(f"/v1/cases/{NUMBER}"))["picture"]["suspects"][0]["steps"]) == 22


async def test_a_hot_case_is_drawn_from_memory_and_comes_out_as_from_the_feed(told):
    for day in range(1, 5):
        said = event("suspect.interrogated", occurred=f"2026-03-0{day}", suspect_ref="S1")
        await told.send(f"/v1/cases/{NUMBER}/updates", said)

    assert (await rebuilding.rebuild(told.state.database)).differing == ()


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
            await operations.project(session, [touched], epoch=1, now=datetime(2026, 3, 4, tzinfo=UTC))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await a_group_that_fails()

    await told.send(f"/v1/cases/{NUMBER}/updates", event("case.received", occurred="2026-02-28"))

    assert (await told.read(f"/v1/cases/{NUMBER}"))["picture"]["status"] == "filed"
    assert (await rebuilding.rebuild(database)).differing == ()


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
    assert (await rebuilding.rebuild(exchange.state.database)).differing == ()


async def test_many_reports_at_once_leave_the_picture_of_all_of_them(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))

    reports = [
        event("suspect.interrogated", occurred=f"2026-03-01T{hour:02}:00:00+08:00", suspect_ref="S1")
        for hour in range(24)
    ]
    await asyncio.gather(*(exchange.send(f"/v1/cases/{NUMBER}/updates", one) for one in reports))

    picture = (await exchange.read(f"/v1/cases/{NUMBER}"))["picture"]
    assert len(picture["suspects"][0]["steps"]) == 24
    assert (await rebuilding.rebuild(exchange.state.database)).differing == ()
