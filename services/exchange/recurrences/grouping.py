"""Groups like violations by code, unit and quarter (类案), and leaves out of a meeting's pack what points at somebody; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from zhenxie.wire.class_cases import MeetingPack, PackLine
from zhenxie.wire.quarters import preceding, quarter_of

THRESHOLD: Final = 3
"""From how many violations on a group is a class (类案), unless another number is asked for (domain 11)."""
_SMALLEST_SHOWN: Final = 3
# Of fewer than ten a share says nothing; counts are shown instead (domain 11).
_SMALLEST_DENOMINATOR: Final = 10


@dataclass(frozen=True)
class Violation:
    """One violation that an office established: an alert that it confirmed, or an instrument that rests on none."""

    code: str
    unit: str
    day: date
    case_id: UUID | None = None
    alert_id: str | None = None
    instrument_id: str | None = None

    @property
    def matter(self) -> str:
        """What it is one matter with: the violations of a case point at the same persons."""
        return str(self.case_id or self.instrument_id or self.alert_id)


@dataclass
class Group:
    """Like violations of a unit in a quarter, and what they are compared with."""

    code: str
    unit: str
    violations: list[Violation] = field(default_factory=list)
    before: list[Violation] = field(default_factory=list)
    of_unit: int = 0
    of_unit_before: int = 0

    @property
    def previous(self) -> int:
        """How many violations the quarter before had."""
        return len(self.before)

    @property
    def share_rises(self) -> bool | None:
        """Whether the code's share of the unit's violations rose; None where too few are compared."""
        if min(self.of_unit, self.of_unit_before) < _SMALLEST_DENOMINATOR:
            return None
        return len(self.violations) * self.of_unit_before > self.previous * self.of_unit

    def is_candidate(self, threshold: int) -> bool:
        """Tell whether the group may ask for a suggestion: enough of them, or a rising share (domain 11)."""
        return len(self.violations) >= threshold or self.share_rises is True


def groups_of(violations: Iterable[Violation], quarter: str) -> list[Group]:
    """Return the groups of a quarter by unit and code, each with the quarter before."""
    before, found = preceding(quarter), dict[tuple[str, str], Group]()
    now_of: dict[str, int] = {}
    before_of: dict[str, int] = {}
    earlier: dict[tuple[str, str], list[Violation]] = {}
    for one in violations:
        key, when = (one.unit, one.code), quarter_of(one.day)
        if when == quarter:
            found.setdefault(key, Group(one.code, one.unit)).violations.append(one)
            now_of[one.unit] = now_of.get(one.unit, 0) + 1
        elif when == before:
            earlier.setdefault(key, []).append(one)
            before_of[one.unit] = before_of.get(one.unit, 0) + 1
    for (unit, code), group in found.items():
        group.before = earlier.get((unit, code), [])
        group.of_unit, group.of_unit_before = now_of[unit], before_of.get(unit, 0)
    return [found[key] for key in sorted(found)]


def pack_of(groups: Sequence[Group], quarter: str, snapshot_id: str | None) -> MeetingPack:
    """Return what a meeting reads of some groups: codes and counts, none of under 3 violations or of under 3 cases.

    The form holds nothing else: neither a name nor a case number has a field in it.
    """
    lines = [
        PackLine(
            violation_code=one.code,
            unit=one.unit,
            violations=_shown(one.violations),
            previous=_shown(one.before),
        )
        for one in groups
    ]
    return MeetingPack(quarter=quarter, snapshot_id=snapshot_id, groups=lines)


def _shown(counted: Sequence[Violation]) -> int | None:
    # Many violations of one case would say of its suspects what happened to them.
    return len(counted) if len({one.matter for one in counted}) >= _SMALLEST_SHOWN else None
