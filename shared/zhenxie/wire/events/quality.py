"""Findings on the quality of what was sent, for its sender."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.alerts import Fingerprint
from zhenxie.wire.events.base import AgencyCode, Event, EventData, FreeText, S
from zhenxie.wire.events.parts import EventTypeName, Identifier, Word
from zhenxie.wire.vocabulary import Audience, Channel


class QualityData(EventData):
    """A finding on the data itself, never on the law (domain AN16)."""

    finding_code: Word = Field(description="Such as `impossible_order`, `unmapped_code`")
    sender: AgencyCode | None = Field(default=None, description="数据来源机关")
    subjects: list[Identifier] | None = Field(default=None, description="The events it is about")
    fingerprint: Fingerprint | None = Field(default=None, description="指纹: with `occurrence` it names the finding")
    occurrence: Annotated[int, Field(ge=1, le=10000)] | None = Field(default=None, description="第几次出现")
    event_type: EventTypeName | None = Field(
        default=None, description="所涉事件类型; of a fact that is owed, the type that would say it"
    )
    explanation: FreeText | None = Field(default=None, description="说明; the words are read at /v1/quality")


class QualityFound(Event):
    """数据质量问题: a fault of data is found (domain AN16)."""

    chinese = "数据质量问题"
    law = ""
    emitters = S
    audience = Audience.AGENCY
    channel = Channel.ALERT
    type: Literal["quality.found"]
    data: QualityData


class QualityCleared(Event):
    """数据质量问题已消除: the fault of data is gone (domain AN16)."""

    chinese = "数据质量问题已消除"
    law = ""
    emitters = S
    audience = Audience.AGENCY
    channel = Channel.ALERT
    type: Literal["quality.cleared"]
    data: QualityData


QualityEvent = QualityFound | QualityCleared
