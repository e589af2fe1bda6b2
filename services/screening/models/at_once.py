"""立即: what "at once" can mean at most, a word without a number, read alike by every rule that asks for it; pure."""

from datetime import timedelta

from screening.parameters import Number
from zhenxie.law.calendar import legal_day
from zhenxie.law.spans import Days
from zhenxie.wire.moments import precision_of, start_of


def at_once_from(moment: str | None, days: Days, hours: Number) -> Days:
    """Return the days with which "at once" can end: never within the first hours of a known moment.

    Who hears of it shortly before midnight has the next day as well. `days` are those on which the moment lies.
    """
    if moment is not None and precision_of(moment) == "instant":
        day = legal_day(start_of(moment) + timedelta(hours=hours.value))
        return Days(day, day)
    return days
