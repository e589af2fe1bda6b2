"""What the cooperation calls hand to the scribe; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from zhenxie.wire.cooperating import CooperationEntry
from zhenxie.wire.cooperation import CooperationOpening

KIND: Final = "cooperation"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Open:
    """An agency opens a record."""

    opening: CooperationOpening


@dataclass(frozen=True)
class Add:
    """An organ does something in a record; `pack` is what the exchange itself adds to it: a meeting's data."""

    cooperation_id: UUID
    entry: CooperationEntry
    pack: Mapping[str, Any] | None = field(default=None)


Wish = Open | Add
