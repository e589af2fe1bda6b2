"""Two processes that begin the same day at once: each reader by rule is given its grant once, and told once."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

from sqlalchemy import text

from builders.events import a_notification, case_number
from exchange.access import queries as access_rows
from exchange.access.callers import Supervision
from exchange.cases import administration, granting
from exchange.cases.commands import MakeGrant
from exchange.feed.commands import Command
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE, PINGLUO_PROCURATORATE, SCREENING
from fixtures.databases import Database
from zhenxie.kit.identifiers import new_id
from zhenxie.wire.vocabulary import Relation

_GRANTS = "select count(*) as found from grants where agency = '640221' and until_position is null"
_TOLD = "select count(*) as found from addressees where agency = '640221'"


async def a_day_begins(state: Any) -> None:
    # As if a dated row had begun overnight: the table says so, and no grant follows from it yet.
    row, now = Supervision(DAWUKOU_POLICE, PINGLUO_PROCURATORATE, date(2026, 1, 1)), state.clock.now()
    async with state.database.writing() as session:
        await access_rows.add_supervision(session, row, row_id=new_id(now), now=now)
        await access_rows.next_directory_version(session)
        await session.execute(text("UPDATE directory_state SET applied_on = NULL"))


async def both_have_written(states: Sequence[Any]) -> None:
    # The first group of a process waits for the head before it decides, and would hide the race.
    for turn, state in enumerate(states, 1):
        await inprocess.submit(state, DAWUKOU_POLICE, a_notification(case_number(turn)))


async def found(database: Database, question: str) -> int:
    return int((await storms.stored(database, question))[0]["found"])


async def test_a_day_that_two_processes_begin_at_once_shares_each_case_once(settled_database: Database):
    assert PINGLUO_PROCURATORATE == "640221"
    # Both have decided before either is committed.
    await storms.commit_slowly(settled_database, "0.2")
    async with AsyncExitStack() as stack:
        states = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        await both_have_written(states)
        await a_day_begins(states[0])
        days = [administration.apply_supervision(one.database, one.scribe, one.clock) for one in states]
        assert await asyncio.gather(*days) == [True, True]

    assert (await found(settled_database, _GRANTS), await found(settled_database, _TOLD)) == (2, 2)


async def test_a_grant_that_two_processes_make_at_once_is_made_once(settled_database: Database):
    await storms.commit_slowly(settled_database, "0.2")
    async with AsyncExitStack() as stack:
        states = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        await both_have_written(states)
        body = MakeGrant(case_number(1), PINGLUO_PROCURATORATE, Relation.OBSERVING)
        command = Command(granting.KIND, inprocess.caller(SCREENING), body)
        await asyncio.gather(*(one.scribe.submit(command) for one in states))

    assert (await found(settled_database, _GRANTS), await found(settled_database, _TOLD)) == (1, 1)
