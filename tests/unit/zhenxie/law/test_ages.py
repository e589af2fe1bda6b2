"""How old somebody is in criminal law: from the day after the birthday, and never by accident."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.ages import age_on, attained, birthday, needs_a_second_look, surely_attained, surely_not_attained
from zhenxie.law.calendar import legal_day, start_of_day
from zhenxie.law.spans import Days

ONE_DAY = timedelta(days=1)
BIRTHS = st.dates(date(1930, 1, 1), date(2015, 12, 31))


def by_hand(birth: date, on: date) -> int:
    """Read JUV06 2 slowly: live through every day, and turn a year older on the day after each birthday."""
    age, day = 0, birth
    while day < on:
        # Today is the day before `day`: was it a birthday?
        yesterday, day = day, day + ONE_DAY
        is_birthday = (yesterday.month, yesterday.day) == (birth.month, birth.day)
        if (birth.month, birth.day) == (2, 29) and not isleap(yesterday.year):
            is_birthday = (yesterday.month, yesterday.day) == (2, 28)
        age += is_birthday and yesterday.year > birth.year
    return age


@pytest.mark.parametrize(
    ("years", "day_before", "day_of", "day_after"),
    [
        (12, date(2022, 5, 19), date(2022, 5, 20), date(2022, 5, 21)),
        (14, date(2024, 5, 19), date(2024, 5, 20), date(2024, 5, 21)),
        (16, date(2026, 5, 19), date(2026, 5, 20), date(2026, 5, 21)),
        (18, date(2028, 5, 19), date(2028, 5, 20), date(2028, 5, 21)),
        (75, date(2085, 5, 19), date(2085, 5, 20), date(2085, 5, 21)),
    ],
)
def test_an_age_is_reached_on_the_day_after_the_birthday(
    years: int, day_before: date, day_of: date, day_after: date
) -> None:
    birth = date(2010, 5, 20)

    assert birthday(birth, years) == day_of
    assert [attained(birth, years, day) for day in (day_before, day_of, day_after)] == [False, False, True]
    assert [age_on(birth, day) for day in (day_before, day_of, day_after)] == [years - 1, years - 1, years]


def test_on_the_sixteenth_birthday_a_boy_of_dawukou_is_still_fifteen() -> None:
    assert age_on(date(2010, 3, 4), date(2026, 3, 4)) == 15


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(2008, 2, 29), 16, date(2024, 2, 29)),  # a leap year has the day
        (date(2008, 2, 29), 14, date(2022, 2, 28)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 28), 16, date(2024, 2, 28)),
        (date(2008, 3, 1), 14, date(2022, 3, 1)),
        (date(2009, 12, 31), 16, date(2025, 12, 31)),
    ],
)
def test_a_birthday_on_a_leap_day_is_kept_on_the_last_day_of_february(birth: date, years: int, day: date) -> None:
    assert birthday(birth, years) == day
    assert not attained(birth, years, day)
    assert attained(birth, years, day + ONE_DAY)


def test_the_last_minute_of_the_birthday_is_said_in_greenwich_but_counted_in_beijing() -> None:
    birth = date(2010, 3, 4)
    midnight = start_of_day(date(2026, 3, 5))

    assert midnight.date() == date(2026, 3, 4)
    assert attained(birth, 16, legal_day(midnight))
    assert not attained(birth, 16, legal_day(midnight - timedelta(microseconds=1)))


def test_nobody_has_an_age_before_birth_and_none_completes_less_than_no_year() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2010, 3, 4), date(2010, 3, 3))
    with pytest.raises(ValueError, match="no year"):
        birthday(date(2010, 3, 4), -1)


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2010, 3, 4), 0), (date(2010, 3, 5), 0), (date(2011, 3, 4), 0), (date(2011, 3, 5), 1)],
)
def test_a_child_has_no_full_year_up_to_and_on_its_first_birthday(on: date, age: int) -> None:
    assert age_on(date(2010, 3, 4), on) == age


@given(
    st.dates(date(2000, 1, 1), date(2012, 12, 31)) | st.sampled_from([date(2004, 2, 29), date(2008, 2, 29)]), st.data()
)
def test_an_age_is_what_living_day_by_day_gives(birth: date, data: st.DataObject) -> None:
    on = data.draw(st.dates(birth, date(2030, 12, 31)) | st.integers(0, 20).map(lambda years: birthday(birth, years)))

    assert age_on(birth, on) == by_hand(birth, on)


@given(BIRTHS, st.integers(1, 80), st.integers(-3, 3))
def test_an_age_once_reached_is_never_lost_and_the_two_readings_agree(birth: date, years: int, near: int) -> None:
    on = birthday(birth, years) + near * ONE_DAY

    assert attained(birth, years, on) == (near > 0)
    assert attained(birth, years, on) == (age_on(birth, on) >= years)
    assert attained(birth, years, on) <= attained(birth, years, on + ONE_DAY)
    assert attained(birth + ONE_DAY, years, on) <= attained(birth, years, on)


@pytest.mark.parametrize(
    ("act", "surely", "surely_not"),
    [
        (Days(date(2026, 3, 1), date(2026, 3, 4)), False, True),  # through the birthday
        (Days(date(2026, 3, 1), date(2026, 3, 5)), False, False),  # over the decisive day
        (Days(date(2026, 3, 4), date(2026, 3, 5)), False, False),
        (Days(date(2026, 3, 5), date(2026, 3, 5)), True, False),
        (Days(date(2026, 3, 5), date(2026, 3, 31)), True, False),
    ],
)
def test_an_act_of_an_uncertain_day_decides_only_if_every_day_says_the_same(
    act: Days, surely: bool, surely_not: bool
) -> None:
    birth = Days(date(2010, 3, 4), date(2010, 3, 4))

    assert surely_attained(birth, 16, act) is surely
    assert surely_not_attained(birth, 16, act) is surely_not


@pytest.mark.parametrize(
    ("birth", "surely", "surely_not"),
    [
        (Days(date(2010, 3, 1), date(2010, 3, 3)), True, False),
        (Days(date(2010, 3, 1), date(2010, 3, 4)), False, False),  # of that month, nobody knows the day
        (Days(date(2010, 3, 1), date(2010, 3, 31)), False, False),
        (Days(date(2010, 3, 4), date(2010, 3, 31)), False, True),
    ],
)
def test_a_birth_of_an_uncertain_day_decides_only_if_every_day_says_the_same(
    birth: Days, surely: bool, surely_not: bool
) -> None:
    act = Days(date(2026, 3, 4), date(2026, 3, 4))

    assert surely_attained(birth, 16, act) is surely
    assert surely_not_attained(birth, 16, act) is surely_not


def span(first: date, more: int) -> Days:
    return Days(first, first + more * ONE_DAY)


@given(BIRTHS, st.integers(0, 20), st.integers(1, 20), st.integers(-10, 10), st.integers(0, 10))
def test_what_is_sure_of_two_spans_is_so_for_every_pair_of_their_days(
    first: date, born_within: int, years: int, near: int, acted_within: int
) -> None:
    born, act = span(first, born_within), span(birthday(first, years) + near * ONE_DAY, acted_within)
    answers = {
        attained(born.first + b * ONE_DAY, years, act.first + a * ONE_DAY)
        for b in range(born_within + 1)
        for a in range(acted_within + 1)
    }

    assert surely_attained(born, years, act) == (answers == {True})
    assert surely_not_attained(born, years, act) == (answers == {False})


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (Days(date(2022, 2, 27), date(2022, 2, 27)), False),
        (Days(date(2022, 2, 28), date(2022, 2, 28)), True),
        (Days(date(2022, 3, 1), date(2022, 3, 1)), True),
        (Days(date(2022, 3, 2), date(2022, 3, 2)), True),
        (Days(date(2022, 3, 3), date(2022, 3, 3)), False),
        (Days(date(2022, 2, 1), date(2022, 2, 28)), True),
        (Days(date(2021, 12, 1), date(2022, 4, 1)), True),
        (Days(date(2021, 3, 3), date(2022, 2, 27)), False),
        (Days(date(2021, 3, 3), date(2023, 2, 27)), True),
    ],
)
def test_who_was_born_on_a_leap_day_gets_a_second_look_from_28_february_to_2_march(act: Days, wanted: bool) -> None:
    assert needs_a_second_look(date(2008, 2, 29), act) is wanted
    assert not needs_a_second_look(date(2008, 2, 28), act)
    assert not needs_a_second_look(date(2008, 3, 1), act)
