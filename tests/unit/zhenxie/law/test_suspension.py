"""Days that do not count: travel (在途时间), and examinations during which a period stands still."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.periods import days_after, months_after, prolonged, suspended, working_days_after
from zhenxie.law.spans import Days

LAW = "CPL 91"
ONE_DAY = timedelta(days=1)
CUSTODY = False  # a period of custody, like a ceiling, ends on its day, holiday or not
STARTS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_travel_is_added_before_a_day_of_rest_moves_the_end() -> None:
    due = days_after(date(2025, 3, 5), 3, law=LAW, rolls=True)  # Saturday the 8th, moved to Monday the 10th

    longer = prolonged(due, 2, law="CPL 105", rolls=True)

    # Saturday and two days are Monday; added to the Monday they would make it Wednesday.
    assert longer.day == date(2025, 3, 10)
    assert not any("顺延至节假日后" in step.chinese for step in longer.steps)
    assert "扣除不计入期限的2日" in longer.steps[-1].chinese


def test_a_prolonged_period_that_now_ends_on_a_day_of_rest_moves_once() -> None:
    due = days_after(date(2025, 3, 4), 3, law=LAW, rolls=True)

    assert prolonged(due, 1, law="CPL 105", rolls=True).day == date(2025, 3, 10)
    assert prolonged(due, 1, law="CPL 105", rolls=CUSTODY).day == date(2025, 3, 8)


def test_a_prolonged_period_of_working_days_stays_provisional() -> None:
    due = working_days_after(date(2026, 12, 30), 2, law="DUI23 8")

    assert prolonged(due, 3, law="CPL 105", rolls=CUSTODY).provisional


def test_a_psychiatric_examination_lets_custody_stand_still() -> None:
    due = months_after(date(2025, 1, 10), 2, law="CPL 156", rolls=CUSTODY)
    examined = Days(date(2025, 2, 1), date(2025, 2, 20))

    longer = suspended(due, [examined], start=date(2025, 1, 10), law="CPL 149", rolls=CUSTODY)

    assert due.day == date(2025, 3, 10)
    assert longer.day == date(2025, 3, 30)
    assert "扣除不计入期限的20日" in longer.steps[1].chinese


@pytest.mark.parametrize(
    ("stretches", "due"),
    [
        ([(date(2025, 3, 3), date(2025, 3, 4))], date(2025, 3, 13)),
        ([(date(2025, 3, 3), date(2025, 3, 4)), (date(2025, 3, 4), date(2025, 3, 5))], date(2025, 3, 14)),  # shared
        ([(date(2025, 3, 4), date(2025, 3, 4)), (date(2025, 3, 3), date(2025, 3, 8))], date(2025, 3, 17)),  # within
        ([(date(2025, 2, 20), date(2025, 3, 1))], date(2025, 3, 11)),  # over on the opening day
        ([(date(2025, 2, 20), date(2025, 3, 2))], date(2025, 3, 12)),  # one day longer
        ([(date(2025, 3, 11), date(2025, 3, 12))], date(2025, 3, 13)),  # begins on the last day
        ([(date(2025, 3, 12), date(2025, 3, 20))], date(2025, 3, 11)),  # begins when all is over
        ([(date(2025, 3, 11), date(2025, 3, 11)), (date(2025, 3, 12), date(2025, 3, 12))], date(2025, 3, 13)),
        ([], date(2025, 3, 11)),
    ],
)
def test_only_days_within_the_period_are_left_out_and_each_once(stretches: list[tuple[date, date]], due: date) -> None:
    ten_days = days_after(date(2025, 3, 1), 10, law=LAW, rolls=CUSTODY)

    found = suspended(ten_days, [Days(*one) for one in stretches], start=date(2025, 3, 1), law="CPL 149", rolls=CUSTODY)

    assert found.day == due


@given(STARTS, st.integers(1, 60), st.lists(st.tuples(st.integers(-10, 80), st.integers(0, 20)), max_size=5))
def test_a_suspended_period_is_what_counting_day_by_day_gives(
    start: date, days: int, spelt: list[tuple[int, int]]
) -> None:
    stretches = [Days(start + first * ONE_DAY, start + (first + more) * ONE_DAY) for first, more in spelt]
    left, day = days, start
    while left:
        day += ONE_DAY
        left -= not any(one.first <= day <= one.last for one in stretches)

    due = days_after(start, days, law=LAW, rolls=CUSTODY)

    assert suspended(due, stretches, start=start, law="CPL 149", rolls=CUSTODY).day == day
