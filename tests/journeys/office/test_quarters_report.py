"""The quarter's report (季度工作情况报告): finished for the joint meeting in four forms, and never changed by what comes later."""

import csv
import io
from typing import Any

import docx
import openpyxl
import pytest

from builders.events import a_suspect, case_number, event, message_id
from builders.writing import a_notice, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.office import PROSECUTOR, STRANGER, Office
from fixtures.pages import Pages

NUMBERS = [case_number(sequence, month="202602") for sequence in (61, 62)]
THEFT = {"charges": [{"name": "盗窃罪"}]}
BORN = {"birth_date": "2010-03-01", "birth_date_source": "birth_certificate"}
FORMS = ("pdf", "docx", "xlsx", "csv")


@pytest.fixture
def begins() -> str:
    return "2026-02-11"


async def a_boy_is_investigated(office: Office, number: str) -> None:
    filed = event("case.filed", occurred="2026-02-10", no_other_participant=True, **THEFT)
    boy = a_suspect("S1", acts=[{"from": "2026-02-01"}], **BORN, **THEFT)
    await office.opens_a_case(number, "2026-02-10", filed, suspects=[boy])
    await office.hears(number, "suspect.age_verified", "2026-02-11", suspect_ref="S1", outcome="established", **BORN)


async def a_notice_goes_out(office: Office, alert: dict[str, Any], sequence: int, *, answered: bool) -> None:
    for step in ("start", "confirm"):
        await office.reviews(alert["id"], step, PROSECUTOR)
    act = violation("查明行为人未达刑事责任年龄后未撤销案件", "公安机关办理刑事案件程序规定第一百八十六条")
    said = a_notice("盗窃案", alert["report"]["case_number"], "请依法撤销案件。", act)
    number = f"石大检侦监〔2026〕{sequence}号"
    paper = await office.issues("investigation_supervision_notice", number, said, alert_ids=[alert["id"]])
    await paper.is_signed_for()
    if answered:
        await paper.is_answered(text="已撤销案件。")
        await paper.step("adopt")


async def report(office: Office, agency: str, snapshot: str, form: str) -> bytes:
    async with office.exchange.client(agency) as client:
        answer = await client.get(f"/v1/statistics/snapshots/{snapshot}/report.{form}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_the_quarters_report_is_finished_in_four_forms_and_stays_as_it_is(office: Office) -> None:
    for number in NUMBERS:
        await a_boy_is_investigated(office, number)
    await office.promises("2026-02-28")
    await office.day("2026-03-10")
    alerts = [one for one in await office.alerts() if one["report"]["rule"] == "UA-01"]
    for sequence, alert in enumerate(alerts, 1):
        await a_notice_goes_out(office, alert, sequence, answered=sequence == 1)
    await office.hears(NUMBERS[0], "case.withdrawn", "2026-03-10", ground="below_age")
    meeting = {"kind": "joint_meeting", "quarter": "2026Q1", "agenda": "通报一季度情况。"}
    asked = {"message_id": message_id("meeting"), "gh": PROSECUTOR, "participants": [{"agency": DAWUKOU_POLICE}]}
    await office.says(DAWUKOU_PROCURATORATE, "POST", "/v1/cooperation", meeting | asked)
    await office.day("2026-04-02")
    wish = {"message_id": message_id("snapshot"), "gh": PROSECUTOR, "quarter": "2026Q1"}
    taken = await office.says(DAWUKOU_PROCURATORATE, "POST", "/v1/statistics/snapshots", wish)

    made = {form: await report(office, DAWUKOU_PROCURATORATE, taken["id"], form) for form in FORMS}

    text = Pages(made["pdf"]).text()
    assert "石嘴山市大武口区侦查监督与协作配合办公室2026年第一季度工作情况报告" in text
    assert "监督立案0件（上季度0件），监督撤案1件（上季度0件）" in text
    assert "监督文书制发2份（上季度0份），监督文书首次回复1份（上季度0份），监督文书采纳1份（上季度0份）" in text
    assert "联席会议1次（上季度0次）" in text
    assert "%" not in text
    assert not any(number in text for number in NUMBERS)
    written = docx.Document(io.BytesIO(made["docx"]))
    assert any("监督撤案1件（上季度0件）" in one.text for one in written.paragraphs)
    assert ("监督撤案", "件", "1", "0") in {
        tuple(cell.text for cell in row.cells) for table in written.tables for row in table.rows
    }

    metrics = (await office.says(CITY_PROCURATORATE, "GET", taken["address"]))["statistics"]["metrics"]
    counted = {one["code"]: one["numerator"] for one in metrics}
    rows = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).active.iter_rows(min_row=3, values_only=True)
    assert {row[0]: row[6] for row in rows if row[3] == "合计" and not row[5]} == counted
    table = csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig")))
    whole = {row["指标代码"]: int(row["分子"]) for row in table if row["范围"] == "合计" and not row["分列"]}
    assert whole == counted

    await office.hears(NUMBERS[1], "case.withdrawn", "2026-03-31", ground="below_age")
    later = (await office.says(DAWUKOU_PROCURATORATE, "GET", "/v1/statistics?quarter=2026Q1"))["metrics"]
    assert next(one["numerator"] for one in later if one["code"] == "supervised_withdrawal") == 2
    for form in FORMS:
        assert await report(office, CITY_PROCURATORATE, taken["id"], form) == made[form]
    for stranger in (STRANGER, DAWUKOU_POLICE):
        async with office.exchange.client(stranger) as client:
            assert (await client.get(f"{taken['address']}/report.pdf")).status_code == 404
