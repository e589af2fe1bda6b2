"""A cursor has passed a case, then its reader is granted it: told once, the whole history, and nothing else."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from builders.events import a_detention, a_notification, case_number
from exchange.access.tokens import hashed
from fixtures import inprocess, storms
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    PINGLUO_PROCURATORATE,
    SCREENING,
    SECRET,
)
from fixtures.databases import Database
from fixtures.inprocess import Served
from fixtures.storms import Follower

CASES = [case_number(one) for one in range(1, 4)]
FOREIGN = case_number(1, unit=HUINONG_POLICE)


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with inprocess.served(settled_database) as served:
        yield served


async def report(exchange: Served, agency: str, *numbers: str) -> None:
    """Notify each case with a detention, then report one more of each, so that cases lie among each other."""
    async with exchange.client(agency) as police:
        for number in numbers:
            assert (await police.post("/v1/cases", json=a_notification(number, a_detention()))).status_code == 201
        for number in numbers:
            await update(police, number)


async def update(police: httpx2.AsyncClient, number: str) -> int:
    later = a_detention(occurred="2026-03-05T08:00:00+08:00")
    answer = await police.post(f"/v1/cases/{number}/updates", json=later)
    assert answer.status_code == 201, answer.text
    return answer.json()["items"][0]["receipt"]["position"]


async def follow(exchange: Served, agency: str, cursor: str = "0", **question: Any) -> Follower:
    async with exchange.client(agency) as client:
        follower = Follower([client], {"limit": 2, **question}, cursor)
        done = asyncio.Event()
        done.set()
        await follower.follow(done)
        return follower


async def of_cases(database: Database, *numbers: str) -> list[int]:
    """Return the positions of what was said of cases, without what the exchange said to their readers."""
    rows = await storms.stored(database)
    return [row["position"] for row in rows if row["case_number"] in numbers and row["audience"] == "case"]


async def assert_told_and_read(
    exchange: Served, database: Database, reader: str, *, passed: Follower, cases: list[str]
) -> str:
    """See that a reader is told of exactly these cases after its cursor, and reads of each the whole history."""
    told = await follow(exchange, reader, passed.cursor)
    assert [item["type"] for item in told.items] == ["cn.zhenxie.case.shared.v1"] * len(cases)
    assert sorted(item["subject"] for item in told.items) == sorted(cases)
    assert all(position > int(passed.cursor.split(".")[1]) for position in told.positions)
    for item in told.items:
        number = item["subject"]
        history = await follow(exchange, reader, case_number=number)
        assert history.positions == sorted([*await of_cases(database, number), item["position"]])
        assert {one["subject"] for one in history.items} == {number}
    for number in {*CASES, FOREIGN} - set(cases):
        assert (await follow(exchange, reader, case_number=number)).items == []
    # Whoever begins anew finds the same by the cursor alone: nothing of it twice, nothing beside it.
    anew = await follow(exchange, reader)
    assert anew.positions == sorted([*await of_cases(database, *cases), *told.positions])
    return told.cursor


async def test_a_grant_by_act_shares_one_case_and_its_withdrawal_ends_later_entries_only(
    exchange: Served, settled_database: Database
):
    await report(exchange, DAWUKOU_POLICE, *CASES)
    await report(exchange, HUINONG_POLICE, FOREIGN)
    passed = await follow(exchange, PINGLUO_PROCURATORATE)
    assert (passed.items, passed.cursor) == ([], "1.12")

    async with exchange.client(SCREENING) as operator, exchange.client(DAWUKOU_POLICE) as police:
        grant = {"case_number": CASES[1], "agency": PINGLUO_PROCURATORATE}
        made = await operator.post("/v1/grants", json=grant)
        assert made.status_code == 201, made.text
        assert (await operator.post("/v1/grants", json=grant)).status_code == 201
        cursor = await assert_told_and_read(
            exchange, settled_database, PINGLUO_PROCURATORATE, passed=passed, cases=[CASES[1]]
        )
        seen = [await update(police, CASES[1]) for _ in range(2)]
        hidden = [await update(police, CASES[0])]
        withdrawn = await operator.delete("/v1/grants", params=grant)
        assert withdrawn.status_code == 204, withdrawn.text
        hidden += [await update(police, CASES[1]) for _ in range(2)]

    later = await follow(exchange, PINGLUO_PROCURATORATE, cursor)
    history = await follow(exchange, PINGLUO_PROCURATORATE, case_number=CASES[1])
    assert later.positions == seen
    assert set(seen) < set(history.positions)
    assert set(hidden).isdisjoint(history.positions)
    assert set(await of_cases(settled_database, CASES[1])) - set(history.positions) == set(hidden[1:])
    # Granted once more, it sees what it had missed in between.
    async with exchange.client(SCREENING) as operator:
        assert (await operator.post("/v1/grants", json=grant)).status_code == 201
    again = await follow(exchange, PINGLUO_PROCURATORATE, later.cursor)
    whole = await follow(exchange, PINGLUO_PROCURATORATE, case_number=CASES[1])
    assert [item["type"] for item in again.items] == ["cn.zhenxie.case.shared.v1"]
    assert set(await of_cases(settled_database, CASES[1])) <= set(whole.positions)


async def test_a_row_of_supervision_shares_every_case_of_the_police_it_names(
    exchange: Served, settled_database: Database
):
    await report(exchange, DAWUKOU_POLICE, *CASES)
    await report(exchange, HUINONG_POLICE, FOREIGN)
    passed = await follow(exchange, PINGLUO_PROCURATORATE)
    mine = await follow(exchange, HUINONG_PROCURATORATE)

    async with exchange.client(SCREENING) as operator, exchange.client(DAWUKOU_POLICE) as police:
        row = {"procuratorate": PINGLUO_PROCURATORATE, "since": "2026-01-01"}
        stated = await operator.post(f"/v1/agencies/{DAWUKOU_POLICE}/supervises", json=row)
        assert stated.status_code == 201, stated.text
        cursor = await assert_told_and_read(
            exchange, settled_database, PINGLUO_PROCURATORATE, passed=passed, cases=CASES
        )
        seen = await update(police, CASES[2])

    # The one that supervised by its division code until now is not told of what comes later.
    former = await follow(exchange, DAWUKOU_PROCURATORATE)
    assert (await follow(exchange, PINGLUO_PROCURATORATE, cursor)).positions == [seen]
    assert seen not in former.positions
    assert former.positions == [one for one in await of_cases(settled_database, *CASES) if one != seen]
    assert (await follow(exchange, HUINONG_PROCURATORATE, mine.cursor)).items == []


async def test_an_agency_that_is_added_is_told_of_what_it_sees_by_rule(exchange: Served, settled_database: Database):
    await report(exchange, DAWUKOU_POLICE, *CASES)
    await report(exchange, HUINONG_POLICE, FOREIGN)
    added = {"code": "second-screening", "name": "侦协复核服务", "kind": "platform", "division": "640000"}

    async with exchange.client(SCREENING) as operator:
        head = await follow(exchange, HUINONG_PROCURATORATE)
        answer = await operator.post("/v1/agencies", json=added)
        assert answer.status_code == 201, answer.text
        again = await operator.post("/v1/agencies", json=added)
    await add_client(settled_database, "second-screening")

    assert again.status_code == 409
    passed = Follower([], cursor=head.cursor)
    await assert_told_and_read(exchange, settled_database, "second-screening", passed=passed, cases=[*CASES, FOREIGN])


async def add_client(database: Database, agency: str) -> None:
    connection = await database.connect()
    await connection.execute(
        "insert into clients (client_id, agency, name, secret_hash, scopes, created_at)"
        " values ($1, $2, 'x', $3, '{changes:read}', $4)",
        f"client-{agency}",
        agency,
        hashed(SECRET),
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )
    await connection.close()


async def test_grants_that_race_with_reports_leave_no_entry_unseen(exchange: Served, settled_database: Database):
    await storms.commit_slowly(settled_database, "random() * 0.02")
    await report(exchange, DAWUKOU_POLICE, CASES[0])
    async with (
        exchange.client(PINGLUO_PROCURATORATE) as client,
        exchange.client(SCREENING) as operator,
        exchange.client(DAWUKOU_POLICE) as police,
    ):
        done = asyncio.Event()
        follower = Follower([client], {"limit": 5})
        reading = asyncio.create_task(follower.follow(done))
        reports = [asyncio.create_task(update(police, CASES[0])) for _ in range(30)]
        grant = {"case_number": CASES[0], "agency": PINGLUO_PROCURATORATE}
        made = await operator.post("/v1/grants", json=grant)
        reports += [asyncio.create_task(update(police, CASES[0])) for _ in range(30)]
        await asyncio.gather(*reports)
        done.set()
        await reading
        history = await follow(exchange, PINGLUO_PROCURATORATE, case_number=CASES[0])

    assert made.status_code == 201, made.text
    shared = [item["position"] for item in follower.items if item["type"] == "cn.zhenxie.case.shared.v1"]
    later = [one for one in await of_cases(settled_database, CASES[0]) if one > shared[0]]
    assert len(shared) == 1
    # By the cursor: from where it was told on, everything; by the case: the rest as well.
    assert [one for one in follower.positions if one > shared[0]] == later
    assert history.positions == sorted([*await of_cases(settled_database, CASES[0]), *shared])
