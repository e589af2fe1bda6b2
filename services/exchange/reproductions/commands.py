"""What the reproduction calls hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from zhenxie.wire.reproductions import ReproductionAnswer

KIND: Final = "reproductions"
"""The kind of every command of this slice."""


@dataclass(frozen=True)
class Ask:
    """The office asks; `bound` is the digest of the alert's id and the body as it was received."""

    alert_id: UUID
    message_id: str
    bound: bytes


@dataclass(frozen=True)
class Answer:
    """Screening answers a question."""

    alert_id: UUID
    request_id: UUID
    answer: ReproductionAnswer


Body = Ask | Answer
