"""Screening's own database: its revision, many rows at once, what rests, and what is remembered of a case."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from fixtures import storms
from fixtures.databases import Database as FreshDatabase
from fixtures.storms import stored
from screening.case_state import CaseState
from screening.hearing import Heard
from screening.life import Post
from screening.screening_pass import case_hash
from screening.store import case_queries, db, feed_queries, queries
from zhenxie.local import migrations

NOW = datetime(2026, 3, 3, tzinfo=UTC)


async def test_screening_reads_the_revision_of_its_own_database(screening_database: FreshDatabase) -> None:
    database = db.Database(screening_database.url)

    async with database.transaction() as session:
        revision = await queries.revision_in_force(session)
    await database.close()

    assert (revision,) == migrations.heads("screening")


async def test_one_statement_takes_more_rows_than_it_may_have_parameters_and_keeps_their_order(
    screening_database: FreshDatabase,
) -> None:
    database, case_id = db.Database(screening_database.url), uuid4()
    posts = [(case_id, Post("report", {"说": [number, None]}, "f", number)) for number in range(40_000)]

    async with database.working() as session:
        await case_queries.tell(session, posts, now=NOW)
    told = await stored(screening_database, "select occurrence, body->'说'->>0 from outbox order by id")
    await database.close()

    assert [(number, int(said)) for number, said in told] == [(number, number) for number in range(40_000)]


@pytest.mark.parametrize(
    ("day", "complete_before", "rests"),
    [
        ("2026-03-04", "2026-03-03T15:59:59Z", True),  # the moment before the legal day begins
        ("2026-03-04", "2026-03-03T16:00:00Z", False),
        ("2099-01-01", "2026-03-03T16:00:00Z", True),
    ],
)
async def test_a_partition_rests_until_a_day_of_its_own_begins_or_something_is_heard(
    screening_database: FreshDatabase, day: str, complete_before: str, rests: bool
) -> None:
    database, case_id = db.Database(screening_database.url), uuid4()
    index = case_hash(case_id) % 2
    async with database.working() as session:
        assert not await case_queries.rests(session, (index, 2)), "it has not begun"
        for part in (0, 1):
            await case_queries.position_of(session, (part, 2))
        await feed_queries.move_cursor(
            session, cursor="1.1", position=1, complete_before=datetime.fromisoformat(complete_before)
        )
        state = CaseState(agenda={"E1": date.fromisoformat(day)})
        await case_queries.save(session, {case_id: state}, {case_id: case_hash(case_id)})

        assert await case_queries.rests(session, (index, 2)) is rests
        assert await case_queries.rests(session, (1 - index, 2)), "it is another's case"
        entry = Heard(1, 1, NOW, 1, uuid4(), "case.filed", "640202000000", {})
        await feed_queries.keep(session, [entry], [0], [])
        assert not await case_queries.rests(session, (1 - index, 2))
    await database.close()


async def test_what_was_remembered_of_a_case_is_replaced_and_what_was_not_is_left(
    screening_database: FreshDatabase,
) -> None:
    database, known, new = db.Database(screening_database.url), uuid4(), uuid4()
    pair = ("640202000000", "case.withdrawn")
    before = CaseState(agenda={"E1": date(2026, 3, 4), "M04": date(2026, 4, 1)}, awaits=frozenset({pair}))
    after = CaseState(agenda={"M04": date(2026, 5, 1)}, rests_on=frozenset({pair}))
    async with database.working() as session:
        await case_queries.save(session, {known: before}, {known: 0}, known=())
        await case_queries.save(session, {known: after, new: before}, {known: 0, new: 0}, known={known})

        assert await case_queries.states_of(session, [known, new, uuid4()]) == {known: after, new: before}
    await database.close()


async def test_a_server_without_a_connection_left_is_away_and_then_back(screening_database: FreshDatabase) -> None:
    database = db.Database(screening_database.url)
    await storms.execute(screening_database, f"alter database {screening_database.name} connection limit 0")

    with pytest.raises(db.DatabaseUnavailable):
        async with database.working():
            pass

    await storms.execute(screening_database, f"alter database {screening_database.name} connection limit -1")
    async with database.working() as session:
        await queries.ping(session)
    await database.close()
