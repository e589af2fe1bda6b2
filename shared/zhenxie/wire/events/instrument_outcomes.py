"""Events of what becomes of a supervision instrument: adoption, objection, escalation, closing."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import P_ADDRESSED, Coded, Count, DocumentNumberText, Event, FreeText, J, X
from zhenxie.wire.events.instruments import InstrumentRef
from zhenxie.wire.events.parts import AddressedAgency, Word
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel


class InstrumentObjectionData(InstrumentRef):
    """An objection to an instrument."""

    reply_number: DocumentNumberText | None = Field(default=None, description="要求复议、提请复核、申请复查意见书文号")
    reviewing_agency: AddressedAgency | None = Field(default=None, description="复核机关")
    text: FreeText | None = Field(default=None, description="理由")


class InstrumentDecisionData(InstrumentRef):
    """What became of an objection, or of the instrument."""

    result: Literal["upheld", "changed", "revoked"] | None = Field(default=None, description="维持, 变更, 撤销")
    text: FreeText | None = Field(default=None, description="理由")


class InstrumentFollowUpData(InstrumentRef):
    """Looking back (回头看), reporting upward, closing."""

    finding: Literal["done", "partial", "relapse"] | None = Field(default=None, description="已落实, 部分落实, 反弹")
    planned_on: Day | None = Field(default=None, description="计划日")
    days_overdue: Count | None = Field(default=None, description="逾期日数")
    reply_due: Day | None = Field(default=None, description="回复期限")
    ground: Coded[Word] | None = Field(default=None, description="报上一级的情形")
    escalated_to: AddressedAgency | None = Field(default=None, description="报送的上一级检察院")
    next_step: Coded[Word] | None = Field(default=None, description="下一步")
    text: FreeText | None = Field(default=None, description="情况说明")


class InstrumentAdopted(Event):
    """采纳: the office finds that the instrument was adopted (RULE 553)."""

    chinese = "采纳"
    law = "RULE 553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.adopted"]
    data: InstrumentDecisionData


class InstrumentPartiallyAdopted(Event):
    """部分采纳: the office finds that it was adopted in part (RULE 553)."""

    chinese = "部分采纳"
    law = "RULE 553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.partially_adopted"]
    data: InstrumentDecisionData


class InstrumentRejected(Event):
    """不采纳: the office finds that it was not adopted (RULE 553)."""

    chinese = "不采纳"
    law = "RULE 553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.rejected"]
    data: InstrumentDecisionData


class InstrumentReconsiderationRequested(Event):
    """要求复议: the police ask the office to reconsider (RULE 565; FS10 10)."""

    chinese = "要求复议"
    law = "RULE 565; FS10 10"
    emitters = P_ADDRESSED
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.reconsideration_requested"]
    data: InstrumentObjectionData


class InstrumentReconsidered(Event):
    """复议决定: the office decides on the request (RULE 565)."""

    chinese = "复议决定"
    law = "RULE 565"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.reconsidered"]
    data: InstrumentDecisionData


class InstrumentReviewRequested(Event):
    """提请复核: the police ask the upper procuratorate (RULE 565; FS10 10)."""

    chinese = "提请复核"
    law = "RULE 565; FS10 10"
    emitters = P_ADDRESSED
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.review_requested"]
    data: InstrumentObjectionData


class InstrumentReviewed(Event):
    """复核决定: the upper procuratorate decides (RULE 565)."""

    chinese = "复核决定"
    law = "RULE 565"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.reviewed"]
    data: InstrumentDecisionData


class InstrumentReExaminationRequested(Event):
    """申请复查: the police ask for a correction notice to be examined again (RULE 554)."""

    chinese = "申请复查"
    law = "RULE 554"
    emitters = P_ADDRESSED
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.re_examination_requested"]
    data: InstrumentObjectionData


class InstrumentReExamined(Event):
    """复查决定: the office answers that request (RULE 554)."""

    chinese = "复查决定"
    law = "RULE 554"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.re_examined"]
    data: InstrumentDecisionData


class InstrumentOverdue(Event):
    """逾期未回复: the time to reply has passed (RULE 553, 560)."""

    chinese = "逾期未回复"
    law = "RULE 553, 560"
    emitters = X
    audience = Audience.ADDRESSEES
    channel = Channel.EXCHANGE
    type: Literal["instrument.overdue"]
    data: InstrumentFollowUpData


class InstrumentUrged(Event):
    """督促回复: the office urges an answer that is overdue (RULE 553)."""

    chinese = "督促回复"
    law = "RULE 553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.urged"]
    data: InstrumentFollowUpData


class InstrumentEscalated(Event):
    """报上一级: the office reports to the upper procuratorate (RULE 553, 564)."""

    chinese = "报上一级"
    law = "RULE 553, 564"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.escalated"]
    data: InstrumentFollowUpData


class InstrumentAnsweredFromAbove(Event):
    """上一级院审查意见: the upper procuratorate says whether the instrument stands (RULE 554, 564)."""

    chinese = "上一级院审查意见"
    law = "RULE 554, 564"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.answered_from_above"]
    data: InstrumentDecisionData


class InstrumentFollowUpPlanned(Event):
    """安排回头看: the office plans to look whether it was carried out (RULE 553, 564, 581)."""

    chinese = "安排回头看"
    law = "RULE 553, 564, 581"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.follow_up_planned"]
    data: InstrumentFollowUpData


class InstrumentFollowedUp(Event):
    """回头看: the office looks whether it was carried out (RULE 553, 564, 581)."""

    chinese = "回头看"
    law = "RULE 553, 564, 581"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.followed_up"]
    data: InstrumentFollowUpData


class InstrumentWithdrawnByIssuer(Event):
    """撤销监督文书: the office takes the instrument back (RULE 554, 565)."""

    chinese = "撤销监督文书"
    law = "RULE 554, 565"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.withdrawn_by_issuer"]
    data: InstrumentDecisionData


class InstrumentClosed(Event):
    """监督文书办结: the matter is closed (RULE 553)."""

    chinese = "监督文书办结"
    law = "RULE 553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["instrument.closed"]
    data: InstrumentFollowUpData


InstrumentOutcomesEvent = (
    InstrumentAdopted
    | InstrumentPartiallyAdopted
    | InstrumentRejected
    | InstrumentReconsiderationRequested
    | InstrumentReconsidered
    | InstrumentReviewRequested
    | InstrumentReviewed
    | InstrumentReExaminationRequested
    | InstrumentReExamined
    | InstrumentOverdue
    | InstrumentUrged
    | InstrumentEscalated
    | InstrumentAnsweredFromAbove
    | InstrumentFollowUpPlanned
    | InstrumentFollowedUp
    | InstrumentWithdrawnByIssuer
    | InstrumentClosed
)
