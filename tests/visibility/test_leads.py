"""Who sees the work on a lead, by HTTP and by raw SQL: the office that works it and those above, and nobody else."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from builders.alerts import a_report
from builders.events import a_detention, a_notification, case_number, message_id
from fixtures.agencies import (
    AGENCIES,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    REGION_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Cluster
from fixtures.served import Callers, served
from zhenxie.local.server import for_driver

CODES = tuple(code for code, *_ in AGENCIES)
DAWUKOU, HUINONG = case_number(811), case_number(812, unit=HUINONG_POLICE)
OFFICES = {DAWUKOU: DAWUKOU_PROCURATORATE, HUINONG: HUINONG_PROCURATORATE}
SEES = {number: {office, CITY_PROCURATORATE, REGION_PROCURATORATE} for number, office in OFFICES.items()}
COMMENT, ASKED = "与办案人核对后，认为王某的年龄证据不足。", "请提供年龄核查材料。"


class Town:
    """An exchange with a lead on each of two cases, each commented on, and one of them asked about."""

    def __init__(self, callers: Callers) -> None:
        self.callers = callers
        self.leads: dict[str, str] = {}

    def say(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        answer = self.callers[agency].post(path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def play(self) -> None:
        for index, (number, office) in enumerate(OFFICES.items()):
            self.say(number[1:13], "/v1/cases", a_notification(number, a_detention()))
            case_id = self.callers[SCREENING].get(f"/v1/cases/{number}").json()["case_id"]
            report = a_report(case_id, number, fingerprint=f"{index:064x}")
            self.leads[number] = self.say(SCREENING, "/v1/alerts", report)["id"]
            self.work(number, office, act="comment", comment=COMMENT)
            # Sight of a case is no sight of the work on it.
            for other in (COURT, OFFICES[HUINONG if number == DAWUKOU else DAWUKOU]):
                grant = {"case_number": number, "agency": other, "relation": "observing"}
                self.say(SCREENING, "/v1/grants", grant)
        asked = {"act": "request_evidence", "asked_of": DAWUKOU_POLICE, "requested": ASKED, "due_on": "2126-03-12"}
        self.work(DAWUKOU, DAWUKOU_PROCURATORATE, **asked)

    def work(self, number: str, office: str, **said: Any) -> None:
        self.say(office, f"/v1/leads/{self.leads[number]}/work", {"message_id": message_id("work"), **said})


@pytest.fixture(scope="module")
def town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("leads")
    with served(cluster, folder, "leads", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        made = Town(callers)
        made.play()
        yield made
        callers.close()


def seen(agency: str) -> set[str]:
    return {number for number, who in SEES.items() if agency in who}


@pytest.mark.parametrize("agency", CODES)
def test_the_list_and_the_lead_are_there_for_the_office_and_those_above(town: Town, agency: str) -> None:
    items = town.callers[agency].get("/v1/leads?procuratorate=all").json()["items"]

    assert {one["case_number"] for one in items} == seen(agency)
    for number, alert_id in town.leads.items():
        answer = town.callers[agency].get(f"/v1/leads/{alert_id}")
        assert answer.status_code == (200 if number in seen(agency) else 404), number
        assert (COMMENT in answer.text) is (number in seen(agency))


@pytest.mark.parametrize("agency", CODES)
def test_the_feed_tells_of_it_to_nobody_else(town: Town, agency: str) -> None:
    items = town.callers[agency].get("/v1/changes?limit=1000").json()["items"]
    told = [one["type"].split(".", 2)[2].removesuffix(".v1") for one in items]

    assert told.count("alert.commented") == len(seen(agency))
    assert told.count("alert.evidence_requested") == (DAWUKOU in seen(agency))
    assert told.count("materials.requested") == (agency == DAWUKOU_POLICE)
    assert COMMENT not in str(items)
    if agency == DAWUKOU_POLICE:
        assert [one for one in town.leads.values() if one in str(items)] == []


@pytest.mark.parametrize("agency", CODES)
async def test_raw_sql_under_the_role_of_a_reader_gives_no_row_more(town: Town, agency: str) -> None:
    connection = await asyncpg.connect(for_driver(town.callers.exchange.database.url))
    try:
        async with connection.transaction():
            await connection.execute("select set_config('role', 'exchange_reader', true)")
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)

            async def column(question: str) -> set[str]:
                return {row[0] for row in await connection.fetch(question)}

            mine = {town.leads[number] for number in seen(agency)}
            assert await column("select case_number from leads") == seen(agency)
            assert await column("select alert_id::text from lead_acts") == mine
            assert await column("select alert_id::text from lead_evidence") == mine & {town.leads[DAWUKOU]}
            asked = {DAWUKOU} if DAWUKOU in seen(agency) or agency == DAWUKOU_POLICE else set()
            assert await column("select case_number from evidence_requests") == asked
    finally:
        await connection.close()


@pytest.mark.parametrize("agency", CODES)
def test_only_who_was_asked_reads_what_for(town: Town, agency: str) -> None:
    items = town.callers[agency].get("/v1/evidence-requests").json()["items"]

    assert [one["requested"] for one in items] == ([ASKED] if agency == DAWUKOU_POLICE else [])
