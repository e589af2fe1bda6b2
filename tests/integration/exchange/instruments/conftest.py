"""An office with an established alert on one case, its staff, and a clock that stands where a test sets it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from builders.alerts import a_report
from builders.events import a_detention, a_notification, case_number, message_id
from builders.instruments import CHIEF, STAFF, a_draft, a_number, a_step
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from zhenxie.kit.clock import FixedClock

NUMBER = case_number(1)


class Office:
    """A procuratorate at work with one case, and ways to speak to the exchange as anybody."""

    def __init__(self, exchange: Served, clock: FixedClock, database: Database) -> None:
        self.exchange, self.clock, self.database = exchange, clock, database
        self.case_id, self.alert = "", ""

    def on(self, day: str, time: str = "09:00:00") -> None:
        self.clock.turn_to(datetime.fromisoformat(f"{day}T{time}+08:00"))

    async def post(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.post(path, json=body, headers={"Accept-Language": "en"})

    async def say(self, agency: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post(agency, path, body)
        assert answer.status_code in (200, 201), answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def get(self, agency: str, path: str, **headers: str) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.get(path, headers=headers)

    async def open(self) -> None:
        connection = await self.database.connect()
        try:
            await connection.executemany(
                "insert into staff (agency, gh, roles, since, changed_at) values ($1, $2, $3, '2026-01-01', now())",
                STAFF,
            )
        finally:
            await connection.close()
        await self.say(DAWUKOU_POLICE, "/v1/cases", a_notification(NUMBER, a_detention()))
        changes = (await self.get(SCREENING, "/v1/changes")).json()["items"]
        self.case_id = changes[0]["caseid"]
        self.alert = await self.established()

    async def established(self, fingerprint: str = "ab" * 32, **more: Any) -> str:
        report = a_report(self.case_id, NUMBER, fingerprint=fingerprint, **more)
        alert = str((await self.say(SCREENING, "/v1/alerts", report))["id"])
        for step in ("start", "confirm"):
            said = {"message_id": message_id("review"), "step": step, "gh": "10001"}
            await self.say(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert}/review", said)
        return alert

    async def draft(self, kind: str = "correction_notice", **more: Any) -> dict[str, Any]:
        body = a_draft(kind, **({"alert_ids": (self.alert,), "despite": "经核查卷宗，符合法定条件。"} | more))
        return await self.say(DAWUKOU_PROCURATORATE, "/v1/instruments", body)

    async def step(self, instrument: str, step: str, gh: str = "10001", **more: Any) -> dict[str, Any]:
        return await self.say(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}/steps", a_step(step, gh, **more))

    async def tried(self, instrument: str, body: dict[str, Any], agency: str = DAWUKOU_PROCURATORATE) -> Any:
        return await self.post(agency, f"/v1/instruments/{instrument}/steps", body)

    async def issued(self, kind: str = "correction_notice", sequence: int = 12, **more: Any) -> str:
        instrument = str((await self.draft(kind, **more))["id"])
        await self.step(instrument, "approve", CHIEF)
        day = self.clock.now().astimezone().date().isoformat()
        await self.say(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}/steps", a_number(sequence, day))
        await self.step(instrument, "issue")
        return instrument

    async def signed(self, instrument: str, agency: str = DAWUKOU_POLICE) -> dict[str, Any]:
        return await self.say(agency, f"/v1/instruments/{instrument}/receipt", {"message_id": message_id("receipt")})

    async def told(self, agency: str) -> list[str]:
        items = (await self.get(agency, "/v1/changes?limit=1000")).json()["items"]
        kinds = (one["type"].removeprefix("cn.zhenxie.").removesuffix(".v1") for one in items)
        return [kind for kind in kinds if kind.startswith("instrument.")]


@pytest.fixture
async def office(settled_database: Database) -> AsyncIterator[Office]:
    clock = FixedClock(datetime.fromisoformat("2026-03-10T09:00:00+08:00"))
    async with served(settled_database, clock) as running:
        made = Office(running, clock, settled_database)
        await made.open()
        yield made
