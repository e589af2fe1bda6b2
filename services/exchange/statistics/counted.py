"""What was counted for a period: tallies by line, and the lives of instruments and leads; plain values, pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, Final
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
