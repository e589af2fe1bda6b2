"""What is asked of the feed and what it is answered with: parameters, a stretch, the head, an arrival; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field


class ChangesAsked(BaseModel):
    """What is asked of `GET /v1/changes`."""

    after: str = Field(
        default="0", max_length=32, description="Cursor of the last page; 0 begins", examples=["0", "1.1204"]
    )
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many")
    wait: float = Field(default=0, ge=0, le=30, description="Seconds to wait for something new (long poll)")
    types: str | None = Field(
        default=None, max_length=4000, description="Comma separated", examples=["suspect.detained,case.filed"]
    )
    case_number: str | None = Field(
        default=None, max_length=64, description="The whole history of one case", examples=["A6402020000002026030001"]
    )
    partition: str | None = Field(
        default=None, max_length=16, description="i/n: one of n parts, each case whole in one", examples=["0/3"]
    )


@dataclass(frozen=True)
class Head:
    """Where the feed stands."""

    epoch: int
    position: int
    last_hash: bytes
    last_recorded_at: datetime
    database_identity: str | None


@dataclass(frozen=True)
class Extent:
    """How far the feed reaches, and after which position each of its epochs began."""

    epoch: int
    position: int
    began: Mapping[int, int]

    def common(self, epoch: int | None) -> int:
        """Return the last position that whoever read in an epoch (None: the present) surely has in common with the feed.

        Of an epoch that this feed never had, from a copy that is gone, nobody can say more than the beginning.
        """
        named = self.epoch if epoch is None else epoch
        if named not in self.began:
            return 0
        return min([self.position, *(after for number, after in self.began.items() if number > named)])


@dataclass(frozen=True)
class Here:
    """The database that was asked: what tells it from a copy of it, and what its clock says."""

    identity: str
    now: datetime


@dataclass(frozen=True)
class Epoch:
    """An epoch of the feed: it begins after a position, in a database, for a reason."""

    number: int
    starts_after: int
    reason: str
    began_at: datetime
    database_identity: str


@dataclass(frozen=True)
class Last:
    """The last entry of a group, where the head moves to."""

    position: int
    hash: bytes
    recorded_at: datetime


@dataclass(frozen=True)
class Rows:
    """What a group appends, as rows of their tables."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    sealed: list[dict[str, Any]] = field(default_factory=list)
    addressees: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """What a reader asks of the feed: from where, how much, of which types, case and partition."""

    after: int
    upto: int
    limit: int
    types: tuple[str, ...] = ()
    case_ids: tuple[UUID, ...] | None = None
    partition: tuple[int, int] | None = None


@dataclass(frozen=True)
class Arrival:
    """That an entry arrived which one agency may see."""

    agency: str
    type: str
    case_id: UUID | None
    case_hash: int
