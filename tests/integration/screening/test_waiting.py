"""Which cases wait for a promise: of one partition, some after others, and never the same ones for ever."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from builders.events import a_notification, case_number, event
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from fixtures.storms import stored
from screening.case_state import CaseState
from screening.screening_pass import case_hash
from screening.store import case_queries, db
from zhenxie.kit.clock import FixedClock

WITHDRAWN, CLOSED = ("640202000000", "case.withdrawn"), ("640202000000", "case.closed")


async def test_who_waits_is_asked_a_partition_at_a_time_and_so_many_at_once(screening_database: Database) -> None:
    database, ids = db.Database(screening_database.url), sorted(uuid4() for _ in range(60))
    waits, rests, both, elsewhere = ids[::4], ids[1::4], ids[2::4], ids[3::4]
    states = {
        **dict.fromkeys(waits, CaseState(awaits=frozenset({WITHDRAWN}), looked_at=5)),
        **dict.fromkeys(rests, CaseState(rests_on=frozenset({WITHDRAWN}), looked_at=6)),
        **dict.fromkeys(both, CaseState(awaits=frozenset({WITHDRAWN, CLOSED}), looked_at=7)),
        **dict.fromkeys(elsewhere, CaseState(rests_on=frozenset({CLOSED}), looked_at=7)),
    }
    new, lesser = (WITHDRAWN, False), (WITHDRAWN, True)
    async with database.working() as session:
        await case_queries.save(session, states, dict.fromkeys(states, 0))
        for partition in ((0, 1), (0, 2), (1, 2), (0, 7), (3, 7)):
            index, count = partition
            mine = [one for one in ids if case_hash(one) % count == index]
            found = await case_queries.waiting_for(session, partition, {new, (CLOSED, False)})
            assert found == [one for one in mine if one in (*waits, *both)]
            found = await case_queries.waiting_for(session, partition, {new, lesser})
            assert found == [one for one in mine if one not in elsewhere]
            assert await case_queries.waiting_for(session, partition, {new, lesser}, limit=3) == found[:3]
            found = await case_queries.waiting_for(session, partition, {new, lesser}, before=6, limit=3)
            assert found == [one for one in mine if one in waits][:3]
        assert await case_queries.waiting_for(session, (0, 1), set()) == []
    await database.close()


async def test_a_part_of_which_no_case_can_be_looked_at_does_not_keep_the_promise_for_ever(
    settled_database: Database, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, own, played = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC)), make_database("own", service="screening"), []

    def nobody(world: object) -> Iterator[object]:
        played.append(world)
        assert len(played) < 10, "it begins the same part again and again"
        return iter(())

    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        story = Story(exchange, work, clock)
        for number in range(1, 4):
            filed = event("case.filed", occurred="2026-03-09", charges=[{"name": "盗窃罪"}])
            await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(number), filed))
        await work.once()
        await story.covers("2026-03-09")
        monkeypatch.setattr("screening.screening_pass.WAITING_A_PASS", 1)
        monkeypatch.setattr("screening.virtual_time.play", nobody)
        await work.subscriber.hear()
        with capture_logs() as lines:
            await work.agenda.advance()

        assert await stored(own, "select position from progress") == [(7,)]
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["screening.part_not_looked_at"]
    assert [len(world.states) for world in played] == [1, 3]
