"""An office for each story: one exchange, one screening, one clock."""

from collections.abc import AsyncIterator, Callable

import pytest

from fixtures.databases import Database
from fixtures.office import Office, an_office


@pytest.fixture
def begins() -> str:
    """The day on which a story begins; a story that begins on another says so itself."""
    return "2026-03-02"


@pytest.fixture
async def office(
    settled_database: Database, make_database: Callable[..., Database], begins: str
) -> AsyncIterator[Office]:
    async with an_office(settled_database, make_database, begins) as opened:
        yield opened
