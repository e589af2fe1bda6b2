"""Legal days (Asia/Shanghai) and the legal calendar; the only place that turns moments into days."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from importlib.resources import files
from typing import Final

from zhenxie.law.wording import Text

BEIJING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def legal_day(moment: datetime) -> date:
    """Return the legal day (Asia/Shanghai) on which the law counts this moment (CPL 105).

    Beijing time is taken as eight hours before UTC throughout; the summer time of 1986 to 1991 is not applied.

    :raises ValueError: the moment has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset belongs to no day")
    return moment.astimezone(BEIJING).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant (UTC) of a legal day: a period that ends the day before is over at it (CPL 105)."""
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)


@dataclass(frozen=True)
class Change:
    """A later notice that rearranged a part of a year: its number, its day and what it changed."""

    notice: str
    published: date
    what: Text


@dataclass(frozen=True)
class Year:
    """One year of the legal calendar as the State Council arranged it.

    `notice` is the number of the notice and `published` its day; `holidays` are the days off by name, `working` the
    make-up working days (调休) on what would be a weekend. Either may lie in the December before (31 December 2022).
    Both stand as the `changes` left them. `mark` is checked or memory (domain 0). What a locality arranged for itself
    is not told here: nobody outside of it is bound.
    """

    number: int
    notice: str
    published: date
    holidays: Mapping[date, str]
    working: frozenset[date]
    mark: str = "checked"
    changes: tuple[Change, ...] = ()


class LegalCalendar:
    """The published years: weekly rest days, statutory holidays and their make-up working days (节假日)."""

    def __init__(self, years: Mapping[int, Year]) -> None:
        """Take the published years; they follow each other without a gap.

        :raises ValueError: there is none, or one between them is missing.
        """
        if not years or sorted(years) != list(range(min(years), max(years) + 1)):
            raise ValueError("the years of a calendar follow each other without a gap")
        self.years = years
        self._holidays = {day: name for year in years.values() for day, name in year.holidays.items()}
        self._working = frozenset(day for year in years.values() for day in year.working)

    @property
    def first_published_year(self) -> int:
        """The first year whose notice is at hand."""
        return min(self.years)

    @property
    def last_published_year(self) -> int:
        """The last year whose notice is known."""
        return max(self.years)

    def is_published(self, day: date) -> bool:
        """Tell whether the notice for the year of `day` is known; if not, every answer about it is provisional."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` is a working day (CPL 105: 节假日); in a year that is not published only weekends are known."""
        if day in self._working:
            return True
        return day not in self._holidays and day.weekday() < _SATURDAY

    def holiday_name(self, day: date) -> str | None:
        """Return the Chinese name of the holiday, 周末 for a weekly rest day, None for a working day."""
        if self.is_working_day(day):
            return None
        return self._holidays.get(day, "周末")

    def next_working_day(self, day: date) -> date:
        """Return `day` if it is a working day, else the first one after it (CPL 105)."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, which itself is not counted (CPL 105).

        :raises ValueError: `count` is negative.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        while count > 0:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day


class _Shipped:
    @cached_property
    def calendar(self) -> LegalCalendar:
        folder = files(__package__) / "calendars"
        found = [_year(one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")]
        return LegalCalendar({year.number: year for year in sorted(found, key=lambda year: year.number)})


def _year(text: str) -> Year:
    table = tomllib.loads(text)
    holidays: dict[date, str] = {}
    for one in table["holidays"]:
        day = one["first"]
        while day <= one["last"]:
            holidays[day] = one["name"]
            day += _ONE_DAY
    return Year(
        number=table["year"],
        notice=table["notice"],
        published=table["published"],
        holidays=holidays,
        working=frozenset(table["working"]),
        mark=table["mark"],
        changes=tuple(Change(one["notice"], one["published"], Text(*one["what"])) for one in table.get("changes", ())),
    )


CALENDAR: Final = _Shipped().calendar
"""The legal calendar as it is shipped."""
