"""The first five minutes of an integration engineer: report, send again, read back."""

from collections.abc import Callable

from builders.events import a_detention, a_notification, case_number, event
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_PROCURATORATE,
)
from fixtures.running import RunningExchange


async def test_a_report_is_accepted_once_and_read_by_those_who_may(run_exchange: Callable[..., RunningExchange]):
    exchange = run_exchange()
    body = a_notification(case_number(), a_detention())
    async with exchange.client(DAWUKOU_POLICE) as police:
        first = await police.post("/v1/cases", json=body)
        again = await police.post("/v1/cases", json=body)

    assert first.status_code == 201, first.text
    assert again.status_code == 200
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json() == first.json()

    async with exchange.client(DAWUKOU_PROCURATORATE) as procuratorate:
        page = (await procuratorate.get("/v1/changes")).json()
        case = (await procuratorate.get(f"/v1/cases/{case_number()}")).json()
    assert [item["type"] for item in page["items"]] == ["cn.zhenxie.case.notified.v1", "cn.zhenxie.suspect.detained.v1"]
    assert [item["position"] for item in page["items"]] == [1, 2]
    assert "马晓东" not in str(page)
    assert case["picture"]["status"] == "notified"

    async with exchange.client(HUINONG_PROCURATORATE) as stranger:
        nothing = (await stranger.get("/v1/changes")).json()
        missing = await stranger.get(f"/v1/cases/{case_number()}")
    assert nothing["items"] == []
    assert nothing["next"] == page["next"]
    assert missing.status_code == 404


async def test_a_detention_center_that_is_named_sees_the_whole_case(run_exchange: Callable[..., RunningExchange]):
    exchange = run_exchange()
    number = case_number()
    async with exchange.client(DETENTION_CENTER) as center, exchange.client(DAWUKOU_POLICE) as police:
        early = await center.post(
            f"/v1/cases/{number}/updates",
            json=event("suspect.delivered_to_detention_center", suspect_ref="S1"),
        )
        await police.post("/v1/cases", json=a_notification(number, a_detention()))
        before = (await center.get("/v1/changes")).json()
        named = event("suspect.delivered_to_detention_center", suspect_ref="S1", detention_center=DETENTION_CENTER)
        accepted = await police.post(f"/v1/cases/{number}/updates", json=named)
        after = (await center.get("/v1/changes", params={"after": before["next"]})).json()
        history = (await center.get("/v1/changes", params={"case_number": number, "after": "0"})).json()

    assert early.status_code == 201, early.text
    assert [one["code"] for one in early.json()["items"][0]["observations"]] == [
        "provisional-case",
        "provisional-suspect",
    ]
    assert accepted.status_code == 201, accepted.text
    assert [one["type"].split(".")[2] for one in before["items"]] == ["suspect"]
    assert "cn.zhenxie.case.shared.v1" in [one["type"] for one in after["items"]]
    assert {one["position"] for one in history["items"]} >= {1, 2, 3, 4}
