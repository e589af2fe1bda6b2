"""How the invented cases are made: what one is, and the reports that they share."""

from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Plot:
    """What happens in a case: one sentence on what it shows, what is reported, and which rules must be alerted.

    `name` is given where the acts speak of the case.
    """

    chinese: str
    english: str
    events: tuple[Event, ...]
    expected: tuple[str, ...] = ()
    suspects: tuple[Event, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Case:
    """One case: its number, whose it is, and its plot."""

    number: str
    police: str
    plot: Plot

    @property
    def chinese(self) -> str:
        """What it shows, in Chinese."""
        return self.plot.chinese

    @property
    def english(self) -> str:
        """What it shows, in English."""
        return self.plot.english

    @property
    def expected(self) -> tuple[str, ...]:
        """The rules that must be alerted in the end."""
        return self.plot.expected

    def notification(self) -> dict[str, Any]:
        """Return the body of its notification; ids are made of its number."""
        told = [dict(one) for one in self.plot.events]
        for place, one in enumerate(told):
            one.setdefault("message_id", f"{self.number}-{place}")
            one.setdefault("data", {})
        head = {
            "type": "case.notified",
            "message_id": f"{self.number}-n",
            "occurred": told[0]["occurred"],
            "data": {"suspects": [dict(one) for one in self.plot.suspects]} if self.plot.suspects else {},
        }
        return {"case_number": self.number, "notified": head, "events": told}


def event(kind: str, occurred: str, ref: str | None = None, /, **said: Any) -> Event:
    """Return one report; ids are given when the case is notified."""
    about = {} if ref is None else {"suspect_ref": ref}
    return {"type": kind, "occurred": occurred, **about, "data": said}


def a_child(birth: str, charge: str = "盗窃罪", acted: str = "2026-03-20", acted_until: str | None = None) -> Event:
    """Return a suspect with a birth date and an act, which may have gone on for days."""
    return {
        "suspect_ref": "S1",
        "birth_date": birth,
        "birth_date_source": "household_register",
        "acts": [{"from": acted, **({} if acted_until is None else {"to": acted_until})}],
        "charges": [{"name": charge}],
    }


def established(birth: str, ref: str = "S1", day: str = "2026-04-02", **more: Any) -> Event:
    """Return that an age was established."""
    source = "birth_certificate"
    return event(
        "suspect.age_verified", day, ref, outcome="established", birth_date=birth, birth_date_source=source, **more
    )


def filed(day: str = "2026-03-25", charge: str = "盗窃罪", **more: Any) -> Event:
    """Return the decision to file."""
    return event("case.filed", day, charges=[{"name": charge}], **more)
