"""What intake hands to the projection: a case that its group opened, joined or told something new of."""

from dataclasses import dataclass, field
from uuid import UUID

from zhenxie.record.told import Told


@dataclass
class Touched:
    """One case after a decided group; `told` holds only what is new, by position."""

    case_id: UUID
    number: str
    handling_agency: str
    provisional: bool = False
    # The opened case that this provisional one turned out to be; its picture folds this one's entries too.
    joined_into: UUID | None = None
    # The position of the last new entry; 0 when the case was only joined.
    position: int = 0
    told: list[Told] = field(default_factory=list)
