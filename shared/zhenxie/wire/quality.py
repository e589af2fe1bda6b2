"""Data-quality findings (数据质量) as screening posts them and as their sender reads them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhenxie.wire.alerts import BilingualText, Evaluated, Position
from zhenxie.wire.events.alerts import Fingerprint
from zhenxie.wire.events.base import AgencyCode, CaseNumberText, SuspectRef, WireModel
from zhenxie.wire.events.parts import Identifier, Word


class QualityReport(WireModel):
    """One finding on the form of what one agency reported of a case; fingerprint and occurrence name it."""

    case_id: Identifier
    case_number: CaseNumberText
    fingerprint: Fingerprint
    occurrence: Annotated[int, Field(ge=1, le=10_000)]
    standing: Literal["found", "cleared"] = Field(description="存在, 已消除")
    code: Word = Field(description="问题类型", examples=["impossible_order"])
    sender: AgencyCode = Field(description="数据来源机关: it alone is told")
    suspect_ref: SuspectRef | None = None
    event_type: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="所涉事件类型; of a fact that is owed, the type that would say it"
    )
    subjects: Annotated[list[Identifier], Field(max_length=100)] = Field(
        default_factory=list, description="所涉信息: events that the sender itself reported"
    )
    title: BilingualText
    explanation: BilingualText
    evaluated: Evaluated


class QualityTaken(WireModel):
    """What the exchange answers to a post about a finding."""

    fingerprint: Fingerprint
    occurrence: int
    standing: Literal["found", "cleared"]
    position: Position | None = Field(
        default=None, description="Its place in the feed; null when nothing was new and nothing was written"
    )
