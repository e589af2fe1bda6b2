"""挂案: a fraud case that stalls for two years; warned of, found, notified, and silenced by an approval of the province."""

import pytest

from builders.events import case_number, event
from builders.writing import a_correction, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import PROSECUTOR, Office, instruments, without_plans

NUMBER = case_number(2, month="202403")
FRAUD = {"cl_article": "224", "name": "合同诈骗罪"}
DEPARTMENT = {"handling_department": "economic_crime_unit"}
SEEN = ["issued", "served", "replied", "adopted", "closed", "follow_up_planned"]


@pytest.fixture
def begins() -> str:
    return "2025-12-20"


async def a_fraud_stalls(office: Office) -> None:
    filed = event("case.filed", occurred="2024-03-01", charges=[FRAUD], **DEPARTMENT)
    await office.opens_a_case(NUMBER, "2024-03-01", filed, charges=[FRAUD], suspects=[])


async def warned(office: Office) -> str | None:
    path = f"/v1/assessments?verdict=clear&rule=E1&case_number={NUMBER}"
    items = (await office.says(DAWUKOU_PROCURATORATE, "GET", path))["items"]
    notices = [one["outcome"]["notice"] for one in items]
    return notices[0]["chinese"] if notices and notices[0] else None


async def approved(office: Office, day: str, level: str, number: str, until: str) -> None:
    paper = {"kind": "继续侦查批准书", "number": number, "approved_by_level": level}
    said = {"ground": "no_measure", "valid_until": until, "document": paper}
    await office.hears(NUMBER, "case.continuation_approved", day, **said)


async def test_a_stalled_case_is_warned_of_found_notified_and_silenced_by_the_province(office: Office) -> None:
    await a_fraud_stalls(office)
    await office.day("2025-12-31")
    assert await warned(office) is None
    await office.day("2026-01-01")
    assert await warned(office) == "期限将于2026-03-02届满"
    assert await office.alerts() == []

    await office.promises("2026-03-02")
    await office.day("2026-03-02")
    assert await office.standing("E1") == []
    await office.day("2026-03-03")
    assert await office.standing("E1") == ["stands"]
    alert = await office.establishes("E1")
    said = a_correction(
        "某公司合同诈骗案",
        NUMBER,
        "请依法撤销案件、移送审查起诉，或者报省级以上公安机关批准继续侦查。",
        violation(
            "立案后满二年未采取强制措施，也未作处理", "公安机关办理经济犯罪案件的若干规定第二十五条", "2026-03-03"
        ),
    )
    paper = await office.issues("correction_notice", "石大检纠违〔2026〕2号", said, alert_ids=[alert])
    await paper.is_signed_for()
    assert await office.deadline(NUMBER, "D36.reply") == [("running", "2026-03-18")]

    # The county's approval is none (ECON17 25¶2); the province's is.
    await office.day("2026-03-12")
    await approved(office, "2026-03-11", "county", "石大公经〔2026〕5号", "2026-09-30")
    await office.day("2026-03-13")
    assert await office.standing("E1") == ["stands"]
    await approved(office, "2026-03-13", "province", "宁公经〔2026〕8号", "2026-09-30")
    await office.day("2026-03-16")
    [silenced] = [one for one in await office.alerts() if one["report"]["rule"] == "E1"]
    # It came too late to make good what was (domain 14.6): the violation ends, and is not called remedied.
    assert (silenced["standing"], silenced["state"]) == ("ended", "established")
    assert silenced["report"]["ended_on"] == "2026-03-13"

    replied = await paper.is_answered(text="已报自治区公安厅批准继续侦查。")
    assert replied["late"] is False
    assert await office.deadline(NUMBER, "D36.reply") == [("met", "2026-03-18")]
    await paper.step("adopt")
    # What was approved runs out on the last day of September: then it is looked back on.
    await paper.step("close", planned_on="2026-10-08")
    await office.reviews(alert, "close", PROSECUTOR)
    await office.day("2026-09-30")
    assert len(await office.standing("E1")) == 1

    assert instruments(await office.told(DAWUKOU_POLICE)) == without_plans(SEEN)
    assert instruments(await office.told(SCREENING)) == SEEN
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert instruments(await office.told(agency)) == ["drafted", "approved", "numbered", *SEEN]
