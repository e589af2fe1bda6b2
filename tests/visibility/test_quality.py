"""Who sees what is wrong with an agency's data: that agency, while it sees the case, and the operators; nobody else."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from builders.events import a_detention, a_notification, case_number, event
from builders.remarks import a_remark
from fixtures.agencies import (
    AGENCIES,
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_POLICE,
    PINGLUO_POLICE,
    SCREENING,
)
from fixtures.databases import Cluster
from fixtures.served import Callers, served
from zhenxie.local.server import for_driver

CODES = tuple(code for code, *_ in AGENCIES)
NUMBER, OTHER = case_number(811), case_number(812, unit=HUINONG_POLICE)
# One finding for each, by the digits of its fingerprint; the last is for somebody who does not see the case.
SENDERS = {
    "11": DAWUKOU_POLICE,
    "22": DETENTION_CENTER,
    "33": DAWUKOU_PROCURATORATE,
    "44": HUINONG_POLICE,
    "55": PINGLUO_POLICE,
}
BLIND = {"55"}


class Town:
    """An exchange with two cases, and a finding for each of several agencies."""

    def __init__(self, callers: Callers) -> None:
        self.callers = callers

    def say(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        answer = self.callers[agency].post(path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def get(self, agency: str, path: str, **params: Any) -> Any:
        return self.callers[agency].get(path, params=params)

    def etags(self) -> dict[str, str]:
        return {code: self.get(code, "/v1/quality").headers["etag"] for code in CODES}

    def play(self) -> None:
        self.say(DAWUKOU_POLICE, "/v1/cases", a_notification(NUMBER, a_detention(detention_center=DETENTION_CENTER)))
        self.say(HUINONG_POLICE, "/v1/cases", a_notification(OTHER, a_detention()))
        self.say(DETENTION_CENTER, f"/v1/cases/{NUMBER}/updates", event("suspect.released", suspect_ref="S1"))
        custody = event("suspect.custody_extended", suspect_ref="S1", tier=1)
        self.say(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/updates", custody)
        self.before = self.etags()
        seen = self.get(SCREENING, "/v1/changes", limit=1000).json()["items"]
        for name, sender in SENDERS.items():
            number = OTHER if sender == HUINONG_POLICE else NUMBER
            own = [one for one in seen if one["source"].endswith(sender) and one["subject"] == number]
            subjects = [own[-1]["id"]] if own and name not in BLIND else []
            case_id = next(one["caseid"] for one in seen if one.get("subject") == number)
            self.say(
                SCREENING, "/v1/quality", a_remark(case_id, number, *subjects, sender=sender, fingerprint=name * 32)
            )
        self.after = self.etags()


@pytest.fixture(scope="module")
def town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("quality")
    with served(cluster, folder, "quality", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        made = Town(callers)
        made.play()
        yield made
        callers.close()


def seen(agency: str) -> set[str]:
    if agency == SCREENING:
        return set(SENDERS)
    return {name for name, sender in SENDERS.items() if sender == agency and name not in BLIND}


def test_there_is_something_to_see_and_to_hide() -> None:
    assert {code for code in CODES if seen(code)} == {*SENDERS.values(), SCREENING} - {PINGLUO_POLICE}


@pytest.mark.parametrize("agency", CODES)
def test_the_list_and_the_feed_hold_what_is_for_the_agency_and_no_more(town: Town, agency: str) -> None:
    for params in ({}, {"standing": "all"}, {"limit": 1000}, {"code": "too_coarse"}):
        items = town.get(agency, "/v1/quality", **params).json()["items"]
        assert {one["report"]["fingerprint"][:2] for one in items} == seen(agency), params
    for sender in SENDERS.values():
        items = town.get(agency, "/v1/quality", sender=sender).json()["items"]
        assert {one["report"]["sender"] for one in items} <= {sender}
        assert {one["report"]["fingerprint"][:2] for one in items} <= seen(agency)
    feed = town.get(agency, "/v1/changes", limit=1000).json()["items"]
    told = [one["data"]["data"]["fingerprint"][:2] for one in feed if ".quality." in one["type"]]
    assert sorted(told) == sorted(seen(agency))


@pytest.mark.parametrize("agency", CODES)
def test_no_other_route_tells_of_it(town: Town, agency: str) -> None:
    hidden = [name * 32 for name in SENDERS if name not in seen(agency)]
    paths = ["/v1/cases?limit=1000", "/v1/alerts?limit=1000", "/v1/assessments?limit=1000", "/v1/outcomes?limit=1000"]
    for number in (NUMBER, OTHER):
        paths += [f"/v1/cases/{number}", f"/v1/cases/{number}/timeline?limit=1000", f"/v1/changes?case_number={number}"]
    for path in paths:
        text = town.get(agency, path).text
        assert [one for one in hidden if one in text] == [], path


@pytest.mark.parametrize("agency", CODES)
def test_what_a_poller_may_keep_does_not_age_with_what_is_not_for_him(town: Town, agency: str) -> None:
    assert (town.before[agency] != town.after[agency]) == bool(seen(agency))


@pytest.mark.parametrize("agency", CODES)
async def test_raw_sql_under_the_role_of_a_reader_gives_no_row_more(town: Town, agency: str) -> None:
    connection = await asyncpg.connect(for_driver(town.callers.exchange.database.url))
    try:
        async with connection.transaction():
            await connection.execute("select set_config('role', 'exchange_reader', true)")
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)
            rows = await connection.fetch("select fingerprint from quality_findings")
            assert {row[0][:2] for row in rows} == seen(agency)
    finally:
        await connection.close()


@pytest.mark.parametrize("agency", [DAWUKOU_POLICE, CITY_PROCURATORATE])
def test_nobody_but_screening_says_anything_of_it(town: Town, agency: str) -> None:
    case_id = town.get(agency, f"/v1/cases/{NUMBER}").json()["case_id"]
    answer = town.callers[agency].post("/v1/quality", json=a_remark(case_id, NUMBER))

    assert answer.status_code == 403
