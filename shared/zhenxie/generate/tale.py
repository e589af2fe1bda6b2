"""How the course of one case is told: days from its filing, who reports what, and when it is on record; pure."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from zhenxie.generate import people
from zhenxie.generate.dice import Dice
from zhenxie.generate.people import Suspect
from zhenxie.law.calendar import CALENDAR
from zhenxie.law.periods import add_months

Event = dict[str, Any]
DAY_MINUTES: Final = 1440
_SUSPECTS_AT_MOST: Final = 4
# Reports follow the event by minutes to a day and a half: within the usual delay that coverage states.
_DELAY_MINUTES: Final = (15, 2_100)


@dataclass(frozen=True, slots=True)
class Report:
    """What one agency reported at once: when it was recorded (minutes of Beijing time since day 0), and the events.

    The first of a case opens it: its first event is the notification (案件通报).
    """

    recorded: int
    sender: str
    events: tuple[Event, ...]


@dataclass(slots=True)
class Tale:
    """The course of one case while it is told; day 0 is the day of filing (立案)."""

    dice: Dice
    start: int
    """The ordinal day of filing."""
    police: str
    unit: str
    serial: int
    reports: list[Report] = field(default_factory=list)
    suspects: int = 0
    _last: int = 0

    @property
    def procuratorate(self) -> str:
        """The procuratorate of the police's division (domain 14.7: the default)."""
        return self.police[:6]

    def on(self, day: int) -> str:
        """Return a day of the case as the wire spells it."""
        return _day(self.start + day)

    def at(self, day: int, minute: int) -> str:
        """Return a minute of a day of the case as an instant of the wire."""
        return f"{_day(self.start + day + minute // DAY_MINUTES)}T{_clock(minute % DAY_MINUTES)}:00+08:00"

    def working_days_after(self, day: int, count: int) -> int:
        """Return the day of the case that is so many working days later."""
        later = CALENDAR.working_days_after(date.fromordinal(self.start + day), count)
        return later.toordinal() - self.start

    def months_after(self, day: int, count: int) -> int:
        """Return the day of the case that is so many months later (SPC21 202)."""
        return add_months(date.fromordinal(self.start + day), count).toordinal() - self.start

    def suspect(self, who: Suspect, charge: Event, acted: int, ref: str) -> Event:
        """Return a suspect as a notification names him."""
        return {
            "suspect_ref": ref,
            "person": who.person,
            "sex": who.sex,
            "birth_date": _day(who.birth),
            "birth_date_source": "household_register",
            "charges": [charge],
            "acts": [{"from": self.on(acted)}],
        }

    def notify(self, said: Event, *events: Event) -> None:
        """Let the police open the case: the head, and what had happened by then."""
        head = self.event("case.notified", self.at(0, self.dice.between(15 * 60, 22 * 60)), **said)
        self._report(self.police, 0, (head, *events))

    def tell(self, day: int, *events: Event) -> None:
        """Let the police report what happened on a day of the case, or in the night before."""
        self._report(self.police, day, events)

    def answer(self, day: int, *events: Event) -> None:
        """Let the procuratorate report what it did on a day of the case."""
        self._report(self.procuratorate, day, events)

    def event(self, kind: str, occurred: str, ref: str | None = None, /, **said: Any) -> Event:
        """Return one event; its message id is given with the case number."""
        if ref is None:
            return {"type": kind, "occurred": occurred, "data": said}
        return {"type": kind, "occurred": occurred, "suspect_ref": ref, "data": said}

    def _report(self, sender: str, day: int, events: tuple[Event, ...]) -> None:
        # Nothing is reported before it is over: from the end of the day on.
        recorded = (self.start + day + 1) * DAY_MINUTES + self.dice.between(*_DELAY_MINUTES)
        self._last = max(recorded, self._last + 1)
        self.reports.append(Report(self._last, sender, events))


def adult(tale: Tale, charge: Event, acted: int, ref: str = "S1") -> Event:
    """Return an adult suspect as a notification names him; `acted`: the day of the act."""
    tale.suspects += 1
    who = people.adult(tale.dice, tale.serial * _SUSPECTS_AT_MOST + tale.suspects)
    return tale.suspect(who, charge, acted, ref)


def decided(event: Event, kind: str, number: str, level: str = "county") -> Event:
    """Return an event with the document (法律文书) in which it was decided."""
    document = {"kind": kind, "number": number, "date": event["occurred"][:10], "approved_by_level": level}
    return {**event, "document": document}


@lru_cache(maxsize=32_768)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=DAY_MINUTES)
def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
