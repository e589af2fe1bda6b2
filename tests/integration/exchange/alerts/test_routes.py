"""Alerts over HTTP: raised once, brought up to date, ended, reviewed, shared, signed for; and who sees them."""

import asyncio
from typing import Any

import pytest

from builders.alerts import a_report, an_end, evaluated
from builders.events import case_number, event, message_id
from fixtures.agencies import (
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_PROCURATORATE,
    SCREENING,
)

NUMBER = case_number(1)


async def test_an_alert_is_raised_once_and_read_whole(post: Any, get: Any, case_id: str) -> None:
    raised = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))

    assert raised.status_code == 201, raised.text
    again = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))
    assert (again.status_code, again.headers["idempotent-replay"]) == (200, "true")
    listed = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).json()
    [alert] = listed["items"]
    assert (alert["id"], alert["state"], alert["standing"]) == (raised.json()["id"], "new", "stands")
    assert alert["report"] == a_report(case_id, NUMBER)
    assert listed["next"] == alert["changed"]


async def test_a_hundred_identical_reports_at_once_give_one_entry(post: Any, get: Any, case_id: str) -> None:
    answers = await asyncio.gather(*(post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER)) for _ in range(100)))

    assert sorted(one.status_code for one in answers) == [200] * 99 + [201]
    changes = (await get(SCREENING, "/v1/changes?types=alert.raised,alert.updated")).json()["items"]
    assert [one["type"] for one in changes] == ["cn.zhenxie.alert.raised.v1"]


async def test_an_older_evaluation_changes_nothing_and_a_newer_one_does(post: Any, get: Any, case_id: str) -> None:
    await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))

    older = evaluated(position=1, day="2026-03-09")
    stale = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, severity="low", evaluated=older))
    assert stale.status_code == 200
    newer = evaluated(day="2026-03-07")
    fresh = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, severity="high", evaluated=newer))
    assert fresh.status_code == 201
    [alert] = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).json()["items"]
    assert alert["report"]["severity"] == "high"


async def test_the_same_finding_on_a_later_day_is_no_news(post: Any, get: Any, case_id: str) -> None:
    await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))

    later = evaluated(day="2026-05-06")
    again = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, evaluated=later))

    assert again.status_code == 200
    [alert] = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).json()["items"]
    assert alert["report"]["evaluated"]["day"] == "2026-03-06"


@pytest.mark.parametrize(
    ("path", "standing"),
    [("withdrawal", "withdrawn"), ("ground-change", "ground_changed"), ("remedy", "remedied")],
)
async def test_a_finding_ends_and_the_office_keeps_its_state(
    post: Any, get: Any, case_id: str, path: str, standing: str
) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", {"message_id": message_id(), "step": "start"})

    ended = await post(SCREENING, f"/v1/alerts/{alert_id}/{path}", an_end())

    assert ended.status_code == 201, ended.text
    [alert] = (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts?standing={standing}")).json()["items"]
    assert (alert["state"], alert["standing"]) == ("screening", standing)
    assert alert["ending"]["reason"] == "correction"
    again = await post(SCREENING, f"/v1/alerts/{alert_id}/{path}", an_end())
    assert again.status_code == 200


async def test_a_dismissed_alert_stays_dismissed_and_found_again_it_is_the_next_occurrence(
    post: Any, get: Any, case_id: str, prosecutor: str
) -> None:
    first = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    review = {"message_id": message_id(), "step": "dismiss", "dismissal_reason": "lawful_exception", "note": "依法"}
    review |= {"gh": prosecutor}
    dismissed = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}/review", review)
    assert dismissed.json()["state"] == "dismissed"

    confirm = {"message_id": message_id(), "step": "confirm", "gh": prosecutor}
    refused = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}/review", confirm)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "step-out-of-order")
    newer = evaluated(day="2026-03-20")
    second = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, occurrence=2, evaluated=newer))
    assert second.status_code == 201
    alerts = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).json()["items"]
    assert [(one["state"], one["report"]["occurrence"], one["previous"]) for one in alerts] == [
        ("dismissed", 1, None),
        ("new", 2, first),
    ]


async def test_an_occurrence_without_the_one_before_is_refused(post: Any, case_id: str) -> None:
    refused = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, occurrence=3))

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "earlier-occurrence-unknown")


async def test_a_review_sent_twice_is_one_step_and_other_content_under_its_id_is_refused(
    post: Any, case_id: str
) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    review = {"message_id": "review-1", "step": "start"}

    answers = await asyncio.gather(
        *(post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", review) for _ in range(10))
    )
    other = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", review | {"step": "verify"})

    assert sorted(one.status_code for one in answers) == [200] * 9 + [201]
    assert all(one.json() == answers[0].json() for one in answers)
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (409, "message-id-reused")


async def test_police_see_nothing_before_it_is_shared_and_then_the_shared_words_alone(
    post: Any, get: Any, case_id: str, prosecutor: str
) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    for path in ("/v1/alerts", f"/v1/alerts?case_number={NUMBER}"):
        assert (await get(DAWUKOU_POLICE, path)).json()["items"] == []
    assert (await get(DAWUKOU_POLICE, f"/v1/alerts/{alert_id}")).status_code == 404
    seen = (await get(DAWUKOU_POLICE, "/v1/changes")).json()["items"]
    assert not [one for one in seen if "alert" in one["type"]]
    share = {
        "message_id": message_id(),
        "step": "share",
        "gh": prosecutor,
        "shared_with": DAWUKOU_POLICE,
        "shared_text": "请核查S1的出生日期。",
        "note": "内部意见",
    }
    shared = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", share)
    assert shared.status_code == 201, shared.text

    [item] = (await get(DAWUKOU_POLICE, "/v1/alerts")).json()["items"]
    assert item["shared_text"] == "请核查S1的出生日期。"
    assert {"report", "history", "timeline", "state"}.isdisjoint(item)
    assert (await get(DAWUKOU_POLICE, f"/v1/alerts/{alert_id}")).json() == item
    told = (await get(DAWUKOU_POLICE, "/v1/changes")).json()["items"]
    assert [one["type"] for one in told if "alert" in one["type"]] == ["cn.zhenxie.alert.shared.v1"]
    assert "内部意见" not in str(told)
    timeline = (await get(DAWUKOU_POLICE, f"/v1/cases/{NUMBER}/timeline")).text
    assert "alert.raised" not in timeline


@pytest.mark.parametrize("agency", [HUINONG_PROCURATORATE, COURT, DETENTION_CENTER])
async def test_who_does_not_supervise_sees_no_alert(post: Any, get: Any, case_id: str, agency: str) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]

    assert (await get(agency, "/v1/alerts")).json()["items"] == []
    assert (await get(agency, f"/v1/alerts/{alert_id}")).status_code == 404


async def test_the_upper_procuratorate_and_screening_see_it(post: Any, get: Any, case_id: str) -> None:
    await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))

    for agency in (CITY_PROCURATORATE, SCREENING):
        assert len((await get(agency, "/v1/alerts")).json()["items"]) == 1


async def test_a_procuratorate_that_is_assigned_later_sees_the_alerts_of_before(
    post: Any, get: Any, case_id: str
) -> None:
    await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))
    before = await get(HUINONG_PROCURATORATE, "/v1/alerts")
    assigned = event("case.procuratorate_assigned", procuratorate=HUINONG_PROCURATORATE)
    answer = await post(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/updates", assigned)
    assert answer.status_code == 201, answer.text

    after = await get(HUINONG_PROCURATORATE, "/v1/alerts", **{"If-None-Match": before.headers["etag"]})

    assert (before.json()["items"], len(after.json()["items"])) == ([], 1)


async def test_only_screening_reports_and_only_the_office_reviews(post: Any, case_id: str) -> None:
    refused = await post(DAWUKOU_PROCURATORATE, "/v1/alerts", a_report(case_id, NUMBER))
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    review = {"message_id": message_id(), "step": "start"}

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "not-for-screening")
    for agency, status in ((SCREENING, 403), (DAWUKOU_POLICE, 404), (HUINONG_PROCURATORATE, 404)):
        answer = await post(agency, f"/v1/alerts/{alert_id}/review", review)
        assert answer.status_code == status, (agency, answer.text)


async def test_a_receipt_keeps_the_numbers_of_the_platform(post: Any, get: Any, case_id: str) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    receipt = {
        "message_id": message_id(),
        "platform_id": "XS-640202-2026-0118",
        "references": [{"kind": "department_case_number", "value": "石嘴山大武口检受[2026]64020200012号"}],
        "dwbm": "640202",
        "gh": "6402020018",
    }

    signed = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/receipt", receipt)

    assert signed.status_code == 201, signed.text
    [alert] = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).json()["items"]
    assert alert["receipts"] == [
        {"agency": DAWUKOU_PROCURATORATE, **{k: receipt[k] for k in receipt if k != "message_id"}}
    ]
    whole = (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}")).json()
    assert [one["said"] for one in whole["history"]] == ["raised", "received"]
    assert [one["type"] for one in whole["timeline"]] == [
        "cn.zhenxie.case.notified.v1",
        "cn.zhenxie.suspect.detained.v1",
    ]


async def test_polling_with_the_etag_is_answered_304_until_something_changes(post: Any, get: Any, case_id: str) -> None:
    alert_id = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]
    etag = (await get(DAWUKOU_PROCURATORATE, "/v1/alerts")).headers["etag"]

    assert (await get(DAWUKOU_PROCURATORATE, "/v1/alerts", **{"If-None-Match": etag})).status_code == 304
    await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", {"message_id": message_id(), "step": "start"})
    assert (await get(DAWUKOU_PROCURATORATE, "/v1/alerts", **{"If-None-Match": etag})).status_code == 200


async def test_an_alert_on_a_case_or_number_that_is_not_there_is_refused(post: Any, case_id: str) -> None:
    other = await post(SCREENING, "/v1/alerts", a_report("01958e6c-7d2a-7b31-9c55-2f6a8e4d1c99", NUMBER))
    wrong = await post(SCREENING, "/v1/alerts", a_report(case_id, case_number(77)))

    assert (other.status_code, wrong.status_code) == (404, 404)


async def test_the_feed_says_how_many_of_a_list_are_still_to_come(get: Any, case_id: str) -> None:
    changes = (await get(SCREENING, "/v1/changes")).json()["items"]

    ours = [one for one in changes if one["type"].startswith(("cn.zhenxie.case.notified", "cn.zhenxie.suspect"))]
    ends = {one["position"] + one.get("remaining", 0) for one in ours}
    assert len(ours) == 2
    assert len(ends) == 1


@pytest.mark.parametrize("after", ["1.999", "999", "7.1"])
async def test_a_cursor_that_a_restore_has_overtaken_is_told_where_to_go_on(
    post: Any, get: Any, case_id: str, after: str
) -> None:
    await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))

    answer = await get(DAWUKOU_PROCURATORATE, f"/v1/alerts?changed_after={after}")

    # Without it the platform would wait for a position that comes again, and miss what was changed before.
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/cursor-out-of-range"
    # What was changed in the lost stretch stands again as it was, further up: the list is read from its beginning.
    assert answer.json()["resume_after"] == "1.0"
    again = await get(DAWUKOU_PROCURATORATE, f"/v1/alerts?changed_after={answer.json()['resume_after']}")
    assert len(again.json()["items"]) == 1
