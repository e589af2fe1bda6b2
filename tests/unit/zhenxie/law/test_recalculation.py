"""Periods that are counted anew, and those that leave the road out (CPL 105, 160)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.periods import (
    Due,
    chained_months_after,
    days_after,
    months_after,
    prolonged,
    recalculated,
    with_travel,
)

ONE_DAY = timedelta(days=1)
CUSTODY = False  # a period of custody, like a ceiling, ends on its day, holiday or not
ARREST = date(2025, 1, 10)


def two_months(since: date, law: str = "CPL 160") -> Due:
    return months_after(since, 2, law=law, rolls=CUSTODY)


@pytest.mark.parametrize(
    ("found", "due"),
    [
        (date(2025, 1, 10), date(2025, 3, 10)),
        (date(2025, 2, 28), date(2025, 4, 30)),  # from month end to month end
        (date(2025, 3, 9), date(2025, 5, 9)),
        (date(2025, 3, 10), date(2025, 5, 10)),  # the last day
        (date(2025, 3, 11), date(2025, 3, 10)),  # over; nothing begins again
    ],
)
def test_another_important_crime_lets_custody_be_counted_anew_while_it_lasts(found: date, due: date) -> None:
    custody = two_months(ARREST, "CPL 156")

    assert recalculated(custody, two_months(found), since=found, law="CPL 160").day == due


def test_what_is_counted_anew_replaces_an_extension_even_where_it_ends_earlier() -> None:
    extended = chained_months_after(ARREST, (2, 1), law="CPL 156", rolls=CUSTODY)
    found = date(2025, 1, 20)

    anew = recalculated(extended, two_months(found), since=found, law="CPL 160")

    assert extended.day == date(2025, 4, 10)
    assert anew.day == date(2025, 3, 20)


def test_the_steps_say_what_no_longer_applies_and_what_does() -> None:
    custody, found = two_months(ARREST, "CPL 156"), date(2025, 2, 20)

    steps = recalculated(custody, two_months(found), since=found, law="CPL 160").steps

    assert [step.chinese for step in steps] == [
        "自2025-01-10起经2个月，至2025-03-10届满（《刑事诉讼法》第一百五十六条；法释〔2021〕1号第二百零二条）",
        "自2025-02-20起重新计算，至2025-03-10的原期限不再适用（《刑事诉讼法》第一百六十条）",
        "自2025-02-20起经2个月，至2025-04-20届满（《刑事诉讼法》第一百六十条；法释〔2021〕1号第二百零二条）",
        "2025-04-20为周末，本期限不因节假日顺延",
    ]
    assert "counted anew since 2025-02-20" in steps[1].english


def test_a_period_that_was_over_says_why_it_is_not_counted_anew() -> None:
    custody, found = two_months(ARREST, "CPL 156"), date(2025, 3, 11)

    due = recalculated(custody, two_months(found), since=found, law="CPL 160")

    assert due.steps[-1].chinese == "2025-03-11时原期限已于2025-03-10届满，不得重新计算（《刑事诉讼法》第一百六十条）"
    assert "not counted anew" in due.steps[-1].english
    assert due.counted == custody.counted


def test_an_act_that_is_counted_anew_is_moved_by_the_days_of_rest_of_its_new_end() -> None:
    review = months_after(date(2025, 8, 1), 1, law="CPL 172", rolls=True)
    anew = months_after(date(2025, 9, 1), 1, law="CPL 172", rolls=True)

    due = recalculated(review, anew, since=date(2025, 9, 1), law="CPL 172")

    assert (due.day, due.provisional) == (date(2025, 10, 9), False)
    assert due.counted is not None
    assert due.counted.day == date(2025, 10, 1)
    beyond = months_after(date(2026, 12, 1), 1, law="CPL 172", rolls=True)
    assert recalculated(review, beyond, since=date(2025, 9, 1), law="CPL 172").provisional


@given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(0, 62))
def test_counting_anew_ends_as_if_it_had_begun_on_that_day(start: date, later: int) -> None:
    custody, found = two_months(start, "CPL 156"), start + later * ONE_DAY

    due = recalculated(custody, two_months(found), since=found, law="CPL 160")

    assert due.day == (two_months(found).day if found <= custody.day else custody.day)
    assert due.day >= custody.day


def test_the_road_is_left_out_of_a_period_of_days() -> None:
    due = days_after(date(2025, 3, 4), 3, law="PSB 140", rolls=True)  # a Friday

    longer = with_travel(due, 2, rolls=True)

    assert longer.day == date(2025, 3, 10)  # Sunday the 9th, moved
    assert longer == prolonged(due, 2, law="CPL 105", rolls=True)
    assert "《刑事诉讼法》第一百零五条" in longer.steps[-2].chinese


def test_no_road_is_shorter_than_none() -> None:
    with pytest.raises(ValueError, match="forward"):
        with_travel(days_after(date(2025, 3, 4), 3, law="PSB 140", rolls=True), -1, rolls=True)
