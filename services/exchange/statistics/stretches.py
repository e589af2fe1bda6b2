"""Quarters and months: the days of a period as it is asked for; pure."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from zhenxie.wire.quarters import quarter_of

_QUARTER: Final = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


def days_of_quarter(quarter: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as `2026Q3`.

    :raises ValueError: it is no quarter.
    """
    found = _QUARTER.fullmatch(quarter)
    if found is None or found[1] == "0000":
        raise ValueError(quarter)
    year, month = int(found[1]), int(found[2]) * 3
    return date(year, month - 2, 1), date(year, month, monthrange(year, month)[1])


def quarter_between(first: date, last: date) -> str | None:
    """Return the quarter that two days enclose; None where they enclose another period."""
    quarter = quarter_of(first)
    return quarter if days_of_quarter(quarter) == (first, last) else None


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month where it has none (CPL 105)."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if years < 1:
        return date.min
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
