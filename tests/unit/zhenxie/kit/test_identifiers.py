"""Identifiers of our own making say when they were made, and nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from zhenxie.kit.identifiers import made_at, new_id

NOW = datetime(2026, 8, 14, 10, 0, 0, 123000, tzinfo=UTC)


def test_an_identifier_says_when_it_was_made() -> None:
    assert made_at(new_id(NOW)) == NOW


@pytest.mark.parametrize("text", ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff"])
def test_an_identifier_that_says_no_day_was_made_on_none(text: str) -> None:
    assert made_at(UUID(text)) is None
