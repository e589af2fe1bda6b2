"""Who sees a record of cooperation: the organs that take part and the upper procuratorate; by every route and by raw SQL."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from builders.events import a_detention, a_notification, case_number, message_id
from fixtures.agencies import (
    AGENCIES,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    TAX_OFFICE,
)
from fixtures.databases import Cluster
from fixtures.served import Callers, served
from zhenxie.local.server import for_driver

CODES = tuple(code for code, *_ in AGENCIES)
NUMBER = case_number(821)
SIDES = {DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, CITY_PROCURATORATE}
SEES = {
    "early_intervention": SIDES,
    "consultation": SIDES,
    "joint_meeting": SIDES | {COURT},
    "clue_transfer": {DAWUKOU_PROCURATORATE, CITY_PROCURATORATE, TAX_OFFICE},
}
OPENINGS: dict[str, dict[str, Any]] = {
    "early_intervention": {
        "case_number": NUMBER,
        "counterpart": DAWUKOU_POLICE,
        "weight": ["complex"],
        "stage": "after_filing",
        "trigger": "事由",
    },
    "consultation": {"case_numbers": [NUMBER], "participants": [{"agency": DAWUKOU_POLICE}], "question": "问题"},
    # The court is named by the minutes, later than the record was opened.
    "joint_meeting": {"quarter": "2026Q1", "participants": [{"agency": DAWUKOU_POLICE}], "agenda": "议程"},
    "clue_transfer": {"to": TAX_OFFICE, "clue": "administrative", "content": "内容"},
}


class Town:
    """An exchange with a record of several kinds, opened by one office."""

    def __init__(self, callers: Callers) -> None:
        self.callers = callers
        self.records: dict[str, str] = {}

    def say(self, agency: str, path: str, **body: Any) -> Any:
        answer = self.callers[agency].post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def play(self) -> None:
        self.say(DAWUKOU_POLICE, "/v1/cases", **a_notification(NUMBER, a_detention()))
        acts = {"message_id": "", "gh": "640202001"}
        for kind, said in OPENINGS.items():
            opening = acts | {"message_id": message_id(kind), "kind": kind, **said}
            self.records[kind] = self.say(DAWUKOU_PROCURATORATE, "/v1/cooperation", **opening)["id"]
        minutes = {"act": "minutes", "held_on": "2026-04-10", "attendees": [{"agency": COURT}], "text": "纪要"}
        path = f"/v1/cooperation/{self.records['joint_meeting']}/entries"
        self.say(DAWUKOU_PROCURATORATE, path, **acts | {"message_id": message_id("minutes")} | minutes)

    def kinds(self, ids: set[str]) -> set[str]:
        return {kind for kind, record in self.records.items() if record in ids}


@pytest.fixture(scope="module")
def town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("cooperation")
    with served(cluster, folder, "cooperation", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        made = Town(callers)
        made.play()
        yield made
        callers.close()


def seen(agency: str) -> set[str]:
    return {kind for kind, organs in SEES.items() if agency in organs}


@pytest.mark.parametrize("agency", CODES)
def test_the_list_each_record_and_the_feed_hold_what_is_for_the_agency_and_no_more(town: Town, agency: str) -> None:
    client = town.callers[agency]

    items = client.get("/v1/cooperation").json()["items"]
    whole = {kind for kind, record in town.records.items() if client.get(f"/v1/cooperation/{record}").is_success}
    feed = client.get("/v1/changes", params={"limit": 1000}).json()["items"]
    told = [one["data"]["data"]["kind"] for one in feed if ".cooperation.opened" in one["type"]]
    later = [one["data"]["data"]["kind"] for one in feed if ".cooperation.recorded" in one["type"]]

    assert {one["kind"] for one in items} == whole == seen(agency)
    # Who is named later is told from then on, and reads the record whole.
    assert set(told) == (seen(agency) if agency != COURT else set())
    assert later == (["joint_meeting"] if agency in SEES["joint_meeting"] else [])


@pytest.mark.parametrize("agency", CODES)
async def test_raw_sql_under_the_role_of_a_reader_gives_no_row_more(town: Town, agency: str) -> None:
    connection = await asyncpg.connect(for_driver(town.callers.exchange.database.url))
    try:
        async with connection.transaction():
            await connection.execute("select set_config('role', 'exchange_reader', true)")
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)
            records = await connection.fetch("select id from cooperation_records")
            entries = await connection.fetch("select cooperation_id from cooperation_entries")
            readers = await connection.fetch("select agency, cooperation_id from cooperation_readers")
    finally:
        await connection.close()

    assert town.kinds({str(row["id"]) for row in records}) == seen(agency)
    assert town.kinds({str(row["cooperation_id"]) for row in entries}) == seen(agency) & {"joint_meeting"}
    assert town.kinds({str(row["cooperation_id"]) for row in readers}) == seen(agency)
    assert {row["agency"] for row in readers} <= {agency}
