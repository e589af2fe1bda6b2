"""Days, months and free days, counted by hand: nothing here is shared with what the oracle judges."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).parents[3]
_DAY = timedelta(days=1)
_BEIJING = timezone(timedelta(hours=8))
# No holiday of the State Council's notices was ever longer than this, weekends beside it included.
_LONGEST_HOLIDAY = 10


def _years() -> tuple[set[date], set[date], set[int]]:
    free: set[date] = set()
    worked: set[date] = set()
    known: set[int] = set()
    for path in sorted((ROOT / "shared/zhenxie/law/calendars").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known.add(table["year"])
        worked |= set(table["working"])
        for one in table["holidays"]:
            day = one["first"]
            while day <= one["last"]:
                free.add(day)
                day += _DAY
    return free, worked, known


_FREE, _WORKED, _KNOWN = _years()


def is_free(day: date) -> bool:
    """Tell whether nobody works on this day, as far as the notices are known."""
    if day in _WORKED:
        return False
    return day in _FREE or day.isoweekday() in (6, 7)


def moved_behind_free_days(day: date) -> date:
    """CPL 105: a last day that is free moves to the first day after."""
    while is_free(day):
        day += _DAY
    return day


def moved_behind_unknown_holidays(day: date) -> date:
    """The latest day to which a notice that is not on file could have moved a last day."""
    moved = moved_behind_free_days(day)
    if day.year in _KNOWN:
        return moved
    return moved_behind_free_days(moved + _LONGEST_HOLIDAY * _DAY)


def days_in(year: int, month: int) -> int:
    """The number of days of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - _DAY).day


def months_later(day: date, months: int) -> date:
    """SPC21 202: the same day of the target month; the last for the last; the last where there is no such day."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    length = days_in(year, month)
    if day.day == days_in(day.year, day.month) or day.day > length:
        return date(year, month, length)
    return date(year, month, day.day)


def legal_days(occurred: str | None) -> tuple[date, date] | None:
    """The first and the last day in Beijing that a spelt moment can mean."""
    if occurred is None:
        return None
    if len(occurred) == 7:
        first = date(int(occurred[:4]), int(occurred[5:]), 1)
        return first, date(first.year, first.month, days_in(first.year, first.month))
    if len(occurred) == 10:
        return date.fromisoformat(occurred), date.fromisoformat(occurred)
    day = datetime.fromisoformat(occurred).astimezone(_BEIJING).date()
    return day, day


def moment(occurred: str) -> datetime:
    """A spelt instant."""
    return datetime.fromisoformat(occurred).astimezone(UTC)
