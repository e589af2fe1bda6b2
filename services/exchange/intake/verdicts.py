"""What a submission that was not refused leads to: items, cases, grants, numbers; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from exchange.intake.commands import Report
from exchange.intake.docket import Bound, CaseFile
from exchange.intake.known import MessageKey
from exchange.intake.profiles.stating import Stated
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import Relation


@dataclass(frozen=True)
class NewGrant:
    """A grant that a decision brings; it begins with the first entry of its submission and shows all before."""

    case_id: UUID
    agency: str
    relation: Relation
    ground: str


@dataclass
class Item:
    """One report of a submission: where its answer comes from, and what was observed of its form."""

    report: Report
    bound: Bound
    draft: int | None = None
    observations: list[Fault] = field(default_factory=list)


@dataclass
class Verdict:
    """What a submission that was not refused leads to; kept from its decision to its conclusion."""

    items: list[Item] = field(default_factory=list)
    observations: list[Fault] = field(default_factory=list)
    case: CaseFile | None = None
    number: str | None = None
    handling: str | None = None
    opened: list[CaseFile] = field(default_factory=list)
    promoted: list[CaseFile] = field(default_factory=list)
    joined: list[tuple[CaseFile, CaseFile]] = field(default_factory=list)
    grants: list[NewGrant] = field(default_factory=list)
    ended: list[NewGrant] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    rows: list[tuple[MessageKey, int, Mapping[str, Stated]]] = field(default_factory=list)

    @property
    def replay(self) -> bool:
        """Whether nothing of it was new."""
        return all(item.draft is None for item in self.items)
