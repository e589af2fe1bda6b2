from datetime import UTC, datetime, timedelta, timezone

import pytest

from zhenxie.kit.clock import FixedClock, SystemClock

BEIJING = timezone(timedelta(hours=8))


def test_a_fixed_clock_tells_its_moment_in_utc() -> None:
    clock = FixedClock(datetime(2026, 3, 1, 9, 0, tzinfo=BEIJING))

    assert clock.now() == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_fixed_clock_moves_only_when_told_to() -> None:
    clock = FixedClock(datetime(2026, 3, 1, tzinfo=UTC))

    assert clock.now() == clock.now()
    assert clock.advance(timedelta(days=37)) == datetime(2026, 4, 7, tzinfo=UTC)
    assert clock.now() == datetime(2026, 4, 7, tzinfo=UTC)


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        FixedClock(datetime(2026, 3, 1))  # noqa: DTZ001


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
