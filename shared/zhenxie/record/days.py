"""The legal days that a moment of the wire can mean."""

from datetime import timedelta
from functools import lru_cache
from typing import Final

from zhenxie.law.calendar import legal_day
from zhenxie.law.spans import Days
from zhenxie.wire.moments import end_of, precision_of, start_of

_A_MOMENT: Final = timedelta(microseconds=1)


# Every rule asks it of every event, and most events of a feed are of the same few days.
@lru_cache(maxsize=1 << 14)
def days_of(moment: str | None) -> Days | None:
    """Return the legal days (Asia/Shanghai) that a moment of the wire can mean; None for None."""
    if moment is None:
        return None
    end = end_of(moment)
    last = end if precision_of(moment) == "instant" else end - _A_MOMENT
    return Days(legal_day(start_of(moment)), legal_day(last))
