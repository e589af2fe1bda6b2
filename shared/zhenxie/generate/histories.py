"""Case histories by a plan, in the order in which the cases began: realistic, seeded, and the same everywhere."""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from zhenxie.generate.dice import Dice
from zhenxie.generate.mixing import Course, counted
from zhenxie.generate.tale import DAY_MINUTES, Report, Tale
from zhenxie.law.calendar import CALENDAR, start_of_day

_UNITS_AN_AGENCY: Final = 24
_NUMBERS_A_MONTH: Final = 9_999
_EARLIEST: Final = date(2024, 1, 1)
# Less than a month is no stretch over which cases could begin.
_STRETCH_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be generated.

    Everything is reported from `since` on and before `until`, but courses that are longer than this stretch begin
    before it. `violations` is the share of cases in which something goes wrong. `police` handle the cases in turn.
    """

    cases: int
    seed: int
    violations: float = 0.1
    since: date = _EARLIEST
    until: date = date(2026, 7, 1)
    police: tuple[str, ...] = ("640202000000",)

    def __post_init__(self) -> None:
        """See that there can be such cases.

        :raises ValueError: a negative count, a share beyond 0 to 1, no agency, a code that is not twelve digits, or a
            stretch that is empty or reaches beyond the years whose law and holidays the courses know.
        """
        if self.cases < 0 or not 0 <= self.violations <= 1:
            raise ValueError("a count of cases, and a share from 0 to 1")
        if not self.police or any(len(code) != 12 or not code.isdecimal() for code in self.police):
            raise ValueError("police agencies have codes of twelve digits")
        if not _EARLIEST <= self.since < self.until or not CALENDAR.is_published(self.until):
            last = CALENDAR.last_published_year
            raise ValueError(f"a stretch from {_EARLIEST} on, and not beyond {last}, whose holidays are published")


@dataclass(frozen=True, slots=True)
class History:
    """One case from its first report to its last.

    `rule` is the violation that was put in, None for none; `expected` are all rules that must find it, and no other
    may. They do so on the day `until` of the plan, where the agencies have declared their coverage by then.
    """

    case_number: str
    began: int
    """Minutes, as in a report; before everything that is reported of it."""
    kind: str
    expected: tuple[str, ...]
    police: str
    procuratorate: str
    reports: tuple[Report, ...]

    @property
    def rule(self) -> str | None:
        """The rule that the violation was put in for."""
        return self.expected[0] if self.expected else None


def histories(plan: Plan) -> Iterator[History]:
    """Yield the cases of a plan in the order in which they began; none is kept.

    :raises ValueError: more cases than the agencies have case numbers.
    """
    numbers: Counter[str] = Counter()
    streams = [
        _begun(plan, place, course, count) for place, (course, count) in enumerate(counted(plan.cases, plan.violations))
    ]
    for serial, (minute, place, index, course) in enumerate(heapq.merge(*streams)):
        tale = _tale(plan, serial, minute // DAY_MINUTES, f"{plan.seed}/{place}/{index}")
        course.tell(tale)
        yield _numbered(tale, minute, course, numbers)


def moment_of(recorded: int) -> datetime:
    """Return the moment (UTC) of minutes as a report counts them."""
    day, minute = divmod(recorded, DAY_MINUTES)
    return start_of_day(date.fromordinal(day)) + timedelta(minutes=minute)


_Begun = tuple[int, int, int, Course]


def _begun(plan: Plan, place: int, course: Course, count: int) -> Iterator[_Begun]:
    """Yield when each case of a course began (minutes), evenly but not regularly, so that each is over in time."""
    latest = plan.until.toordinal() - course.days
    first = min(plan.since.toordinal(), latest - _STRETCH_DAYS)
    stretch = (latest - first) * DAY_MINUTES
    dice = Dice(f"{plan.seed}/{place}")
    for index in range(count):
        # The place of the course decides between two that begin at once; courses are never compared.
        yield first * DAY_MINUTES + int((index + dice.share()) * stretch / count), place, index, course


def _tale(plan: Plan, serial: int, start: int, name: str) -> Tale:
    police = plan.police[serial % len(plan.police)]
    dice = Dice(name)
    # Stations and brigades; without its trailing zeros the code is what its units' codes begin with (domain 8.3).
    unit = f"{police[:6]}{50 + dice.between(1, _UNITS_AN_AGENCY):02d}0000"
    return Tale(dice, start, police, unit, serial + plan.seed % 1_000_003)


def _numbered(tale: Tale, began: int, course: Course, numbers: Counter[str]) -> History:
    month = f"{tale.unit}{date.fromordinal(tale.start):%Y%m}"
    numbers[month] += 1
    if numbers[month] > _NUMBERS_A_MONTH:
        raise ValueError(f"more than {_NUMBERS_A_MONTH} cases of one unit in a month: name more agencies")
    number = f"A{month}{numbers[month]:04d}"
    place = 0
    for report in tale.reports:
        for event in report.events:
            event["message_id"] = f"{number}-{place}"
            place += 1
    return History(number, began, course.kind, course.expected, tale.police, tale.procuratorate, tuple(tale.reports))
