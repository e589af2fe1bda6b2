"""How the law counts: the vectors of domain 2.1, both sides of every bound, and a slow reading beside the quick one."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.articles import cite
from zhenxie.law.calendar import CALENDAR
from zhenxie.law.periods import (
    Due,
    add_months,
    chained_months_after,
    days_after,
    half_months_after,
    hours_after,
    months_after,
    prolonged,
    warning_day_after,
    working_days_after,
)

LAW = "CPL 91"
ONE_DAY = timedelta(days=1)
CUSTODY = False  # a period of custody, like a ceiling, ends on its day, holiday or not
STARTS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
PUBLISHED = st.dates(date(2015, 1, 1), date(2026, 6, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def by_hand(start: date, months: int) -> date:
    """Read SPC21 202 slowly: month after month on the calendar, looking at every day of the last one."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    target = [date(year, month, 1) + number * ONE_DAY for number in range(31)]
    target = [day for day in target if day.month == month]
    if (start + ONE_DAY).month != start.month:
        return target[-1]
    same = [day for day in target if day.day == start.day]
    return same[0] if same else target[-1]


# The vectors of domain 2.1.


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2025, 3, 1), 3, date(2025, 3, 4)),  # detained: to ask for the arrest
        (date(2025, 3, 4), 4, date(2025, 3, 8)),  # extended, to a Saturday
        (date(2025, 3, 1), 30, date(2025, 3, 31)),  # roaming, repeated or gang
        (date(2025, 3, 31), 7, date(2025, 4, 7)),  # the procuratorate decides
    ],
)
def test_a_period_of_custody_ends_on_its_day(start: date, days: int, due: date) -> None:
    assert days_after(start, days, law=LAW, rolls=CUSTODY).day == due


def test_thirty_seven_days_of_detention_are_thirty_seven_days() -> None:
    asked = days_after(date(2025, 3, 1), 30, law=LAW, rolls=CUSTODY).day
    decided = days_after(asked, 7, law=LAW, rolls=CUSTODY).day

    assert decided == days_after(date(2025, 3, 1), 37, law=LAW, rolls=CUSTODY).day == date(2025, 4, 7)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2025, 1, 31), 2, date(2025, 3, 31)),  # arrested
        (date(2024, 12, 30), 2, date(2025, 2, 28)),  # arrested; there is no 30 February
        (date(2024, 2, 29), 12, date(2025, 2, 28)),  # bail
        (date(2024, 8, 31), 6, date(2025, 2, 28)),  # residential surveillance
        (date(2023, 2, 28), 12, date(2024, 2, 29)),  # bail: from month end to month end
        (date(2025, 4, 30), 1, date(2025, 5, 31)),  # the last day of a short month
        (date(2025, 4, 29), 1, date(2025, 5, 29)),
        (date(2025, 5, 31), 1, date(2025, 6, 30)),
        (date(2025, 5, 30), 1, date(2025, 6, 30)),
        (date(2025, 1, 28), 1, date(2025, 2, 28)),
        (date(2025, 1, 29), 1, date(2025, 2, 28)),
        (date(2024, 1, 28), 1, date(2024, 2, 28)),
        (date(2024, 1, 29), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 2, 28), 1, date(2024, 3, 28)),  # in a leap year the 28th is no month end
        (date(2024, 2, 29), 1, date(2024, 3, 31)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 11, 30), 25, date(2026, 12, 31)),
    ],
)
def test_months_run_from_number_to_number_and_from_month_end_to_month_end(start: date, months: int, due: date) -> None:
    assert months_after(start, months, law=LAW, rolls=CUSTODY).day == due


@pytest.mark.parametrize(
    ("start", "months", "warned"),
    [
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 4, 30), 1, date(2025, 5, 30)),
        (date(2025, 5, 31), 1, date(2025, 6, 30)),
    ],
)
def test_the_warning_goes_by_the_number_of_the_day(start: date, months: int, warned: date) -> None:
    assert warning_day_after(start, months) == warned


def test_extensions_run_from_the_original_base_where_that_is_earlier() -> None:
    due = chained_months_after(date(2024, 12, 30), (2, 1), law="CPL 156", rolls=CUSTODY)

    # From expiry to expiry it would be 28 February, and from that month end 31 March.
    assert due.day == date(2025, 3, 30)
    assert "2025-03-31" in due.steps[0].chinese
    assert "2025-03-30" in due.steps[0].chinese


def test_seven_months_of_custody_are_two_and_one_and_two_and_two() -> None:
    assert chained_months_after(date(2025, 1, 31), (2, 1, 2, 2), law="CPL 159", rolls=CUSTODY).day == date(2025, 8, 31)
    assert chained_months_after(date(2025, 1, 30), (2, 1, 2, 2), law="CPL 159", rolls=CUSTODY).day == date(2025, 8, 30)


def test_a_period_that_was_never_extended_is_its_first_part() -> None:
    assert chained_months_after(date(2024, 12, 30), (2,), law="CPL 156", rolls=CUSTODY).day == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("halves", "due"), [(0, date(2025, 2, 1)), (1, date(2025, 2, 16)), (2, date(2025, 3, 3)), (3, date(2025, 3, 18))]
)
def test_half_a_month_is_fifteen_days_in_february_too(halves: int, due: date) -> None:
    found = half_months_after(date(2025, 2, 1), halves, law="CPL 172", rolls=CUSTODY)

    assert found.day == due
    assert f"共{15 * halves}日" in found.steps[0].chinese


# What holds for every period.


@pytest.mark.parametrize(
    "count",
    [
        lambda: days_after(date(2026, 3, 1), -1, law=LAW, rolls=True),
        lambda: working_days_after(date(2026, 3, 1), -1, law=LAW),
        lambda: half_months_after(date(2026, 3, 1), -1, law=LAW, rolls=True),
        lambda: months_after(date(2026, 3, 1), -1, law=LAW, rolls=True),
        lambda: chained_months_after(date(2026, 3, 1), (2, -1), law=LAW, rolls=True),
        lambda: hours_after(at("2026-03-01T10:00+08:00"), -1, law=LAW),
        lambda: prolonged(days_after(date(2026, 3, 1), 3, law=LAW, rolls=True), -1, law=LAW, rolls=True),
    ],
)
def test_no_period_runs_backward(count: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="forward"):
        count()


@given(STARTS, st.integers(0, 60))
def test_months_are_what_a_slow_reading_of_article_202_says(start: date, months: int) -> None:
    assert add_months(start, months) == by_hand(start, months)


@given(STARTS, st.integers(0, 60))
def test_the_warning_is_never_later_than_the_last_day_and_three_days_earlier_at_most(start: date, months: int) -> None:
    early = add_months(start, months) - warning_day_after(start, months)

    assert timedelta() <= early <= 3 * ONE_DAY


@given(STARTS, st.lists(st.integers(0, 6), max_size=5))
def test_counted_from_the_base_a_chain_is_never_later_than_counted_step_by_step(start: date, months: list[int]) -> None:
    step_by_step = start
    for part in months:
        step_by_step = by_hand(step_by_step, part)

    due = chained_months_after(start, tuple(months), law=LAW, rolls=CUSTODY).day

    assert due == min(by_hand(start, sum(months)), step_by_step)


PERIODS: list[Callable[[date, int, bool], Due]] = [
    lambda start, count, rolls: days_after(start, count, law=LAW, rolls=rolls),
    lambda start, count, rolls: half_months_after(start, count, law=LAW, rolls=rolls),
    lambda start, count, rolls: months_after(start, count, law=LAW, rolls=rolls),
    lambda start, count, rolls: chained_months_after(start, (count, 1), law=LAW, rolls=rolls),
]


@pytest.mark.parametrize("period", PERIODS)
@given(start=PUBLISHED, count=st.integers(0, 40), later=st.integers(0, 40), rolls=st.booleans())
def test_a_longer_period_and_a_later_start_never_end_earlier(
    period: Callable[[date, int, bool], Due], start: date, count: int, later: int, rolls: bool
) -> None:
    due = period(start, count, rolls).day

    assert start <= due <= period(start, count + later, rolls).day
    assert due <= period(start + later * ONE_DAY, count, rolls).day


@pytest.mark.parametrize("period", PERIODS)
@given(start=PUBLISHED, count=st.integers(0, 24))
def test_what_rolls_ends_on_the_first_working_day_and_custody_never_later(
    period: Callable[[date, int, bool], Due], start: date, count: int
) -> None:
    custody, act = period(start, count, False), period(start, count, True)

    assert custody.day <= act.day
    assert CALENDAR.is_working_day(act.day)
    assert act.day == CALENDAR.next_working_day(custody.day)
    assert act.counted is not None
    assert act.counted.day == custody.day
    assert act.provisional == (not CALENDAR.is_published(act.day))


@pytest.mark.parametrize("period", [*PERIODS, lambda start, count, _: working_days_after(start, count, law=LAW)])
@given(start=PUBLISHED, count=st.integers(0, 24), rolls=st.booleans())
def test_the_explanation_names_the_law_the_start_and_the_end_that_it_comes_to_in_both_languages(
    period: Callable[[date, int, bool], Due], start: date, count: int, rolls: bool
) -> None:
    due = period(start, count, rolls)

    chinese = "".join(step.chinese for step in due.steps)
    english = "".join(step.english for step in due.steps)
    assert cite(LAW).chinese in chinese
    assert LAW in english
    for text in (chinese, english):
        assert str(start) in text
        assert str(due.day) in text
    # Whoever reads only one of the two languages reads the same numbers in the same order.
    assert [re.findall(r"\d{4}-\d{2}-\d{2}", step.chinese) for step in due.steps] == [
        re.findall(r"\d{4}-\d{2}-\d{2}", step.english) for step in due.steps
    ]


def test_the_steps_of_a_detention_can_be_checked_by_hand() -> None:
    three, moved = (
        days_after(date(2025, 3, 5), 3, law=LAW, rolls=CUSTODY),
        days_after(date(2025, 9, 28), 3, law="PSB 189", rolls=True),
    )

    assert [step.chinese for step in three.steps] == [
        "自2025-03-05起算，开始的日不计算在内，经3日，至2025-03-08届满（《刑事诉讼法》第九十一条；《刑事诉讼法》第一百零五条）",
        "2025-03-08为周末，本期限不因节假日顺延",
    ]
    assert [step.english for step in moved.steps] == [
        "3 days from 2025-09-28, the opening day not counted: 2025-10-01 (PSB 189; CPL 105)",
        "2025-10-01 is a holiday: moved to 2025-10-09, the first day after it (CPL 105)",
    ]
