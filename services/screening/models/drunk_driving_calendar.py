"""Last days in years whose holiday notice is not at hand: the earliest and the latest that they can be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhenxie.law.calendar import CALENDAR
from zhenxie.law.periods import Due, days_after, working_days_after
from zhenxie.law.spans import Days

_ONE_DAY: Final = timedelta(days=1)
# Where the holidays of any year can lie, moved days and bridges included: New Year, Spring Festival, Qingming, Labour
# Day, Dragon Boat, and Mid-Autumn with National Day (全国年节及纪念日放假办法; month and day).
_SEASONS: Final = (
    ((12, 29), (12, 31)),
    ((1, 1), (1, 4)),
    ((1, 18), (2, 29)),
    ((4, 1), (4, 8)),
    ((4, 27), (5, 6)),
    ((5, 25), (6, 27)),
    ((9, 6), (10, 10)),
)


def _may_be_free(day: date) -> bool:
    if not CALENDAR.is_working_day(day):
        return True
    month_and_day = (day.month, day.day)
    return not CALENDAR.is_published(day) and any(first <= month_and_day <= last for first, last in _SEASONS)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last lawful day of a period: as counted by what is published, and the latest that it can be in truth."""

    days: Days
    latest: date
    counted: Due


def last_day(began: Days, count: int, *, working: bool, law: str) -> LastDay:
    """Return the last lawful day of a period that began on one of these days; `counted` explains the latest of them.

    A weekday that may have been a holiday could move it: surely late is only what is late even then. The last day of
    a period that is counted in calendar days moves to the next working day.
    """
    first, last = (_due(day, count, working=working, law=law) for day in (began.first, began.last))
    return LastDay(Days(first.day, last.day), _at_latest(began.last, count, working=working), last)


def _due(day: date, count: int, *, working: bool, law: str) -> Due:
    if working:
        return working_days_after(day, count, law=law)
    return days_after(day, count, law=law, rolls=True)


def _at_latest(day: date, count: int, *, working: bool) -> date:
    if working:
        return _walk(day, count, lambda one: not _may_be_free(one))
    end = day + timedelta(days=count)
    return _walk(end - _ONE_DAY, 1, lambda one: not _may_be_free(one))


def _walk(day: date, count: int, counts: Callable[[date], bool]) -> date:
    while count > 0:
        day += _ONE_DAY
        count -= counts(day)
    return day
