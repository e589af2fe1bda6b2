"""What the calls about models hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final

from zhenxie.wire.model_decisions import ModelDecision

KIND: Final = "models"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Decide:
    """A person decides on a version of a model; `bound` is the digest of what was named and said, as it was received."""

    model: str
    version: str
    said: ModelDecision
    bound: bytes
