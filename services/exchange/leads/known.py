"""What a group of acts on leads knows before it decides, and what each leaves to be stored; plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.acts.ground import Ground

Row = dict[str, Any]


@dataclass
class Known:
    """The ground, and the leads, alerts and requests that these acts are about; each act changes it for those after it.

    `open_of` by agency and person: the ids of his open leads, as many as go at once, and how many there are in all.
    `cases` by agency and number: the cases that a number means to it. `suspects` by case, where a lead is raised on it.
    """

    ground: Ground
    now: datetime
    leads: dict[UUID, Row] = field(default_factory=dict)
    alerts: Mapping[UUID, Row] = field(default_factory=dict)
    requests: dict[UUID, Row] = field(default_factory=dict)
    open_of: Mapping[tuple[str, str], tuple[Sequence[UUID], int]] = field(default_factory=dict)
    cases: Mapping[tuple[str, str], Sequence[UUID]] = field(default_factory=dict)
    suspects: dict[UUID, set[str]] = field(default_factory=dict)


@dataclass
class Deed:
    """One thing that was done with a lead; `entry` is which of the act's entries tells of it."""

    alert_id: UUID
    act: str
    body: Mapping[str, Any]
    gh: str | None
    entry: int = 0
    text: str | None = None


@dataclass
class Raised:
    """An alert that a person raised: its row, and where its lead came from."""

    row: Row
    source: str
    assignee: str | None
    version: Mapping[str, Any]


@dataclass
class Made:
    """What an act leaves to be stored once its places are known."""

    deeds: list[Deed] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    raised: Raised | None = None
    request: Row | None = None
