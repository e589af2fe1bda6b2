"""What a group of alert commands knows before it decides, and what became of one; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from exchange.access.callers import Directory
from exchange.feed.asked import Extent
from exchange.feed.commands import Draft
from exchange.staff.register import Register
from zhenxie.wire.vocabulary import Relation

Row = dict[str, Any]


@dataclass
class Known:
    """What a group of commands knows before it decides: it is changed by each decision, for those after it.

    `grants` by case: agency, relation. `numbers` by case. `extent` is how far the feed reaches, `staff` who
    acts for the callers' agencies.
    """

    directory: Directory
    extent: Extent
    rows: dict[UUID, Row] = field(default_factory=dict)
    grants: dict[UUID, list[tuple[str, Relation]]] = field(default_factory=dict)
    numbers: dict[UUID, set[str]] = field(default_factory=dict)
    staff: Register = field(default_factory=Register)

    def by_key(self, fingerprint: str, occurrence: int) -> Row | None:
        """Return the alert of a fingerprint and occurrence."""
        rows = self.rows.values()
        return next((row for row in rows if (row["fingerprint"], row["occurrence"]) == (fingerprint, occurrence)), None)


@dataclass
class Decided:
    """What became of a command: the alert as it now is, and what is stored beside it once the position is known.

    `draft` is None for a replay.
    """

    row: Row
    draft: Draft | None = None
    said: str = ""
    version: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    share: Mapping[str, Any] | None = None
