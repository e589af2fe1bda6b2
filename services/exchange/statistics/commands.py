"""What a snapshot of the statistics hands to the scribe; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KIND: Final = "statistics"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class TakeSnapshot:
    """A snapshot as it was counted before it was asked to be kept: `position` is up to where, `asked` its parameters."""

    gh: str
    agency: str
    position: int
    asked: Mapping[str, Any]
    configuration: str
    body: bytes
    digest: bytes
    note: str | None = None
