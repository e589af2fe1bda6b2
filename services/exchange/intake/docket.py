"""What a group of submissions is decided against: cases, messages and rows as known, moving with each decision; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from exchange.intake.known import MessageKey
from exchange.intake.profiles.stating import Stated
from zhenxie.wire.vocabulary import Relation


@dataclass
class CaseFile:
    """One case as the group sees it: whose it is, who stands how to it, and which suspects it knows."""

    case_id: UUID
    number: str
    handling_agency: str
    # The only agency that sees a provisional case; empty once the case is opened.
    reporter: str = ""
    joined_into: UUID | None = None
    relations: dict[str, set[Relation]] = field(default_factory=dict)
    # The same by ground (rule, report, act): what a report says outlives the rule that says the same.
    grounds: set[tuple[str, Relation, str]] = field(default_factory=set)
    suspects: set[str] = field(default_factory=set)
    # Agencies that events named while the case was provisional; they see it when it is opened.
    named: dict[str, Relation] = field(default_factory=dict)
    is_new: bool = False

    @property
    def provisional(self) -> bool:
        """Whether no handling agency has opened it yet."""
        return bool(self.reporter)

    def of(self, agency: str) -> set[Relation]:
        """Return how an agency stands to the case."""
        return self.relations.setdefault(agency, set())

    def take(self, agency: str, relation: Relation, ground: str) -> None:
        """Write down a grant of a ground: rule, report or act."""
        self.of(agency).add(relation)
        self.grounds.add((agency, relation, ground))

    def lose(self, agency: str, relation: Relation, ground: str) -> None:
        """Write down that a grant of a ground ended; another ground may still give the relation."""
        self.grounds.discard((agency, relation, ground))
        if not any(one[:2] == (agency, relation) for one in self.grounds):
            self.of(agency).discard(relation)


@dataclass
class Bound:
    """A message id that is taken: its content, and its answer, known at once or when its entry has a place."""

    digest: bytes
    event_id: UUID | None = None
    type: str | None = None
    case_id: UUID | None = None
    item: dict[str, Any] = field(default_factory=dict)


@dataclass
class Docket:
    """Everything that one group is decided against."""

    files: dict[UUID, CaseFile] = field(default_factory=dict)
    by_number: dict[str, list[UUID]] = field(default_factory=dict)
    messages: dict[MessageKey, Bound] = field(default_factory=dict)
    rows: dict[MessageKey, Mapping[str, Stated]] = field(default_factory=dict)

    def add(self, file: CaseFile, number: str) -> None:
        """Take up a case under a number."""
        self.files[file.case_id] = file
        named = self.by_number.setdefault(number, [])
        if file.case_id not in named:
            named.append(file.case_id)

    def numbers_of(self, case: CaseFile) -> list[str]:
        """Return the numbers of a case, as far as the docket holds them."""
        return [number for number, meant in self.by_number.items() if case.case_id in meant]

    def meant(self, number: str) -> Iterable[CaseFile]:
        """Return every case that `number` means to anybody."""
        return (self.files[case_id] for case_id in self.by_number.get(number, ()))

    def opened(self, number: str) -> CaseFile | None:
        """Return the opened case of `number`, whoever may see it."""
        return next((file for file in self.meant(number) if not file.provisional), None)

    def provisional_of(self, number: str, agency: str) -> CaseFile | None:
        """Return the provisional case that `agency` alone reported under `number`."""
        return next((one for one in self.meant(number) if one.reporter == agency and one.joined_into is None), None)

    def visible(self, number: str, agency: str) -> CaseFile | None:
        """Return the case that `number` means to `agency`: the opened one it stands in a relation to, or its own."""
        file = self.opened(number)
        if file is not None and file.of(agency):
            return file
        return self.provisional_of(number, agency)

    def joinable(self, number: str, agencies: Iterable[str]) -> list[CaseFile]:
        """Return the provisional cases of `number` whose reporters now stand in a relation to the opened one."""
        found = (self.provisional_of(number, agency) for agency in agencies)
        return [file for file in found if file is not None]
