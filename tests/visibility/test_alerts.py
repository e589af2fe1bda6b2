"""Who sees an alert, through every route: the oracle is who supervises the case; police see the words shared with them."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from builders.alerts import a_report, an_end, evaluated
from builders.events import a_detention, a_notification, case_number, event, message_id
from fixtures.agencies import (
    AGENCIES,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    PINGLUO_PROCURATORATE,
    REGION_PROCURATORATE,
    SCREENING,
    TAX_OFFICE,
)
from fixtures.databases import Cluster
from fixtures.served import Callers, served
from zhenxie.local.server import for_driver

CODES = tuple(code for code, *_ in AGENCIES)
KINDS = {code: kind for code, _, kind, *_ in AGENCIES}
DAWUKOU, HUINONG, ASSIGNED = case_number(801), case_number(802, unit=HUINONG_POLICE), case_number(803)
WORDS = "请于三日内核实强制措施情况。"
UPPER = {CITY_PROCURATORATE, REGION_PROCURATORATE, SCREENING}
# By case: who supervises it, or those above them, and the platform; nobody else.
SEES = {
    DAWUKOU: UPPER | {DAWUKOU_PROCURATORATE},
    HUINONG: UPPER | {HUINONG_PROCURATORATE},
    ASSIGNED: UPPER | {DAWUKOU_PROCURATORATE, PINGLUO_PROCURATORATE},
}
# The one alert that was shared, and with whom.
SHARED = {DAWUKOU: DAWUKOU_POLICE}


class Town:
    """An exchange with an alert on each case, each raised, and one of them reviewed, shared and ended."""

    def __init__(self, callers: Callers) -> None:
        self.callers = callers
        self.alerts: dict[str, str] = {}
        self.hidden: dict[str, set[str]] = {}
        self.before = {code: self.etags(code) for code in CODES}
        self.after_reports: dict[str, list[str]] = {}

    def say(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        answer = self.callers[agency].post(path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def get(self, agency: str, path: str, **params: Any) -> Any:
        return self.callers[agency].get(path, params=params)

    def etags(self, agency: str) -> list[str]:
        return [self.get(agency, path).headers.get("etag", "") for path in ("/v1/alerts", "/v1/alerts?limit=7")]

    def play(self) -> None:
        for number in SEES:
            self.say(number[1:13], "/v1/cases", a_notification(number, a_detention()))
        assigned = event("case.procuratorate_assigned", procuratorate=PINGLUO_PROCURATORATE)
        self.say(DAWUKOU_PROCURATORATE, f"/v1/cases/{ASSIGNED}/updates", assigned)
        # Sight of a case is no sight of its alerts.
        for agency in (COURT, TAX_OFFICE, HUINONG_POLICE, HUINONG_PROCURATORATE):
            self.say(SCREENING, "/v1/grants", {"case_number": DAWUKOU, "agency": agency, "relation": "observing"})
        self.after_reports = {code: self.etags(code) for code in CODES}
        for index, number in enumerate(SEES):
            self.alerts[number] = self.raised(number, index)
        self.raised_etags = {code: self.etags(code) for code in CODES}
        path = f"/v1/alerts/{self.alerts[DAWUKOU]}"
        person = {"roles": ["prosecutor"], "since": "2026-01-01"}
        assert self.callers[DAWUKOU_PROCURATORATE].put("/v1/staff/10001", json=person).status_code == 200
        for step in ({"step": "start"}, {"step": "share", "shared_with": DAWUKOU_POLICE, "shared_text": WORDS}):
            said = {"message_id": message_id("review"), "gh": "10001", **step}
            self.say(DAWUKOU_PROCURATORATE, f"{path}/review", said)
        self.say(SCREENING, f"{path}/withdrawal", an_end())
        again = self.say(DAWUKOU_PROCURATORATE, f"{path}/reproduce", {"message_id": message_id("again")})
        said = {"identical": True, "evaluated": evaluated()}
        self.say(SCREENING, f"{path}/reproductions/{again['id']}", said)

    def raised(self, number: str, index: int) -> str:
        case_id = self.get(SCREENING, f"/v1/cases/{number}").json()["case_id"]
        report = a_report(case_id, number, fingerprint=f"{index:02d}" * 32)
        outcome = {"rule": "UA-03", "model": "underage_suspect", "model_version": "1", "suspect_ref": "S1"}
        outcome |= {"root": report["grounds"][0], "verdict": "undetermined", "shadow": False, "notice": None}
        text = {"chinese": "作案日期未报送", "english": "when he acted is not stated"}
        outcome |= {"look_again_on": None, "missing": [{**text, "event_type": "case.filed", "owed_by": number[1:13]}]}
        body = {"case_id": case_id, "case_number": number, "evaluated": report["evaluated"], "outcomes": [outcome]}
        self.say(SCREENING, "/v1/assessments", body)
        return str(self.say(SCREENING, "/v1/alerts", report)["id"])


@pytest.fixture(scope="module")
def town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("alerts")
    with served(cluster, folder, "alerts", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        made = Town(callers)
        made.play()
        yield made
        callers.close()


def seen(agency: str) -> set[str]:
    return {number for number, who in SEES.items() if agency in who}


@pytest.mark.parametrize("agency", CODES)
def test_the_list_and_every_filter_of_it_hold_what_the_agency_may_see(town: Town, agency: str) -> None:
    shared = {number for number, police in SHARED.items() if police == agency}
    for params in ({}, {"limit": 1000}, {"rule": "UA-03"}, {"changed_after": "0"}):
        items = town.get(agency, "/v1/alerts", **params).json()["items"]
        found = {(one.get("report") or one)["case_number"] for one in items}
        assert found == seen(agency) | shared, params
    assert town.get(agency, "/v1/alerts", rule="UA-02").json()["items"] == []
    for number in SEES:
        items = town.get(agency, "/v1/alerts", case_number=number).json()["items"]
        found = {(one.get("report") or one)["case_number"] for one in items}
        assert found == {number} & (seen(agency) | shared), number


@pytest.mark.parametrize("agency", CODES)
def test_a_filter_that_concerns_whole_alerts_is_for_those_who_see_them(town: Town, agency: str) -> None:
    by_fingerprint = {"fingerprint": "00" * 32}
    expected = [({"severity": "urgent"}, set(SEES)), ({"state": "screening"}, {DAWUKOU}), (by_fingerprint, {DAWUKOU})]
    expected += [({"standing": "withdrawn"}, {DAWUKOU})]
    for supervisor in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, PINGLUO_PROCURATORATE, CITY_PROCURATORATE, COURT):
        expected.append(({"procuratorate": supervisor}, {number for number, who in SEES.items() if supervisor in who}))
    for params, meant in expected:
        answer = town.get(agency, "/v1/alerts", **params)
        if KINDS[agency] in ("procuratorate", "platform"):
            assert {one["report"]["case_number"] for one in answer.json()["items"]} == meant & seen(agency), params
        else:
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, next(iter(params)))


@pytest.mark.parametrize("agency", CODES)
def test_one_alert_is_there_for_whom_it_is_and_for_others_like_one_that_never_was(town: Town, agency: str) -> None:
    never = town.get(agency, f"/v1/alerts/{'0' * 8}-0000-7000-8000-{'0' * 12}")
    for number, alert_id in town.alerts.items():
        answer = town.get(agency, f"/v1/alerts/{alert_id}")
        again = town.get(agency, f"/v1/alerts/{alert_id}/reproductions")
        assert again.status_code == (200 if number in seen(agency) else 404)
        if number in seen(agency):
            assert answer.json()["history"]
            assert len(again.json()["items"]) == (number == DAWUKOU)
        elif SHARED.get(number) == agency:
            assert answer.json().keys() >= {"shared_text"}
            assert answer.json().keys().isdisjoint({"report", "history", "timeline", "state", "standing", "ending"})
        else:
            assert (answer.status_code, _without_ids(answer)) == (404, _without_ids(never))
            assert "etag" not in answer.headers
            any_version = town.callers[agency].get(f"/v1/alerts/{alert_id}", headers={"If-None-Match": "*"})
            assert any_version.status_code == 404


@pytest.mark.parametrize("agency", CODES)
async def test_raw_sql_under_the_role_of_a_reader_gives_no_row_more(town: Town, agency: str) -> None:
    shared = {number for number, police in SHARED.items() if police == agency}
    connection = await asyncpg.connect(for_driver(town.callers.exchange.database.url))
    try:
        async with connection.transaction():
            await connection.execute("select set_config('role', 'exchange_reader', true)")
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)
            for table in ("alerts", "assessed_cases", "assessments"):
                rows = await connection.fetch(f"select case_number from {table}")
                assert {row[0] for row in rows} == seen(agency), table
            told = await connection.fetch("select distinct alert_id::text from alert_versions")
            assert {row[0] for row in told} == {town.alerts[number] for number in seen(agency)}
            again = await connection.fetch("select alert_id::text from alert_reproductions")
            assert {row[0] for row in again} == {town.alerts[number] for number in seen(agency) & {DAWUKOU}}
            shares = await connection.fetch("select case_number from alert_shares")
            assert {row[0] for row in shares} == set(SHARED) & (seen(agency) | shared)
            cases = await connection.fetchval("select count(*) from supervised_cases")
            assert cases == len(seen(agency))
    finally:
        await connection.close()


def _without_ids(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name not in {"instance", "request_id"}}


@pytest.mark.parametrize("agency", CODES)
def test_no_other_route_tells_of_it(town: Town, agency: str) -> None:
    shared = {number for number, police in SHARED.items() if police == agency}
    hidden = [town.alerts[number] for number in town.alerts if number not in seen(agency) | shared]
    paths = ["/v1/changes?limit=1000", "/v1/cases?limit=1000", "/v1/messages?limit=100", "/v1/assessments?limit=1000"]
    for number in SEES:
        paths += [f"/v1/cases/{number}", f"/v1/cases/{number}/timeline?limit=1000", f"/v1/changes?case_number={number}"]
    for path in paths:
        text = town.get(agency, path).text
        assert [one for one in hidden if one in text] == [], path
        if not seen(agency):
            assert "UA-03" not in text or shared, path
    feed = town.get(agency, "/v1/changes", limit=1000).json()["items"]
    told = {one["type"] for one in feed if ".alert." in one["type"]}
    assert told == set() if not seen(agency) | shared else told
    if shared and not seen(agency):
        assert told == {"cn.zhenxie.alert.shared.v1"}
    assert (town.get(agency, "/v1/assessments").json()["items"] != []) == bool(seen(agency))
    assert (town.get(agency, "/v1/assessments/counts").json()["items"] != []) == bool(seen(agency))


@pytest.mark.parametrize("agency", CODES)
def test_what_a_poller_may_keep_does_not_age_with_an_alert_that_he_may_not_see(town: Town, agency: str) -> None:
    concerned = bool(seen(agency))
    assert (town.after_reports[agency] != town.raised_etags[agency]) == concerned
    # One alert was shared since, and ended.
    shared = agency in SHARED.values()
    assert (town.raised_etags[agency] != town.etags(agency)) == (shared or DAWUKOU in seen(agency))


@pytest.mark.parametrize("agency", [code for code in CODES if code not in SEES[DAWUKOU]])
def test_nobody_else_takes_a_step_and_learns_from_the_refusal_that_there_is_something(town: Town, agency: str) -> None:
    never = f"/v1/alerts/{'0' * 8}-0000-7000-8000-{'0' * 12}"
    for act, body in (
        ("review", {"message_id": message_id("step"), "step": "start"}),
        ("receipt", {"message_id": message_id("receipt"), "platform_id": "XS-1"}),
        ("withdrawal", an_end(day="2026-03-09")),
    ):
        there = town.callers[agency].post(f"/v1/alerts/{town.alerts[DAWUKOU]}/{act}", json=body)
        nowhere = town.callers[agency].post(f"{never}/{act}", json=body)
        assert there.status_code == nowhere.status_code, act
        assert there.status_code in (403, 404), act
        assert _without_ids(there) == _without_ids(nowhere), act
