"""Until when a lead is worked unless somebody says otherwise: working days by severity, dated; pure."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from zhenxie.law.calendar import CALENDAR, LegalCalendar

# [design]: no law sets these; from the day on which a row begins it holds for what is seen from then on.
_WORKING_DAYS: Final = ((date(2000, 1, 1), MappingProxyType({"urgent": 1, "high": 3, "medium": 7, "low": 15})),)
RANK: Final[Mapping[str, int]] = MappingProxyType({"urgent": 0, "high": 1, "medium": 2, "low": 3})
"""In which order leads of one day are worked."""


def due_on(severity: str, seen_on: date, calendar: LegalCalendar = CALENDAR) -> date:
    """Return the working day until which a lead of a severity is worked that the office saw on a day."""
    days = max((row for row in _WORKING_DAYS if row[0] <= seen_on), key=lambda row: row[0])[1]
    return calendar.working_days_after(seen_on, days[severity])
