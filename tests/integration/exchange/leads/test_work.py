"""The office's work on leads over HTTP: the list, assignment, due days, requests, groups, and reopening."""

from typing import Any

import pytest

from builders.events import event, message_id
from exchange.alerts.lifecycle import State
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    SCREENING,
    SECRET,
    client_of,
)
from fixtures.databases import Database
from integration.exchange.leads.conftest import APPROVER, NUMBER, PROSECUTOR, SCREENER, Office
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def test_every_alert_is_a_lead_of_the_lowest_office_due_by_its_severity(office: Office) -> None:
    low, urgent, high = [await office.alert(severity=one) for one in ("low", "urgent", "high")]

    assert await office.listed() == [urgent, high, low]
    lead = await office.lead(urgent)
    assert (lead["procuratorate"], lead["assignee"], lead["state"]) == (DAWUKOU_PROCURATORATE, None, "new")
    assert [(await office.lead(one))["due_on"] for one in (urgent, high)] == ["2026-03-10", "2026-03-12"]
    assert await office.listed("", CITY_PROCURATORATE) == []
    assert await office.listed("?procuratorate=all", CITY_PROCURATORATE) == [urgent, high, low]
    assert await office.listed("?procuratorate=640202", CITY_PROCURATORATE) == [urgent, high, low]
    for nobody in (HUINONG_PROCURATORATE, DAWUKOU_POLICE, SCREENING):
        assert await office.listed("?procuratorate=all", nobody) == []
        assert problem(await office.get(f"/v1/leads/{urgent}", nobody)) == (404, "lead-not-found")


async def test_the_list_pages_and_filters(office: Office) -> None:
    alerts = [await office.alert(severity=one) for one in ("low", "urgent", "high", "high")]
    expected = [alerts[1], alerts[2], alerts[3], alerts[0]]
    pages, after = [], "0"
    for _ in range(3):
        page = (await office.get(f"/v1/leads?limit=2&after={after}")).json()
        pages, after = [*pages, *(one["alert_id"] for one in page["items"])], page["next"]

    assert pages == expected
    assert await office.listed("?severity=high") == expected[1:3]
    assert await office.listed("?rule=UA-03") == expected
    assert await office.listed("?rule=UA-01") == []
    assert await office.listed(f"?case_number={NUMBER}") == expected
    await office.review(alerts[0], "start", None)
    assert await office.listed("?state=screening") == [alerts[0]]
    office.days_pass(2)
    assert await office.listed("?overdue=true") == [alerts[1]]
    assert problem(await office.get("/v1/leads?after=x")) == (422, "invalid-parameter")
    assert problem(await office.get("/v1/leads?after=2026-02-30.1.1")) == (422, "invalid-parameter")


async def test_an_unchanged_list_is_answered_304_until_something_is_done(office: Office) -> None:
    alert = await office.alert()
    etag = (await office.get("/v1/leads")).headers["etag"]

    assert (await office.get("/v1/leads", if_none_match=etag)).status_code == 304
    await office.work(alert, "assign", assignee=PROSECUTOR)
    assert (await office.get("/v1/leads", if_none_match=etag)).status_code == 200


async def test_a_new_lead_goes_to_the_person_on_duty_and_later_to_another(office: Office) -> None:
    await office.staffed()
    duty = {"kind": "rotating", "last": "2026-03-09", "gh": SCREENER}
    assert (await office.call(DAWUKOU_PROCURATORATE, "PUT", "/v1/roster/2026-03-09", duty)).status_code == 200
    on_monday = await office.alert()
    office.days_pass(1)
    on_tuesday = await office.alert()

    assert await office.listed(f"?assignee={SCREENER}") == [on_monday]
    assert (await office.lead(on_tuesday))["assignee"] is None
    assigned = await office.work(on_tuesday, "assign", APPROVER, assignee=PROSECUTOR)
    assert (assigned.status_code, assigned.json()["act"]) == (201, "assigned")
    stranger = await office.work(on_tuesday, "assign", APPROVER, assignee="640205099")
    assert stranger.json()["errors"][0]["code"] == "not-in-the-register"
    assert problem(await office.work(on_tuesday, "assign", SCREENER, assignee=SCREENER)) == (403, "role-missing")
    handed = await office.post("/v1/roster/hand-over", gh=APPROVER, former_assignee=SCREENER, assignee=PROSECUTOR)
    assert handed.json() == {"handed_over": 1, "remaining": 0}
    assert await office.listed(f"?assignee={PROSECUTOR}") == [on_monday, on_tuesday]
    [by_roster, over] = (await office.lead(on_monday))["acts"]
    assert (by_roster["act"], by_roster["gh"], by_roster["body"]["assignee"]) == ("assigned", None, SCREENER)
    assert (over["act"], over["gh"], over["body"]["former_assignee"]) == ("handed_over", APPROVER, SCREENER)


async def test_the_same_message_is_answered_the_same_and_another_under_its_name_is_refused(office: Office) -> None:
    alert = await office.alert()
    body = {"message_id": message_id("once"), "comment": "请核对。"}

    first, again = await office.work(alert, "comment", **body), await office.work(alert, "comment", **body)

    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    other = await office.work(alert, "comment", **body | {"comment": "不同。"})
    assert problem(other) == (409, "message-id-reused")
    assert [one["text"] for one in (await office.lead(alert))["acts"]] == ["请核对。"]


async def test_a_lead_goes_up_and_down_the_line_and_nowhere_else(office: Office) -> None:
    alert = await office.alert()

    assert problem(await office.work(alert, "hand_over", procuratorate=HUINONG_PROCURATORATE)) == (409, "office-unfit")
    over = {"message_id": message_id("up"), "procuratorate": CITY_PROCURATORATE}
    up = await office.work(alert, "hand_over", **over)
    assert up.status_code == 201, up.text
    again = await office.work(alert, "hand_over", **over)
    assert (again.status_code, again.json()) == (200, up.json())
    assert problem(await office.work(alert, "hand_over", **over, assignee="1")) == (404, "lead-not-found")
    assert await office.listed() == []
    assert await office.listed("", CITY_PROCURATORATE) == [alert]
    assert problem(await office.get(f"/v1/leads/{alert}")) == (404, "lead-not-found")
    assert problem(await office.work(alert, "comment", comment="已移交。")) == (404, "lead-not-found")
    down = await office.work(alert, "hand_over", agency=CITY_PROCURATORATE, procuratorate=DAWUKOU_PROCURATORATE)
    assert down.status_code == 201, down.text
    assert await office.listed() == [alert]
    assert (await office.told(DAWUKOU_PROCURATORATE)).count("alert.handed_over") == 2


async def test_police_read_what_they_are_asked_for_and_nothing_of_the_lead(office: Office) -> None:
    alert = await office.alert()
    asked = await office.work(
        alert, "request_evidence", asked_of=DAWUKOU_POLICE, requested="请提供年龄核查材料。", due_on="2026-03-12"
    )
    request_id = asked.json()["request_id"]

    [seen] = (await office.get("/v1/evidence-requests", DAWUKOU_POLICE)).json()["items"]
    assert (seen["id"], seen["requested"], seen["due_on"]) == (request_id, "请提供年龄核查材料。", "2026-03-12")
    assert alert not in str(seen)
    assert await office.told(DAWUKOU_POLICE) == ["materials.requested"]
    assert alert not in (await office.get("/v1/changes?limit=1000", DAWUKOU_POLICE)).text
    assert (await office.get("/v1/evidence-requests", HUINONG_POLICE)).json()["items"] == []
    for stranger in (HUINONG_POLICE, SCREENING, "999999"):
        refused = await office.work(alert, "request_evidence", asked_of=stranger, requested="。", due_on="2026-03-12")
        assert problem(refused) == (409, "not-asked-of-them"), stranger
    tomorrow = await office.work(alert, "evidence_received", request_id=request_id, received_on="2026-03-10")
    yesterday = await office.work(alert, "evidence_received", request_id=request_id, received_on="2026-03-08")
    assert [one.json()["errors"][0]["pointer"] for one in (tomorrow, yesterday)] == ["/received_on"] * 2
    received = await office.work(alert, "evidence_received", request_id=request_id, received_on="2026-03-09")
    assert received.status_code == 201
    again = await office.work(alert, "evidence_received", request_id=request_id, received_on="2026-03-09")
    assert problem(again) == (409, "request-answered")
    assert (await office.get("/v1/evidence-requests?unanswered=true", DAWUKOU_POLICE)).json()["items"] == []
    assert await office.told(DAWUKOU_POLICE) == ["materials.requested", "materials.received"]
    assert (await office.lead(alert))["evidence"][0]["received_on"] == "2026-03-09"
    assert "materials.requested" not in await office.told(SCREENING)
    # The picture of the case is what it was.
    for path in (f"/v1/cases/{NUMBER}", f"/v1/cases/{NUMBER}/deadlines", f"/v1/cases/{NUMBER}/timeline"):
        for agency in (DAWUKOU_POLICE, DAWUKOU_PROCURATORATE):
            assert (await office.get(path, agency)).status_code == 200


@pytest.mark.parametrize(("days", "late"), [(2, False), (3, False), (4, True)])
async def test_who_was_asked_answers_in_time_or_late_and_the_office_reads_it(
    office: Office, days: int, *, late: bool
) -> None:
    alert = await office.alert()
    asked = await office.work(
        alert, "request_evidence", asked_of=DAWUKOU_POLICE, requested="请提供年龄核查材料。", due_on="2026-03-12"
    )
    path = f"/v1/evidence-requests/{asked.json()['request_id']}/answer"
    document = {"title": "年龄核查说明", "digest": "sha256:" + "ab" * 32}
    office.days_pass(days)
    said = {"message_id": message_id("answer"), "text": "王某已核查。", "documents": [document]}

    strangers = [await office.post(path, one, text="。") for one in (HUINONG_POLICE, SCREENING, DAWUKOU_PROCURATORATE)]
    answered, again = await office.post(path, DAWUKOU_POLICE, **said), await office.post(path, DAWUKOU_POLICE, **said)

    assert [problem(one) for one in strangers] == [(404, "evidence-request-not-found")] * 3
    assert (answered.status_code, answered.json()["late"]) == (201, late), answered.text
    assert (again.status_code, again.json()) == (200, answered.json())
    assert problem(await office.post(path, DAWUKOU_POLICE, text="再答。")) == (409, "request-answered")
    act = (await office.lead(alert))["acts"][-1]
    assert (act["act"], act["by"], act["text"]) == ("evidence_answered", DAWUKOU_POLICE, "王某已核查。")
    assert act["body"]["documents"] == [document]
    assert (await office.told(DAWUKOU_PROCURATORATE))[-1] == (await office.told(DAWUKOU_POLICE))[-1]
    assert "王某" not in (await office.get("/v1/changes?limit=1000")).text
    assert alert not in (await office.get("/v1/changes?limit=1000", DAWUKOU_POLICE)).text
    assert (await office.get("/v1/evidence-requests?unanswered=true", DAWUKOU_POLICE)).json()["items"] == []
    noted = await office.work(
        alert, "evidence_received", request_id=asked.json()["request_id"], received_on="2026-03-09"
    )
    assert problem(noted) == (409, "request-answered")


async def test_leads_of_one_case_go_together_under_one_head(office: Office) -> None:
    head, member, double = [await office.alert() for _ in range(3)]

    for alert, duplicate in ((member, False), (double, True)):
        assert (await office.work(alert, "group", head=head, duplicate=duplicate)).status_code == 201

    lead = await office.lead(double)
    assert (lead["group_head"], lead["duplicate_of"], [one["alert_id"] for one in lead["group"]]) == (
        head,
        head,
        [head, member],
    )
    assert problem(await office.work(head, "group", head=member)) == (409, "not-of-one-group")
    assert problem(await office.work(member, "group", head=member)) == (409, "not-of-one-group")
    assert (await office.work(member, "ungroup")).status_code == 201
    assert [one["alert_id"] for one in (await office.lead(member))["others"]] == [head, double]


async def test_a_group_ends_with_its_head_and_none_begins_under_one_that_is_over(office: Office) -> None:
    head, member, double, over = [await office.alert() for _ in range(4)]
    await office.review(over, "dismiss", None, dismissal_reason="data_error")
    for alert, duplicate in ((member, False), (double, True)):
        assert (await office.work(alert, "group", head=head, duplicate=duplicate)).status_code == 201

    assert problem(await office.work(head, "group", head=over)) == (409, "not-of-one-group")
    assert (await office.work(head, "ungroup")).status_code == 201

    leads = [await office.lead(one) for one in (head, member, double)]
    assert [(one["group_head"], one["duplicate_of"]) for one in leads] == [(None, None)] * 3
    assert [one["acts"][-1]["act"] for one in leads] == ["ungrouped"] * 3
    assert (await office.told(DAWUKOU_PROCURATORATE)).count("alert.ungrouped") == 3
    assert (await office.work(head, "group", head=double)).status_code == 201
    assert (await office.lead(member))["group"] == []


async def test_a_snoozed_lead_is_back_on_the_day_until_which_it_rests(office: Office) -> None:
    alert = await office.alert()
    rests = await office.review(alert, "snooze", None, snoozed_until="2026-03-11", snooze_reason="awaiting_materials")
    assert rests.status_code == 201, rests.text

    seen = []
    for _ in range(3):
        seen.append((await office.listed(), await office.listed("?snoozed=true")))
        office.days_pass(1)

    assert seen == [([], [alert]), ([], [alert]), ([alert], [])]


async def test_what_was_dismissed_is_reopened_once_as_a_new_lead(office: Office) -> None:
    alert = await office.alert()
    assert problem(await office.work(alert, "reopen", reason="新证据。")) == (409, "work-out-of-order")
    await office.review(alert, "dismiss", None, dismissal_reason="data_error")

    reopened = await office.work(alert, "reopen", reason="新证据出现。")

    assert reopened.status_code == 201, reopened.text
    new = reopened.json()["alert_id"]
    assert await office.listed() == [new]
    old, lead = await office.lead(alert), await office.lead(new)
    assert (old["state"], old["reopened_as"], old["acts"][-1]["text"]) == ("dismissed", new, "新证据出现。")
    assert (lead["state"], lead["source"], lead["alert"]["previous"]) == ("new", "reopened", alert)
    assert lead["assignee"] == PROSECUTOR
    assert problem(await office.work(alert, "reopen", reason="再次。")) == (409, "already-reopened")
    assert problem(await office.work(alert, "set_due", due_on="2026-03-20")) == (409, "work-out-of-order")
    assert (await office.told(DAWUKOU_PROCURATORATE))[-2:] == ["alert.raised", "alert.reopened"]
    assert (await office.told(SCREENING)).count("alert.reopened") == 0


async def test_a_due_day_is_today_or_later(office: Office) -> None:
    alert = await office.alert()

    late = await office.work(alert, "set_due", due_on="2026-03-08")
    today = await office.work(alert, "set_due", due_on="2026-03-09")

    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/due_on")
    assert today.status_code == 201
    assert (await office.lead(alert))["due_on"] == "2026-03-09"


async def test_the_machines_standing_and_the_offices_state_stay_as_they_are(office: Office) -> None:
    alert = await office.alert()
    before = (await office.get(f"/v1/alerts/{alert}")).json()

    await office.work(alert, "assign", assignee=PROSECUTOR)
    await office.work(alert, "comment", comment="请核对。")

    after = (await office.get(f"/v1/alerts/{alert}")).json()
    assert after == before
    assert before["state"] == State.NEW.value


@pytest.mark.parametrize("agency", [DAWUKOU_POLICE, SCREENING, HUINONG_PROCURATORATE])
async def test_nobody_else_works_on_it_or_learns_that_it_is_there(office: Office, agency: str) -> None:
    alert = await office.alert()
    never = f"{'0' * 8}-0000-7000-8000-{'0' * 12}"

    answers = [await office.work(one, "comment", agency=agency, comment="。") for one in (alert, never)]

    assert [problem(one) for one in answers] == [(404, "lead-not-found")] * 2


async def test_a_lead_whose_office_no_longer_supervises_the_case_goes_to_the_one_that_does(
    office: Office, settled_database: Database
) -> None:
    alert = await office.alert()
    connection = await settled_database.connect()
    try:
        ended = "update grants set until_position = 3 where agency = $1"
        await connection.execute(ended, DAWUKOU_PROCURATORATE)
    finally:
        await connection.close()
    assert await office.listed() == []

    await office.turn()

    assert await office.listed("", CITY_PROCURATORATE) == [alert]
    [act] = (await office.lead(alert, CITY_PROCURATORATE))["acts"]
    assert (act["act"], act["by"], act["body"]["procuratorate"]) == ("handed_over", "exchange", CITY_PROCURATORATE)


async def test_a_case_that_is_assigned_to_another_office_takes_its_leads_along_once(office: Office) -> None:
    alert = await office.alert()
    assigned = event("case.procuratorate_assigned", procuratorate=HUINONG_PROCURATORATE)
    answer = await office.call(DAWUKOU_PROCURATORATE, "POST", f"/v1/cases/{NUMBER}/updates", assigned)
    assert answer.status_code == 201, answer.text
    assert await office.listed("", HUINONG_PROCURATORATE) == []

    for _ in range(2):
        await office.turn()

    assert await office.listed("", HUINONG_PROCURATORATE) == [alert]
    worked = await office.work(alert, "comment", agency=HUINONG_PROCURATORATE, comment="已接办。")
    assert worked.status_code == 201, worked.text
    acts = (await office.lead(alert, HUINONG_PROCURATORATE))["acts"]
    assert [one["act"] for one in acts] == ["handed_over", "commented"]
    for agency in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, CITY_PROCURATORATE):
        assert (await office.told(agency)).count("alert.handed_over") == 1, agency
    # What a person hands up afterwards stays there.
    up = await office.work(alert, "hand_over", agency=HUINONG_PROCURATORATE, procuratorate=CITY_PROCURATORATE)
    assert up.status_code == 201, up.text
    await office.turn()
    assert await office.listed("", CITY_PROCURATORATE) == [alert]


async def test_an_alert_that_had_no_office_becomes_a_lead_once_there_is_one(
    office: Office, settled_database: Database
) -> None:
    alert = await office.alert()
    connection = await settled_database.connect()
    try:
        await connection.execute("delete from leads")
    finally:
        await connection.close()

    await office.turn()

    assert await office.listed() == [alert]


async def test_who_reads_a_lead_stands_in_the_audit(office: Office) -> None:
    alert = await office.alert()
    first = await office.get(f"/v1/leads/{alert}")
    await office.get(f"/v1/leads/{alert}", if_none_match=first.headers["etag"])
    await office.get(f"/v1/leads/{alert}", DAWUKOU_POLICE)
    await office.get("/v1/evidence-requests", DAWUKOU_POLICE)

    rows = (await office.get("/v1/audit?limit=100", SCREENING)).json()["items"]

    read = [(one["agency"], one["subject"], one["particulars"]) for one in rows if one["act"] == "lead.read"]
    assert read == [(DAWUKOU_PROCURATORATE, NUMBER, {"alert": alert, "rule": "UA-03"})]


async def test_the_shipped_client_lists_works_and_hands_over(office: Office) -> None:
    alert = await office.alert()
    credentials = Secret(client_of(DAWUKOU_PROCURATORATE).client_id, SECRET)
    means = Means(clock=office.clock, transport=office.exchange.transport)
    async with ExchangeClient("http://exchange.test", credentials, means=means) as platform:
        for gh in (SCREENER, APPROVER):
            await platform.staff.enter(gh, {"roles": ["approver"], "since": "2026-01-01"})
        await platform.staff.enter_duty("2026-03-09", {"kind": "resident", "last": "2026-03-09", "gh": SCREENER})
        away = {"first": "2026-03-09", "last": "2026-03-09", "substitute": APPROVER}
        await platform.staff.enter_absence(SCREENER, away)
        roster = await platform.staff.roster("2026-03-09", "2026-03-10")
        assign = {"message_id": message_id("work"), "act": "assign", "gh": APPROVER, "assignee": SCREENER}
        await platform.leads.work(alert, assign)
        over = {"message_id": message_id("over"), "gh": APPROVER, "former_assignee": SCREENER, "assignee": APPROVER}
        moved = await platform.leads.hand_over(over)
        page = await platform.leads.page(assignee=APPROVER)
        asked = await platform.leads.evidence_requests()
        people = await platform.staff.register()

    assert [one["on_duty"] for one in roster["days"]] == [APPROVER, None]
    assert (moved["handed_over"], [one["alert_id"] for one in page["items"]], asked["items"]) == (1, [alert], [])
    assert [one["gh"] for one in people] == [APPROVER, SCREENER]
    assert [one["act"] for one in (await office.lead(alert))["acts"]] == ["assigned", "handed_over"]
