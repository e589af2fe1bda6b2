"""One event as the feed holds it: what the fold is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the feed that belongs to a case: its place, its origin, and the public part of the event.

    `payload` is read and never changed: it may be shared by many folds. `corrects` names the event that a
    correction, a retraction or an expunction is about; `case_number` is the number it was reported under.
    """

    position: int
    event_id: UUID
    recorded_at: datetime
    source: str
    type: str
    payload: Mapping[str, Any]
    corrects: UUID | None = None
    case_number: str | None = None
