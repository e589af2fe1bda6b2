"""The legal day and the legal calendar: what day it is in Beijing, and whether offices work on it."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.calendar import BEIJING, CALENDAR, LegalCalendar, Year, legal_day, start_of_day

ONE_DAY = timedelta(days=1)
PUBLISHED = st.dates(date(2015, 1, 1), date(2026, 12, 31))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + number * ONE_DAY for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-03-03T23:59:59.999999+08:00", date(2024, 3, 3)),
        ("2024-03-04T00:00:00+08:00", date(2024, 3, 4)),
        ("2024-03-04T00:30:00+08:00", date(2024, 3, 4)),
        ("2024-03-03T15:59:59Z", date(2024, 3, 3)),
        ("2024-03-03T16:00:00Z", date(2024, 3, 4)),
        ("2024-03-03T16:30:00Z", date(2024, 3, 4)),
        ("2024-02-28T16:00:00Z", date(2024, 2, 29)),
        ("2024-12-31T16:00:00Z", date(2025, 1, 1)),
        ("2024-03-03T20:00:00-05:00", date(2024, 3, 4)),
    ],
)
def test_the_legal_day_is_that_of_beijing_whatever_the_offset(said: str, day: date) -> None:
    assert legal_day(datetime.fromisoformat(said)) == day


def test_a_moment_without_an_offset_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        legal_day(datetime(2024, 3, 4))  # noqa: DTZ001 - this is what is refused


def test_a_legal_day_begins_at_four_in_the_afternoon_before_in_greenwich() -> None:
    assert start_of_day(date(2026, 3, 4)) == datetime(2026, 3, 3, 16, tzinfo=UTC)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_day_is_its_own_at_its_first_instant_and_not_one_instant_earlier(day: date) -> None:
    first = start_of_day(day)

    assert legal_day(first) == day
    assert legal_day(first - timedelta(microseconds=1)) == day - ONE_DAY
    assert legal_day(first + ONE_DAY - timedelta(microseconds=1)) == day


@given(st.datetimes(datetime(1950, 1, 2), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001 - the zone follows
def test_the_same_moment_said_in_another_zone_is_the_same_day(local: datetime, minutes: int) -> None:
    moment = local.replace(tzinfo=BEIJING)

    assert legal_day(moment.astimezone(timezone(timedelta(minutes=minutes)))) == local.date()


@pytest.mark.parametrize(
    ("year", "notice", "published"),
    [
        (2015, "国办发明电〔2014〕28号", date(2014, 12, 16)),
        (2016, "国办发明电〔2015〕18号", date(2015, 12, 10)),
        (2017, "国办发明电〔2016〕17号", date(2016, 12, 1)),
        (2018, "国办发明电〔2017〕12号", date(2017, 11, 30)),
        (2019, "国办发明电〔2018〕15号", date(2018, 12, 6)),
        (2020, "国办发明电〔2019〕16号", date(2019, 11, 21)),
        (2021, "国办发明电〔2020〕27号", date(2020, 11, 25)),
        (2022, "国办发明电〔2021〕11号", date(2021, 10, 25)),
        (2023, "国办发明电〔2022〕16号", date(2022, 12, 8)),
        (2024, "国办发明电〔2023〕7号", date(2023, 10, 25)),
        (2025, "国办发明电〔2024〕12号", date(2024, 11, 12)),
        (2026, "国办发明电〔2025〕7号", date(2025, 11, 4)),
    ],
)
def test_a_year_names_its_notice_and_the_day_of_it(year: int, notice: str, published: date) -> None:
    assert CALENDAR.years[year].notice == notice
    assert CALENDAR.years[year].published == published
    assert CALENDAR.years[year].mark == "checked"


def test_three_years_were_rearranged_by_a_later_notice() -> None:
    changed = {year.number: [(one.notice, one.published) for one in year.changes] for year in CALENDAR.years.values()}

    assert {number: notices for number, notices in changed.items() if notices} == {
        2015: [("国发明电〔2015〕1号", date(2015, 5, 13))],
        2019: [("国办发明电〔2019〕3号", date(2019, 3, 22))],
        2020: [("国办发明电〔2020〕1号", date(2020, 1, 27))],
    }
    assert all(one.what.chinese and one.what.english for year in CALENDAR.years.values() for one in year.changes)


@pytest.mark.parametrize("year", CALENDAR.years)
def test_every_published_day_is_read_as_the_package_chinesecalendar_reads_it(year: int) -> None:
    differing = [day for day in days_of(year) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)]

    assert differing == []


@pytest.mark.parametrize("year", CALENDAR.years)
def test_every_published_day_is_read_as_the_package_holidays_reads_it(year: int) -> None:
    theirs = holidays.country_holidays("CN", years=year)
    differing = [day for day in days_of(year) if CALENDAR.is_working_day(day) != theirs.is_working_day(day)]

    assert differing == []


def test_both_packages_know_every_year_that_is_shipped() -> None:
    # A guard for the next November: a year that a package does not know, or only guesses, would prove nothing.
    known = {day.year for day in chinese_calendar.holidays}

    assert set(CALENDAR.years) <= known
    assert all(holidays.country_holidays("CN", years=year).weekend_workdays for year in CALENDAR.years)


@pytest.mark.parametrize("year", CALENDAR.years.values(), ids=lambda year: str(year.number))
def test_a_make_up_working_day_is_a_weekend_that_no_holiday_covers(year: Year) -> None:
    assert year.working
    assert all(day.weekday() >= 5 for day in year.working)
    assert year.working.isdisjoint(year.holidays)
    arranged = {*year.holidays, *year.working}
    assert {day for day in arranged if day.year != year.number} == {
        day for day in arranged if (day.year, day.month) == (year.number - 1, 12)
    }


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 9, 28), None),  # a Sunday that is worked
        (date(2025, 9, 30), None),
        (date(2025, 10, 1), "国庆节、中秋节"),
        (date(2025, 10, 8), "国庆节、中秋节"),
        (date(2025, 10, 9), None),
        (date(2025, 10, 11), None),  # a Saturday that is worked
        (date(2025, 10, 12), "周末"),
        (date(2026, 2, 14), None),  # the Saturday before the Spring Festival
        (date(2026, 2, 15), "春节"),
        (date(2026, 2, 23), "春节"),
        (date(2026, 2, 24), None),
        (date(2024, 2, 9), None),  # 除夕 was no day off in 2024
        (date(2015, 9, 3), "抗战胜利七十周年纪念日"),
        (date(2015, 9, 4), "抗战胜利七十周年纪念日"),
        (date(2015, 9, 6), None),  # the Sunday that was worked for it
        (date(2016, 9, 3), "周末"),  # only the seventieth was a day off
        (date(2017, 10, 4), "中秋节、国庆节"),
        (date(2018, 12, 29), None),  # arranged by the notice for 2019
        (date(2018, 12, 31), "元旦"),
        (date(2019, 4, 28), None),  # Labour Day was given four days in March
        (date(2019, 5, 2), "劳动节"),
        (date(2019, 5, 5), None),
        (date(2020, 1, 31), "春节"),  # prolonged on the 26th
        (date(2020, 2, 1), "春节"),  # was to be worked before
        (date(2020, 2, 3), None),
        (date(2020, 2, 10), None),  # where a locality resumed later, the State Council had not said so
        (date(2022, 12, 31), "元旦"),
        (date(2023, 1, 2), "元旦"),
        (date(2023, 12, 30), "周末"),
    ],
)
def test_a_day_of_rest_is_called_by_its_name_and_a_working_day_by_none(day: date, name: str | None) -> None:
    assert CALENDAR.holiday_name(day) == name


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2014, 12, 31), False),
        (date(2015, 1, 1), True),
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_what_is_known_begins_and_ends_with_the_published_years(day: date, known: bool) -> None:
    assert (CALENDAR.first_published_year, CALENDAR.last_published_year) == (2015, 2026)
    assert CALENDAR.is_published(day) is known


def test_in_a_year_without_a_notice_only_weekends_are_days_of_rest_and_none_is_invented() -> None:
    assert CALENDAR.is_working_day(date(2027, 1, 1))  # New Year is a Friday; nobody has arranged it yet
    assert not CALENDAR.is_working_day(date(2027, 1, 2))
    assert CALENDAR.holiday_name(date(2027, 1, 2)) == "周末"
    assert CALENDAR.is_working_day(date(2014, 10, 2))


def test_a_notice_may_arrange_the_last_days_of_the_year_before() -> None:
    saturday, monday = date(2018, 12, 29), date(2018, 12, 31)
    eve = {monday: "元旦", date(2019, 1, 1): "元旦"}
    calendar = LegalCalendar(
        {2019: Year(2019, "国办发明电〔2018〕15号", date(2018, 12, 6), eve, frozenset({saturday}))}
    )

    assert calendar.is_working_day(saturday)
    assert calendar.holiday_name(monday) == "元旦"
    assert calendar.next_working_day(monday) == date(2019, 1, 2)


def test_a_calendar_without_years_or_with_a_gap_is_refused() -> None:
    def empty(number: int) -> Year:
        return Year(number, "", date(number, 1, 1), {}, frozenset())

    for years in ({}, {2024: empty(2024), 2026: empty(2026)}):
        with pytest.raises(ValueError, match="gap"):
            LegalCalendar(years)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2025, 4, 3), date(2025, 4, 3)),
        (date(2025, 4, 4), date(2025, 4, 7)),  # 清明节 on a Friday
        (date(2025, 4, 26), date(2025, 4, 27)),  # a Saturday before a Sunday that is worked
        (date(2025, 9, 30), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2026, 2, 15), date(2026, 2, 24)),
        (date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_the_next_working_day_is_the_first_after_the_whole_holiday(day: date, following: date) -> None:
    assert CALENDAR.next_working_day(day) == following


@given(PUBLISHED)
def test_the_next_working_day_is_worked_is_not_earlier_and_skips_none(day: date) -> None:
    following = CALENDAR.next_working_day(day)

    assert following >= day
    assert CALENDAR.is_working_day(following)
    between = [day + number * ONE_DAY for number in range((following - day).days)]
    assert not any(CALENDAR.is_working_day(one) for one in between)


@given(PUBLISHED, st.integers(0, 60))
def test_working_days_are_counted_one_by_one_without_the_first(day: date, count: int) -> None:
    end = CALENDAR.working_days_after(day, count)

    after = [day + number * ONE_DAY for number in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_working_day(one) for one in after) == count
    assert count == 0 or CALENDAR.is_working_day(end)


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.working_days_after(date(2026, 3, 4), -1)


def test_midnight_in_beijing_is_not_midnight_in_greenwich() -> None:
    midnight = datetime.combine(date(2026, 3, 4), time(), UTC)

    assert legal_day(midnight) == date(2026, 3, 4)
    assert legal_day(midnight - timedelta(hours=8)) == date(2026, 3, 4)
    assert legal_day(midnight - timedelta(hours=8, microseconds=1)) == date(2026, 3, 3)
