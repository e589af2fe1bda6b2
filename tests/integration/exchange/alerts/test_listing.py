"""The list of alerts over HTTP: what is shared late, pages, filters, what police see of it, and what a restore leaves."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from builders.alerts import a_report, evaluated
from builders.events import a_detention, a_notification, case_number, event, message_id
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_PROCURATORATE,
    PINGLUO_PROCURATORATE,
    SCREENING,
)
from fixtures.inprocess import Served
from integration.exchange.alerts.conftest import PROSECUTOR

NUMBER, OTHER = case_number(1), case_number(2)
HUINONG_IS_ASSIGNED = {"procuratorate": HUINONG_PROCURATORATE}


@pytest.fixture
async def alerts(post: Any, case_id: str) -> list[str]:
    """Raise three alerts on the case."""
    reports = [a_report(case_id, NUMBER, fingerprint=f"{index:02d}" * 32, rule=f"UA-0{index}") for index in (1, 2, 3)]
    return [(await post(SCREENING, "/v1/alerts", report)).json()["id"] for report in reports]


@pytest.fixture
def assign(post: Any) -> Any:
    async def send(number: str = NUMBER) -> None:
        assigned = event("case.procuratorate_assigned", **HUINONG_IS_ASSIGNED)
        answer = await post(DAWUKOU_PROCURATORATE, f"/v1/cases/{number}/updates", assigned)
        assert answer.status_code == 201, answer.text

    return send


@pytest.fixture
def poll(get: Any) -> Any:
    """Read the list from a cursor page by page, as a platform does; return the ids, and the cursor to go on from."""

    async def read(agency: str, after: str, **asked: Any) -> tuple[list[str], str]:
        found: list[str] = []
        params = "".join(f"&{name}={value}" for name, value in asked.items())
        while True:
            page = (await get(agency, f"/v1/alerts?changed_after={after}{params}")).json()
            after = page["next"]
            if not page["items"]:
                return found, after
            found += [one["id"] for one in page["items"]]

    return read


async def share(post: Any, alert_id: str, text: str) -> None:
    body = {"message_id": message_id(), "step": "share", "gh": PROSECUTOR}
    body |= {"shared_with": DAWUKOU_POLICE, "shared_text": text}
    answer = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", body)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_a_platform_that_polls_is_told_once_of_the_alerts_of_a_case_that_is_shared_with_it_later(
    post: Any, get: Any, poll: Any, alerts: list[str], assign: Any, *, limit: int
) -> None:
    # Its cursor has passed these alerts, for it was told of one of another case after them.
    await post(DAWUKOU_POLICE, "/v1/cases", a_notification(OTHER))
    await assign(OTHER)
    other = (await get(SCREENING, f"/v1/cases/{OTHER}")).json()["case_id"]
    told = await post(SCREENING, "/v1/alerts", a_report(other, OTHER))
    before, cursor = await poll(HUINONG_PROCURATORATE, "0", limit=limit)

    await assign()

    later, cursor = await poll(HUINONG_PROCURATORATE, cursor, limit=limit)
    assert (before, later) == ([told.json()["id"]], alerts)
    assert await poll(HUINONG_PROCURATORATE, cursor, limit=limit) == ([], cursor)
    await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alerts[1]}/review", {"message_id": message_id(), "step": "start"})
    assert (await poll(HUINONG_PROCURATORATE, cursor, limit=limit))[0] == [alerts[1]]


async def test_an_alert_says_from_where_its_reader_goes_on(get: Any, alerts: list[str], assign: Any) -> None:
    await assign()

    items = (await get(HUINONG_PROCURATORATE, "/v1/alerts")).json()["items"]

    for place, one in enumerate(items):
        after = (await get(HUINONG_PROCURATORATE, f"/v1/alerts?changed_after={one['changed']}")).json()["items"]
        assert [later["id"] for later in after] == alerts[place + 1 :]
        assert (await get(HUINONG_PROCURATORATE, f"/v1/alerts/{one['id']}")).json()["changed"] == one["changed"]


async def test_the_link_to_the_next_page_leads_there_and_the_last_page_has_none(get: Any, alerts: list[str]) -> None:
    first = await get(DAWUKOU_PROCURATORATE, "/v1/alerts?limit=2&rule=UA-02")
    assert "link" not in first.headers
    first = await get(DAWUKOU_PROCURATORATE, "/v1/alerts?limit=2")

    second = await get(DAWUKOU_PROCURATORATE, first.headers["link"].partition(">")[0].removeprefix("<"))

    assert [one["id"] for one in second.json()["items"]] == alerts[2:]
    assert "link" not in second.headers


async def test_an_upper_procuratorate_asks_for_the_alerts_of_a_district(
    get: Any, poll: Any, alerts: list[str], assign: Any
) -> None:
    asked = f"/v1/alerts?procuratorate={HUINONG_PROCURATORATE}"
    before = await get(CITY_PROCURATORATE, asked)
    _, cursor = await poll(CITY_PROCURATORATE, before.json()["next"], procuratorate=HUINONG_PROCURATORATE)
    for agency in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE):
        assert (await poll(CITY_PROCURATORATE, "0", procuratorate=agency))[0] == alerts

    await assign()

    after = await get(CITY_PROCURATORATE, asked, **{"If-None-Match": before.headers["etag"]})
    assert (before.json()["items"], [one["id"] for one in after.json()["items"]]) == ([], alerts)
    assert (await poll(CITY_PROCURATORATE, cursor, procuratorate=HUINONG_PROCURATORATE))[0] == alerts
    again = await get(CITY_PROCURATORATE, asked, **{"If-None-Match": after.headers["etag"]})
    assert again.status_code == 304
    assert (await poll(PINGLUO_PROCURATORATE, "0", procuratorate=HUINONG_PROCURATORATE))[0] == []


async def test_who_supervises_a_case_is_said_to_nobody_who_does_not_see_its_alerts(
    exchange: Served, case_id: str
) -> None:
    question = text("SELECT supervised_since(:case_id, :procuratorate)")
    asked = {"case_id": UUID(case_id), "procuratorate": DAWUKOU_PROCURATORATE}
    said = {}
    for agency in (CITY_PROCURATORATE, SCREENING, PINGLUO_PROCURATORATE, DAWUKOU_POLICE, DETENTION_CENTER):
        async with exchange.state.database.reading(agency) as session:
            said[agency] = await session.scalar(question, asked)

    assert said == {
        CITY_PROCURATORATE: 1,
        SCREENING: 1,
        PINGLUO_PROCURATORATE: None,
        DAWUKOU_POLICE: None,
        DETENTION_CENTER: None,
    }


@pytest.mark.usefixtures("prosecutor")
async def test_police_see_each_shared_alert_once_as_it_was_shared_last(
    post: Any, get: Any, poll: Any, alerts: list[str]
) -> None:
    await share(post, alerts[0], "请核查年龄。")
    _, cursor = await poll(DAWUKOU_POLICE, "0")
    await share(post, alerts[1], "请说明情况。")
    await share(post, alerts[0], "请再次核查年龄。")

    items = (await get(DAWUKOU_POLICE, "/v1/alerts")).json()["items"]

    assert [(one["id"], one["shared_text"]) for one in items] == [
        (alerts[1], "请说明情况。"),
        (alerts[0], "请再次核查年龄。"),
    ]
    assert (await poll(DAWUKOU_POLICE, cursor))[0] == [alerts[1], alerts[0]]
    assert (await get(DAWUKOU_POLICE, f"/v1/alerts/{alerts[0]}")).json() == items[1]


@pytest.mark.usefixtures("prosecutor")
async def test_police_filter_shares_by_number_and_rule_and_by_nothing_else(
    post: Any, get: Any, poll: Any, alerts: list[str]
) -> None:
    for alert_id in alerts:
        await share(post, alert_id, "请核查。")

    assert (await poll(DAWUKOU_POLICE, "0", rule="UA-02"))[0] == [alerts[1]]
    assert (await poll(DAWUKOU_POLICE, "0", case_number=NUMBER))[0] == alerts
    assert (await poll(DAWUKOU_POLICE, "0", case_number=OTHER))[0] == []
    for name, value in (("state", "new"), ("standing", "stands"), ("severity", "low"), ("fingerprint", "ab")):
        refused = await get(DAWUKOU_POLICE, f"/v1/alerts?{name}={value}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, name)


async def test_the_timeline_is_the_case_as_the_rule_saw_it_with_what_was_joined_to_it(post: Any, get: Any) -> None:
    early = await post(
        DAWUKOU_PROCURATORATE, f"/v1/cases/{OTHER}/updates", event("suspect.arrest_approved", suspect_ref="S1")
    )
    assert early.status_code == 201, early.text
    detained = a_detention(detention_center=DETENTION_CENTER)
    await post(DAWUKOU_POLICE, "/v1/cases", a_notification(OTHER, detained))
    case_id = (await get(SCREENING, f"/v1/cases/{OTHER}")).json()["case_id"]
    head = (await get(SCREENING, "/v1/changes?limit=1000")).json()["items"][-1]["position"]
    report = a_report(case_id, OTHER, evaluated=evaluated(head))
    alert_id = (await post(SCREENING, "/v1/alerts", report)).json()["id"]
    await post(DAWUKOU_POLICE, f"/v1/cases/{OTHER}/updates", event("suspect.released", suspect_ref="S1"))

    whole = (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}")).json()

    types = [one["type"].removeprefix("cn.zhenxie.").removesuffix(".v1") for one in whole["timeline"]]
    assert [one for one in types if one != "case.shared"] == [
        "suspect.arrest_approved",
        "case.notified",
        "suspect.detained",
    ]
