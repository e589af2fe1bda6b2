"""Who a caller is and what follows from it: scopes, supervision by rule, relations; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from zhenxie.wire.vocabulary import AgencyKind, Relation, Scope

__all__ = [
    "ON_THE_HOST",
    "Agency",
    "Caller",
    "Directory",
    "Grant",
    "Scope",
    "Supervision",
    "agencies_by_rule",
    "stem",
    "supervisors",
]


@dataclass(frozen=True)
class Caller:
    """A client of an agency, as its token or its secret names it."""

    agency: str
    kind: AgencyKind
    client: str
    scopes: frozenset[Scope]


ON_THE_HOST: Final = Caller("", AgencyKind.PLATFORM, "operator", frozenset())
"""The operator at the command line, who has the database anyway; what is done there is recorded under this name."""


@dataclass(frozen=True)
class Agency:
    """A body (机关) that reports or reads: its code, kind, division (GB/T 2260, six digits) and parent."""

    code: str
    name: str
    kind: AgencyKind
    division: str
    parent: str | None = None


@dataclass(frozen=True)
class Supervision:
    """One dated row of `supervises`: this procuratorate supervises this police agency, from a day until a day.

    `stage` is null for all stages; `until` is the first day on which it no longer holds.
    """

    police: str
    procuratorate: str
    since: date
    until: date | None = None
    stage: str | None = None
    id: UUID | None = field(default=None, compare=False)

    def holds_on(self, day: date) -> bool:
        """Return whether the row is in force on `day` (Asia/Shanghai)."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Grant:
    """What lets one agency see one case: entries from a position on, the earlier ones too with `whole_history`.

    `ground` is "rule" (supervision, handling), "report" (named by an event) or "act" (an administrator's).
    """

    case_id: UUID
    agency: str
    from_position: int
    relation: Relation
    ground: str
    whole_history: bool = True
    until_position: int | None = None


@dataclass(frozen=True)
class Directory:
    """All agencies and who supervises whom, as known at one moment."""

    agencies: Mapping[str, Agency]
    supervisions: Sequence[Supervision] = ()
    version: int = 0
    _by_kind: dict[AgencyKind, list[Agency]] = field(default_factory=dict, repr=False, compare=False)

    def of_kind(self, kind: AgencyKind) -> Iterable[Agency]:
        """Return the agencies of one kind."""
        if not self._by_kind:
            for agency in self.agencies.values():
                self._by_kind.setdefault(agency.kind, []).append(agency)
        return self._by_kind.get(kind, ())

    def line_above(self, code: str) -> list[str]:
        """Return the ancestors of an agency, nearest first; a circle ends where it closes."""
        found: list[str] = []
        agency = self.agencies.get(code)
        while agency is not None and agency.parent and agency.parent not in found and agency.parent != code:
            found.append(agency.parent)
            agency = self.agencies.get(agency.parent)
        return found

    def is_at_or_above(self, upper: str, lower: str) -> bool:
        """Return whether `upper` is `lower` or one of its ancestors."""
        return upper == lower or upper in self.line_above(lower)


def stem(code: str) -> str:
    """Return a division or unit code without its trailing pairs of zeros: 640200 -> 6402, 640202000000 -> 640202."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def supervisors(directory: Directory, *, police: str, day: date) -> set[str]:
    """Return the procuratorates that supervise a police agency on a day, their upper ones included.

    Rows of `supervises` for all stages decide where there are any for the agency on that day (RULE 283, 328¶3;
    domain 14.7); otherwise the division code does: a procuratorate supervises the police of its own division and below.
    """
    agency = directory.agencies.get(police)
    if agency is None:
        return set()
    rows = [row for row in directory.supervisions if row.police == police and row.holds_on(day)]
    stated = {row.procuratorate for row in rows if row.stage is None}
    default = {
        one.code
        for one in directory.of_kind(AgencyKind.PROCURATORATE)
        if agency.division.startswith(stem(one.division))
    }
    # A procuratorate appointed for one stage needs the whole case; the others keep the stages that it does not have.
    chosen = (stated or default) | {row.procuratorate for row in rows if row.stage is not None}
    return {code for one in chosen for code in (one, *directory.line_above(one))}


def agencies_by_rule(directory: Directory, *, handling: str, day: date) -> dict[str, Relation]:
    """Return every agency that sees a case by rule, with its relation to it.

    The handling police and those above it, the supervising procuratorates and those above them, and the platforms.
    """
    found = {one.code: Relation.OBSERVING for one in directory.of_kind(AgencyKind.PLATFORM)}
    found |= dict.fromkeys(supervisors(directory, police=handling, day=day), Relation.SUPERVISING)
    found |= dict.fromkeys((*directory.line_above(handling), handling), Relation.HANDLING)
    return found
