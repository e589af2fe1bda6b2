"""An order to file that the police do not obey: asked for reasons, answered, ordered, silent; screening warns, the law says *must*."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from builders.alerts import a_report, evaluated
from builders.events import a_notification, case_number, event, message_id
from builders.instruments import CHIEF, a_draft, a_step
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING, SECRET, client_of
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.offices import register_staff
from fixtures.screening import Story, screening
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.errors import ExchangeRefused
from zhenxie.client.exchange import ExchangeClient
from zhenxie.client.instruments import Instruments
from zhenxie.kit.clock import FixedClock

NUMBER = case_number(1)


class Play:
    """The story with the calls of the office and of the police."""

    def __init__(self, story: Story, office: Instruments, police: Instruments) -> None:
        self.story, self.office, self.police = story, office, police

    async def established(self, case_id: str) -> str:
        report = a_report(case_id, NUMBER, evaluated=evaluated(3))
        alert = await self.story.says(SCREENING, "POST", "/v1/alerts", report)
        return await self.confirmed(str(alert["id"]))

    async def confirmed(self, alert: str) -> str:
        for step in ("start", "confirm"):
            said = {"message_id": message_id("review"), "step": step, "gh": "10001"}
            await self.story.says(DAWUKOU_PROCURATORATE, "POST", f"/v1/alerts/{alert}/review", said)
        return alert

    async def issued(self, kind: str, alert: str, sequence: int) -> str:
        draft = a_draft(kind, alert_ids=(alert,), despite="经调阅卷宗核实。")
        instrument = str((await self.office.draft(draft))["id"])
        read = (await self.office.one(instrument))["digests"]["body"]
        await self.office.step(instrument, a_step("approve", CHIEF, digest=read))
        day = self.story.clock.now().date().isoformat()
        await self.office.step(instrument, a_step("number", number=f"石大检立监〔2026〕{sequence}号", date=day))
        await self.office.step(instrument, a_step("issue"))
        return instrument


@pytest.fixture
async def play(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Play]:
    clock = FixedClock(datetime(2026, 3, 6, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    await register_staff(settled_database)
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(served(settled_database, clock))
        work = await stack.enter_async_context(screening(exchange, own, clock))
        clients = [
            await stack.enter_async_context(
                ExchangeClient(
                    "http://exchange.test",
                    Secret(client_of(agency).client_id, SECRET),
                    means=Means(clock=clock, transport=exchange.transport),
                )
            )
            for agency in (DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)
        ]
        yield Play(Story(exchange, work, clock), *(one.instruments for one in clients))


async def office_covers(story: Story, through: str) -> None:
    """Let the procuratorate promise that it has told what became of its instruments."""
    kinds = ("instrument.withdrawn_by_issuer", "instrument.reconsidered", "instrument.reviewed")
    types = [{"type": one, "complete_from": "2020-01-01", "complete_through": through} for one in kinds]
    body = event("agency.coverage_declared", occurred=story.clock.now().isoformat(), types=types)
    await story.says(DAWUKOU_PROCURATORATE, "POST", "/v1/coverage", body)


async def test_an_order_to_file_that_is_not_obeyed_is_warned_of_and_a_correction_must_follow(play: Play) -> None:
    story = play.story
    refused = event("case.filing_refused", occurred="2026-03-05", reason="no_criminal_fact")
    received = event("case.received", occurred="2026-03-02")
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(NUMBER, received, refused))
    case_id = (await story.says(SCREENING, "GET", f"/v1/cases/{NUMBER}"))["case_id"]
    alert = await play.established(case_id)

    with pytest.raises(ExchangeRefused) as early:
        await play.office.draft(a_draft("order_to_file", alert_ids=(alert,), despite="应当立案。"))
    request = await play.issued("request_reason_not_filing", alert, 1)
    due = (await play.police.receipt(request, {"message_id": message_id("receipt")}))["reply_due"]
    await story.day("2026-03-10")
    reply: dict[str, Any] = {"answer": "reason_statement", "text": "没有犯罪事实。", "message_id": message_id("reply")}
    await play.police.reply(request, reply)
    order = await play.issued("order_to_file", alert, 2)
    served_order = await play.police.receipt(order, {"message_id": message_id("receipt")})
    original = await play.police.document(order)
    await story.covers("2026-03-31")
    await office_covers(story, "2026-03-31")
    await story.day("2026-03-25")
    before = {one["report"]["rule"] for one in await story.alerts()}
    await story.day("2026-04-10")

    assert early.value.problem["unmet"][0]["code"] == "reasons_for_not_filing_stand"
    assert (due, served_order["reply_due"]) == ("2026-03-13", "2026-03-25")
    assert original.startswith(b"%PDF-")
    assert "M20-1" not in before
    warned = next(one for one in await story.alerts() if one["report"]["rule"] == "M20-1")
    found = await play.office.proposals(await play.confirmed(warned["id"]))
    musts = {one["kind"]: [must["law"] for must in one["musts"]] for one in found["items"] if one["musts"]}
    assert musts == {"correction_notice": ["RULE 564¶2"]}
    unchanged = await play.police.page_unless((await play.police.page_unless(None, limit=10))[1], limit=10)
    assert unchanged[0] is None
