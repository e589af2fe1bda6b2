"""Events in the life of a supervision instrument (监督文书), from draft to closing."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.alerts import RuleCode
from zhenxie.wire.events.base import (
    P_ADDRESSED,
    AgencyCode,
    CaseNumberText,
    Coded,
    Count,
    DocumentNumberText,
    Event,
    EventData,
    FreeText,
    J,
    OperatorId,
    SuspectRef,
)
from zhenxie.wire.events.parts import AddressedAgency, Identifier, Word
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel

InstrumentKind = Annotated[
    Literal[
        "oral_correction",
        "investigation_supervision_notice",
        "request_reason_not_filing",
        "request_reason_filing",
        "request_reason_overdue",
        "order_to_file",
        "order_to_withdraw",
        "filing_reminder",
        "correction_notice",
        "procuratorial_suggestion",
        "procuratorial_opinion",
        "release_or_change_suggestion",
        "supplement_outline",
        "request_arrest",
        "additional_prosecution",
        "legality_explanation_request",
        "re_examination_result",
    ],
    Field(description="监督文书种类 (domain 7.1)"),
]


class InstrumentRef(EventData):
    """Which instrument an event is about."""

    instrument_id: Identifier = Field(description="The exchange's id of the instrument")
    kind: InstrumentKind | None = None
    number: DocumentNumberText | None = Field(default=None, description="文号")


class InstrumentDraftData(InstrumentRef):
    """An instrument before it leaves the office."""

    alert_ids: list[Identifier] | None = Field(default=None, description="依据的线索")
    case_numbers: list[CaseNumberText] | None = Field(default=None, description="类案监督涉及的其他案件")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="涉及的犯罪嫌疑人")
    text: FreeText | None = Field(default=None, description="文书正文")


class InstrumentDraftedData(InstrumentDraftData):
    """A draft as it was written, or written anew."""

    revised: bool | None = Field(default=None, description="修改后的文书")


class InstrumentApprovedData(InstrumentDraftData):
    """A draft that was approved, and on which level."""

    approved_as: Literal["prosecutor", "approver", "chief"] | None = Field(
        default=None, description="检察官, 办公室负责人, 检察长"
    )


class InstrumentSentBackData(InstrumentRef):
    """A draft that goes back to whoever wrote it."""

    text: FreeText | None = Field(default=None, description="退回理由")


class InstrumentNumberedData(InstrumentRef):
    """The number that an instrument got, and from where."""

    numbering: Literal["recorded", "own_counter"] | None = Field(default=None, description="统一业务系统编号, 本院编号")


class InstrumentIssuedData(InstrumentRef):
    """An instrument as it leaves the office."""

    addressee: AddressedAgency = Field(description="主送单位")
    alert_ids: list[Identifier] | None = Field(default=None, description="依据的线索")
    case_numbers: list[CaseNumberText] | None = Field(default=None, description="类案监督涉及的其他案件")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="涉及的犯罪嫌疑人")
    violations: list[RuleCode | Word] | None = Field(default=None, description="违法行为代码：所依据线索的规则编号")
    numbering: Literal["recorded", "own_counter"] | None = Field(default=None, description="统一业务系统编号, 本院编号")
    reply_days: Count | None = Field(default=None, description="回复期限 (日)")
    text: FreeText | None = Field(default=None, description="文书正文")


class InstrumentServedData(InstrumentRef):
    """When the addressee received it: the clock of the reply starts here."""

    served_to: AgencyCode | None = Field(default=None, description="受送达单位")
    receiver: OperatorId | None = Field(default=None, description="签收人警号")
    refused: bool | None = Field(default=None, description="拒收，留置送达")
    reply_due: Day | None = Field(default=None, description="回复期限")
    corrected: bool | None = Field(default=None, description="更正此前报送的送达日，以本次为准")
    text: FreeText | None = Field(default=None, description="拒收事由与见证人 (CPL 107)")


class InstrumentReplyData(InstrumentRef):
    """What the police answer."""

    answer: (
        Coded[Literal["reason_statement", "filing_decision_copy", "withdrawal_decision_copy", "correction_reply"]]
        | None
    ) = Field(default=None, description="说明理由, 立案决定书副本, 撤销案件决定书副本, 纠正情况回复")
    adoption: Literal["full", "partial", "refused"] | None = Field(default=None, description="采纳, 部分采纳, 不采纳")
    reply_number: DocumentNumberText | None = Field(default=None, description="回复文号")
    text: FreeText | None = Field(default=None, description="回复内容")


class InstrumentDrafted(Event):
    """监督文书拟制: a prosecutor drafts an instrument (RULE 552)."""

    chinese = "监督文书拟制"
    law = "RULE 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.drafted"]
    data: InstrumentDraftedData


class InstrumentApproved(Event):
    """监督文书审批: the draft is approved (RULE 552)."""

    chinese = "监督文书审批"
    law = "RULE 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.approved"]
    data: InstrumentApprovedData


class InstrumentSentBack(Event):
    """监督文书退回修改: the draft is not approved and goes back (RULE 552)."""

    chinese = "监督文书退回修改"
    law = "RULE 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.sent_back"]
    data: InstrumentSentBackData


class InstrumentNumbered(Event):
    """监督文书编号: the instrument has got its number (RULE 552)."""

    chinese = "监督文书编号"
    law = "RULE 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.numbered"]
    data: InstrumentNumberedData


class InstrumentIssued(Event):
    """监督文书制发: the instrument is issued (RULE 552, 560)."""

    chinese = "监督文书制发"
    law = "RULE 552, 560"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.issued"]
    data: InstrumentIssuedData


class InstrumentServed(Event):
    """监督文书送达: the addressee acknowledges receipt (RULE 552; CPL 107)."""

    chinese = "监督文书送达"
    law = "RULE 552; CPL 107"
    emitters = J | P_ADDRESSED
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.served"]
    data: InstrumentServedData


class InstrumentReplied(Event):
    """监督文书回复: the addressee replies (RULE 553, 560; PPO18 21)."""

    chinese = "监督文书回复"
    law = "RULE 553, 560; PPO18 21"
    emitters = P_ADDRESSED
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.replied"]
    data: InstrumentReplyData


InstrumentsEvent = (
    InstrumentDrafted
    | InstrumentApproved
    | InstrumentSentBack
    | InstrumentNumbered
    | InstrumentIssued
    | InstrumentServed
    | InstrumentReplied
)
