"""Leads raised by hand: an alert like any other to who reads alerts, and the office's alone to bring up to date."""

from typing import Any

import pytest

from builders.alerts import a_report, an_end, evaluated
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
from integration.exchange.leads.conftest import APPROVER, NUMBER, PROSECUTOR, SCREENER, Office

FOUND = "第2卷讯问笔录记载首次讯问时间早于受案时间，王某在场。"
READING = {"kind": "dossier_reading", "volume": 2, "document": "讯问笔录", "page": 35}


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def raised(office: Office, agency: str = DAWUKOU_PROCURATORATE, **more: Any) -> Any:
    body = {"case_number": NUMBER, "source": READING, "finding": FOUND, "articles": ["CPL 112"], "gh": SCREENER}
    return await office.post("/v1/leads", agency, **body | more)


async def test_it_is_read_as_an_alert_by_the_clients_there_are_and_its_finding_with_the_lead(office: Office) -> None:
    answer = await raised(
        office, suspect_ref="S1", violated_from="2026-03-01", suggested_instrument="correction_notice"
    )

    assert answer.status_code == 201, answer.text
    alert_id = answer.json()["alert_id"]
    [alert] = (await office.get("/v1/alerts")).json()["items"]
    report = alert["report"]
    assert (alert["id"], report["rule"], report["model"], report["severity"]) == (
        alert_id,
        "MANUAL",
        "manual",
        "medium",
    )
    assert report["reasoning"][0]["chinese"] == "阅卷发现：第2卷《讯问笔录》第35页。"
    assert report["articles"][0]["chinese"] == "《刑事诉讼法》第一百一十二条"
    feed = (await office.get("/v1/changes?limit=1000")).json()["items"]
    assert report["grounds"] == [feed[-1]["id"]]
    assert FOUND not in (await office.get(f"/v1/alerts/{alert_id}", SCREENING)).text
    assert FOUND not in str(feed)
    lead = await office.lead(alert_id)
    assert (lead["source"], lead["assignee"], lead["acts"][0]["text"]) == ("dossier_reading", SCREENER, FOUND)
    assert lead["acts"][0]["body"]["source"] == READING
    assert (await office.review(alert_id, "start", None)).json()["state"] == "screening"


async def test_a_complaint_says_when_it_came_and_from_what_kind_of_person(office: Office) -> None:
    complaint = {"kind": "complaint", "received_on": "2026-03-05", "complainant": "family"}
    answer = await raised(office, source=complaint, rule="M05", severity="urgent")

    lead = await office.lead(answer.json()["alert_id"])
    assert (lead["rule"], lead["due_on"], lead["source"]) == ("M05", "2026-03-10", "complaint")
    assert lead["alert"]["report"]["reasoning"][0]["chinese"] == "2026年3月5日收到近亲属的控告申诉。"


COMPLAINT = {"kind": "complaint", "complainant": "victim"}


@pytest.mark.parametrize(
    ("pointer", "code", "said"),
    [
        ("/source/received_on", "too-large", {"source": COMPLAINT | {"received_on": "2026-03-10"}}),
        ("/violated_from", "too-large", {"violated_from": "2026-03-10"}),
        ("/suspect_ref", "suspect-not-of-the-case", {"suspect_ref": "S99"}),
        ("/suggested_instrument", "not-in-list", {"suggested_instrument": "no_such_kind"}),
    ],
)
async def test_it_speaks_of_what_has_come_of_who_is_in_the_case_and_of_an_instrument_there_is(
    office: Office, pointer: str, code: str, said: dict[str, Any]
) -> None:
    answer = await raised(office, **said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert answer.json()["errors"][0]["code"] == code


async def test_today_is_early_enough(office: Office) -> None:
    today = "2026-03-09"

    assert (await raised(office, source=COMPLAINT | {"received_on": today}, violated_from=today)).status_code == 201


async def test_screening_neither_changes_nor_ends_it_nor_takes_its_name(office: Office) -> None:
    alert_id = (await raised(office)).json()["alert_id"]
    alert = (await office.get(f"/v1/alerts/{alert_id}", SCREENING)).json()
    place = evaluated(3, "2026-03-09")

    over = alert["report"] | {"severity": "low", "evaluated": place}
    answers = [await office.call(SCREENING, "POST", "/v1/alerts", over)]
    mine = a_report(office.case_id, NUMBER, model="manual", evaluated=place)
    answers.append(await office.call(SCREENING, "POST", "/v1/alerts", mine))
    stolen = a_report(office.case_id, NUMBER, fingerprint=alert["report"]["fingerprint"], evaluated=place)
    answers.append(await office.call(SCREENING, "POST", "/v1/alerts", stolen))
    ends = [f"/v1/alerts/{alert_id}/{act}" for act in ("remedy", "withdrawal", "ground-change")]
    answers += [await office.call(SCREENING, "POST", end, an_end(3, "2026-03-09")) for end in ends]

    assert [problem(one) for one in answers] == [(409, "not-of-a-model")] * 6
    again = (await office.get(f"/v1/alerts/{alert_id}", SCREENING)).json()
    assert again == alert


async def test_it_is_raised_by_who_supervises_the_case_and_works_in_the_office(office: Office) -> None:
    await office.staffed()

    for stranger in (HUINONG_PROCURATORATE, DAWUKOU_POLICE, SCREENING):
        assert problem(await raised(office, stranger)) == (404, "case-of-alert-not-found"), stranger
    assert problem(await raised(office, gh=APPROVER)) == (403, "role-missing")
    assert problem(await raised(office, gh="640205001")) == (403, "operator-unknown")
    assert problem(await raised(office, gh=None)) == (422, "operator-missing")
    wrong = await raised(office, gh=PROSECUTOR, articles=["CPL 112", "CPL 9999"])
    assert (wrong.json()["errors"][0]["pointer"], wrong.json()["errors"][0]["code"]) == (
        "/articles/1",
        "unknown-article",
    )
    assert (await raised(office, gh=PROSECUTOR)).status_code == 201


async def test_where_there_is_a_register_each_step_asks_for_its_role(office: Office) -> None:
    alert = await office.alert()
    await office.staffed()

    assert problem(await office.review(alert, "start", None)) == (422, "operator-missing")
    assert problem(await office.review(alert, "start", APPROVER)) == (403, "role-missing")
    assert (await office.review(alert, "start", SCREENER)).status_code == 201
    assert problem(await office.review(alert, "confirm", SCREENER)) == (403, "role-missing")
    words = {"shared_with": DAWUKOU_POLICE, "shared_text": "请核查。"}
    assert problem(await office.review(alert, "share", APPROVER, **words)) == (403, "role-missing")
    assert (await office.review(alert, "share", PROSECUTOR, **words)).status_code == 201
    assert (await office.review(alert, "confirm", APPROVER)).json()["state"] == "established"
    whole = (await office.get(f"/v1/alerts/{alert}")).json()
    assert [one["gh"] for one in whole["history"]] == [None, SCREENER, PROSECUTOR, APPROVER]
    feed = (await office.get("/v1/changes?limit=1000")).json()["items"]
    assert [one["data"].get("operator") for one in feed if "alert.reviewed" in one["type"]] == [SCREENER, APPROVER]


async def test_an_alert_is_raised_by_no_report_of_a_case(office: Office) -> None:
    said = {"alert_id": "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c02", "rule": "M05", "severity": "urgent"}
    report = {"type": "alert.raised", "occurred": "2026-03-09T10:00:00+08:00", "data": said}

    answer = await office.post(f"/v1/cases/{NUMBER}/updates", **report)

    assert 400 <= answer.status_code < 500, answer.text
    assert (await office.get("/v1/alerts")).json()["items"] == []
