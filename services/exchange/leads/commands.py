"""What the lead calls hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from zhenxie.wire.leads import AnswerRequest, HandOverList, LeadWork, ManualLead

KIND: Final = "leads"
"""The kind of every command of this slice."""
MOST_AT_ONCE: Final = 200
"""So many leads at most go to another person in one call."""


@dataclass(frozen=True)
class WorkOn:
    """An act of the office on one lead."""

    alert_id: UUID
    work: LeadWork


@dataclass(frozen=True)
class RaiseLead:
    """A lead that a person raises by hand."""

    lead: ManualLead


@dataclass(frozen=True)
class HandOverAll:
    """Every open lead of one person goes to another."""

    wish: HandOverList


@dataclass(frozen=True)
class GiveMaterials:
    """An answer of whoever was asked for materials."""

    request_id: UUID
    answer: AnswerRequest


@dataclass(frozen=True)
class PlaceLead:
    """A lead whose case changed hands goes with it: to the office that a report appointed, or to the lowest that has it."""

    alert_id: UUID
    appointed: str | None


Wish = WorkOn | RaiseLead | HandOverAll | GiveMaterials | PlaceLead
