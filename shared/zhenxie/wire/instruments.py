"""Supervision instruments (监督文书) as the office and its addressees say them to the exchange."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import (
    AgencyCode,
    CaseNumberText,
    Digest,
    DocumentNumberText,
    FreeText,
    OperatorId,
    Reference,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.events.instruments import InstrumentKind
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.instrument_fields import InstrumentFields
from zhenxie.wire.moments import Day

Gh = Annotated[OperatorId, Field(description="经办人工号或警号")]
Purpose = Literal["civil_or_economic_dispute", "revenge", "extortion", "other_improper_benefit"]


class Body(WireModel):
    """What every act says: its own name, and who takes it."""

    message_id: Reference


class InstrumentDraft(Body):
    """A draft (拟制): on established alerts (成案线索), or on a case where the kind rests on no violation."""

    gh: Gh
    addressee: AgencyCode = Field(description="主送单位")
    case_number: CaseNumberText | None = Field(default=None, description="案件编号；类案检察建议不填")
    alert_ids: Annotated[list[Identifier], Field(max_length=500)] = Field(default_factory=list, description="成案线索")
    suspect_refs: Annotated[list[SuspectRef], Field(max_length=200)] = Field(default_factory=list)
    fields: InstrumentFields = Field(description="文书种类及正文各栏")
    purpose: Purpose | None = Field(default=None, description="要求说明立案理由的情形（规则第五百五十九条第二款）")
    management_gap: bool = Field(default=False, description="检察建议：社会治理、管理存在漏洞")
    despite: FreeText | None = Field(default=None, description="法定条件无法由数据判断时，说明符合条件的理由")

    @property
    def kind(self) -> str:
        """Which kind of instrument it is: its fields say so."""
        return self.fields.kind

    @property
    def reply_days(self) -> int | None:
        """How many days the document itself gives; None where it sets none."""
        return days_given(self.fields)


def days_given(fields: InstrumentFields) -> int | None:
    """Return how many days a document itself gives to answer it; None where it sets none."""
    days: int | None = getattr(fields, "reply_days", None)
    return days


class _Step(Body):
    gh: Gh
    text: FreeText | None = Field(default=None, description="说明")


class _Explained(_Step):
    text: FreeText = Field(description="说明")


class Revise(_Step):
    """修改: the draft says something else now."""

    step: Literal["revise"]
    fields: InstrumentFields = Field(description="文书正文各栏，种类不变")


class Approve(_Step):
    """批准, by somebody of the level that the catalogue names, other than the drafter."""

    step: Literal["approve"]
    digest: Digest = Field(description="所核对正文的摘要：GET /v1/instruments/{id} 的 digests.body")


class SendBack(_Explained):
    """退回修改, with what is to be changed."""

    step: Literal["send_back"]


class Number(_Step):
    """编号: as the national system gave it, or, left out, the next of our own counter."""

    step: Literal["number"]
    number: DocumentNumberText | None = Field(default=None, description="统一业务系统文号")
    date: Day | None = Field(default=None, description="文号所载日期")
    digest: Digest | None = Field(default=None, description="统一业务系统原件摘要")

    @model_validator(mode="after")
    def _all_or_nothing(self) -> Self:
        if (self.number is None) != (self.date is None) or (self.number is None and self.digest is not None):
            raise PydanticCustomError("step-needs", "a number comes with its date")
        return self


class Issue(_Step):
    """制发: today, or on a day before that the national system shows."""

    step: Literal["issue"]
    issued_on: Day | None = None
    despite: FreeText | None = None


class Serve(_Step):
    """送达, recorded by the office from the receipt that was signed (送达回证)."""

    step: Literal["serve"]
    served_on: Day
    receiver: OperatorId | None = Field(default=None, description="签收人警号")


class LeaveWithWitness(_Explained):
    """留置送达: receipt was refused; left there with a witness (CPL 107)."""

    step: Literal["leave_with_witness"]
    served_on: Day
    witness: FreeText = Field(description="见证人")


class CorrectService(_Explained):
    """更正送达日: the day of service was recorded wrongly; the period of the answer is counted anew from the right one."""

    step: Literal["correct_service"]
    served_on: Day


class Judge(_Step):
    """采纳, 部分采纳, 不采纳: what the office finds of the answer, or of the silence."""

    step: Literal["adopt", "adopt_partially", "reject"]


class DecideObjection(_Explained):
    """复议、复核、复查决定: upheld, changed, revoked; whoever revokes takes the instrument back."""

    step: Literal["reconsider", "review", "re_examine"]
    result: Literal["upheld", "changed", "revoked"]


class Urge(_Explained):
    """督促: the addressee is reminded of an answer that is overdue."""

    step: Literal["urge"]


class Escalate(_Explained):
    """报上一级: the upper procuratorate is told, on a ground that the law names."""

    step: Literal["escalate"]
    ground: Word = Field(description="报上一级的情形", examples=["silence_after_urging"])


class AnswerFromAbove(_Explained):
    """上一级院审查意见: what the upper procuratorate holds, and which police superior it notified (RULE 553)."""

    step: Literal["answer_from_above"]
    result: Literal["upheld", "revoked"]
    notified: AgencyCode | None = Field(default=None, description="通报的上一级公安机关")


class PlanFollowUp(_Step):
    """安排回头看."""

    step: Literal["plan_follow_up"]
    planned_on: Day


class FollowUp(_Step):
    """回头看: done, partial, relapse."""

    step: Literal["follow_up"]
    finding: Literal["done", "partial", "relapse"]
    next_step: Word | None = None


class Withdraw(_Explained):
    """撤销: the office takes it back, or gives up a draft."""

    step: Literal["withdraw"]


class Close(_Step):
    """办结; a look back is proposed from the day of closing on."""

    step: Literal["close"]
    planned_on: Day | None = Field(default=None, description="回头看计划日；不填则按默认")


InstrumentStep = Annotated[
    Revise
    | Approve
    | SendBack
    | Number
    | Issue
    | Serve
    | LeaveWithWitness
    | CorrectService
    | Judge
    | DecideObjection
    | Urge
    | Escalate
    | AnswerFromAbove
    | PlanFollowUp
    | FollowUp
    | Withdraw
    | Close,
    Field(discriminator="step"),
]
"""A step of the issuing procuratorate, or of the upper one."""


class InstrumentReceipt(Body):
    """签收 by the addressee: the clock of the reply starts on this day."""

    served_on: Day | None = Field(default=None, description="收到日；不填为今日")
    gh: OperatorId | None = Field(default=None, description="签收人警号")


class InstrumentReply(Body):
    """回复 by the addressee."""

    answer: Literal["reason_statement", "filing_decision_copy", "withdrawal_decision_copy", "correction_reply"]
    adoption: Literal["full", "partial", "refused"] | None = Field(default=None, description="采纳情况（回复单位意见）")
    reply_number: DocumentNumberText | None = Field(default=None, description="回复文号")
    text: FreeText | None = Field(default=None, description="回复内容")
    gh: OperatorId | None = Field(default=None, description="承办人警号")


class InstrumentObjection(Body):
    """异议: reconsideration (要求复议), review (提请复核), re-examination (申请复查); a late one is recorded as late."""

    objection: Literal["reconsideration", "review", "re_examination"]
    text: FreeText = Field(description="理由")
    reply_number: DocumentNumberText | None = Field(default=None, description="意见书文号")
    gh: OperatorId | None = Field(default=None, description="承办人警号")


class NumberingChange(Body):
    """How a procuratorate numbers the instruments of a kind: recorded from the national system, or by a counter of its own."""

    procuratorate: AgencyCode
    kind: InstrumentKind
    mode: Literal["recorded", "own_counter"]
    short_name: Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fa5]{1,6}检$")] = Field(examples=["石大检"])
    word: Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fa5]{1,8}$")] = Field(examples=["侦监"])
    next: Annotated[int, Field(ge=1, le=99_999)] | None = Field(
        default=None, description="本年度下一个序号；仅限本院编号，不填则接续已有文号，已使用的序号自动跳过"
    )
    gh: OperatorId | None = Field(default=None, description="检察长工号；运维方不填")

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if self.next is not None and self.mode != "own_counter":
            raise PydanticCustomError("not-of-this-step", "only a counter of one's own has a next number")
        return self


class InstrumentAccepted(WireModel):
    """What the exchange answers to an act about an instrument."""

    id: Identifier
    kind: InstrumentKind
    case_number: CaseNumberText | None = None
    state: str
    number: DocumentNumberText | None = None
    issued_on: Day | None = None
    served_on: Day | None = None
    reply_due: Day | None = None
    digests: dict[str, Digest] = Field(default_factory=dict, description="制发时原件摘要：pdf, docx")
    late: bool | None = Field(default=None, description="逾期提出或回复，仍予记录")
    possible: list[str] = Field(default_factory=list, description="本机关在当前状态下可以进行的步骤")
    others: list[Identifier] = Field(default_factory=list, description="拟制时：这些线索上同类未办结的文书")
    position: int | None = None
    changed: str = Field(description="The cursor of the last change of the instrument")
