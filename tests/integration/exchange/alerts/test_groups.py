"""Alerts beside other writers: whoever is given sight of a case at the same moment is told of its alerts, or lists them."""

import asyncio
from typing import Any

import orjson
import pytest

from builders.alerts import a_report
from builders.events import case_number, event
from exchange.alerts.commands import KIND, PutAlert
from exchange.feed.commands import Command
from exchange.feed.scribe import Ground, Scribe
from exchange.intake.commands import KIND as INTAKE
from exchange.intake.reading import Reader
from fixtures.agencies import DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
from fixtures.inprocess import Served, caller
from fixtures.storms import until
from zhenxie.wire.alerts import AlertReport

NUMBER = case_number(1)


def commands(exchange: Served, case_id: str) -> tuple[Command, Command]:
    """Return an assignment of the case to another procuratorate, and an alert on it."""
    office, screening = caller(DAWUKOU_PROCURATORATE), caller(SCREENING)
    assigned = event("case.procuratorate_assigned", procuratorate=HUINONG_PROCURATORATE)
    reader = Reader(office, exchange.state.clock.now())
    assignment = Command(INTAKE, office, reader.update(orjson.dumps(assigned), NUMBER))
    report = AlertReport.model_validate(a_report(case_id, NUMBER))
    return assignment, Command(KIND, screening, PutAlert(report, b"digest"), apart=True)


async def heard(get: Any) -> list[str]:
    entries = (await get(HUINONG_PROCURATORATE, "/v1/changes?limit=1000")).json()["items"]
    return [one["type"] for one in entries if "alert" in one["type"]]


@pytest.mark.parametrize("alert_first", [False, True])
async def test_who_is_assigned_while_an_alert_is_raised_is_told_of_it(
    exchange: Served, get: Any, case_id: str, alert_first: bool
) -> None:
    state = exchange.state
    scribe = Scribe(Ground(state.database, state.clock, state.sealer), state.scribe._handlers)
    both = commands(exchange, case_id)

    waiting = [asyncio.create_task(scribe.submit(one)) for one in (reversed(both) if alert_first else both)]
    await until(lambda: scribe.queued == 2)
    scribe.start()
    await asyncio.gather(*waiting)
    await scribe.close()

    assert await heard(get) == ["cn.zhenxie.alert.raised.v1"]


async def test_an_alert_waits_for_whoever_of_another_process_gives_sight_of_its_case(
    exchange: Served, case_id: str
) -> None:
    state = exchange.state
    assignment, alert = commands(exchange, case_id)
    handlers = state.scribe._handlers
    now = state.clock.now()
    async with state.database.writing() as session:
        # The other process has decided, and not committed yet.
        await handlers[INTAKE].decide(session, [assignment], now)
        raised = asyncio.create_task(state.scribe.submit(alert))
        assert await held_up(exchange, raised)

    _, replay = await raised
    assert replay is False


async def held_up(exchange: Served, raised: "asyncio.Task[Any]") -> bool:
    """Tell whether a command waits for a lock of somebody else; it is looked at until it does, or is done."""
    question = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    while not raised.done():
        async with exchange.state.database.writing() as session:
            connection = await session.connection()
            if (await connection.exec_driver_sql(question)).scalar_one():
                return True
        await asyncio.sleep(0.01)
    return False
