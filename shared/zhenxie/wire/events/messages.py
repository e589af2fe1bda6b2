"""What the exchange appends when a message is amended, retracted or expunged."""

from typing import Annotated, Any, Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    A,
    C,
    Count,
    D,
    DocumentNumberText,
    Event,
    EventData,
    FreeText,
    J,
    OperatorId,
    P,
    Reference,
    SuspectRef,
    X,
)
from zhenxie.wire.events.parts import CorrectionReason, EventTypeName, Identifier
from zhenxie.wire.vocabulary import Channel


class TargetData(EventData):
    """The one event that a correction is about."""

    target_event_id: Identifier | None = Field(
        default=None, description="The exchange's id of the event; set by the exchange"
    )
    target_position: Annotated[int, Field(ge=1, le=9007199254740991)] | None = Field(
        default=None, description="Its place in the feed; set by the exchange"
    )
    target_message_id: Reference | None = Field(default=None, description="The sender's id of it")
    target_source_system: Reference | None = None
    target_type: EventTypeName | None = None
    target_suspect_ref: SuspectRef | None = None
    target_document_number: DocumentNumberText | None = Field(
        default=None, description="The number of its document, where the sender kept no id of it"
    )
    reason_code: CorrectionReason | None = Field(default=None, description="更正原因")
    approved_by: OperatorId | None = Field(default=None, description="批准人警号")
    reason: FreeText | None = Field(default=None, description="更正理由")


class MessageCorrectedData(TargetData):
    """What `message.corrected` says (更正)."""

    replacement: dict[str, Any] = Field(description="The public part of the event as it now reads")


class MessageCorrected(Event):
    """更正: one event is amended; the feed keeps both (domain 1.1)."""

    chinese = "更正"
    law = ""
    emitters = P | J | C | D | A
    channel = Channel.CORRECTION
    type: Literal["message.corrected"]
    data: MessageCorrectedData


class MessageRetractedData(TargetData):
    """What `message.retracted` says (撤回)."""


class MessageRetracted(Event):
    """撤回: one event is taken back; the feed keeps it and says so (domain 1.1)."""

    chinese = "撤回"
    law = ""
    emitters = P | J | C | D | A
    channel = Channel.CORRECTION
    type: Literal["message.retracted"]
    data: MessageRetractedData


class MessageExpungedData(EventData):
    """What `message.expunged` says (清除)."""

    target_event_id: Identifier = Field(description="The exchange's id of the event")
    target_position: Annotated[int, Field(ge=1, le=9007199254740991)] = Field(description="Its place in the feed")
    ordinals: list[Count] | None = Field(default=None, description="Which sealed parts, by their order; absent: all")
    reason_code: CorrectionReason | None = Field(default=None, description="清除原因")


class MessageExpunged(Event):
    """清除: sealed parts of an event were deleted; every reader does the same (PIPL21 47)."""

    chinese = "清除"
    law = "PIPL21 47"
    emitters = X
    channel = Channel.EXCHANGE
    type: Literal["message.expunged"]
    data: MessageExpungedData


MessagesEvent = MessageCorrected | MessageRetracted | MessageExpunged
