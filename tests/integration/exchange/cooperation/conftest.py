"""A town of its own for each story of cooperation."""

from collections.abc import AsyncIterator

import pytest

from fixtures.databases import Database
from fixtures.towns import Town, town_on


@pytest.fixture
async def town(settled_database: Database) -> AsyncIterator[Town]:
    async with town_on(settled_database) as made:
        yield made
