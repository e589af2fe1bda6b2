"""What the administrative routes hand to the scribe; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from exchange.access.callers import Agency, Supervision
from zhenxie.wire.vocabulary import Relation


@dataclass(frozen=True)
class AddAgency:
    """Register an agency."""

    agency: Agency


@dataclass(frozen=True)
class ChangeAgency:
    """Change name, division or parent of an agency."""

    code: str
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class AddSupervision:
    """Let a procuratorate supervise a police agency from a day on."""

    row: Supervision


@dataclass(frozen=True)
class EndSupervision:
    """Set the first day on which a row of supervision no longer holds."""

    row_id: UUID
    until: date


@dataclass(frozen=True)
class MakeGrant:
    """Give an agency sight of a case by act, its whole history included."""

    case_number: str
    agency: str
    relation: Relation


@dataclass(frozen=True)
class WithdrawGrant:
    """End what an agency was given by act or by a report; what it sees by rule is changed where the rule is."""

    case_number: str
    agency: str


@dataclass(frozen=True)
class ApplyRules:
    """Bring the grants by rule of the cases of some agencies (None: all) up to a day, from a case id on.

    `version` is that of the directory for which it was asked.
    """

    day: date
    version: int
    agencies: tuple[str, ...] | None
    after: UUID | None = None


@dataclass(frozen=True)
class Administered:
    """The answer: what was changed, and the command that is to follow until nothing is left to do."""

    value: Any
    rest: ApplyRules | None = None
