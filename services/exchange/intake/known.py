"""What the database knows when a group is decided: messages, cases, entries; plain values."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

MessageKey = tuple[str, str, str]
"""Agency, source system, message id."""
RowKey = tuple[str, str, str]
"""Agency, source system, source key."""


@dataclass(frozen=True)
class KnownMessage:
    """A message id that is bound: to which content, where, and what was answered."""

    digest: bytes
    position: int
    case_id: UUID | None
    answer: dict[str, Any]


@dataclass(frozen=True)
class KnownCase:
    """What a number means to somebody: a case, opened or provisional, and whose."""

    number: str
    case_id: UUID
    reporter: str
    handling_agency: str
    provisional: bool
    joined_into: UUID | None
    suspects: tuple[str, ...]
    # Agency, relation and ground of each that stands.
    grants: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class KnownEntry:
    """An entry that a correction names."""

    position: int
    event_id: UUID
    type: str
    source_system: str
    message_id: str | None
    case_id: UUID | None
