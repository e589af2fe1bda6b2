"""What was counted for a period: tallies by line, and the lives of instruments and leads; plain values, pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from exchange.recurrences.schedule import look_back_on
from exchange.statistics.configuration import Configuration
from zhenxie.law.calendar import CALENDAR


@dataclass(frozen=True)
class Period:
    """The days of a period (Asia/Shanghai), the first and the last included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Tally:
    """How many documents (份), cases (件) and persons (人) a line has."""

    documents: int = 0
    cases: int = 0
    persons: int = 0


@dataclass(slots=True)
class Plan:
    """A look-back that is planned for a day; a new day before it is held is the same plan."""

    due: date
    held_on: date | None = None


@dataclass(slots=True)
class Instrument:
    """The life of one instrument up to the period's last day."""

    id: str
    kind: str
    procuratorate: str | None
    unit: str | None
    case_id: UUID | None
    issued_on: date
    place: int
    violations: tuple[str, ...] = ()
    reply_days: int | None = None
    due: date | None = None
    replied_on: date | None = None
    adoption: str | None = None
    adopted_on: date | None = None
    overdue_on: date | None = None
    alerts: frozenset[str] = frozenset()
    plans: list[Plan] = field(default_factory=list)
    contested: bool = False
    corrected_at: int = 0
    taken_back: bool = False
    ended: bool = False

    @property
    def adopted(self) -> bool:
        """Whether the office found it adopted, wholly or in part."""
        return self.adoption in {"adopted", "partially_adopted"}

    @property
    def awaits_reply(self) -> bool:
        """Whether a reply is still owed: none came, nothing was found in its place, and no objection is open."""
        return self.replied_on is None and self.adoption is None and not self.contested and not self.ended


@dataclass(slots=True)
class Lead:
    """The life of one alert up to the period's last day."""

    id: str
    model: str
    version: str
    procuratorate: str | None
    unit: str | None
    case_id: UUID | None
    raised_on: date
    rule: str | None = None
    screened_on: date | None = None
    established_on: date | None = None
    dismissed_on: date | None = None
    dismissal: str | None = None


@dataclass(frozen=True)
class Ending:
    """A supervised filing or a withdrawal, and what is known of the case beside it."""

    case_id: UUID
    procuratorate: str | None
    unit: str | None
    day: date
    after: str
    sent: bool = False
    convicted: bool = False


@dataclass(frozen=True)
class Marked:
    """A case that was marked as major, difficult or complex, and whether the procuratorate intervened early."""

    case_id: UUID
    procuratorate: str | None
    unit: str | None
    intervened: bool


@dataclass(frozen=True)
class Counted:
    """Everything that a formula may look at; narrowed to one place it holds that place's alone.

    `as_of` is the period's last day, or the day of asking in a period that has not ended. `tallies` are by line and place: `None` for all, `("unit", code)` or `("procuratorate", code)` for one. The police see no leads.
    """

    period: Period
    configuration: Configuration
    as_of: date
    tallies: Mapping[tuple[str, tuple[str, str] | None], Tally] = field(default_factory=dict)
    instruments: Sequence[Instrument] = ()
    leads: Sequence[Lead] = ()
    filings: Sequence[Ending] = ()
    withdrawals: Sequence[Ending] = ()
    marked: Sequence[Marked] = ()
    sees_leads: bool = True
    place: tuple[str, str] | None = None

    def tally(self, line: str) -> Tally:
        """Return what was counted of a line at this place."""
        return self.tallies.get((line, self.place), Tally())

    def fell_due(self, day: date | None) -> bool:
        """Tell whether a day of the period is over: that of asking is not, unless it is the period's last."""
        return (
            self.period.holds(day) and day is not None and (day < self.as_of or day == self.as_of == self.period.last)
        )

    def by(self, dimension: str) -> "dict[str, Counted]":
        """Return what belongs to each unit or each procuratorate, in the order of their codes."""
        found: dict[str, dict[str, list[Any]]] = {}
        place = attrgetter(dimension)
        for name in _ROWS:
            for one in getattr(self, name):
                code = place(one)
                if code is not None:
                    found.setdefault(code, {}).setdefault(name, []).append(one)
        for _, where in self.tallies:
            if where is not None and where[0] == dimension:
                found.setdefault(where[1], {})
        return {code: self._at(dimension, code, found[code]) for code in sorted(found)}

    def _at(self, dimension: str, code: str, rows: Mapping[str, Any]) -> "Counted":
        here: dict[str, Any] = {name: rows.get(name, ()) for name in _ROWS}
        return replace(self, place=(dimension, code), **here)


_ROWS: Final = ("instruments", "leads", "filings", "withdrawals", "marked")


@dataclass(frozen=True)
class Figures:
    """What a formula yields: a count, of how many where it is a share, and the series beside it."""

    numerator: int
    denominator: int | None = None
    series: Mapping[str, int] = field(default_factory=dict)


def instruments_of(rows: Iterable[Mapping[str, Any]]) -> list[Instrument]:
    """Return the instruments of rows in the order of days and positions; what nobody issued is none."""
    kept = list(rows)
    found: dict[str, Instrument] = {}
    for row in kept:
        if row["type"] == "instrument.issued" and row["subject_id"] not in found:
            found[row["subject_id"]] = Instrument(
                id=row["subject_id"],
                kind=row["kind"] or "not_stated",
                procuratorate=row["procuratorate"],
                unit=row["unit"],
                case_id=row["case_id"],
                issued_on=row["day"],
                place=row["position"],
                violations=tuple(row["codes"]),
                reply_days=row["reply_days"],
                alerts=frozenset(row["alert_ids"] or ()),
            )
    for row in kept:
        instrument = found.get(row["subject_id"])
        if instrument is not None:
            _live(instrument, row)
    return list(found.values())


def _live(instrument: Instrument, row: Mapping[str, Any]) -> None:
    step, day = row["type"].removeprefix("instrument."), row["day"]
    if step in {"adopted", "partially_adopted", "rejected"}:
        instrument.adoption, instrument.adopted_on = step, day
    elif step in _CONTESTING:
        instrument.contested = _CONTESTING[step]
    elif step == "follow_up_planned":
        _plan(instrument, row["due"])
    elif step == "followed_up":
        # A look-back answers the plan that was made before it, and no later one.
        if instrument.plans and instrument.plans[-1].held_on is None:
            instrument.plans[-1].held_on = day
    elif step in {"withdrawn_by_issuer", "closed"}:
        instrument.ended = True
        instrument.taken_back = instrument.taken_back or step == "withdrawn_by_issuer"
        if step == "closed":
            _plan(instrument, row["due"] or (None if instrument.plans else look_back_on(day)))
    else:
        _answered(instrument, step, row)


_CONTESTING: Final = {
    "reconsideration_requested": True,
    "review_requested": True,
    "re_examination_requested": True,
    # After 复查 the notice stands and is to be answered; what 复议 or 复核 decides needs no reply (RULE 564).
    "re_examined": False,
}


def _plan(instrument: Instrument, due: date | None) -> None:
    if due is None:
        return
    if instrument.plans and instrument.plans[-1].held_on is None:
        instrument.plans[-1].due = due
    else:
        instrument.plans.append(Plan(due))


def _answered(instrument: Instrument, step: str, row: Mapping[str, Any]) -> None:
    if step == "served":
        _served(instrument, row)
    elif step == "replied":
        instrument.replied_on = instrument.replied_on or row["day"]
    elif step == "overdue" and not (instrument.corrected_at and instrument.due and row["day"] <= instrument.due):
        instrument.overdue_on = instrument.overdue_on or row["day"]
        instrument.due = instrument.due or row["due"]


def _served(instrument: Instrument, row: Mapping[str, Any]) -> None:
    corrected = "corrected" in row["codes"]
    # Rows come by their days: which of two corrections was said last only their positions tell.
    if row["position"] < instrument.corrected_at or not (corrected or instrument.due is None):
        return
    days = instrument.reply_days
    counted = None if days is None else CALENDAR.next_working_day(row["day"] + timedelta(days=days))
    instrument.due = row["due"] or counted
    if corrected:
        instrument.corrected_at = row["position"]
        if instrument.overdue_on is not None and instrument.due is not None and instrument.overdue_on <= instrument.due:
            instrument.overdue_on = None


_SCREENING = frozenset({"started", "verifying", "confirmed", "dismissed", "transferred"})


def leads_of(rows: Iterable[Mapping[str, Any]]) -> list[Lead]:
    """Return the leads of rows in the order of days and positions; what nobody raised is none."""
    kept = list(rows)
    found: dict[str, Lead] = {}
    for row in kept:
        if row["type"] == "alert.raised" and row["subject_id"] not in found:
            named = row["model"] or "manual", row["model_version"] or "not_stated"
            place = row["procuratorate"], row["unit"], row["case_id"], row["day"]
            rule = row["codes"][0] if row["codes"] else None
            found[row["subject_id"]] = Lead(row["subject_id"], *named, *place, rule)
    for row in kept:
        lead = found.get(row["subject_id"])
        if lead is None or row["type"] != "alert.reviewed" or not row["codes"]:
            continue
        step, *reasons = row["codes"]
        if step in _SCREENING:
            lead.screened_on = lead.screened_on or row["day"]
        if step == "confirmed":
            lead.established_on = lead.established_on or row["day"]
        if step == "dismissed":
            lead.dismissed_on, lead.dismissal = row["day"], reasons[0] if reasons else "not_stated"
    return list(found.values())


def supervised(
    endings: Iterable[Ending], before: Iterable[Instrument], causes: Collection[str], kinds: Mapping[str, str]
) -> Iterator[Ending]:
    """Yield the filings or withdrawals that came after supervision, each with what it came after.

    That is the cause named by the police, if it is one of `causes`; or what `kinds` calls the last instrument on the case
    issued no later, whichever office issued it, and not taken back.
    """
    of_case: dict[UUID, list[Instrument]] = {}
    for one in before:
        if one.case_id is not None and one.kind in kinds and not one.taken_back:
            of_case.setdefault(one.case_id, []).append(one)
    for ending in endings:
        earlier = [one for one in of_case.get(ending.case_id, ()) if one.issued_on <= ending.day]
        if ending.after in causes:
            yield ending
        elif earlier:
            last = max(earlier, key=lambda one: (one.issued_on, one.place))
            yield replace(ending, after=kinds[last.kind])
