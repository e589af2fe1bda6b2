"""通知撤销案件 that was wrong: the police object twice, and the upper procuratorate takes the order back."""

from typing import Any

from builders.events import a_suspect, case_number, event, message_id
from builders.writing import a_request, an_order
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import CHIEF, PROSECUTOR, UPPER_CHIEF, Office, instruments

NUMBER = case_number(6)
FRAUD = {"cl_article": "224", "name": "合同诈骗罪"}
REQUESTED = ["issued", "served", "replied", "closed"]
ORDERED = [
    "issued",
    "served",
    "reconsideration_requested",
    "reconsidered",
    "review_requested",
    "reviewed",
    "withdrawn_by_issuer",
]


async def a_dispute_is_filed_as_fraud(office: Office) -> str:
    await office.day("2026-03-03")
    filed = event("case.filed", occurred="2026-03-02", charges=[FRAUD], handling_department="economic_crime_unit")
    more = {"charges": [FRAUD], "suspects": [a_suspect("S1", charges=[FRAUD])]}
    await office.opens_a_case(NUMBER, "2026-03-02", filed, **more)
    complaint: dict[str, Any] = {
        "message_id": message_id("lead"),
        "gh": PROSECUTOR,
        "case_number": NUMBER,
        "suspect_ref": "S1",
        "source": {"kind": "complaint", "received_on": "2026-03-03", "complainant": "suspect"},
        "rule": "CV-01",
        "finding": "双方为买卖合同纠纷，法院已受理民事案件，公安机关以合同诈骗立案。",
        "articles": ["RULE 559¶2"],
    }
    lead = (await office.says(DAWUKOU_PROCURATORATE, "POST", "/v1/leads", complaint))["alert_id"]
    for step in ("start", "confirm"):
        await office.reviews(lead, step, PROSECUTOR)
    return str(lead)


async def test_an_order_to_withdraw_is_taken_back_after_reconsideration_and_review(office: Office) -> None:
    lead = await a_dispute_is_filed_as_fraud(office)
    why = {"alert_ids": [lead], "despite": "当事人提交了民事起诉状和受理通知书，足以说明。"}

    purpose = {"purpose": "civil_or_economic_dispute"}
    asked = await office.issues(
        "request_reason_filing", "石大检立案监督〔2026〕1号", a_request(NUMBER), **why, **purpose
    )
    assert (await asked.is_signed_for())["reply_due"] == "2026-03-10"
    await office.day("2026-03-09")
    await asked.is_answered("reason_statement", text="嫌疑人收款后即转移财产，有非法占有目的。")
    assert await office.deadline(NUMBER, "D30.reply") == [("met", "2026-03-10")]
    assert await asked.tries("adopt") == (409, "instrument-step-out-of-order")
    await asked.step("close")

    order = await office.issues("order_to_withdraw", "石大检通撤〔2026〕1号", an_order(NUMBER), **why)
    assert (await order.is_signed_for())["reply_due"] == "2026-03-24"
    early = {"objection": "review", "text": "请上一级院复核。", "gh": "110233"}
    assert await office.tries(DAWUKOU_POLICE, f"{order.path}/objection", early) == (409, "instrument-step-out-of-order")
    await office.day("2026-03-13")
    contested = await order.is_contested("reconsideration", "有新证据证明转移财产，通知撤销案件不当。")
    assert (contested["state"], contested["late"]) == ("reconsidering", False)
    assert await office.deadline(NUMBER, "D33.reconsideration") == [("running", "2026-03-20")]
    assert await order.tries("reconsider", PROSECUTOR, result="upheld", text="维持。") == (403, "level-too-low")
    await office.day("2026-03-18")
    upheld = await order.step("reconsider", CHIEF, result="upheld", text="经复议，维持通知撤销案件。")
    assert upheld["state"] == "served"
    assert await office.deadline(NUMBER, "D33.reconsideration") == [("met", "2026-03-20")]
    again = {"objection": "reconsideration", "text": "仍不服。", "gh": "110233"}
    assert await office.tries(DAWUKOU_POLICE, f"{order.path}/objection", again) == (409, "instrument-step-out-of-order")

    await office.day("2026-03-23")
    assert (await order.is_contested("review", "复议决定不当，提请复核。"))["late"] is False
    won = {"result": "revoked", "text": "嫌疑人有非法占有目的，立案正确，撤销通知撤销案件书。"}
    assert await order.tries("review", CHIEF, **won) == (403, "not-for-the-upper")
    await office.day("2026-03-30")
    revoked = await order.step("review", UPPER_CHIEF, by=CITY_PROCURATORATE, **won)
    assert revoked["state"] == "withdrawn_by_issuer"
    assert await office.deadline(NUMBER, "D33.review_request") == [("met", "2026-03-23")]
    assert await office.deadline(NUMBER, "D33.review") == [("met", "2026-04-07")]
    assert await order.tries("adopt") == (409, "instrument-step-out-of-order")
    assert await order.tries("close") == (409, "instrument-step-out-of-order")
    await office.day("2026-04-08")
    assert (await order.now(DAWUKOU_POLICE))["overdue_on"] is None
    await office.reviews(lead, "close", PROSECUTOR)

    seen = [*REQUESTED, *ORDERED]
    for agency in (DAWUKOU_POLICE, SCREENING):
        assert instruments(await office.told(agency)) == seen
    before = ["drafted", "approved", "numbered"]
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert instruments(await office.told(agency)) == [*before, *REQUESTED, *before, *ORDERED]
    case = await office.says(DAWUKOU_POLICE, "GET", f"/v1/cases/{NUMBER}")
    assert "withdrawn" not in str(case.get("state"))
