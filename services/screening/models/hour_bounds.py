"""Rules by the hour on facts that may be known by the day only: what was surely in time, and what surely late; pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from zhenxie.law.calendar import BEIJING, legal_day, start_of_day
from zhenxie.law.periods import DueHour, hours_after
from zhenxie.wire.moments import end_of, precision_of, start_of

_A_MOMENT: Final = timedelta(microseconds=1)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HoursDue:
    """The last lawful instants of a period of hours: of its earliest start and of its latest, as precisely as it is known."""

    first: DueHour
    last: DueHour

    @property
    def over(self) -> date:
        """The first legal day on which the whole period surely lies behind."""
        day = legal_day(self.last.moment)
        return day if start_of_day(day) == self.last.moment else day + _ONE_DAY

    @property
    def violated_from(self) -> str:
        """The last lawful instant, as the wire spells it: from then on it is violated."""
        return self.last.moment.astimezone(BEIJING).isoformat()

    def kept(self, moment: str) -> bool | None:
        """Tell whether something at a moment of the wire was in time; None where that is not known."""
        if _last_instant(moment) <= self.first.moment:
            return True
        begins, is_instant = start_of(moment), precision_of(moment) == "instant"
        late = begins > self.last.moment if is_instant else begins >= self.last.moment
        return False if late else None


def hours_due(moment: str, hours: int, *, law: str) -> HoursDue:
    """Return the end of a period of hours that starts at a moment of the wire; the hour of the start is not counted."""
    first = hours_after(start_of(moment), hours, law=law)
    return HoursDue(first, hours_after(_last_instant(moment), hours, law=law))


def _last_instant(moment: str) -> datetime:
    end = end_of(moment)
    return end if precision_of(moment) == "instant" else end - _A_MOMENT
