"""The quarter (季度统计): what the office did is counted from the feed, kept as a snapshot, and follows again later."""

from typing import Any

import pytest

from builders.events import a_suspect, case_number, event, message_id
from builders.writing import a_notice, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE
from fixtures.office import PROSECUTOR, STRANGER, Office, instruments

NUMBERS = [case_number(sequence, month="202602") for sequence in (51, 52)]
THEFT = {"charges": [{"name": "盗窃罪"}]}
BORN = {"birth_date": "2010-03-01", "birth_date_source": "birth_certificate"}
QUARTER = "/v1/statistics?quarter=2026Q1"


@pytest.fixture
def begins() -> str:
    return "2026-02-11"


async def a_boy_is_investigated(office: Office, number: str) -> None:
    filed = event("case.filed", occurred="2026-02-10", no_other_participant=True, **THEFT)
    boy = a_suspect("S1", acts=[{"from": "2026-02-01"}], **BORN, **THEFT)
    await office.opens_a_case(number, "2026-02-10", filed, suspects=[boy])
    await office.hears(number, "suspect.age_verified", "2026-02-11", suspect_ref="S1", outcome="established", **BORN)


async def a_notice_is_answered(office: Office, alert: dict[str, Any], sequence: int) -> None:
    for step in ("start", "confirm"):
        await office.reviews(alert["id"], step, PROSECUTOR)
    act = violation("查明行为人未达刑事责任年龄后未撤销案件", "公安机关办理刑事案件程序规定第一百八十六条")
    said = a_notice("盗窃案", alert["case_number"], "请依法撤销案件。", act)
    number = f"石大检侦监〔2026〕{sequence}号"
    paper = await office.issues("investigation_supervision_notice", number, said, alert_ids=[alert["id"]])
    await paper.is_signed_for()
    await paper.is_answered(text="已撤销案件。")
    await paper.step("adopt")


async def figures(office: Office, agency: str, path: str = QUARTER) -> dict[str, Any]:
    metrics = (await office.says(agency, "GET", path))["metrics"]
    return {one["code"]: one for one in metrics}


async def test_the_quarter_is_counted_kept_and_follows_again(office: Office) -> None:
    for number in NUMBERS:
        await a_boy_is_investigated(office, number)
    await office.promises("2026-02-28")
    await office.day("2026-03-10")
    alerts = [one for one in await office.alerts() if one["report"]["rule"] == "UA-01"]
    for sequence, alert in enumerate(alerts, 1):
        await a_notice_is_answered(office, alert | {"case_number": alert["report"]["case_number"]}, sequence)
    withdrawn = event("case.withdrawn", occurred="2026-03-10", ground="below_age")
    await office.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{NUMBERS[0]}/updates", withdrawn)

    await office.day("2026-04-02")
    ours = await figures(office, DAWUKOU_PROCURATORATE)
    assert ours["supervised_withdrawal"]["numerator"] == 1
    assert ours["supervised_withdrawal"]["unit_label"] == "件"
    # Counted plainly in the feed: what was issued, and what was told of it.
    told = instruments(await office.told(DAWUKOU_PROCURATORATE))
    assert ours["instruments_issued"]["numerator"] == told.count("issued") == 2
    in_time = ours["replied_in_time"]
    assert (in_time["numerator"], in_time["denominator"], in_time["too_few"]) == (2, 2, True)
    assert all(one["rate"] is None for one in ours.values() if one["denominator"] is not None)
    assert all(one["definition"]["zh"] and one["definition"]["en"] for one in ours.values())
    assert (await figures(office, CITY_PROCURATORATE))["supervised_withdrawal"]["numerator"] == 1
    assert (await figures(office, STRANGER))["supervised_withdrawal"]["numerator"] == 0
    theirs = await figures(office, DAWUKOU_POLICE)
    assert set(theirs) < set(ours)
    assert all(one["numerator"] == 0 for one in (await figures(office, HUINONG_POLICE)).values())

    wish = {"message_id": message_id("snapshot"), "gh": PROSECUTOR, "quarter": "2026Q1"}
    taken = await office.says(DAWUKOU_PROCURATORATE, "POST", "/v1/statistics/snapshots", wish)
    await office.hears(NUMBERS[1], "case.withdrawn", "2026-03-31", ground="below_age")
    assert (await figures(office, DAWUKOU_PROCURATORATE))["supervised_withdrawal"]["numerator"] == 2
    then = await figures(office, DAWUKOU_PROCURATORATE, f"{QUARTER}&as_known_at={taken['known_at']}")
    assert then == ours
    kept = await office.says(CITY_PROCURATORATE, "GET", f"/v1/statistics/snapshots/{taken['id']}")
    assert (kept["identical"], kept["gh"]) == (True, PROSECUTOR)
    assert {one["code"]: one for one in kept["statistics"]["metrics"]} == ours
