"""A man stays in custody though his arrest was refused: 纠正违法, no answer, urged, reported to the upper procuratorate."""

from builders.events import a_detention, a_suspect, case_number, event
from builders.writing import a_correction, violation
from fixtures.agencies import CITY_POLICE, CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import CHIEF, PROSECUTOR, UPPER_CHIEF, Office, Paper, instruments, without_plans

NUMBER = case_number(4)
HELD = violation("收到不批准逮捕决定书后未立即释放马晓东", "《中华人民共和国刑事诉讼法》第九十一条", "2026-03-11")
WHY = "经督促仍未回复，也未释放马晓东，报请上一级院处理。"
OFFICE_ONLY = ["drafted", "approved", "numbered"]
SEEN_BY_ALL = [
    "issued",
    "served",
    "overdue",
    "urged",
    "escalated",
    "answered_from_above",
    "replied",
    "adopted",
    "closed",
]


async def his_arrest_is_refused(office: Office) -> None:
    await office.day("2026-03-03")
    await office.opens_a_case(
        NUMBER,
        "2026-03-02",
        event("case.filed", occurred="2026-03-02", charges=[{"name": "盗窃罪"}]),
        a_detention(occurred="2026-03-02T20:00:00+08:00"),
        suspects=[a_suspect()],
    )
    await office.day("2026-03-10")
    refused = {"suspect_ref": "S1", "served_at": "2026-03-10T09:00:00+08:00", "in_custody": True}
    await office.hears(NUMBER, "suspect.arrest_refused", "2026-03-09", by=DAWUKOU_PROCURATORATE, **refused)


async def the_notice_goes_out(office: Office) -> tuple[str, Paper]:
    alert = await office.establishes("M01")
    said = a_correction("马晓东盗窃案", NUMBER, "请立即释放马晓东或者变更强制措施。", HELD, days=7)
    more = {"alert_ids": [alert], "suspect_refs": ["S1"]}
    paper = await office.issues("correction_notice", "石大检纠违〔2026〕3号", said, **more)
    return alert, paper


async def test_silence_is_urged_and_reported_to_the_upper_procuratorate_which_answers(office: Office) -> None:
    await his_arrest_is_refused(office)
    assert await office.standing("M01") == []
    await office.day("2026-03-11")
    assert await office.standing("M01") == []
    await office.promises("2026-03-10")
    await office.day("2026-03-11")
    assert await office.standing("M01") == ["stands"]

    alert, paper = await the_notice_goes_out(office)
    await office.day("2026-03-12")
    assert (await paper.is_signed_for())["reply_due"] == "2026-03-19"
    assert await office.deadline(NUMBER, "D36.reply") == [("running", "2026-03-19")]
    await office.day("2026-03-19")
    assert (await paper.now())["state"] == "served"
    assert await paper.tries("urge", text="请速回复。") == (409, "instrument-step-out-of-order")
    # Silence goes up only once it was urged (RULE 553).
    early = await paper.tries("escalate", CHIEF, ground="silence_after_urging", text=WHY)
    assert early == (409, "instrument-step-out-of-order")
    await office.day("2026-03-20")
    overdue = await paper.now(DAWUKOU_POLICE)
    assert (overdue["state"], overdue["overdue_on"]) == ("overdue", "2026-03-20")
    for reader in (DAWUKOU_PROCURATORATE, DAWUKOU_POLICE):
        assert await office.deadline(NUMBER, "D36.reply", to=reader) == [("overdue", "2026-03-19")]

    assert await paper.tries("escalate", CHIEF, ground="silence_after_urging", text=WHY) == (
        409,
        "instrument-step-out-of-order",
    )
    assert await paper.tries("answer_from_above", UPPER_CHIEF, by=CITY_PROCURATORATE, result="upheld", text="无") == (
        403,
        "not-for-the-upper",
    )
    await paper.step("urge", text="请于三日内书面回复，并立即释放马晓东。")
    await office.day("2026-03-24")
    assert await paper.tries("escalate", PROSECUTOR, ground="silence_after_urging", text=WHY) == (403, "level-too-low")
    await paper.step("escalate", CHIEF, ground="silence_after_urging", text=WHY)
    above = await paper.now(CITY_PROCURATORATE)
    assert (above["state"], above["upper"]) == ("escalated", CITY_PROCURATORATE)
    assert "马晓东" in str(above["fields"])
    held = {"result": "upheld", "text": "纠正意见正确，已通报石嘴山市公安局。", "notified": CITY_POLICE}
    assert await paper.tries("answer_from_above", CHIEF, **held) == (403, "not-for-the-upper")
    await paper.step("answer_from_above", UPPER_CHIEF, by=CITY_PROCURATORATE, **held)

    await office.hears(NUMBER, "suspect.released", "2026-03-24", suspect_ref="S1", reason="arrest_refused")
    await office.day("2026-03-25")
    replied = await paper.is_answered(text="已于三月二十四日释放。")
    assert replied["late"] is True
    assert await office.deadline(NUMBER, "D36.reply") == [("met_late", "2026-03-19")]
    assert await office.standing("M01") == ["remedied"]
    await paper.step("adopt")
    await paper.step("close")
    await office.reviews(alert, "close", PROSECUTOR)

    end = [*SEEN_BY_ALL, "follow_up_planned"]
    assert instruments(await office.told(DAWUKOU_POLICE)) == without_plans(end)
    assert instruments(await office.told(SCREENING)) == end
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert instruments(await office.told(agency)) == OFFICE_ONLY + end
    # The police above, whom the upper procuratorate notified, read it from then on (RULE 553).
    assert instruments(await office.told(CITY_POLICE)) == without_plans(end[end.index("answered_from_above") :])
