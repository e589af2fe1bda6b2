"""What the alert calls hand to the scribe; plain values."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from zhenxie.wire.alerts import AlertEnd, AlertReceipt, AlertReport, AlertReview

KIND: Final = "alerts"
"""The kind of every command of this slice."""
Ending = Literal["remedied", "withdrawn", "ground_changed"]


@dataclass(frozen=True)
class PutAlert:
    """Screening found something; `digest` is that of the report without its evaluation."""

    report: AlertReport
    digest: bytes


@dataclass(frozen=True)
class EndAlert:
    """A finding was remedied or withdrawn, or its ground changed.

    `digest` is that of what is said without its evaluation; `bound` that to which the message id is bound.
    """

    alert_id: UUID
    ending: Ending
    end: AlertEnd
    digest: bytes
    bound: bytes


@dataclass(frozen=True)
class TakeStep:
    """The office takes a step with an alert; `bound` is the digest of the alert's id and the body as it was received."""

    alert_id: UUID
    review: AlertReview
    bound: bytes


@dataclass(frozen=True)
class SignFor:
    """A procuratorate's platform signs for an alert; `bound` as for a step."""

    alert_id: UUID
    receipt: AlertReceipt
    bound: bytes


Body = PutAlert | EndAlert | TakeStep | SignFor
