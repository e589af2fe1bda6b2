"""Days of rest (节假日): what they move, what they never move, and what nobody has arranged yet."""

from datetime import date, timedelta

import pytest

from zhenxie.law.periods import days_after, months_after, working_days_after

LAW = "CPL 91"
ONE_DAY = timedelta(days=1)
CUSTODY = False  # a period of custody, like a ceiling, ends on its day, holiday or not


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2025, 3, 4), 3, date(2025, 3, 7)),  # a Friday
        (date(2025, 3, 5), 3, date(2025, 3, 10)),  # a Saturday moves
        (date(2025, 3, 6), 3, date(2025, 3, 10)),  # a Sunday moves
        (date(2025, 3, 7), 3, date(2025, 3, 10)),  # a Monday
        (date(2025, 9, 27), 3, date(2025, 9, 30)),  # the day before 国庆节
        (date(2025, 9, 28), 3, date(2025, 10, 9)),
        (date(2025, 10, 5), 3, date(2025, 10, 9)),
        (date(2025, 10, 6), 3, date(2025, 10, 9)),
        (date(2025, 10, 8), 3, date(2025, 10, 11)),  # a Saturday that is worked
        (date(2026, 2, 11), 3, date(2026, 2, 14)),  # the Saturday before 春节, worked
        (date(2026, 2, 12), 3, date(2026, 2, 24)),
    ],
)
def test_an_act_that_is_due_on_a_day_of_rest_may_be_done_on_the_first_day_after_it(
    start: date, days: int, due: date
) -> None:
    assert days_after(start, days, law="PSB 189", rolls=True).day == due


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2025, 3, 8), date(2026, 2, 17)])
def test_custody_and_ceilings_end_on_a_day_of_rest_and_say_that_they_do_not_move(day: date) -> None:
    for due in (
        days_after(day - 3 * ONE_DAY, 3, law=LAW, rolls=CUSTODY),
        months_after(date(day.year - 1, day.month, day.day), 12, law="CPL 79", rolls=CUSTODY),
    ):
        assert due.day == day
        assert not due.provisional
        assert "不因节假日顺延" in due.steps[-1].chinese
        assert str(day) in due.steps[-1].english


def test_a_period_that_ends_on_a_working_day_says_nothing_of_rest() -> None:
    assert len(days_after(date(2025, 3, 4), 3, law=LAW, rolls=CUSTODY).steps) == 1
    assert len(days_after(date(2025, 3, 4), 3, law=LAW, rolls=True).steps) == 1


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # the next day is a Saturday, then a Sunday that is worked
        (date(2025, 9, 26), 3, date(2025, 9, 30)),
        (date(2025, 9, 26), 4, date(2025, 10, 9)),
        (date(2025, 9, 26), 6, date(2025, 10, 11)),
        (date(2025, 10, 1), 1, date(2025, 10, 9)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 6), 5, date(2026, 3, 13)),
        (date(2026, 3, 7), 5, date(2026, 3, 13)),
        (date(2026, 3, 8), 5, date(2026, 3, 13)),
        (date(2026, 3, 9), 5, date(2026, 3, 16)),
    ],
)
def test_five_working_days_are_five_days_on_which_offices_work(start: date, days: int, due: date) -> None:
    assert working_days_after(start, days, law="DUI23 8").day == due


@pytest.mark.parametrize(
    ("due", "provisional"),
    [
        (date(2014, 12, 31), True),  # a Wednesday, before the first year that is shipped
        (date(2015, 1, 1), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2028, 3, 3), True),
    ],
)
def test_before_the_first_and_beyond_the_last_published_year_a_due_day_is_provisional_and_says_so(
    due: date, provisional: bool
) -> None:
    found = days_after(due - 3 * ONE_DAY, 3, law=LAW, rolls=True)

    assert found.provisional is provisional
    assert ("暂定" in found.steps[-1].chinese) is provisional
    assert ("provisional" in found.steps[-1].english) is provisional
    assert (str(due.year) in found.steps[-1].chinese) or not provisional


def test_a_day_of_rest_may_move_the_end_across_new_year_and_both_years_are_asked() -> None:
    moved = days_after(date(2022, 12, 28), 3, law=LAW, rolls=True)  # Saturday, 31 December, a day of 元旦
    beyond = days_after(date(2033, 12, 28), 3, law=LAW, rolls=True)  # Saturday, 31 December, arranged by nobody

    assert (moved.day, moved.provisional) == (date(2023, 1, 3), False)
    assert (beyond.day, beyond.provisional) == (date(2034, 1, 2), True)
    assert "2033、2034" in beyond.steps[-1].chinese


def test_only_the_year_that_nobody_arranged_makes_a_due_day_provisional() -> None:
    moved = working_days_after(date(2014, 12, 30), 2, law="DUI23 8")

    assert moved.day == date(2015, 1, 4)  # a Sunday that was worked, after 元旦
    assert moved.provisional
    assert "2014" in moved.steps[-1].chinese
    assert "2015" not in moved.steps[-1].chinese


def test_a_period_that_never_moves_is_certain_in_every_year() -> None:
    assert not days_after(date(2031, 5, 1), 30, law=LAW, rolls=CUSTODY).provisional
    assert not months_after(date(1999, 5, 1), 12, law="CPL 79", rolls=CUSTODY).provisional


@pytest.mark.parametrize(
    ("start", "days", "provisional"),
    [
        (date(2014, 12, 30), 1, True),
        (date(2014, 12, 31), 1, False),  # only days of 2015 are looked at
        (date(2023, 12, 29), 1, False),
        (date(2026, 12, 30), 1, False),
        (date(2026, 12, 30), 2, True),
    ],
)
def test_working_days_are_provisional_as_soon_as_one_of_them_is_not_arranged(
    start: date, days: int, provisional: bool
) -> None:
    found = working_days_after(start, days, law="DUI23 8")

    assert found.provisional is provisional
    assert ("暂定" in found.steps[-1].chinese) is provisional
