"""When an instrument is looked back on (回头看): after it was closed, when it was planned, and on relapse; pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from exchange.recurrences.grouping import Violation
from zhenxie.law.instruments.catalogue import kinds
from zhenxie.law.periods import add_months

LookBackGround = Literal["closed", "planned", "relapse"]
LookBackState = Literal["planned", "overdue", "done"]


@dataclass(frozen=True)
class Months:
    """A number of months that holds from a day on."""

    since: date
    months: int


# Neither number is the law's, which only asks that execution be followed (RULE 553, 564, 581); from the 2021 opinion on.
AFTER_CLOSING: Final[Sequence[Months]] = (Months(date(2021, 10, 31), 3),)
"""How long after it was closed an instrument is looked back on, unless its closing names a day."""
RELAPSE_WITHIN: Final[Sequence[Months]] = (Months(date(2021, 10, 31), 6),)
"""For how long after the closing the same violation by the same unit counts as a relapse (反弹)."""


def months_on(table: Sequence[Months], day: date) -> int:
    """Return the number that held on a day; before the first one, the first."""
    held = [one.months for one in table if one.since <= day]
    return held[-1] if held else table[0].months


def look_back_on(closed_on: date) -> date:
    """Return the day on which an instrument is looked back on, unless its closing names one."""
    return add_months(closed_on, months_on(AFTER_CLOSING, closed_on))


@dataclass
class Plan:
    """One look-back that was planned: why, when it is due, since when it is planned, and whether it was held."""

    ground: LookBackGround
    due_on: date
    since: date
    done_on: date | None = None


@dataclass
class Instrument:
    """What the feed told of one instrument, as far as a look-back asks."""

    id: str
    issuer: str = ""
    addressee: str | None = None
    kind: str | None = None
    number: str | None = None
    case_id: UUID | None = None
    issued_on: date | None = None
    codes: frozenset[str] = frozenset()
    alert_ids: tuple[str, ...] = ()
    closed_on: date | None = None
    plans: list[Plan] = field(default_factory=list)
    followed_on: list[date] = field(default_factory=list)
    withdrawn: bool = False

    @property
    def is_looked_back_on(self) -> bool:
        """Whether its kind is one whose execution the office follows (catalogue, domain 7.1)."""
        found = None if self.kind is None else kinds().get(self.kind)
        return found is None or found.followed_up

    def plan(self, day: date, due_on: date | None) -> None:
        """Plan a look-back on a day, or (None) as its closing does; of one that is not held yet the day is moved."""
        open_one = self.plans[-1] if self.plans and self.plans[-1].done_on is None else None
        if open_one is None:
            # Of a kind that nobody looks back on, none is due by itself: it could never be held.
            if due_on is None and not self.is_looked_back_on:
                return
            open_one = Plan("closed", look_back_on(day), day)
            self.plans.append(open_one)
        if due_on is not None:
            open_one.ground, open_one.due_on = "planned", due_on

    def follow_up(self, day: date) -> None:
        """Hold the look-back that was planned last; what was held before the planning is not what was planned."""
        self.followed_on.append(day)
        if self.plans and self.plans[-1].done_on is None and day >= self.plans[-1].since:
            self.plans[-1].done_on = day


@dataclass(frozen=True)
class Told:
    """One entry about an instrument: its type, who said it, of which case, the day on which it happened, its data."""

    kind: str
    source: str
    case_id: UUID | None
    day: date
    said: Mapping[str, Any]


def instruments_of(told: Iterable[Told]) -> dict[str, Instrument]:
    """Return the instruments that some entries, in the order of the feed, tell of."""
    found: dict[str, Instrument] = {}
    for entry in told:
        tell(found, entry)
    return found


def tell(found: dict[str, Instrument], entry: Told) -> None:
    """Let instruments know one more entry, the next one in the order of the feed."""
    said = entry.said
    one = found.setdefault(said["instrument_id"], Instrument(said["instrument_id"]))
    one.kind, one.number = said.get("kind", one.kind), said.get("number", one.number)
    match entry.kind:
        case "instrument.issued":
            one.issuer, one.case_id, one.issued_on = entry.source, entry.case_id, entry.day
            one.addressee = said["addressee"]
            one.codes, one.alert_ids = frozenset(said.get("violations", ())), tuple(said.get("alert_ids", ()))
        case "instrument.closed":
            one.closed_on = entry.day
            one.plan(entry.day, _day(said.get("planned_on")))
        case "instrument.follow_up_planned":
            one.plan(entry.day, _day(said.get("planned_on")))
        case "instrument.followed_up":
            one.follow_up(entry.day)
        case "instrument.withdrawn_by_issuer":
            one.withdrawn = True


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True)
class LookBack:
    """One look-back: on which instrument, why, when it is due, and whether it was done."""

    instrument: Instrument
    ground: LookBackGround
    due_on: date
    done_on: date | None = None
    relapses: tuple[Violation, ...] = ()

    @property
    def order(self) -> tuple[str, str, str]:
        """Its place in the list: by the due day, then the instrument, then why."""
        return self.due_on.isoformat(), self.instrument.id, self.ground

    def state(self, day: date) -> LookBackState:
        """Return how it stands on a legal day: overdue from the day after the due day on."""
        if self.done_on is not None:
            return "done"
        return "overdue" if self.due_on < day else "planned"


def look_backs(instruments: Iterable[Instrument], violations: Sequence[Violation]) -> list[LookBack]:
    """Return the look-backs that instruments ask for, the earliest due first; one that was taken back asks for none."""
    found: list[LookBack] = []
    by_unit: _ByUnit = {}
    for violation in sorted(violations, key=_when):
        by_unit.setdefault((violation.unit, violation.code), []).append(violation)
    for one in instruments:
        if not one.withdrawn and one.issued_on is not None:
            found += [LookBack(one, plan.ground, plan.due_on, plan.done_on) for plan in one.plans]
            found += _relapsed(one, by_unit)
    return sorted(found, key=lambda each: each.order)


_ByUnit = dict[tuple[str | None, str], list[Violation]]
"""Violations by unit and code, the earliest first."""


def _when(violation: Violation) -> tuple[date, str, str]:
    return violation.day, violation.alert_id or "", violation.instrument_id or ""


def _relapsed(one: Instrument, by_unit: _ByUnit) -> Iterable[LookBack]:
    like_ones = [(one.addressee, code) for code in one.codes if (one.addressee, code) in by_unit]
    if one.closed_on is None or not like_ones or not one.is_looked_back_on:
        return
    last = add_months(one.closed_on, months_on(RELAPSE_WITHIN, one.closed_on))
    again: list[Violation] = []
    for name in like_ones:
        like = by_unit[name]
        begin = bisect_right(like, one.closed_on, key=lambda each: each.day)
        end = bisect_right(like, last, key=lambda each: each.day)
        again += [each for each in like[begin:end] if each.alert_id not in one.alert_ids]
    again.sort(key=_when)
    while again:
        # It is proposed for the day on which the first of them was established: at once.
        begins = again[0].day
        held = min((day for day in one.followed_on if day >= begins), default=None)
        # What came back after the office had looked asks to look again.
        upto = len(again) if held is None else bisect_right(again, held, key=lambda each: each.day)
        yield LookBack(one, "relapse", begins, held, tuple(again[:upto]))
        again = again[upto:]
