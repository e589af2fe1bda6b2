"""What holds of every period, whatever its start and its length: tried at random, and beside a second reading."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhenxie.law.calendar import BEIJING
from zhenxie.law.periods import (
    Due,
    add_months,
    chained_months_after,
    days_after,
    half_months_after,
    hours_after,
    months_after,
    prolonged,
    suspended,
    with_travel,
    working_days_after,
)
from zhenxie.law.spans import Days

LAW = "CPL 91"
ONE_DAY = timedelta(days=1)
CUSTODY = False  # a period of custody, like a ceiling, ends on its day, holiday or not
# Every year that is published, so that days of rest are what they were.
PUBLISHED = st.dates(date(2015, 1, 1), date(2026, 1, 1))
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2026, 1, 1), timezones=st.just(BEIJING))  # noqa: DTZ001 - given
COUNTS = st.integers(0, 60)
STRETCHES = st.lists(st.tuples(st.integers(-10, 80), st.integers(0, 20)), max_size=5)


def days(start: date, count: int) -> date:
    return days_after(start, count, law=LAW, rolls=CUSTODY).day


def halves(start: date, count: int) -> date:
    return half_months_after(start, count, law=LAW, rolls=CUSTODY).day


def working(start: date, count: int) -> date:
    return working_days_after(start, count, law=LAW).day


def spans(start: date, spelt: list[tuple[int, int]]) -> list[Days]:
    return [Days(start + first * ONE_DAY, start + (first + more) * ONE_DAY) for first, more in spelt]


@pytest.mark.parametrize("period", [days, halves, working])
@given(start=PUBLISHED, one=st.integers(0, 20), other=st.integers(0, 20))
def test_days_half_months_and_working_days_add_up(
    period: Callable[[date, int], date], start: date, one: int, other: int
) -> None:
    assert period(period(start, one), other) == period(start, one + other)


@given(start=MOMENTS, one=COUNTS, other=COUNTS)
def test_hours_add_up(start: datetime, one: int, other: int) -> None:
    assert hours_after(start, one + other, law=LAW).moment == hours_after(start, one, law=LAW).moment + timedelta(
        hours=other
    )


@given(start=MOMENTS, hours=COUNTS)
def test_a_period_of_hours_is_never_shorter_than_its_hours(start: datetime, hours: int) -> None:
    assert hours_after(start, hours, law=LAW).moment - start > timedelta(hours=hours)


@given(start=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=3)), hours=COUNTS, more=COUNTS)
def test_a_later_start_and_more_hours_never_end_earlier(
    start: datetime, later: timedelta, hours: int, more: int
) -> None:
    assert hours_after(start, hours, law=LAW).moment <= hours_after(start + later, hours + more, law=LAW).moment


@given(start=PUBLISHED, count=COUNTS)
def test_a_half_month_is_always_fifteen_days(start: date, count: int) -> None:
    assert halves(start, count) == days(start, 15 * count)


def test_two_half_months_are_not_a_month() -> None:
    assert halves(date(2025, 2, 1), 2) != add_months(date(2025, 2, 1), 1)
    assert halves(date(2025, 1, 1), 2) != add_months(date(2025, 1, 1), 1)


@given(start=PUBLISHED, count=st.integers(0, 40))
@example(start=date(2020, 1, 20), count=7)  # the Spring Festival that was prolonged
@example(start=date(2018, 12, 28), count=2)  # New Year arranged by the notice for the next year
@example(start=date(2022, 12, 30), count=2)
def test_working_days_are_what_the_package_chinesecalendar_counts(start: date, count: int) -> None:
    left, day = count, start
    while left:
        day += ONE_DAY
        left -= chinese_calendar.is_workday(day)

    assert working(start, count) == day


@given(start=PUBLISHED, later=COUNTS, count=st.integers(0, 40), more=st.integers(0, 40))
def test_a_later_start_and_more_working_days_never_end_earlier(start: date, later: int, count: int, more: int) -> None:
    assert start <= working(start, count) <= working(start, count + more)
    assert working(start, count) <= working(start + later * ONE_DAY, count)


@given(start=PUBLISHED, count=st.integers(0, 60))
def test_working_days_are_never_fewer_than_days(start: date, count: int) -> None:
    assert days(start, count) <= working(start, count)


@given(start=PUBLISHED, parts=st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_a_chain_never_outlasts_its_whole_nor_falls_short_of_it_by_more_than_the_odd_days_of_a_month(
    start: date, parts: list[int]
) -> None:
    due = chained_months_after(start, tuple(parts), law="CPL 159", rolls=CUSTODY).day
    whole = months_after(start, sum(parts), law="CPL 159", rolls=CUSTODY).day

    assert whole - 3 * ONE_DAY <= due <= whole


@given(start=PUBLISHED, months=st.integers(0, 24))
def test_a_chain_of_one_is_the_period_itself(start: date, months: int) -> None:
    alone = months_after(start, months, law="CPL 156", rolls=CUSTODY).day

    assert chained_months_after(start, (months,), law="CPL 156", rolls=CUSTODY).day == alone
    assert chained_months_after(start, (months, 0), law="CPL 156", rolls=CUSTODY).day == alone


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2023, 2024])
def test_a_month_that_began_on_its_last_day_ends_on_a_last_day(year: int, month: int) -> None:
    last = (date(year + month // 12, month % 12 + 1, 1)) - ONE_DAY

    for months in range(1, 25):
        assert (add_months(last, months) + ONE_DAY).day == 1, months


@given(start=PUBLISHED, count=st.integers(1, 60), spelt=STRETCHES)
def test_a_suspension_never_shortens_and_lasts_no_longer_than_its_days(
    start: date, count: int, spelt: list[tuple[int, int]]
) -> None:
    due = days_after(start, count, law=LAW, rolls=CUSTODY)
    stretches = spans(start, spelt)

    found = suspended(due, stretches, start=start, law="CPL 149", rolls=CUSTODY).day

    assert due.day <= found <= due.day + sum(more + 1 for _, more in spelt) * ONE_DAY


@given(start=PUBLISHED, count=st.integers(1, 60), spelt=STRETCHES, dice=st.randoms())
def test_the_order_of_stretches_and_telling_one_twice_change_nothing(
    start: date, count: int, spelt: list[tuple[int, int]], dice: random.Random
) -> None:
    due = days_after(start, count, law=LAW, rolls=CUSTODY)
    stretches = spans(start, spelt)
    twice = [*stretches, *stretches]
    dice.shuffle(twice)

    once = suspended(due, stretches, start=start, law="CPL 149", rolls=CUSTODY)

    assert suspended(due, twice, start=start, law="CPL 149", rolls=CUSTODY) == once


@given(start=PUBLISHED, count=st.integers(1, 60), spelt=STRETCHES, cut=st.integers(0, 20))
def test_a_stretch_that_is_told_in_two_overlapping_parts_is_one(
    start: date, count: int, spelt: list[tuple[int, int]], cut: int
) -> None:
    due = days_after(start, count, law=LAW, rolls=CUSTODY)
    whole = spans(start, spelt)
    parts = [
        part
        for one in whole
        for middle in [min(one.first + cut * ONE_DAY, one.last)]
        for part in (Days(one.first, middle), Days(middle, one.last))
    ]

    found = suspended(due, parts, start=start, law="CPL 149", rolls=CUSTODY)

    assert found == suspended(due, whole, start=start, law="CPL 149", rolls=CUSTODY)


@given(start=PUBLISHED, count=COUNTS, one=st.integers(0, 30), other=st.integers(0, 30), rolls=st.booleans())
def test_excluded_days_add_up_and_never_shorten(start: date, count: int, one: int, other: int, rolls: bool) -> None:
    due = days_after(start, count, law=LAW, rolls=rolls)

    in_steps: Due = with_travel(with_travel(due, one, rolls=rolls), other, rolls=rolls)

    assert in_steps.day == prolonged(due, one + other, law="CPL 105", rolls=rolls).day
    assert with_travel(due, one, rolls=rolls).day >= due.day
