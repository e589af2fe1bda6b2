"""The quality sheet of a model: what became of its alerts, over the cases that the reader supervises and no others."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from builders.alerts import a_report, an_end
from builders.events import a_notification, case_number
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from zhenxie.kit.clock import FixedClock
from zhenxie.kit.proportions import wilson
from zhenxie.law.calendar import BEIJING

NOW = datetime(2026, 3, 9, 10, tzinfo=BEIJING)
PATH = "/v1/models/underage_suspect"
TEXT = {"chinese": "模型", "english": "A model"}
CONTENT = {
    "title": TEXT,
    "watches": ["case.filed"],
    "rules": [
        {"code": "UA-03", "title": TEXT, "articles": ["CL 17¶2"], "severity": "urgent", "addressed_to": "police"}
    ],
    "parameters": [],
    "parameters_hash": "cd" * 32,
}


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with served(settled_database, FixedClock(NOW)) as running:
        async with running.client(SCREENING) as screening:
            for version in ("1", "2"):
                await screening.put(f"{PATH}/versions/{version}", json=CONTENT)
        async with running.client(DAWUKOU_PROCURATORATE) as office:
            await office.put("/v1/staff/10001", json={"roles": ["prosecutor"], "since": "2026-01-01"})
        yield running


async def opened(exchange: Served, number: str, police: str = DAWUKOU_POLICE) -> str:
    async with exchange.client(police) as client:
        answer = await client.post("/v1/cases", json=a_notification(number))
        assert answer.status_code == 201, answer.text
    async with exchange.client(SCREENING) as screening:
        items = (await screening.get("/v1/changes", params={"case_number": number})).json()["items"]
    return str(items[0]["caseid"])


async def said(exchange: Served, agency: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    async with exchange.client(agency) as client:
        answer = await client.post(path, json=body)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())


async def alert(exchange: Served, case: tuple[str, str], place: int, **more: Any) -> str:
    known = {"epoch": 1, "position": 1, "day": "2026-03-09"}
    report = a_report(*case, fingerprint=f"{place:064x}", evaluated=known, **more)
    return str((await said(exchange, SCREENING, "/v1/alerts", report))["id"])


async def steps(exchange: Served, alert_id: str, *wanted: str, by: str = DAWUKOU_PROCURATORATE, code: str = "") -> None:
    for step in wanted:
        body = {"message_id": f"{alert_id}-{step}", "step": step, "gh": "10001"} | (
            {"dismissal_reason": code} if code else {}
        )
        await said(exchange, by, f"/v1/alerts/{alert_id}/review", body)


async def sheets(exchange: Served, reader: str) -> dict[str, Any]:
    async with exchange.client(reader) as client:
        return {one["version"]: one["sheet"] for one in (await client.get(PATH)).json()["items"]}


async def test_what_became_of_its_alerts_is_counted_by_the_version_that_raised_them(exchange: Served) -> None:
    case = (await opened(exchange, case_number(1)), case_number(1))
    begun = ["2026-03-05", "2026-03", "2026-03-06T23:30:00+08:00"]
    ids = [await alert(exchange, case, place, violated_from=begun[place % 3]) for place in range(13)]
    other = await alert(exchange, case, 99, model_version="2", violated_from=None)
    exchange.state.clock.advance(timedelta(minutes=36))
    for one in ids[:7]:
        await steps(exchange, one, "start", "confirm")
    for one in ids[7:10]:
        end = an_end(1, day="2026-03-10", reason="complied", message_id=f"end-{one}", ended_on="2026-03-08")
        await said(exchange, SCREENING, f"/v1/alerts/{one}/remedy", end)
    for one in ids[9:12]:
        await steps(exchange, one, "dismiss", code="data_error")
    await steps(exchange, other, "dismiss", code="split_off")

    known = await sheets(exchange, DAWUKOU_PROCURATORATE)

    assert known["1"] == {
        "alerts": 13,
        "confirmed": 7,
        "remedied": 3,
        # One of the three that were dismissed had been remedied: it was right.
        "dismissed": {"data_error": 2},
        "decided": 12,
        "precision": pytest.approx(10 / 12),
        "precision_interval_95": [pytest.approx(one) for one in wilson(10, 12) or ()],
        "outcomes": {"found": 0, "clear": 0, "undetermined": 0},
        "undetermined_share": None,
        # Four, eight and three days before the alert, by turns.
        "median_lead_days": 4.0,
        "median_review_days": pytest.approx(0.025),
    }
    assert (known["2"]["alerts"], known["2"]["dismissed"], known["2"]["precision"]) == (1, {"split_off": 1}, None)
    assert (known["2"]["median_lead_days"], known["2"]["decided"]) == (None, 1)


async def test_what_is_undetermined_is_a_share_once_there_are_ten(exchange: Served) -> None:
    case_id = await opened(exchange, case_number(1))
    gap = {"missing": [{**TEXT, "event_type": "case.withdrawn", "owed_by": DAWUKOU_POLICE}]}
    outcome = {"rule": "UA-03", "model": "underage_suspect", "model_version": "1", "root": case_id}
    shares = []
    for day, clear in (("2026-03-09", 6), ("2026-03-10", 7)):
        outcomes = [outcome | {"verdict": "undetermined"} | gap] * 3 + [outcome | {"verdict": "clear"}] * clear
        evaluated = {"epoch": 1, "position": 1, "day": day}
        body = {"case_id": case_id, "case_number": case_number(1), "evaluated": evaluated, "outcomes": outcomes}
        await said(exchange, SCREENING, "/v1/assessments", body)
        shares.append((await sheets(exchange, DAWUKOU_PROCURATORATE))["1"]["undetermined_share"])

    assert shares == [None, pytest.approx(0.3)]
    outcomes = (await sheets(exchange, DAWUKOU_PROCURATORATE))["1"]["outcomes"]
    assert outcomes == {"found": 0, "clear": 7, "undetermined": 3}


async def test_each_office_sees_its_own_numbers_and_the_one_above_sees_both(exchange: Served) -> None:
    dawukou = (await opened(exchange, case_number(1)), case_number(1))
    number = f"A{HUINONG_POLICE}2026030001"
    huinong = (await opened(exchange, number, HUINONG_POLICE), number)
    for place, case in enumerate((dawukou, dawukou, huinong)):
        await alert(exchange, case, place)

    seen = {}
    for reader in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, CITY_PROCURATORATE, SCREENING, DAWUKOU_POLICE):
        sheet = (await sheets(exchange, reader))["1"]
        seen[reader] = None if sheet is None else sheet["alerts"]

    assert list(seen.values()) == [2, 1, 3, 3, None]


async def test_the_etag_ages_with_what_the_reader_may_see_and_with_nothing_else(exchange: Served) -> None:
    case = (await opened(exchange, case_number(1)), case_number(1))

    async def etag(reader: str, known: str = "") -> tuple[int, str]:
        async with exchange.client(reader) as client:
            answer = await client.get(PATH, headers={"If-None-Match": known} if known else {})
        return answer.status_code, answer.headers["etag"]

    _, before = await etag(DAWUKOU_PROCURATORATE)
    _, elsewhere = await etag(HUINONG_PROCURATORATE)
    alert_id = await alert(exchange, case, 1)
    status, raised = await etag(DAWUKOU_PROCURATORATE, before)
    await steps(exchange, alert_id, "start")

    assert status == 200
    assert (await etag(DAWUKOU_PROCURATORATE, raised))[0] == 200
    assert await etag(HUINONG_PROCURATORATE, elsewhere) == (304, elsewhere)
