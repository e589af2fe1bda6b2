"""What was counted for a period: tallies by line, and the lives of instruments and leads; plain values, pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from exchange.statistics.configuration import Configuration


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
    planned: set[date] = field(default_factory=set)
    followed: list[date] = field(default_factory=list)
    taken_back: bool = False
    ended: bool = False

    @property
    def adopted(self) -> bool:
        """Whether the office found it adopted, wholly or in part."""
        return self.adoption in {"adopted", "partially_adopted"}


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
class Counted:
    """Everything that a formula may look at; narrowed to one place it holds that place's alone.

    `as_of` is the period's last day, or the day of asking in a period that has not ended. `tallies` are by line and place: `None` for all, `("unit", code)` or `("procuratorate", code)` for one.
    """

    period: Period
    configuration: Configuration
    as_of: date
    tallies: Mapping[tuple[str, tuple[str, str] | None], Tally] = field(default_factory=dict)
    instruments: Sequence[Instrument] = ()
    leads: Sequence[Lead] = ()
    filings: Sequence[Ending] = ()
    withdrawals: Sequence[Ending] = ()
    place: tuple[str, str] | None = None

    def tally(self, line: str) -> Tally:
        """Return what was counted of a line at this place."""
        return self.tallies.get((line, self.place), Tally())

    def lines(self, prefix: str) -> dict[str, Tally]:
        """Return the lines whose names begin so, by what follows."""
        found = {line: tally for (line, place), tally in self.tallies.items() if place == self.place}
        return {line.removeprefix(prefix): found[line] for line in sorted(found) if line.startswith(prefix)}

    def at(self, dimension: str, code: str) -> "Counted":
        """Return what belongs to one unit or one procuratorate."""
        place = attrgetter(dimension)

        def here(rows: Sequence[Any]) -> list[Any]:
            return [one for one in rows if place(one) == code]

        return replace(
            self,
            place=(dimension, code),
            instruments=here(self.instruments),
            leads=here(self.leads),
            filings=here(self.filings),
            withdrawals=here(self.withdrawals),
        )

    def places(self, dimension: str) -> list[str]:
        """Return the codes of the units or procuratorates that anything belongs to, in their order."""
        rows: tuple[Sequence[Any], ...] = (self.instruments, self.leads, self.filings, self.withdrawals)
        found = {getattr(one, dimension) for many in rows for one in many}
        found |= {place[1] for _, place in self.tallies if place is not None and place[0] == dimension}
        return sorted(one for one in found if one is not None)


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
    elif step == "follow_up_planned" and row["due"] is not None:
        instrument.planned.add(row["due"])
    elif step == "followed_up":
        instrument.followed.append(day)
    elif step in {"withdrawn_by_issuer", "closed"}:
        instrument.ended = True
        instrument.taken_back = instrument.taken_back or step == "withdrawn_by_issuer"
    else:
        _answered(instrument, step, row)


def _answered(instrument: Instrument, step: str, row: Mapping[str, Any]) -> None:
    if step == "served" and instrument.due is None:
        days = instrument.reply_days
        instrument.due = row["due"] or (None if days is None else row["day"] + timedelta(days=days))
    elif step == "replied":
        instrument.replied_on = instrument.replied_on or row["day"]
    elif step == "overdue":
        instrument.overdue_on = instrument.overdue_on or row["day"]
        instrument.due = instrument.due or row["due"]


_SCREENING = frozenset({"started", "verifying", "confirmed", "dismissed", "transferred"})


def leads_of(rows: Iterable[Mapping[str, Any]]) -> list[Lead]:
    """Return the leads of rows in the order of days and positions; what nobody raised is none."""
    kept = list(rows)
    found: dict[str, Lead] = {}
    for row in kept:
        if row["type"] == "alert.raised" and row["subject_id"] not in found:
            named = row["model"] or "manual", row["model_version"] or "not_stated"
            place = row["procuratorate"], row["unit"], row["case_id"], row["day"]
            found[row["subject_id"]] = Lead(row["subject_id"], *named, *place)
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


def after_instruments(withdrawals: Iterable[Ending], counted: Counted) -> Iterator[Ending]:
    """Yield the withdrawals that came after supervision, each with the kind of the last one that it came after."""
    causes, kinds = counted.configuration.withdrawal_causes, counted.configuration.withdrawal_instruments
    before: dict[UUID, list[Instrument]] = {}
    for one in counted.instruments:
        if one.case_id is not None and one.kind in kinds and not one.taken_back:
            before.setdefault(one.case_id, []).append(one)
    for withdrawal in withdrawals:
        earlier = [one for one in before.get(withdrawal.case_id, ()) if one.issued_on <= withdrawal.day]
        if withdrawal.after in causes:
            yield withdrawal
        elif earlier:
            last = max(earlier, key=lambda one: (one.issued_on, one.place))
            yield replace(withdrawal, after=last.kind)
