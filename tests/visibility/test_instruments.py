"""Who sees an instrument, by raw SQL under the reader's role: the office from its draft on, the others from its issue on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from fixtures.agencies import (
    AGENCIES,
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    REGION_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.offices import at_work
from zhenxie.local.server import for_driver

OFFICE = {DAWUKOU_PROCURATORATE, CITY_PROCURATORATE, REGION_PROCURATORATE}
OUTSIDE = {DAWUKOU_POLICE, SCREENING}
TABLES = ("instruments", "instrument_versions", "instrument_readers", "numberings", "number_counters")


@asynccontextmanager
async def reading(database: Database, agency: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_driver(database.url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("select set_config('role', 'exchange_reader', true)")
        await connection.execute("select set_config('exchange.agency', $1, true)", agency)
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def test_the_database_shows_each_agency_what_it_may_see_and_no_row_more(settled_database: Database) -> None:
    async with at_work(settled_database) as office:
        draft, issued = UUID((await office.draft())["id"]), UUID(await office.issued())
        connection = await settled_database.connect()
        await connection.execute(
            "insert into numberings values ('640202', 'correction_notice', 'recorded', '石大检', '纠违', now())"
        )
        await connection.execute("insert into number_counters values ('640202', '纠违', 2026, 3)")
        await connection.close()

    for agency, *_ in AGENCIES:
        expected = {draft, issued} if agency in OFFICE else {issued} if agency in OUTSIDE else set()
        said = ["drafted", "approved", "numbered", "issued"] if agency in OFFICE else ["issued"]
        async with reading(settled_database, agency) as mine:
            assert {row[0] for row in await mine.fetch("select id from instruments")} == expected, agency
            found = await mine.fetch(
                "select said from instrument_versions where instrument_id = $1 order by position", issued
            )
            assert [row[0] for row in found] == (said if expected else []), agency
            assert {row[0] for row in await mine.fetch("select agency from instrument_readers")} <= {agency}
            numbers = [await mine.fetchval(f"select count(*) from {one}") for one in TABLES[3:]]
            assert numbers == ([1, 1] if agency == DAWUKOU_PROCURATORATE else [0, 0]), agency
            for table in TABLES:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with mine.transaction():
                        await mine.execute(f"delete from {table}")
