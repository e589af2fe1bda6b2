"""Periods of hours: the hour of the start is not counted, and the warning goes by the start."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.calendar import BEIJING
from zhenxie.law.periods import hours_after

LAW = "CPL 86"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "due", "warned"),
    [
        ("2025-03-01T09:59:59+08:00", "2025-03-02T10:00:00+08:00", "2025-03-02T09:59:59+08:00"),
        ("2025-03-01T10:00:00+08:00", "2025-03-02T11:00:00+08:00", "2025-03-02T10:00:00+08:00"),
        ("2025-03-01T10:20:00+08:00", "2025-03-02T11:00:00+08:00", "2025-03-02T10:20:00+08:00"),
        ("2025-03-01T10:59:59.999999+08:00", "2025-03-02T11:00:00+08:00", "2025-03-02T10:59:59.999999+08:00"),
        ("2025-03-01T11:00:00+08:00", "2025-03-02T12:00:00+08:00", "2025-03-02T11:00:00+08:00"),
        ("2025-03-01T23:10:00+08:00", "2025-03-03T00:00:00+08:00", "2025-03-02T23:10:00+08:00"),
        ("2024-02-28T15:30:00Z", "2024-02-29T16:00:00Z", "2024-02-29T15:30:00Z"),
    ],
)
def test_hours_run_from_the_next_full_hour_and_the_warning_from_the_start(start: str, due: str, warned: str) -> None:
    found = hours_after(at(start), 24, law="CPL 86")

    assert (found.moment, found.warn_from) == (at(due), at(warned))


def test_twelve_hours_of_a_summons_do_not_wait_for_a_holiday_to_pass() -> None:
    assert hours_after(at("2025-10-01T08:00+08:00"), 12, law="CPL 119").moment == at("2025-10-01T21:00+08:00")


def test_the_hour_of_a_start_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        hours_after(datetime(2025, 3, 1, 10), 24, law=LAW)  # noqa: DTZ001 - this is what is refused


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(0, 100))  # noqa: DTZ001 - the zone follows
def test_a_period_of_hours_ends_on_a_full_hour_at_most_one_after_the_warning(local: datetime, hours: int) -> None:
    due = hours_after(local.replace(tzinfo=BEIJING), hours, law=LAW)

    assert (due.moment.minute, due.moment.second, due.moment.microsecond) == (0, 0, 0)
    assert timedelta() < due.moment - due.warn_from <= timedelta(hours=1)


def test_the_step_of_a_period_of_hours_says_both_hours() -> None:
    [step] = hours_after(at("2025-03-01T10:20+08:00"), 24, law="CPL 86").steps

    for text in (step.chinese, step.english):
        assert "2025-03-01 10:20" in text
        assert "2025-03-02 11:00" in text
        assert "24" in text
