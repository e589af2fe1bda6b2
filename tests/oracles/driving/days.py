"""Counting by hand for the drunk-driving oracle: days, working days and years with nothing but `datetime`."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from zhenxie.law import calendar

ONE = timedelta(days=1)
_BEIJING = timezone(timedelta(hours=8))
Span = tuple[date, date]

# Only the dated data of the State Council's notices is taken; the walking is our own.
_YEARS = {
    table["year"]: table
    for path in sorted((Path(calendar.__file__).parent / "calendars").glob("*.toml"))
    for table in [tomllib.loads(path.read_text(encoding="utf-8"))]
}


def stretch(moment: str) -> tuple[datetime, datetime]:
    """Return the first instant that a moment can mean, and the first one after it (an instant is both)."""
    if len(moment) == 7:
        year, month = int(moment[:4]), int(moment[5:])
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        return datetime(year, month, 1, tzinfo=_BEIJING), datetime(*following, 1, tzinfo=_BEIJING)
    if len(moment) == 10:
        start = datetime.combine(date.fromisoformat(moment), datetime.min.time(), _BEIJING)
        return start, start + ONE
    instant = datetime.fromisoformat(moment).astimezone(_BEIJING)
    return instant, instant


def span(moment: str | None) -> Span | None:
    """Return the first and the last day that a moment can mean."""
    if moment is None:
        return None
    start, end = stretch(moment)
    return start.date(), (end - timedelta(microseconds=1)).date() if end > start else start.date()


def surely_earlier(one: str, other: str) -> bool:
    """Tell whether `one` lies before `other`, whatever the two moments mean within their precision."""
    end, start = stretch(one)[1], stretch(other)[0]
    # Of two instants the same one is no order; the end of a day already lies behind the day.
    return end < start if stretch(one)[0] == end else end <= start


def is_free(day: date) -> bool:
    """Tell whether a day is a weekly rest day or a statutory holiday, as far as a notice was published."""
    table = _YEARS.get(day.year)
    if table is not None:
        if day in table["working"]:
            return False
        if any(one["first"] <= day <= one["last"] for one in table["holidays"]):
            return True
    return day.weekday() in (5, 6)


# When the holidays of any year can lie, moved days and bridges included: New Year, Spring Festival, Qingming,
# Labour Day, Dragon Boat, and Mid-Autumn with National Day (全国年节及纪念日放假办法).
_SEASONS = (("12-29", "12-31"), ("01-01", "01-04"), ("01-18", "02-29"), ("04-01", "04-08"), ("04-27", "05-06"))
_SEASONS += (("05-25", "06-27"), ("09-06", "10-10"))


def may_be_free(day: date) -> bool:
    """Tell whether a day is free, or may be for all we know: its year's notice is not at hand."""
    season = any(first <= day.isoformat()[5:] <= last for first, last in _SEASONS)
    return is_free(day) or (day.year not in _YEARS and season)


@dataclass(frozen=True)
class LastDay:
    """The last day of a period that began on one of several days: of the first, of the last, and with every holiday.

    `latest` is where a holiday whose notice is not at hand could still move it.
    """

    first: date
    last: date
    latest: date


def after_working_days(began: Span, count: int) -> LastDay:
    """Return the last day of a period of working days; the opening day is not counted."""
    first, last = (_walked(day, count, is_free) for day in began)
    return LastDay(first, last, _walked(began[1], count, may_be_free))


def _walked(day: date, left: int, free: Callable[[date], bool]) -> date:
    while left:
        day += ONE
        if not free(day):
            left -= 1
    return day


def after_days(began: Span, count: int) -> LastDay:
    """Return the last day of a period of days; one that would end on a free day ends on the next working day."""
    first, last = (_rolled(day + count * ONE, is_free) for day in began)
    return LastDay(first, last, _rolled(began[1] + count * ONE, may_be_free))


def _rolled(day: date, free: Callable[[date], bool]) -> date:
    while free(day):
        day += ONE
    return day


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes the last day of that February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
