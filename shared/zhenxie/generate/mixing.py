"""The mix: which courses there are, how often each is told, and which rules must find it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zhenxie.generate import (
    custody_faults,
    driving,
    economic,
    faults,
    filing_faults,
    minors,
    ordinary,
    questioning_faults,
    underage,
)
from zhenxie.generate.tale import Tale


@dataclass(frozen=True, slots=True)
class Course:
    """One way in which a case can go.

    `weight` is its share among the courses of its kind, with a violation or without. `days` is more than pass from its
    filing until everything is reported, and what it violates is over by the latest reading of the law. `expected` are
    the rules that must find it, the one that it stands for first.
    """

    kind: str
    tell: Callable[[Tale], None]
    days: int
    weight: int = 1
    expected: tuple[str, ...] = ()


KINDS: Final = {
    "theft": 34,
    "injury": 14,
    "drunk_driving": 26,
    "economic": 12,
    "under_age": 6,
    "returned": 5,
    "refiled": 3,
}
"""The kinds of cases, in hundredths of all; the same whether something went wrong or not."""

LAWFUL: Final[Sequence[Course]] = (
    Course("theft", ordinary.theft, 380),
    Course("injury", ordinary.injury, 380),
    Course("drunk_driving", driving.driving, 130),
    Course("economic", economic.sent_in_time, 680, 5),
    Course("economic", economic.after_arrest, 190, 3),
    Course("economic", economic.withdrawn_in_time, 680, 3),
    Course("economic", economic.bail_lifted_in_time, 780, 2),
    Course("economic", economic.continued_by_the_province, 1_090, 2),
    Course("under_age", underage.lawful, 270),
    Course("returned", ordinary.returned, 290),
    Course("refiled", ordinary.refiled, 520),
)
"""Courses in which no rule finds anything."""

UNLAWFUL: Final[Sequence[Course]] = (
    Course("theft", ordinary.bail_expired, 450, 1, ("M04",)),
    Course("injury", ordinary.bail_expired, 450, 1, ("M04",)),
    *(Course("theft", tell, 320, 1, (rule,)) for rule, tell in faults.FAULTS.items()),
    *(Course("theft", tell, 320, 1, (rule,)) for rule, tell in custody_faults.FAULTS.items()),
    *(Course("theft", tell, 320, 1, (rule,)) for rule, tell in questioning_faults.FAULTS.items()),
    *(Course("theft", tell, 320, 1, (rule,)) for rule, tell in filing_faults.FAULTS.items()),
    Course("drunk_driving", driving.blood_not_drawn, 30, 1, ("DUI-04",)),
    Course("drunk_driving", driving.arrested, 130, 1, ("AR-01", "DUI-12")),
    *(Course("drunk_driving", tell, 130, 1, (rule,)) for rule, tell in driving.FAULTS.items()),
    Course("economic", economic.stalled, 820, 4, ("E1",)),
    Course("economic", economic.stalled_with_property, 780, 2, ("E7", "E1")),
    Course("economic", economic.stalled_after_lifting, 860, 2, ("E2",)),
    Course("under_age", underage.not_withdrawn, 100, 4, ("UA-01",)),
    Course("under_age", underage.not_terminated, 100, 3, ("UA-02",)),
    Course("under_age", underage.detained_all_the_same, 60, 2, ("UA-03",)),
    Course("under_age", underage.approval_not_asked, 60, 1, ("UA-04",)),
    Course("under_age", underage.handed_to_nobody, 60, 2, ("UA-05",)),
    *(Course("under_age", tell, 100, 1, (rule,)) for rule, tell in minors.FAULTS.items()),
    Course("returned", ordinary.not_resubmitted, 420, 1, ("M12",)),
    Course("returned", ordinary.returned_thrice, 480, 1, ("AN11",)),
    Course("refiled", ordinary.refiled_bail_expired, 510, 1, ("M04",)),
)
"""Courses in which one thing goes wrong: every rule that stands, but what needs another case (DUI-15), an alert (BD-01) or an
instrument (M20)."""


def counted(cases: int, violations: float) -> list[tuple[Course, int]]:
    """Return how many cases take each course: exactly so many in all, and exactly the share with a violation."""
    wrong = round(cases * violations)
    return [*_apportioned(cases - wrong, LAWFUL), *_apportioned(wrong, UNLAWFUL)]


def _apportioned(count: int, courses: Sequence[Course]) -> list[tuple[Course, int]]:
    # By kinds first: a kind of many courses would else win, or lose, by the roundings of all of them.
    found: list[tuple[Course, int]] = []
    for kind, many in zip(KINDS, _rounded(count, list(KINDS.values())), strict=True):
        of_kind = [one for one in courses if one.kind == kind]
        found += zip(of_kind, _rounded(many, [one.weight for one in of_kind]), strict=True)
    return [(one, many) for one, many in found if many]


def _rounded(count: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in the proportion of the weights: largest remainders, the whole parts first."""
    shares = [weight * count / sum(weights) for weight in weights]
    found = [int(share) for share in shares]
    losers = sorted(range(len(weights)), key=lambda place: (found[place] - shares[place], place))
    for place in losers[: count - sum(found)]:
        found[place] += 1
    return found
