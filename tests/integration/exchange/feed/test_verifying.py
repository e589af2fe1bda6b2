"""A walk through the feed while something happens to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from builders.events import a_notification, a_suspect, case_number
from exchange.app import driver_url
from exchange.db import AsyncSession, Database
from exchange.feed import verifying
from exchange.feed.commands import Command
from exchange.intake import expunging
from exchange.intake.expunging import Expunction
from fixtures import databases, inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE, SCREENING

CASE = case_number(1)


class Interrupted(Database):
    """A database to which something happens as soon as the walk has read the head."""

    def __init__(self, database: databases.Database, act: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(driver_url(database.url), pool_size=2)
        self._act = act
        self._opened = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        self._opened += 1
        if self._opened == 2:
            await self._act()
        async with super().writing() as session:
            yield session


async def walked(database: databases.Database, act: Callable[[], Awaitable[Any]]) -> verifying.Report:
    interrupted = Interrupted(database, act)
    try:
        return await verifying.verify(interrupted, storms.sealer())
    finally:
        await interrupted.close()


@pytest.fixture
async def told(settled_database: databases.Database) -> AsyncIterator[Any]:
    """An exchange that knows one case with one named suspect."""
    async with inprocess.exchange(settled_database) as state:
        suspect = a_suspect("S1", name="沙拜尔古丽", number="640202199107163321")
        await inprocess.submit(state, DAWUKOU_POLICE, a_notification(CASE, suspects=[suspect]))
        yield state


async def test_who_is_expunged_during_the_walk_is_not_missed(settled_database: databases.Database, told: Any):
    async def expunge() -> None:
        wish = Expunction(CASE, "S1", "other", "个人信息保护法第四十七条")
        await told.scribe.submit(Command(expunging.KIND, inprocess.caller(SCREENING), wish))

    report = await walked(settled_database, expunge)

    assert report.sound, [str(damage) for damage in report.damages]
    assert report.expunged > 0


async def test_a_part_that_goes_without_a_word_during_the_walk_is_missed(
    settled_database: databases.Database, told: Any
):
    async def steal() -> None:
        async with told.database.writing() as session:
            await session.execute(text("delete from sealed_parts"))
        await inprocess.submit(told, DAWUKOU_POLICE, a_notification(case_number(2)))

    report = await walked(settled_database, steal)

    assert {damage.code for damage in report.damages} == {"sealed-part-missing"}
