"""The bodies of the intake calls, and the answer to what was accepted."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from zhenxie.wire.events import AnyEvent
from zhenxie.wire.events.agencies import AgencyCoverageDeclared
from zhenxie.wire.events.base import (
    CaseNumberText,
    Document,
    DocumentNumberText,
    FreeText,
    OperatorId,
    Reference,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.events.filing import CaseNotified
from zhenxie.wire.events.messages import (
    MessageCorrected,
    MessageCorrectedData,
    MessageRetracted,
    MessageRetractedData,
)
from zhenxie.wire.events.parts import CorrectionReason, EventTypeName
from zhenxie.wire.moments import Moment
from zhenxie.wire.vocabulary import UnknownReason

Coverage = AgencyCoverageDeclared
"""The body of `POST /v1/coverage`."""


class Notification(WireModel):
    """A case notification (案件通报): its head, and the events known so far; one atomic list."""

    case_number: CaseNumberText = Field(description="案事件编号", examples=["A6402020000002026030001"])
    notified: CaseNotified
    events: list[AnyEvent] = Field(default_factory=list, max_length=999)


class Updates(WireModel):
    """Several events of one case, accepted or refused together; one event alone may stand as the body itself."""

    events: list[AnyEvent] = Field(min_length=1, max_length=1000)


class TargetMessage(WireModel):
    """The event to correct, by the id under which it was sent."""

    message_id: Reference
    source_system: Reference | None = None


class TargetDocument(WireModel):
    """The event to correct, by its type, suspect and document number, where the sender kept no id."""

    type: EventTypeName
    suspect_ref: SuspectRef | None = None
    document_number: DocumentNumberText


def _kind_of_target(value: object) -> str:
    by_message = "message_id" in value if isinstance(value, dict) else isinstance(value, TargetMessage)
    return "#message" if by_message else "#document"


_Target = Annotated[
    Annotated[TargetMessage, Tag("#message")] | Annotated[TargetDocument, Tag("#document")],
    Discriminator(_kind_of_target),
]


class Correction(WireModel):
    """Amends or retracts one event (更正 / 撤回); the feed keeps both, with reason, document and approver."""

    message_id: Reference
    source_system: Reference | None = None
    occurred: Moment | None = Field(default=None, description="When it was decided; absent: the document's date")
    action: Literal["amend", "retract"]
    target: _Target
    reason_code: CorrectionReason
    reason: FreeText | None = Field(default=None, description="更正理由")
    document: Document
    approved_by: OperatorId | None = Field(default=None, description="批准人警号")
    event: AnyEvent | None = Field(default=None, description="For amend: the whole event as it should read")

    @model_validator(mode="after")
    def _amends_with_an_event(self) -> Self:
        if self.action == "amend" and self.event is None:
            raise PydanticCustomError("event-required", "an amendment states the whole event")
        if self.action == "retract" and self.event is not None:
            raise PydanticCustomError("event-not-expected", "a retraction states no event")
        return self

    def as_event(self, replacement: dict[str, Any] | None) -> MessageCorrected | MessageRetracted:
        """Return the event that the exchange appends; `replacement` is the public part of the amended event."""
        target = self.target
        told: dict[str, Any] = {
            "target_message_id": target.message_id if isinstance(target, TargetMessage) else None,
            "target_source_system": target.source_system if isinstance(target, TargetMessage) else None,
            "target_type": target.type if isinstance(target, TargetDocument) else None,
            "target_suspect_ref": target.suspect_ref if isinstance(target, TargetDocument) else None,
            "target_document_number": target.document_number if isinstance(target, TargetDocument) else None,
            "reason_code": self.reason_code,
            "approved_by": self.approved_by,
            "reason": self.reason,
        }
        data = {name: value for name, value in told.items() if value is not None}
        if replacement is None:
            return MessageRetracted(
                type="message.retracted", data=MessageRetractedData.model_validate(data), **self._envelope()
            )
        corrected = MessageCorrectedData.model_validate(data | {"replacement": replacement})
        return MessageCorrected(type="message.corrected", data=corrected, **self._envelope())

    def _envelope(self) -> dict[str, Any]:
        occurred = self.occurred or self.document.date
        suspect_ref = self.target.suspect_ref if isinstance(self.target, TargetDocument) else None
        said: dict[str, Any] = {
            "message_id": self.message_id,
            "source_system": self.source_system,
            "suspect_ref": self.event.suspect_ref if self.event is not None else suspect_ref,
            "document": self.document,
            "occurred_unknown_reason": None if occurred else UnknownReason.NOT_RECORDED,
            "stage": self.event.stage if self.event is not None else None,
        }
        return {"occurred": occurred} | {name: value for name, value in said.items() if value is not None}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return [_listed_row(entry) for entry in value]
    return _plain_cell(value)


def _listed_row(entry: object) -> object:
    if not isinstance(entry, dict):
        raise PydanticCustomError("not-an-object", "a column that lists rows, such as suspects, holds objects")
    return {name: _plain_cell(value) for name, value in entry.items()}


def _plain_cell(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    raise PydanticCustomError("not-a-cell", "a column holds a text, an integer, a truth value or null")


_Cell = Annotated[Any, BeforeValidator(_cell)]
# A column, or one suspect of the column that lists them, or one column of his: XYR.6402-1.CSRQ
_Column = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,160}$")]


class Snapshot(WireModel):
    """One row of a platform under its own column names; null means *not stated*, retraction is explicit."""

    profile: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,64}$")] = Field(
        description="The mapping to use", examples=["police_pinyin"]
    )
    source_system: Reference | None = None
    source_key: Reference = Field(description="What names the row in its own system, for ever")
    source_version: int = Field(ge=0, le=2**53, description="A higher version with a changed value is a correction")
    row: dict[str, _Cell] = Field(
        description="The columns as they are, such as ASJBH, LARQ; XYR lists suspects, each a row of its own"
    )
    retracted: list[_Column] | None = Field(default=None, description="Columns whose statement is taken back")


class SnapshotLine(WireModel):
    """A line of bulk intake that holds a platform's row (`case.snapshot`)."""

    snapshot: Snapshot


class _Answer(BaseModel):
    """Part of an answer; a client ignores fields that it does not know."""

    model_config = ConfigDict(frozen=True)


class Observation(_Answer):
    """A remark on the form of the data, never on the law; what was sent is kept all the same."""

    code: str = Field(description="Stable, never translated", examples=["identity-number-check-digit"])
    pointer: str | None = Field(default=None, description="RFC 6901 pointer into the body as received")
    message: str = Field(description="In Chinese or English by Accept-Language")


class Receipt(_Answer):
    """What proves that an entry stands in the feed, and where."""

    epoch: int
    position: int
    hash: str = Field(description="SHA-256 of the entry, hexadecimal")
    previous_hash: str
    payload_hash: str
    recorded_at: str = Field(description="RFC 3339, UTC")


class AcceptedItem(_Answer):
    """One event of an accepted submission."""

    message_id: str
    event_id: str
    type: str
    receipt: Receipt
    observations: list[Observation] = Field(default_factory=list)


class Accepted(_Answer):
    """The answer to an accepted submission; sent again, it is the same answer."""

    case_number: str | None = None
    items: list[AcceptedItem]
    observations: list[Observation] = Field(default_factory=list)
