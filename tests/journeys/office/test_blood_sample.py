"""醉驾血样: blood kept in a coagulant tube; a notice of supervision, an answer, and a look back after the closing."""

from builders.events import a_suspect, case_number, event
from builders.writing import a_notice, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import CHIEF, PROSECUTOR, STRANGER, Office, instruments, without_plans

NUMBER = case_number(3)
DRIVING = {"cl_article": "133-1", "name": "危险驾驶罪"}
SAMPLE = {
    "drawer_qualified": True,
    "police_count": 2,
    "auxiliary_count": 0,
    "tube_type": "coagulant",
    "disinfectant_kind": "alcohol_free",
    "seal_numbers": ["A1"],
    "full_video": True,
    "extractor_signed": True,
    "sealer_signed": True,
    "suspect_signed": True,
}
SEEN = ["issued", "served", "replied", "partially_adopted", "replied", "adopted", "closed", "follow_up_planned"]


async def a_driver_is_tested(office: Office) -> None:
    await office.day("2026-03-03")
    filed = event("case.filed", occurred="2026-03-02", charges=[DRIVING])
    drawn = event("evidence.blood_drawn", occurred="2026-03-02T22:00:00+08:00", suspect_ref="S1", **SAMPLE)
    sent = event("evidence.blood_submitted", occurred="2026-03-03", suspect_ref="S1")
    more = {"charges": [DRIVING], "suspects": [a_suspect("S1", charges=[DRIVING])]}
    await office.opens_a_case(NUMBER, "2026-03-02", filed, drawn, sent, **more)


async def test_a_defect_of_the_sample_is_answered_and_looked_back_on(office: Office) -> None:
    await a_driver_is_tested(office)
    await office.day("2026-03-04")
    [found] = [one for one in await office.alerts() if one["report"]["rule"] == "DUI-06"]
    assert found["report"]["suggested_instrument"] == "investigation_supervision_notice"
    assert "促凝管" in found["report"]["finding"]["chinese"]

    alert = await office.establishes("DUI-06")
    said = a_notice(
        "马晓东危险驾驶案",
        NUMBER,
        "请对血样提取、保管作出说明，并规范使用抗凝管。",
        violation("使用促凝管盛装血样", "《关于办理醉酒危险驾驶刑事案件的意见》第八条", "2026-03-02"),
        days=10,
    )
    paper = await office.drafts("investigation_supervision_notice", said, alert_ids=[alert])
    await paper.step("send_back", CHIEF, text="请补充同步录音录像的情况。")
    await paper.step("revise", fields={"kind": "investigation_supervision_notice", **said})
    await paper.goes_out("石大检侦监〔2026〕8号")
    # Ten days end on a Saturday: the last one is the Monday (CPL 105).
    assert (await paper.is_signed_for())["reply_due"] == "2026-03-16"

    await office.day("2026-03-16")
    assert (await paper.is_answered(adoption="partial", text="已更换采血管。"))["late"] is False
    assert await paper.tries("close") == (409, "instrument-step-out-of-order")
    assert await paper.tries("adopt", CHIEF, by=CITY_PROCURATORATE) == (403, "not-for-the-issuer")
    await paper.step("adopt_partially")
    await paper.is_answered(text="已组织培训，并逐案自查。")
    await paper.step("adopt")
    closed = await paper.step("close")
    # Three months after the closing it is looked back on, unless somebody says otherwise.
    assert (await paper.now())["follow_up_on"] == "2026-06-16"
    assert "follow_up" in closed["possible"]
    await office.reviews(alert, "close", PROSECUTOR)
    await office.day("2026-03-18")
    assert (await paper.now())["overdue_on"] is None

    await office.day("2026-06-16")
    looked = await paper.step("follow_up", finding="relapse", next_step="correction_notice")
    assert looked["state"] == "followed_up"
    await paper.step("plan_follow_up", planned_on="2026-09-14")
    await office.day("2026-09-14")
    await paper.step("follow_up", finding="done")
    assert (await paper.step("close", planned_on="2026-12-14"))["state"] == "closed"

    seen = [*SEEN, "followed_up", "follow_up_planned", "followed_up", "closed", "follow_up_planned"]
    before = ["drafted", "sent_back", "drafted", "approved", "numbered"]
    assert instruments(await office.told(DAWUKOU_POLICE)) == without_plans(seen)
    assert instruments(await office.told(SCREENING)) == seen
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert instruments(await office.told(agency)) == before + seen
    assert await office.told(STRANGER) == []
