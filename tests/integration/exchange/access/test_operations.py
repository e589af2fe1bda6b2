"""The directory, supervision and grants as they are written and read."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from exchange.access import operations, queries
from exchange.access.callers import ON_THE_HOST, Agency, Supervision, supervisors
from exchange.access.errors import (
    AgenciesInCircle,
    AgencyExists,
    AgencyKindUnfit,
    AgencyNotFound,
    SupervisionEndsBeforeItBegins,
    SupervisionNotFound,
)
from exchange.audit import queries as audit
from exchange.serving.host import Host
from zhenxie.kit.clock import FixedClock
from zhenxie.wire.vocabulary import AgencyKind, Scope

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = {"by": ON_THE_HOST, "now": NOW}
HUINONG = Agency("640205000000", "惠农区公安分局", AgencyKind.POLICE, "640205", "640200000000")
ROW = Supervision("640202000000", "640202", date(2026, 3, 1))


async def test_a_new_agency_is_in_the_directory_of_the_next_transaction(database):
    async with database.reading("operator") as session:
        before = await operations.directory(session)
    async with database.writing() as session:
        await operations.add_agency(session, HUINONG, **BY)

    async with database.reading("operator") as session:
        after = await operations.directory(session)

    assert HUINONG.code not in before.agencies
    assert after.agencies[HUINONG.code] == HUINONG
    assert after.version == before.version + 1


async def test_the_directory_is_read_once_for_each_version(database):
    async with database.reading("operator") as session:
        first = await operations.directory(session)
    async with database.reading("640202") as session:
        second = await operations.directory(session)

    assert second is first


async def test_a_change_that_was_rolled_back_leaves_no_trace_in_the_directory(database):
    with pytest.raises(AgencyExists):  # noqa: PT012  one transaction that looks at what it has changed
        async with database.writing() as session:
            await operations.add_agency(session, HUINONG, **BY)
            await operations.directory(session)
            await operations.add_agency(session, HUINONG, **BY)
    # The next change is given the version that was taken back.
    async with database.writing() as session:
        await operations.add_agency(session, replace(HUINONG, code="640205010000"), **BY)

    async with database.reading("operator") as session:
        await operations.directory(session)
        found = (await operations.directory(session)).agencies

    assert "640205010000" in found
    assert HUINONG.code not in found


async def test_an_agency_is_added_once(database):
    with pytest.raises(AgencyExists):
        async with database.writing() as session:
            await operations.add_agency(session, replace(HUINONG, code="640202000000"), **BY)


@pytest.mark.parametrize(("parent", "refusal"), [("nowhere", AgencyNotFound), (HUINONG.code, AgenciesInCircle)])
async def test_an_agency_needs_a_parent_that_can_be_one(database, parent, refusal):
    with pytest.raises(refusal):
        async with database.writing() as session:
            await operations.add_agency(session, replace(HUINONG, parent=parent), **BY)


async def test_name_division_and_parent_change_and_what_it_is_stays(database):
    values = {"name": "大武口公安分局", "parent": None, "kind": "court", "code": "x"}
    async with database.writing() as session:
        await operations.change_agency(session, "640202000000", values, **BY)

    async with database.reading("operator") as session:
        found = (await operations.directory(session)).agencies["640202000000"]

    assert (found.name, found.parent, found.kind) == ("大武口公安分局", None, AgencyKind.POLICE)


async def test_a_parent_below_itself_is_refused(database):
    with pytest.raises(AgenciesInCircle):
        async with database.writing() as session:
            await operations.change_agency(session, "640200000000", {"parent": "640202000000"}, **BY)


async def test_two_changes_that_together_close_a_circle_are_not_both_made(database):
    async def put_under(code: str, parent: str) -> str:
        async with database.writing() as session:
            await operations.change_agency(session, code, {"parent": parent}, **BY)
        return code

    done = await asyncio.gather(
        put_under("640202000000", "640221000000"),
        put_under("640221000000", "640202000000"),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in done) == ["AgenciesInCircle", "str"]


async def test_supervision_is_dated(database):
    neighbour = Supervision("640202000000", "640200", date(2026, 3, 1))
    async with database.writing() as session:
        row = await operations.add_supervision(session, neighbour, **BY)
        await operations.end_supervision(session, row.id, until=date(2026, 7, 1), **BY)

    async with database.reading("operator") as session:
        directory = await operations.directory(session)

    assert supervisors(directory, police="640202000000", day=date(2026, 6, 30)) == {"640200"}
    assert supervisors(directory, police="640202000000", day=date(2026, 7, 1)) == {"640200", "640202"}


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (replace(ROW, police="nowhere"), AgencyNotFound),
        (replace(ROW, procuratorate="nowhere"), AgencyNotFound),
        (Supervision("640202", "640202000000", date(2026, 3, 1)), AgencyKindUnfit),
        (replace(ROW, until=date(2026, 2, 28)), SupervisionEndsBeforeItBegins),
    ],
)
async def test_supervision_that_makes_no_sense_is_refused(database, row, refusal):
    with pytest.raises(refusal):
        async with database.writing() as session:
            await operations.add_supervision(session, row, **BY)


async def test_supervision_ends_where_it_stands_and_not_before_it_began(database):
    async with database.writing() as session:
        row = await operations.add_supervision(session, ROW, **BY)

    for row_id, refusal in ((uuid4(), SupervisionNotFound), (row.id, SupervisionEndsBeforeItBegins)):
        with pytest.raises(refusal):
            async with database.writing() as session:
                await operations.end_supervision(session, row_id, until=date(2026, 2, 1), **BY)


async def test_what_is_done_on_the_host_is_recorded_under_one_name(database):
    state = SimpleNamespace(database=database, clock=FixedClock(NOW))
    client, _ = await Host(state).create_client(agency="640202", name="业务平台", scopes=[Scope.CASES_READ])
    async with database.writing() as session:
        await operations.add_agency(session, HUINONG, **BY)
        rows = await audit.rows_after(session, after=0, limit=1000)

    done = [(row.act, row.agency, row.client) for row in rows if row.subject in (client.client_id, HUINONG.code)]
    assert done == [("client.created", "", "operator"), ("agency.added", "", "operator")]


async def test_a_reader_can_read_neither_secrets_nor_keys_nor_the_audit(database):
    from exchange.db import DataError

    for table in ("clients", "signing_keys", "used_assertions", "audit_rows"):
        with pytest.raises(DataError):
            async with database.reading("operator") as session:
                await (await session.connection()).exec_driver_sql(f"SELECT count(*) FROM {table}")


async def test_agencies_are_listed_in_the_order_of_their_codes(database):
    async with database.reading("operator") as session:
        first = await queries.agencies_after(session, after="", limit=4)
        rest = await queries.agencies_after(session, after=first[-1].code, limit=4)
        courts = await queries.agencies_after(session, after="", limit=4, kind=AgencyKind.COURT)

    assert [one.code for one in (*first, *rest)] == [
        "640200", "640200000000", "640202", "640202000000", "640221000000", "operator"
    ]  # fmt: skip
    assert courts == []
