"""Findings on the quality of what was sent, for its sender."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import AgencyCode, Event, EventData, FreeText, S
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.vocabulary import Audience, Channel


class QualityData(EventData):
    """A finding on the data itself, never on the law (domain AN16)."""

    finding_code: Word = Field(description="Such as `impossible_order`, `unmapped_code`")
    sender: AgencyCode | None = Field(default=None, description="数据来源机关")
    subjects: list[Identifier] | None = Field(default=None, description="The events it is about")
    explanation: FreeText | None = Field(default=None, description="说明")


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
