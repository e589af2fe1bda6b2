"""Real processes: screening is killed at random while reports arrive and others review; the same bytes in the end."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx2
import pytest

from builders.events import message_id
from fixtures import retold, searching, storms, tales
from fixtures.agencies import DAWUKOU_PROCURATORATE
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange
from fixtures.screening_process import RunningScreening, told_everything, work_on
from zhenxie.kit.clock import SystemClock
from zhenxie.law.calendar import legal_day

# The builders' own person: in every notification of the tale.
PERSON = ("马晓东", "640202198001011238", "13995421876")
Start = Callable[..., RunningScreening]


@pytest.fixture
def start_screening(tmp_path: Path) -> Iterator[Start]:
    started: list[RunningScreening] = []

    def start(database: Database, exchange: RunningExchange, **settings: str) -> RunningScreening:
        log = tmp_path / f"screening-{len(started)}.log"
        started.append(RunningScreening(database, exchange.url, log, **settings))
        return started[-1].start()

    yield start
    for one in started:
        one.stop()


async def reviewed(exchange: RunningExchange, done: asyncio.Event) -> None:
    """Let the office take steps with the alerts that it sees, while everything goes on."""
    dice = random.Random(7)
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        while not done.is_set():
            for one in (await office.get("/v1/alerts", params={"state": "new"})).json()["items"]:
                step = dice.choice([{"step": "start"}, {"step": "dismiss", "dismissal_reason": "lawful_exception"}])
                body = {"message_id": message_id("review"), **step}
                answer = await office.post(f"/v1/alerts/{one['id']}/review", json=body)
                assert answer.status_code in (201, 409), answer.text
            await asyncio.sleep(0.1)


async def said(exchange: RunningExchange, messages: Sequence[tales.Said]) -> None:
    async with httpx2.AsyncClient(base_url=exchange.url, timeout=60) as client:
        for agency, path, body in messages:
            headers = {"Authorization": f"Bearer {exchange.token(agency)}"}
            answer = await client.post(path, json=body, headers=headers)
            assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("deaths", "processes"), [(2, 1), pytest.param(25, 3, marks=pytest.mark.nightly)])
async def test_killed_at_random_while_reports_arrive_it_tells_what_a_backtest_tells(
    *,
    run_exchange: Callable[..., RunningExchange],
    settled_database: Database,
    make_database: Callable[..., Database],
    start_screening: Start,
    deaths: int,
    processes: int,
) -> None:
    dice, done, exchange = random.Random(deaths), asyncio.Event(), run_exchange()
    own, calm = make_database("mortal", service="screening"), make_database("calm", service="screening")
    parts = [f"{index}/{processes}" for index in range(processes)]
    running = [start_screening(own, exchange, PARTITIONS=part) for part in parts]
    reviewing = asyncio.create_task(reviewed(exchange, done))
    tale = tales.days()
    fatal = [dice.choice(range(1, len(tale))) for _ in range(deaths)]
    for number, (_, messages) in enumerate(tale):
        await said(exchange, messages)
        for _ in range(fatal.count(number)):
            mortal = dice.choice(running)
            await asyncio.to_thread(mortal.alive)
            await asyncio.sleep(dice.random() * 0.5)
            await asyncio.to_thread(mortal.kill)
            mortal.start()
    await eventually(lambda: told_everything(own, exchange), seconds=120)
    done.set()
    await reviewing
    await eventually(lambda: told_everything(own, exchange), seconds=120)
    metrics = [(await asyncio.to_thread(httpx2.get, f"{one.alive().url}/metrics")).content for one in running]
    for one in running:
        one.stop()

    found, head = await retold.held(exchange), await retold.head(exchange)
    async with work_on(exchange, calm) as rebuilt:
        await rebuilt.once()
        assert await retold.retold(rebuilt, until=legal_day(SystemClock().now())) == found
    assert len(found.alerts) >= 7
    assert (await retold.held(exchange), await retold.head(exchange)) == (found, head)
    assert (await storms.verified(settled_database)).sound
    # Nobody is named, in whatever screening keeps, tells or writes.
    logs = [one.log.read_bytes() for one in running]
    for content in (*logs, *metrics, *found.alerts.values(), *found.outcomes.values()):
        assert searching.places_in(content, PERSON) == []
    assert all(logs)
    assert await searching.columns_that_say(own, *PERSON) == set()
