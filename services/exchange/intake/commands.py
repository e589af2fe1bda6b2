"""What intake hands to the scribe: a submission that was read, or one that could not be; plain values."""

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from exchange.errors import Refusal
from zhenxie.wire.events.base import Event, SealedPart
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import Relation

Operation = Literal["notification", "update", "correction", "coverage", "snapshot", "unreadable"]

KIND = "intake"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Report:
    """One event as it was received: validated, digested, and parted into its public and sealed halves."""

    event: Event
    type: str
    digest: bytes
    public: dict[str, Any]
    sealed: tuple[SealedPart, ...]
    named: dict[str, Relation]
    observations: tuple[Fault, ...] = ()

    @property
    def source_system(self) -> str:
        """The sender's system, or the empty word."""
        return self.event.source_system or ""


@dataclass(frozen=True)
class Target:
    """The event that a correction amends or retracts, as its sender names it."""

    source_system: str = ""
    message_id: str | None = None
    type: str | None = None
    suspect_ref: str | None = None
    document_number: str | None = None


@dataclass(frozen=True)
class Row:
    """One row of a platform (`case.snapshot`): its own columns, where it stands there, and which version it is."""

    source_system: str
    source_key: str
    version: int
    profile: str
    columns: dict[str, Any]
    retracted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """The place of a submission in a bulk upload; its outcome is stored there."""

    intake_id: UUID
    number: int


@dataclass(frozen=True)
class Submission:
    """One list that is accepted or refused as a whole.

    `refusal` is set when it could not even be read; then it is only written down. `body` are the bytes as received,
    kept encrypted if the submission is refused, unless `forget` says that the law forbids to keep them.
    """

    operation: Operation
    digest: bytes
    body: bytes = field(repr=False)
    case_number: str | None = None
    reports: tuple[Report, ...] = ()
    target: Target | None = None
    row: Row | None = None
    line: Line | None = None
    message_id: str | None = None
    source_system: str = ""
    refusal: Refusal | None = None
    forget: bool = False
    observations: tuple[Fault, ...] = ()

    @property
    def weight(self) -> int:
        """About how many events it brings; a row leads to one for every few of its columns."""
        return max(1, len(self.reports), 0 if self.row is None else len(self.row.columns) // 4)


@dataclass(frozen=True)
class Accepted:
    """The answer to an accepted submission: items in the order of its reports; `replay` when nothing was new."""

    case_number: str | None
    items: list[dict[str, Any]]
    observations: list[dict[str, Any]]
    replay: bool
