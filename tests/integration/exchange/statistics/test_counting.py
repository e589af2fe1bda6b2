"""What the statistics count, of real reports over HTTP: whose, on which day, as known when, and kept as a snapshot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from builders.events import a_notification, case_number, event, message_id
from exchange.acts.ground import CaseName, Telling, draft
from exchange.feed import operations as feed
from exchange.statistics import counting
from exchange.statistics.queries import progress
from fixtures.agencies import (
    CITY_POLICE,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    REGION_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from fixtures.offices import at_work

NUMBER = case_number(1)
QUARTER = "quarter=2026Q3"


class Office:
    """An exchange with one case, and ways to report to it and to ask it for figures."""

    def __init__(self, exchange: Served, database: Database) -> None:
        self.exchange, self.database = exchange, database

    async def post(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.post(path, json=body)

    async def get(self, agency: str, path: str) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.get(path)

    async def tell(self, agency: str, kind: str, occurred: str, number: str = NUMBER, **said: Any) -> dict[str, Any]:
        told = event(kind, occurred=occurred, **said)
        answer = await self.post(agency, f"/v1/cases/{number}/updates", told)
        assert answer.status_code == 201, answer.text
        return told

    async def correct(self, agency: str, said: dict[str, Any], action: str, number: str = NUMBER, **more: Any) -> None:
        body = {
            "message_id": message_id("correction"),
            "action": action,
            "target": {"message_id": said["message_id"]},
            "reason_code": "typing_error",
            "document": {"kind": "更正说明", "number": "石检更字1号", "date": "2026-10-02"},
        }
        answer = await self.post(agency, f"/v1/cases/{number}/corrections", body | more)
        assert answer.status_code == 201, answer.text

    async def figures(self, agency: str, metric: str, query: str = QUARTER) -> tuple[int, int | None]:
        found = await self.metric(agency, metric, query)
        return found["numerator"], found["denominator"]

    async def metric(self, agency: str, metric: str, query: str = QUARTER) -> dict[str, Any]:
        answer = await self.get(agency, f"/v1/statistics?{query}")
        assert answer.status_code == 200, answer.text
        return next(one for one in answer.json()["metrics"] if one["code"] == metric)

    async def issue(
        self, office: str, addressee: str, *, case: CaseName | None = None, kind: str = "correction_notice"
    ) -> None:
        said = {"instrument_id": str(uuid4()), "kind": kind, "addressee": addressee}
        state = self.exchange.state
        telling = Telling(office, state.clock.now(), (office, addressee), case=case, occurred="2026-08-03")
        made = draft("instrument.issued", said | {"violations": ["late_notice"]}, telling)
        async with state.database.writing() as session:
            await feed.append(session, [made], now=state.clock.now(), means=feed.Means(state.sealer))

    async def register(self, agency: str, gh: str, *roles: str) -> None:
        connection = await self.database.connect()
        try:
            await connection.execute(
                "insert into staff (agency, gh, roles, since, changed_at) values ($1, $2, $3, '2020-01-01', now())",
                *(agency, gh, list(roles)),
            )
        finally:
            await connection.close()

    @asynccontextmanager
    async def reading(self, agency: str) -> AsyncIterator[Any]:
        connection = await self.database.connect()
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("select set_config('role', 'exchange_reader', true)")
            await connection.execute("select set_config('exchange.agency', $1, true)", agency)
            yield connection
        finally:
            await transaction.rollback()
            await connection.close()


@pytest.fixture
async def office(settled_database: Database) -> AsyncIterator[Office]:
    async with served(settled_database) as running:
        made = Office(running, settled_database)
        opened = await made.post(DAWUKOU_POLICE, "/v1/cases", a_notification(NUMBER))
        assert opened.status_code == 201, opened.text
        yield made


async def test_a_decision_counts_on_the_day_of_beijing_and_in_its_quarter(office: Office) -> None:
    last, first = "2026-09-30T15:59:59Z", "2026-09-30T16:00:00Z"
    for ref, occurred in (("S1", "2026-06-30"), ("S2", "2026-07-01"), ("S3", last), ("S4", first)):
        await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", occurred, suspect_ref=ref)

    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", "quarter=2026Q2") == (1, 1)
    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved") == (2, 2)
    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", "quarter=2026Q4") == (1, 1)
    for days, counted in (("06-30&to=2026-06-30", 1), ("07-01&to=2026-07-01", 1), ("07-02&to=2026-09-29", 0)):
        found = await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", f"from=2026-{days}")
        assert found == (counted, counted)


async def test_a_person_decided_on_twice_is_one_person_and_rates_of_few_are_not_shown(office: Office) -> None:
    for ref in (*"ABCDEFGHI", "A"):
        await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref=ref)
    few = await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved")

    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_refused", "2026-07-03", suspect_ref="J")
    enough = await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved")

    assert (few["numerator"], few["denominator"], few["rate"], few["too_few"]) == (9, 9, None, True)
    assert (enough["numerator"], enough["denominator"], enough["rate"], enough["too_few"]) == (9, 10, "0.9000", False)
    assert (enough["unit_label"], enough["definition"]["zh"][:2]) == ("人", "期内")


async def test_each_reads_what_it_and_those_below_it_did_and_nobody_elses(office: Office) -> None:
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")
    await office.issue(DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)

    approved = {
        one: await office.figures(one, "arrest_approved")
        for one in (REGION_PROCURATORATE, CITY_PROCURATORATE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE)
    }
    issued = {
        one: await office.figures(one, "instruments_issued") for one in (CITY_POLICE, DAWUKOU_POLICE, HUINONG_POLICE)
    }
    by_unit = await office.figures(CITY_PROCURATORATE, "arrest_approved", f"{QUARTER}&agency={DAWUKOU_POLICE}")
    other_unit = await office.figures(CITY_PROCURATORATE, "arrest_approved", f"{QUARTER}&agency={HUINONG_POLICE}")
    of_police = (await office.get(DAWUKOU_POLICE, f"/v1/statistics?{QUARTER}")).json()["metrics"]

    assert approved == dict.fromkeys(list(approved)[:3], (1, 1)) | {HUINONG_PROCURATORATE: (0, 0)}
    assert issued == {CITY_POLICE: (1, None), DAWUKOU_POLICE: (1, None), HUINONG_POLICE: (0, None)}
    assert (by_unit, other_unit) == ((1, 1), (0, 0))
    assert "arrest_approved" not in {one["code"] for one in of_police}


async def test_what_is_not_to_be_answered_is_refused(office: Office) -> None:
    asked = [
        (DAWUKOU_PROCURATORATE, f"{QUARTER}&agency={HUINONG_PROCURATORATE}", 404),
        (DAWUKOU_PROCURATORATE, f"{QUARTER}&agency={CITY_PROCURATORATE}", 404),
        (DAWUKOU_POLICE, f"{QUARTER}&agency={HUINONG_POLICE}", 404),
        (DAWUKOU_POLICE, f"{QUARTER}&agency={DAWUKOU_PROCURATORATE}", 404),
        (SCREENING, QUARTER, 403),
        (COURT, QUARTER, 403),
        (DAWUKOU_PROCURATORATE, "", 422),
        (DAWUKOU_PROCURATORATE, "quarter=2026Q5", 422),
        (DAWUKOU_PROCURATORATE, f"{QUARTER}&from=2026-07-01&to=2026-07-02", 422),
        (DAWUKOU_PROCURATORATE, "from=2026-07-01", 422),
        (DAWUKOU_PROCURATORATE, "from=2026-07-02&to=2026-07-01", 422),
        (DAWUKOU_PROCURATORATE, "from=2026-02-30&to=2026-07-01", 422),
        (DAWUKOU_PROCURATORATE, f"{QUARTER}&as_known_at=9999", 410),
    ]

    answers = [(await office.get(agency, f"/v1/statistics?{query}")).status_code for agency, query, _ in asked]

    assert answers == [status for *_, status in asked]


async def test_the_database_itself_shows_a_row_only_to_whose_it_is(office: Office) -> None:
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")
    await office.issue(DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)
    await counting.catch_up(office.exchange.state.database)

    seen = {}
    for agency in (CITY_PROCURATORATE, HUINONG_PROCURATORATE, DAWUKOU_POLICE, HUINONG_POLICE, SCREENING, COURT, ""):
        async with office.reading(agency) as connection:
            rows = await connection.fetch("select type from statistical_facts order by type")
            seen[agency] = [row["type"] for row in rows]

    both = ["instrument.issued", "suspect.arrest_approved"]
    assert (seen.pop(CITY_PROCURATORATE), seen.pop(DAWUKOU_POLICE)) == (both, both[:1])
    assert not any(seen.values())


async def test_a_correction_counts_from_its_place_on_and_not_before(office: Office) -> None:
    said = await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-09-30", suspect_ref="S1")
    amended = said | {"message_id": message_id("amended"), "occurred": "2026-10-01"}
    await office.correct(DAWUKOU_PROCURATORATE, said, "amend", event=amended)
    third = await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved")
    fourth = await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", "quarter=2026Q4")
    await office.correct(DAWUKOU_PROCURATORATE, said, "retract")

    now = await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", "quarter=2026Q4")
    then = [
        await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved", f"quarter={quarter}&as_known_at={at}")
        for quarter, at in (("2026Q3", 2), ("2026Q3", 3), ("2026Q4", 3), ("2026Q4", 4))
    ]

    assert (third, fourth, now) == ((0, 0), (1, 1), (0, 0))
    assert then == [(1, 1), (0, 0), (1, 1), (0, 0)]


async def test_a_correction_that_came_first_counts_when_its_target_comes(office: Office) -> None:
    said = event("suspect.arrest_approved", occurred="2026-07-02", suspect_ref="S1")
    await office.correct(DAWUKOU_PROCURATORATE, said, "retract")
    await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved")
    answer = await office.post(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/updates", said)

    assert answer.status_code == 201
    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved") == (0, 0)


async def test_what_was_told_before_a_case_was_joined_is_of_that_case_from_there_on(office: Office) -> None:
    number = case_number(7)
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", number, suspect_ref="S1")
    before = await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved")
    await office.post(DAWUKOU_POLICE, "/v1/cases", a_notification(number))
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-03", number, suspect_ref="S1")

    after = await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved")
    then = await office.metric(DAWUKOU_PROCURATORATE, "arrest_approved", f"{QUARTER}&as_known_at=2")

    assert (before["numerator"], before["by_unit"]) == (1, [])
    assert (after["numerator"], [one["code"] for one in after["by_unit"]]) == (1, [DAWUKOU_POLICE])
    assert (then["numerator"], then["by_unit"]) == (1, [])


async def test_counted_again_from_the_beginning_it_is_the_same(office: Office) -> None:
    number = case_number(7)
    said = await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", number, suspect_ref="S1")
    await office.issue(DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)
    await counting.catch_up(office.exchange.state.database)
    await office.post(DAWUKOU_POLICE, "/v1/cases", a_notification(number))
    await counting.catch_up(office.exchange.state.database)
    await office.correct(DAWUKOU_PROCURATORATE, said, "retract", number)
    await counting.catch_up(office.exchange.state.database)
    bit_by_bit = await _rows(office)

    await counting.rebuild(office.exchange.state.database)

    assert len(bit_by_bit) == 3
    assert await _rows(office) == bit_by_bit


async def test_who_asks_while_everything_is_counted_again_reads_what_was_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ref in range(12):
        await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref=f"S{ref}")
    await counting.catch_up(office.exchange.state.database)
    monkeypatch.setattr(counting, "_STRETCH", 2)
    read = set()

    async def ask() -> None:
        for _ in range(6):
            read.add(await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved"))

    async def count_again() -> None:
        for _ in range(6):
            await counting.rebuild(office.exchange.state.database)

    await asyncio.gather(ask(), count_again(), count_again())

    assert read == {(12, 12)}


async def test_while_the_feed_is_not_counted_the_answer_says_how_much_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.register(DAWUKOU_PROCURATORATE, "0012", "screener")
    monkeypatch.setattr(counting, "catch_up", _nothing)
    nothing = await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics?{QUARTER}")
    monkeypatch.undo()
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")
    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved") == (1, 1)
    monkeypatch.setattr(counting, "catch_up", _nothing)
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S2")

    now = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics?{QUARTER}")).json()
    then = await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics?{QUARTER}&as_known_at=3")
    wish = {"message_id": message_id("snapshot"), "gh": "0012", "quarter": "2026Q3"}
    snapshot = await office.post(DAWUKOU_PROCURATORATE, "/v1/statistics/snapshots", wish)

    assert (nothing.status_code, nothing.headers["retry-after"]) == (503, "30")
    assert (now["behind"], now["known_at"]) == (1, "1.2")
    assert (then.status_code, snapshot.status_code) == (503, 503)


async def _nothing(*_asked: object, **_more: object) -> None:
    """Count nothing, as if there were too much."""


async def test_a_correction_whose_target_never_comes_does_not_count_its_case_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.correct(DAWUKOU_PROCURATORATE, {"message_id": "never"}, "retract")
    await counting.catch_up(office.exchange.state.database)
    again = []

    async def noted(_session: object, case_ids: set[UUID]) -> None:
        again.append(case_ids)

    monkeypatch.setattr(progress, "remove_cases", noted)
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")

    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved") == (1, 1)
    assert again == []


async def _rows(office: Office) -> list[tuple[Any, ...]]:
    connection = await office.database.connect()
    try:
        return [
            tuple(row) for row in await connection.fetch("select * from statistical_facts order by event_id, position")
        ]
    finally:
        await connection.close()


async def test_a_snapshot_follows_again_to_the_byte_whatever_comes_after_it(office: Office) -> None:
    said = await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")
    await office.register(DAWUKOU_PROCURATORATE, "0012", "screener")
    wish = {"message_id": message_id("snapshot"), "gh": "0012", "quarter": "2026Q3", "note": "三季度联席会议"}
    taken = await office.post(DAWUKOU_PROCURATORATE, "/v1/statistics/snapshots", wish)
    await office.correct(DAWUKOU_PROCURATORATE, said, "retract")
    await office.issue(DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)

    again = await office.post(DAWUKOU_PROCURATORATE, "/v1/statistics/snapshots", wish)
    kept = await office.get(CITY_PROCURATORATE, taken.json()["address"])
    elsewhere = await office.get(HUINONG_PROCURATORATE, taken.json()["address"])
    police = await office.get(DAWUKOU_POLICE, taken.json()["address"])
    told = (await office.get(CITY_PROCURATORATE, "/v1/changes?types=statistics.snapshot_taken")).json()["items"]
    untold = (await office.get(DAWUKOU_POLICE, "/v1/changes?types=statistics.snapshot_taken")).json()["items"]

    assert (taken.status_code, again.status_code, again.json()) == (201, 200, taken.json())
    assert kept.json()["identical"] is True
    assert kept.json()["digest"] == kept.json()["recomputed_digest"] == taken.json()["digest"]
    approved = next(one for one in kept.json()["statistics"]["metrics"] if one["code"] == "arrest_approved")
    assert approved["numerator"] == 1
    assert await office.figures(DAWUKOU_PROCURATORATE, "arrest_approved") == (0, 0)
    assert (elsewhere.status_code, police.status_code) == (404, 404)
    assert [one["data"]["data"]["digest"] for one in told] == [taken.json()["digest"]]
    assert untold == []


async def test_a_snapshot_is_taken_by_somebody_of_the_office_for_what_it_may_see(office: Office) -> None:
    await office.register(DAWUKOU_PROCURATORATE, "0012", "screener")
    await office.register(DAWUKOU_PROCURATORATE, "0013", "police_handler")
    await office.register(DAWUKOU_POLICE, "0014", "police_handler")
    statuses = []
    for agency, more in (
        (DAWUKOU_PROCURATORATE, {"gh": "0099"}),
        (DAWUKOU_PROCURATORATE, {"gh": "0013"}),
        (DAWUKOU_PROCURATORATE, {"gh": "0012", "agency": HUINONG_PROCURATORATE}),
        (DAWUKOU_POLICE, {"gh": "0014"}),
        (DAWUKOU_PROCURATORATE, {"gh": "0012", "from": "2026-07-02", "to": "2026-07-01", "quarter": None}),
    ):
        wish = {"message_id": message_id("snapshot"), "quarter": "2026Q3"} | more
        statuses.append((await office.post(agency, "/v1/statistics/snapshots", wish)).status_code)

    assert statuses == [403, 403, 404, 403, 422]


async def test_the_cases_behind_a_figure_are_listed_page_by_page(office: Office) -> None:
    numbers = [NUMBER, *(case_number(sequence) for sequence in (2, 3))]
    for number in numbers[1:]:
        await office.post(DAWUKOU_POLICE, "/v1/cases", a_notification(number))
    for number in numbers:
        await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_refused", "2026-07-02", number, suspect_ref="S1")
    address = f"/v1/statistics/arrest_refused/cases?{QUARTER}&limit=2"

    first = (await office.get(DAWUKOU_PROCURATORATE, address)).json()
    rest = (await office.get(DAWUKOU_PROCURATORATE, f"{address}&after={first['next']}")).json()
    refused = [
        (await office.get(agency, f"/v1/statistics/{metric}/cases?{QUARTER}")).status_code
        for agency, metric in ((DAWUKOU_POLICE, "arrest_refused"), (DAWUKOU_PROCURATORATE, "no_such_metric"))
    ]

    assert sorted(first["items"] + rest["items"]) == numbers
    assert (len(first["items"]), rest["next"], rest["hidden"]) == (2, None, 0)
    assert refused == [403, 404]


async def test_the_tables_hold_the_same_figures_and_the_workbook_the_same_bytes(office: Office) -> None:
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")

    table = await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics.csv?{QUARTER}")
    books = [await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics.xlsx?{QUARTER}") for _ in range(2)]
    whole = await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics?{QUARTER}")
    async with office.exchange.client(DAWUKOU_PROCURATORATE) as client:
        known = await client.get(f"/v1/statistics?{QUARTER}", headers={"If-None-Match": whole.headers["etag"]})

    assert table.content.startswith("\ufeff指标代码".encode())
    assert "arrest_approved,批捕率,人,合计,,,1,1,人,,基数过小，不计比率" in table.text
    assert books[0].content == books[1].content
    assert 'filename="statistics-640202-2026Q3.xlsx"' in books[0].headers["content-disposition"]
    assert known.status_code == 304
    assert orjson.loads(whole.content)["quarter"] == "2026Q3"


async def test_a_snapshot_stays_the_same_when_an_agency_is_moved_or_renamed(office: Office) -> None:
    await office.register(CITY_PROCURATORATE, "0012", "screener")
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-07-02", suspect_ref="S1")
    await office.tell(DAWUKOU_PROCURATORATE, "suspect.arrest_approved", "2026-05-02", suspect_ref="S2")
    wish = {"message_id": message_id("snapshot"), "gh": "0012", "quarter": "2026Q3"}
    taken = (await office.post(CITY_PROCURATORATE, "/v1/statistics/snapshots", wish)).json()["address"]
    before = await office.get(CITY_PROCURATORATE, f"{taken}/report.docx")
    connection = await office.database.connect()
    await connection.execute("update agencies set name = '改名', parent = null where code = $1", DAWUKOU_PROCURATORATE)
    await connection.close()

    kept = (await office.get(CITY_PROCURATORATE, taken)).json()
    after = await office.get(CITY_PROCURATORATE, f"{taken}/report.docx")

    assert kept["identical"] is True
    assert (before.status_code, after.content) == (200, before.content)


async def test_a_case_withdrawn_after_an_upper_office_s_notice_is_the_district_s_too(office: Office) -> None:
    async with office.exchange.client(SCREENING) as client:
        case_id = UUID((await client.get(f"/v1/cases/{NUMBER}")).json()["case_id"])
    await office.issue(CITY_PROCURATORATE, CITY_POLICE, case=CaseName(case_id, NUMBER))
    await office.tell(DAWUKOU_POLICE, "case.withdrawn", "2026-08-10", ground="below_age")

    found = [
        await office.figures(agency, "supervised_withdrawal", f"{QUARTER}{more}")
        for agency, more in (
            (CITY_PROCURATORATE, ""),
            (CITY_PROCURATORATE, f"&agency={DAWUKOU_PROCURATORATE}"),
            (CITY_PROCURATORATE, f"&agency={DAWUKOU_POLICE}"),
            (DAWUKOU_PROCURATORATE, ""),
            (HUINONG_PROCURATORATE, ""),
        )
    ]

    assert found == [(1, None)] * 4 + [(0, None)]
    assert await office.figures(DAWUKOU_PROCURATORATE, "instruments_issued") == (0, None)


async def test_a_case_filed_after_an_order_is_supervised_though_nobody_says_so(office: Office) -> None:
    async with office.exchange.client(SCREENING) as client:
        case_id = UUID((await client.get(f"/v1/cases/{NUMBER}")).json()["case_id"])
    await office.issue(DAWUKOU_PROCURATORATE, DAWUKOU_POLICE, case=CaseName(case_id, NUMBER), kind="order_to_file")
    await office.tell(DAWUKOU_POLICE, "case.filed", "2026-08-02")
    before = await office.figures(DAWUKOU_PROCURATORATE, "supervised_filing")
    await office.tell(DAWUKOU_POLICE, "case.filed", "2026-08-03")

    assert before == (0, None)
    assert await office.figures(DAWUKOU_PROCURATORATE, "supervised_filing") == (1, None)


async def test_every_metric_lists_its_cases_and_absurd_or_future_periods_are_refused(office: Office) -> None:
    await office.register(DAWUKOU_PROCURATORATE, "0012", "screener")
    codes = [
        one["code"] for one in (await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics?{QUARTER}")).json()["metrics"]
    ]
    listed = {
        (await office.get(DAWUKOU_PROCURATORATE, f"/v1/statistics/{one}/cases?{QUARTER}")).status_code for one in codes
    }
    refused = []
    for period in ({"quarter": "2099Q4"}, {"from": "1000-01-01", "to": "9999-12-31"}, {"quarter": "2101Q1"}):
        wish = {"message_id": message_id("snapshot"), "gh": "0012"} | period
        refused.append((await office.post(DAWUKOU_PROCURATORATE, "/v1/statistics/snapshots", wish)).status_code)

    assert listed == {200}
    assert refused == [422, 422, 422]


async def test_as_known_then_it_is_as_of_then_on_whatever_day_somebody_asks(settled_database: Database) -> None:
    async with at_work(settled_database) as work:
        work.on("2026-05-06")
        await work.issued()
        _, position = await _head(settled_database)
        asked = f"/v1/statistics?quarter=2026Q2&as_known_at={position}"
        answers = []
        for day in ("2026-05-06", "2026-05-07", "2026-08-01"):
            work.on(day)
            answers.append((await work.get(DAWUKOU_PROCURATORATE, asked)).content)

    assert len(set(answers)) == 1
    assert orjson.loads(answers[0])["as_of"] == "2026-05-06"


async def _head(database: Database) -> tuple[int, int]:
    connection = await database.connect()
    try:
        row = await connection.fetchrow("select epoch, position from feed_head")
        return row["epoch"], row["position"]
    finally:
        await connection.close()
