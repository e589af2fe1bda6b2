"""类案: three boys under age held in one quarter by one unit; reviewed as a class, and answered by 检察建议."""

from typing import Any

from builders.events import a_detention, a_suspect, case_number, event, message_id
from builders.writing import a_correction, a_suggestion, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import CHIEF, HEAD, PROSECUTOR, Office, instruments, without_plans

NUMBERS = [case_number(sequence) for sequence in (31, 32, 33)]
THEFT = {"charges": [{"name": "盗窃罪"}]}
BORN = {"birth_date": "2010-08-01", "birth_date_source": "birth_certificate"}
SEEN = ["issued", "served", "replied", "adopted", "closed", "follow_up_planned"]


async def a_boy_is_held(office: Office, number: str) -> None:
    filed = event("case.filed", occurred="2026-03-02", **THEFT)
    known = event("suspect.age_verified", occurred="2026-03-02", suspect_ref="S1", outcome="established", **BORN)
    boy = a_suspect("S1", acts=[{"from": "2026-02-20"}], **BORN, **THEFT)
    held = a_detention(occurred="2026-03-04T10:00:00+08:00")
    await office.opens_a_case(number, "2026-03-02", filed, known, held, suspects=[boy], case_name="盗窃案")


async def acts(office: Office, record: str, act: str, gh: str, **more: str) -> dict[str, object]:
    body = {"message_id": message_id(act), "act": act, "gh": gh, **more}
    path = f"/v1/cooperation/{record}/entries"
    return dict(await office.says(DAWUKOU_PROCURATORATE, "POST", path, body))


async def codes_of_issued(office: Office) -> list[list[str]]:
    asked = "/v1/changes?limit=1000&types=instrument.issued"
    items = (await office.says(DAWUKOU_POLICE, "GET", asked))["items"]
    return [one["data"]["data"]["violations"] for one in items]


async def test_like_violations_of_a_quarter_become_one_suggestion(office: Office) -> None:
    await office.day("2026-03-04")
    for number in NUMBERS:
        await a_boy_is_held(office, number)
    await office.day("2026-03-06")
    await office.promises("2026-03-05")
    await office.day("2026-03-06")
    found = [one["id"] for one in await office.alerts() if one["report"]["rule"] == "UA-03"]
    assert len(found) == 3
    for alert in found:
        await office.reviews(alert, "start", PROSECUTOR)
        await office.reviews(alert, "confirm", PROSECUTOR)

    asked = "/v1/class-cases?quarter=2026Q1&threshold=3"
    [group] = (await office.says(DAWUKOU_PROCURATORATE, "GET", asked))["items"]
    assert (group["violation_code"], group["unit"], group["violations"]) == ("UA-03", DAWUKOU_POLICE, 3)
    assert sorted(group["case_numbers"]) == NUMBERS
    review = {
        "message_id": message_id("review"),
        "kind": "class_case_review",
        "gh": PROSECUTOR,
        "violation_code": "UA-03",
        "unit": DAWUKOU_POLICE,
        "quarter": "2026Q1",
        "alert_ids": group["alert_ids"],
        "proposal": "procuratorial_suggestion",
        "findings": {"pattern": "查明年龄后仍采取强制措施。", "measures": ["建立年龄核查制度"]},
    }
    record = (await office.says(DAWUKOU_PROCURATORATE, "POST", "/v1/cooperation", review))["id"]
    own = {"act": "approve", "gh": PROSECUTOR}
    entries = f"/v1/cooperation/{record}/entries"
    assert (await office.tries(DAWUKOU_PROCURATORATE, entries, own))[0] == 403
    proposed: Any = (await acts(office, record, "approve", HEAD))["instrument"]
    assert (proposed["addressee"], proposed["alert_ids"]) == (DAWUKOU_POLICE, group["alert_ids"])
    assert proposed["fields"]["kind"] == "procuratorial_suggestion"

    said = a_suggestion("未成年人年龄核查不严", "建立年龄核查制度", "对在办案件逐案自查")
    several = {"alert_ids": group["alert_ids"]}
    notice = a_correction("盗窃案", NUMBERS[0], "请纠正。", violation("未核实年龄", "刑事诉讼法第二百八十七条"))
    one_case = {
        "gh": PROSECUTOR,
        "addressee": DAWUKOU_POLICE,
        "fields": {"kind": "correction_notice", **notice},
        **several,
    }
    assert await office.tries(DAWUKOU_PROCURATORATE, "/v1/instruments", one_case) == (409, "several-cases")
    paper = await office.drafts("procuratorial_suggestion", said, **several)
    assert await paper.tries("approve", HEAD) == (403, "level-too-low")
    await paper.goes_out("石大检检建〔2026〕1号")
    await office.day("2026-03-09")
    # Two months from the receipt (SUGG19 19), on to the first working day: the ninth of May is one, by the notice.
    assert (await paper.is_signed_for())["reply_due"] == "2026-05-09"
    await office.day("2026-04-20")
    await paper.is_answered(text="已建立年龄核查制度，逐案自查完毕。")
    await paper.step("adopt")
    await paper.step("close")
    assert await codes_of_issued(office) == [["UA-03"]]
    whole = await paper.now(DAWUKOU_POLICE)
    assert (whole["case_number"], sorted(whole["grounds"]["cases"].values())) == (None, NUMBERS)
    for alert in found:
        await office.reviews(alert, "close", PROSECUTOR)
    await acts(office, record, "close", PROSECUTOR)

    assert instruments(await office.told(DAWUKOU_POLICE)) == without_plans(SEEN)
    assert instruments(await office.told(SCREENING)) == SEEN
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert instruments(await office.told(agency)) == ["drafted", "approved", "numbered", *SEEN]
    assert [one for one in await office.told(DAWUKOU_POLICE) if one.startswith(("alert.", "cooperation."))] == []
    assert await paper.tries("approve", CHIEF) == (409, "instrument-step-out-of-order")
