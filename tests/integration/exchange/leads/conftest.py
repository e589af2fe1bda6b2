"""An exchange with one case and an alert on it, a register of staff, and ways to speak to it as anybody."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders.alerts import a_report, evaluated
from builders.events import a_detention, a_notification, case_number, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from zhenxie.kit.clock import FixedClock

NUMBER = case_number(1)
# A Monday.
MONDAY = datetime(2026, 3, 9, 2, tzinfo=UTC)
SCREENER, PROSECUTOR, APPROVER = "640202011", "640202012", "640202001"
ROLES = {SCREENER: "screener", PROSECUTOR: "prosecutor", APPROVER: "approver"}


class Office:
    """The procuratorate of one district and everybody around it."""

    def __init__(self, exchange: Served, clock: FixedClock) -> None:
        self.exchange, self.clock = exchange, clock
        self.case_id = ""
        self.raised = 0

    async def call(self, agency: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        async with self.exchange.client(agency) as client:
            spoken = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
            return await client.request(method, path, json=body, headers=spoken)

    async def get(self, path: str, agency: str = DAWUKOU_PROCURATORATE, **headers: str) -> Any:
        return await self.call(agency, "GET", path, **headers)

    async def post(self, path: str, agency: str = DAWUKOU_PROCURATORATE, **body: Any) -> Any:
        return await self.call(agency, "POST", path, {"message_id": message_id("act")} | body)

    async def open(self) -> None:
        opened = await self.call(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(NUMBER, a_detention()))
        assert opened.status_code == 201, opened.text
        changes = (await self.get("/v1/changes", SCREENING)).json()["items"]
        self.case_id = changes[0]["caseid"]

    async def staffed(self) -> None:
        for gh, role in ROLES.items():
            body = {"roles": [role], "since": "2026-01-01"}
            entered = await self.call(DAWUKOU_PROCURATORATE, "PUT", f"/v1/staff/{gh}", body)
            assert entered.status_code == 200, entered.text

    async def alert(self, **more: Any) -> str:
        """Let screening raise an alert, and return its id."""
        self.raised += 1
        day = evaluated(2, self.clock.now().date().isoformat())
        report = a_report(self.case_id, NUMBER, fingerprint=f"{self.raised:064x}", evaluated=day, **more)
        answer = await self.call(SCREENING, "POST", "/v1/alerts", report)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def work(self, alert_id: str, act: str, gh: str = PROSECUTOR, **more: Any) -> Any:
        agency = more.pop("agency", DAWUKOU_PROCURATORATE)
        return await self.post(f"/v1/leads/{alert_id}/work", agency, act=act, gh=gh, **more)

    async def review(self, alert_id: str, step: str, gh: str | None = PROSECUTOR, **more: Any) -> Any:
        person = {} if gh is None else {"gh": gh}
        return await self.post(f"/v1/alerts/{alert_id}/review", step=step, **person, **more)

    async def lead(self, alert_id: str, agency: str = DAWUKOU_PROCURATORATE) -> dict[str, Any]:
        answer = await self.get(f"/v1/leads/{alert_id}", agency)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def listed(self, query: str = "", agency: str = DAWUKOU_PROCURATORATE) -> list[str]:
        answer = await self.get(f"/v1/leads{query}", agency)
        assert answer.status_code == 200, answer.text
        return [one["alert_id"] for one in answer.json()["items"]]

    async def told(self, agency: str) -> list[str]:
        """Return the types of everything about alerts and materials that an agency was told."""
        items = (await self.get("/v1/changes?limit=1000", agency)).json()["items"]
        types = [one["type"].removeprefix("cn.zhenxie.").removesuffix(".v1") for one in items]
        return [one for one in types if one.startswith(("alert.", "materials."))]

    async def turn(self) -> None:
        """Let the exchange look at its calendar."""
        state = self.exchange.state
        await state.calendar.turn(state)
        assert state.calendar.failing == {}

    def days_pass(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))


@pytest.fixture
async def office(settled_database: Database) -> AsyncIterator[Office]:
    clock = FixedClock(MONDAY)
    async with served(settled_database, clock) as running:
        made = Office(running, clock)
        await made.open()
        yield made
