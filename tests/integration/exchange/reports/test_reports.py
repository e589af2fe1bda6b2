"""The report of a snapshot over HTTP: who is given it, what is recorded, and that later news leaves every byte as it was."""

import io
from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest

from builders.events import a_notification, case_number, event, message_id
from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from fixtures.pages import Pages

NUMBER = case_number(1)
FORMS = ("pdf", "docx", "xlsx", "csv")


class Kept:
    """An exchange with one case, and the snapshot of a quarter that was taken of it."""

    def __init__(self, exchange: Served, database: Database) -> None:
        self.exchange, self.database = exchange, database
        self.address = ""

    async def says(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        async with self.exchange.client(agency) as client:
            answer = await client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def gets(self, agency: str, path: str, **headers: str) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.get(path, headers=headers)

    async def approves(self, day: str, *refs: str) -> dict[str, Any]:
        for ref in refs:
            said = event("suspect.arrest_approved", occurred=day, suspect_ref=ref)
            await self.says(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/updates", said)
        return said

    async def snaps(self, quarter: str) -> str:
        wish = {"message_id": message_id("snapshot"), "gh": "0012", "quarter": quarter}
        taken = await self.says(DAWUKOU_PROCURATORATE, "/v1/statistics/snapshots", wish)
        return str(taken["address"])

    async def report(self, agency: str, form: str) -> Any:
        return await self.gets(agency, f"{self.address}/report.{form}")

    async def asked(self, query: str, *values: object) -> Any:
        connection = await self.database.connect()
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()


@pytest.fixture
async def kept(settled_database: Database) -> AsyncIterator[Kept]:
    async with served(settled_database) as running:
        made = Kept(running, settled_database)
        await made.asked(
            "insert into staff (agency, gh, roles, since, changed_at) values ($1, '0012', $2, '2020-01-01', now())",
            *(DAWUKOU_PROCURATORATE, ["screener"]),
        )
        await made.says(DAWUKOU_POLICE, "/v1/cases", a_notification(NUMBER))
        await made.approves("2026-05-06", "S1", "S2")
        await made.snaps("2026Q2")
        await made.approves("2026-06-30", "S3")
        await made.approves("2026-07-02", *(f"T{number}" for number in range(11)))
        made.address = await made.snaps("2026Q3")
        yield made


async def test_it_is_the_same_in_every_form_whatever_comes_after_it(kept: Kept) -> None:
    before = {form: await kept.report(DAWUKOU_PROCURATORATE, form) for form in FORMS}
    await kept.approves("2026-05-07", "S9")
    await kept.approves("2026-07-03", "T99")
    after = {form: await kept.report(CITY_PROCURATORATE, form) for form in FORMS}

    text = Pages(before["pdf"].content).text()
    assert {form: one.status_code for form, one in before.items()} == dict.fromkeys(FORMS, 200)
    assert all(before[form].content == after[form].content for form in FORMS)
    assert "批准逮捕11人（上季度3人）" in text
    assert "批捕率原为2人，现为3人" in text
    assert 'filename="report-640202-2026Q3.docx"' in before["docx"].headers["content-disposition"]


async def test_the_workbook_holds_the_numbers_that_the_interface_gives(kept: Kept) -> None:
    book = await kept.report(DAWUKOU_PROCURATORATE, "xlsx")
    table = await kept.report(DAWUKOU_PROCURATORATE, "csv")
    said = (await kept.gets(DAWUKOU_PROCURATORATE, kept.address)).json()["statistics"]

    rows = openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows(min_row=3, values_only=True)
    whole = {row[0]: (row[6], row[7], row[9]) for row in rows if row[3] == "合计" and not row[5]}
    assert whole == {one["code"]: (one["numerator"], one["denominator"], one["rate"]) for one in said["metrics"]}
    assert whole["arrest_approved"] == (11, 11, "1.0000")
    assert "arrest_approved,批捕率,人,合计,,,11,11,人,1.0000" in table.content.decode("utf-8-sig")


async def test_who_does_not_see_the_snapshot_sees_no_report_and_each_reading_is_recorded(kept: Kept) -> None:
    statuses = {
        agency: (await kept.report(agency, "csv")).status_code
        for agency in (CITY_PROCURATORATE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, DAWUKOU_POLICE, SCREENING)
    }
    unknown = await kept.report(DAWUKOU_PROCURATORATE, "odt")
    first = await kept.report(DAWUKOU_PROCURATORATE, "csv")
    known = await kept.gets(
        DAWUKOU_PROCURATORATE, f"{kept.address}/report.csv", **{"If-None-Match": first.headers["etag"]}
    )
    recorded = await kept.asked(
        "select agency, particulars from audit_rows where act = 'statistics_report.read' and subject = $1 order by id",
        kept.address.rpartition("/")[2],
    )

    assert list(statuses.values()) == [200, 200, 404, 404, 404]
    assert (unknown.status_code, known.status_code) == (422, 304)
    assert [row["agency"] for row in recorded] == [CITY_PROCURATORATE, *[DAWUKOU_PROCURATORATE] * 3]
    assert all('"form": "csv"' in row["particulars"] for row in recorded)
