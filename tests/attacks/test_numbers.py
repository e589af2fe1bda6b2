"""Numbers of instruments drawn by many at once on two processes, and by one that is killed meanwhile: no gap, no double."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from itertools import cycle
from typing import Any

import httpx2
import pytest

from builders.alerts import a_report
from builders.events import a_detention, a_notification, case_number, message_id
from builders.instruments import CHIEF, a_draft, a_step
from fixtures import storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.offices import register_staff
from fixtures.running import RunningExchange


async def _said(client: httpx2.AsyncClient, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
    answer = await client.request(method, path, json=body)
    assert answer.status_code in (200, 201), answer.text
    said: dict[str, Any] = answer.json()
    return said


async def _approved(exchange: RunningExchange, database: Database, count: int) -> list[str]:
    """Return so many instruments that wait for their numbers, of a kind that our own counter numbers."""
    await register_staff(database)
    number = case_number(1)
    async with AsyncExitStack() as stack:
        police, office, screening = [
            await stack.enter_async_context(exchange.client(one))
            for one in (DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING)
        ]
        await _said(police, "/v1/cases", a_notification(number, a_detention()))
        case_id = (await screening.get("/v1/changes")).json()["items"][0]["caseid"]
        alert = (await _said(screening, "/v1/alerts", a_report(case_id, number)))["id"]
        for step in ("start", "confirm"):
            review = {"message_id": message_id("review"), "step": step, "gh": "10001"}
            await _said(office, f"/v1/alerts/{alert}/review", review)
        rule = {"procuratorate": DAWUKOU_PROCURATORATE, "kind": "correction_notice", "mode": "own_counter"}
        rule |= {"short_name": "石大检", "word": "纠违", "gh": CHIEF, "message_id": message_id("rule")}
        await _said(office, "/v1/numbering", rule, "PUT")
        drafts = [await _said(office, "/v1/instruments", a_draft(alert_ids=(alert,))) for _ in range(count)]
        for one in drafts:
            read = (await office.get(f"/v1/instruments/{one['id']}")).json()["digests"]["body"]
            await _said(office, f"/v1/instruments/{one['id']}/steps", a_step("approve", CHIEF, digest=read))
    return [one["id"] for one in drafts]


async def _numbers(database: Database) -> list[str]:
    connection = await database.connect()
    try:
        rows = await connection.fetch("select number from instruments where number is not null")
        (last,) = await connection.fetch("select last from number_counters")
    finally:
        await connection.close()
    assert last["last"] == len(rows)
    return [row["number"] for row in rows]


def _whole(numbers: list[str]) -> bool:
    years = {number[:-1].rpartition("〕")[0] for number in numbers}
    found = sorted(int(number[:-1].rpartition("〕")[2]) for number in numbers)
    return len(years) == 1 and found == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.nightly)])
async def test_numbers_drawn_at_once_on_two_processes_have_no_gap_and_none_twice(
    run_exchange: Callable[..., RunningExchange], settled_database: Database, count: int
) -> None:
    processes = [run_exchange(), run_exchange()]
    waiting = await _approved(processes[0], settled_database, count)
    await storms.commit_slowly(settled_database, "random() * 0.05")
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(one.client(DAWUKOU_PROCURATORATE)) for one in processes]
        # Each is drawn twice, by the same message on the other process: it is one number all the same.
        steps = [(one, a_step("number")) for one in waiting]
        calls = [
            _said(client, f"/v1/instruments/{one}/steps", step)
            for both in (zip(cycle(clients), steps), zip(cycle(reversed(clients)), steps))
            for client, (one, step) in both
        ]
        answers = await asyncio.gather(*calls)

    numbers = await _numbers(settled_database)
    assert len(numbers) == count
    assert _whole(numbers)
    assert {one["id"]: one["number"] for one in answers[:count]} == {
        one["id"]: one["number"] for one in answers[count:]
    }


@pytest.mark.parametrize("deaths", [1, pytest.param(8, marks=pytest.mark.nightly)])
async def test_a_process_that_is_killed_while_numbers_are_drawn_leaves_no_gap_and_none_twice(
    run_exchange: Callable[..., RunningExchange], settled_database: Database, deaths: int
) -> None:
    exchange = run_exchange(GROUP_SIZE="2")
    waiting = await _approved(exchange, settled_database, 8 * (deaths + 1))
    await storms.commit_slowly(settled_database, "0.1")
    steps = {one: a_step("number") for one in waiting}

    async def draw(one: str) -> bool:
        async with exchange.client(DAWUKOU_PROCURATORATE) as client:
            with suppress(httpx2.HTTPError):
                return (await client.post(f"/v1/instruments/{one}/steps", json=steps[one])).status_code in (200, 201)
        return False

    for death in range(deaths):
        drawing = [asyncio.create_task(draw(one)) for one in waiting[8 * death : 8 * death + 8]]
        await asyncio.sleep(0.15 + death % 4 * 0.05)
        await asyncio.to_thread(exchange.kill)
        assert not all(await asyncio.gather(*drawing)), "no request was cut"
        await asyncio.to_thread(exchange.start)
    assert all(await asyncio.gather(*(draw(one) for one in waiting)))

    numbers = await _numbers(settled_database)
    assert len(numbers) == len(waiting)
    assert _whole(numbers)
