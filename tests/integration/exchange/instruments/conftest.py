"""An office at work for each test."""

from collections.abc import AsyncIterator

import pytest

from fixtures.databases import Database
from fixtures.offices import Office, at_work


@pytest.fixture
async def office(settled_database: Database) -> AsyncIterator[Office]:
    async with at_work(settled_database) as made:
        yield made
