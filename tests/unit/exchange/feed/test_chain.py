"""How an instant is written into what is hashed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from exchange.feed.chain import instant


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 2, 10, 20, tzinfo=timezone(timedelta(hours=8))), "2026-03-02T02:20:00.000000Z"),
        (datetime(2026, 3, 2, 2, 20, 0, 7, tzinfo=UTC), "2026-03-02T02:20:00.000007Z"),
        (datetime(208, 1, 1, tzinfo=UTC), "0208-01-01T00:00:00.000000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_an_instant_is_written_alike_on_every_machine(moment: datetime, said: str):
    assert instant(moment) == said
