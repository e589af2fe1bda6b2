"""Days as precise as the sender was: a rule holds for every one of them, or not for sure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.spans import Days

ONE_DAY = timedelta(days=1)
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))


def test_a_day_that_is_known_is_one_day() -> None:
    assert Days(date(2026, 3, 4), date(2026, 3, 4)).is_one_day
    assert not Days(date(2026, 3, 4), date(2026, 3, 5)).is_one_day
    assert not MARCH.is_one_day


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before the first"):
        Days(date(2026, 3, 4), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 2, 28), False, True),
        (date(2026, 3, 1), False, False),
        (date(2026, 3, 31), False, False),
        (date(2026, 4, 1), True, False),
    ],
)
def test_a_fact_known_by_the_month_is_before_or_after_a_day_only_if_all_of_the_month_is(
    day: date, before: bool, after: bool
) -> None:
    assert MARCH.surely_before(day) is before
    assert MARCH.surely_after(day) is after


@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(0, 40), st.integers(-50, 50))
def test_what_is_sure_holds_for_every_day_of_the_span(first: date, more: int, away: int) -> None:
    days, day = Days(first, first + more * ONE_DAY), first + away * ONE_DAY
    each = [first + number * ONE_DAY for number in range(more + 1)]

    assert days.surely_before(day) == all(one < day for one in each)
    assert days.surely_after(day) == all(one > day for one in each)
    assert not (days.surely_before(day) and days.surely_after(day))
