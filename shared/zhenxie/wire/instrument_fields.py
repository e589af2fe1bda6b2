"""What an instrument (监督文书) says, field by field and kind by kind (domain 7.3): the `fields` of a draft.

Prose is sealed wherever it is kept: the name of a case names a person. The standard sentences of each kind, with their
articles and periods, are not asked for; they are put around these fields when the document is set.
"""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import CaseNumberText, DocumentNumberText, FreeText, WireModel
from zhenxie.wire.moments import Day

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def _printable(text: str) -> str:
    # Said when it is written: at the issue, when the original is printed, its number would be drawn already.
    if _UNPRINTABLE.search(text):
        raise PydanticCustomError("control-character", "a control character, or one that turns the order of writing")
    return text


Prose = Annotated[FreeText, AfterValidator(_printable)]
"""Prose that will be printed: no control character stands in it, and none that makes a page say something else."""
ReplyDays = Annotated[int, Field(ge=1, le=60, description="要求回复的期限 (日), 自收到之日起", examples=[15])]
"""Days that the instrument itself sets, from its receipt (RULE 553)."""
Some = Annotated[list[Prose], Field(min_length=1, max_length=50)]


class CaseConcerned(WireModel):
    """The case (案件) that an instrument is about."""

    name: Prose = Field(description="案件名称", examples=["马某某涉嫌故意伤害案"])
    number: CaseNumberText | None = Field(default=None, description="案事件编号")


class Violation(WireModel):
    """One violation (违法情形): what was done, when, against which rule, and what shows it."""

    date: Day | None = Field(default=None, description="日期; absent: not established")
    act: Prose = Field(description="违法行为", examples=["拘留后未在二十四小时以内讯问"])
    rule: Prose = Field(description="违反的规定", examples=["《中华人民共和国刑事诉讼法》第八十六条"])
    evidence: Prose | None = Field(default=None, description="证据", examples=["讯问笔录，看守所提讯登记表"])


Violations = Annotated[list[Violation], Field(min_length=1, max_length=50, description="违法情形")]


class Letter(WireModel):
    """A letter of the other side, or of ours, that an instrument answers to (来文, 去文)."""

    title: Prose = Field(description="文书名称", examples=["不立案理由说明书"])
    number: DocumentNumberText | None = Field(default=None, description="文号")
    date: Day | None = Field(default=None, description="日期")


class OfCase(WireModel):
    """What every instrument about one case has."""

    case: CaseConcerned = Field(description="案件")
    attached_evidence: Some | None = Field(default=None, description="随附证据材料目录")


class OralCorrection(OfCase):
    """口头纠正意见: how a minor violation was corrected by word of mouth, for the record (RULE 552)."""

    kind: Literal["oral_correction"]
    told_to: Prose = Field(description="告知对象")
    told_on: Day = Field(description="提出日期")
    violations: Violations
    opinion: Prose = Field(description="纠正意见")
    outcome: Prose | None = Field(default=None, description="纠正情况")


class InvestigationSupervisionNotice(OfCase):
    """侦查活动监督通知书: a violation or a defect of evidence short of a correction notice."""

    kind: Literal["investigation_supervision_notice"]
    handling_unit: Prose = Field(description="办案单位")
    officers: Prose | None = Field(default=None, description="办案人员")
    suspects: Prose | None = Field(default=None, description="犯罪嫌疑人")
    violations: Violations
    opinion: Prose = Field(description="纠正意见")
    reply_days: ReplyDays


class _ReasonRequest(OfCase):
    source: Prose = Field(description="线索来源", examples=["被害人控告"])
    complainant: Prose | None = Field(default=None, description="控告人、申诉人或者被害人")
    facts: Prose = Field(description="事实")
    grounds: Prose = Field(description="认为应当(不应当)立案的理由和依据")


class RequestReasonNotFiling(_ReasonRequest):
    """要求说明不立案理由通知书 (CPL 113; RULE 559, 560)."""

    kind: Literal["request_reason_not_filing"]


class RequestReasonFiling(_ReasonRequest):
    """要求说明立案理由通知书: evidence of abusive filing (RULE 559¶2, 560)."""

    kind: Literal["request_reason_filing"]


class RequestReasonOverdue(_ReasonRequest):
    """要求说明逾期不作出立案决定理由通知书 (RULE 562)."""

    kind: Literal["request_reason_overdue"]
    received_on: Day | None = Field(default=None, description="受案日期")


class _Order(OfCase):
    request: Letter = Field(description="要求说明理由的文书")
    answer: Letter | None = Field(default=None, description="公安机关的理由说明书; absent: no answer came")
    stated_reasons: Prose | None = Field(default=None, description="公安机关说明的理由")
    finding: Prose = Field(description="查明的事实")
    why_reasons_fail: Prose = Field(description="理由不能成立的原因")


class OrderToFile(_Order):
    """通知立案书: the reasons for not filing do not hold (CPL 113; RULE 561, 563)."""

    kind: Literal["order_to_file"]


class OrderToWithdraw(_Order):
    """通知撤销案件书: the reasons for filing do not hold (RULE 561, 563, 565)."""

    kind: Literal["order_to_withdraw"]


class FilingReminder(OfCase):
    """立案监督案件催办函: a supervised case that is not concluded three months after filing (RULE 564¶3)."""

    kind: Literal["filing_reminder"]
    order: Letter = Field(description="通知立案的文书")
    filed_on: Day = Field(description="立案日期")
    questions: Some | None = Field(default=None, description="要求反馈的事项")
    reply_days: ReplyDays | None = Field(default=None, description="反馈期限 (日)")


class CorrectionNotice(OfCase):
    """纠正违法通知书: a grave violation (RULE 552 to 554)."""

    kind: Literal["correction_notice"]
    violating: Prose = Field(description="发生违法情况的单位和人员")
    violations: Violations
    circumstances: Prose | None = Field(default=None, description="情节和后果")
    opinion: Prose = Field(description="纠正意见")
    reply_days: ReplyDays


class ProcuratorialSuggestion(WireModel):
    """检察建议书: general violations and gaps of management (RULE 552; SUGG19). It may be about many cases, or none."""

    kind: Literal["procuratorial_suggestion"]
    trigger: Prose = Field(description="案件或者问题的来源")
    problems: Some = Field(description="存在的问题")
    causes: Prose | None = Field(default=None, description="原因分析")
    measures: Some = Field(description="具体建议")
    legal_basis: Some = Field(description="法律依据", examples=[["《公安机关办理刑事案件程序规定》第一百八十二条"]])
    objection_days: ReplyDays | None = Field(default=None, description="提出异议的期限 (日)")
    reply_days: ReplyDays | None = Field(default=None, description="紧急时缩短的回复期限 (日); absent: two months")
    attached_evidence: Some | None = Field(default=None, description="随附材料目录")


class ProcuratorialOpinion(OfCase):
    """检察意见书: after non-prosecution, or to the agency that must transfer a crime (CPL 177¶3; RULE 373, 557¶3)."""

    kind: Literal["procuratorial_opinion"]
    ground: Literal["after_non_prosecution", "transfer_of_crime"] = Field(
        description="不起诉后移送处理, 建议移送涉嫌犯罪案件"
    )
    decision: Letter | None = Field(default=None, description="不起诉决定书")
    facts: Prose = Field(description="事实")
    opinion: Prose = Field(description="处理意见和依据")
    reply_days: ReplyDays | None = Field(default=None, description="告知处理结果的期限 (日)")

    @model_validator(mode="after")
    def _names_the_decision(self) -> Self:
        if self.ground == "after_non_prosecution" and self.decision is None:
            raise PydanticCustomError("decision-required", "which decision not to prosecute")
        return self


class ReleaseOrChangeSuggestion(OfCase):
    """释放(变更强制措施)建议书: custody is no longer necessary (CPL 95; RULE 581)."""

    kind: Literal["release_or_change_suggestion"]
    suspect: Prose = Field(description="犯罪嫌疑人")
    detained_on: Day | None = Field(default=None, description="羁押日期")
    suggestion: Literal["release", "change_measure"] = Field(description="释放, 变更强制措施")
    reasons: Prose = Field(description="没有继续羁押必要的理由")


class Lacking(WireModel):
    """One thing to be proved (待查事项) of an outline: what, by which evidence, and what for."""

    matter: Prose = Field(description="需要查明的事项")
    evidence: Prose = Field(description="需要调取的证据")
    purpose: Prose | None = Field(default=None, description="证明目的")


class SupplementOutline(OfCase):
    """补充侦查提纲, 继续侦查提纲: what the case still lacks (RULE 257, 342)."""

    kind: Literal["supplement_outline"]
    ground: Literal["arrest_refused", "arrest_approved", "returned"] = Field(
        description="不批准逮捕, 批准逮捕 (继续侦查), 退回补充侦查"
    )
    suspects: Prose | None = Field(default=None, description="犯罪嫌疑人")
    reasons: Prose = Field(description="补充(继续)侦查的理由")
    lacking: Annotated[list[Lacking], Field(min_length=1, max_length=50, description="补充(继续)侦查事项")]
    remarks: Prose | None = Field(default=None, description="其他工作要求")


class RequestArrest(OfCase):
    """应当逮捕犯罪嫌疑人建议书: an arrest that should have been requested (RULE 288)."""

    kind: Literal["request_arrest"]
    suspect: Prose = Field(description="应当逮捕的犯罪嫌疑人")
    facts: Prose = Field(description="涉嫌犯罪的事实和证据")
    reasons: Prose = Field(description="应当逮捕的理由")
    reply_days: ReplyDays | None = Field(default=None, description="回复期限 (日)")


class AdditionalProsecution(OfCase):
    """补充移送起诉通知书: a suspect or a crime that the transfer left out (RULE 356)."""

    kind: Literal["additional_prosecution"]
    transfer: Letter = Field(description="起诉意见书")
    suspects: Prose | None = Field(default=None, description="遗漏的同案犯罪嫌疑人")
    crimes: Prose | None = Field(default=None, description="遗漏的罪行")
    facts: Prose = Field(description="事实和证据")
    reply_days: ReplyDays | None = Field(default=None, description="补充移送的期限 (日)")

    @model_validator(mode="after")
    def _leaves_something_out(self) -> Self:
        if self.suspects is None and self.crimes is None:
            raise PydanticCustomError("nothing-stated", "which suspect or which crime was left out")
        return self


class LegalityExplanationRequest(OfCase):
    """提供证据收集合法性说明通知书: evidence that may have been taken unlawfully (CPL 175¶1; RULE 264)."""

    kind: Literal["legality_explanation_request"]
    items: Some = Field(description="需要说明的证据", examples=[["2026年1月5日对马某某的讯问笔录"]])
    reasons: Prose = Field(description="可能存在以非法方法收集证据情形的线索")
    reply_days: ReplyDays


class ReExaminationResult(OfCase):
    """复查决定, 复议决定, 复核决定: what became of the police's objection (RULE 554, 565)."""

    kind: Literal["re_examination_result"]
    remedy: Literal["re_examination", "reconsideration", "review"] = Field(description="复查, 复议, 复核")
    contested: Letter = Field(description="原监督文书")
    objection: Letter = Field(description="公安机关的书面意见")
    grounds: Prose = Field(description="公安机关的意见和理由")
    finding: Prose = Field(description="经审查认为")
    result: Literal["upheld", "changed", "revoked"] = Field(description="维持, 变更, 撤销")
    changed_to: Prose | None = Field(default=None, description="变更后的意见")

    @model_validator(mode="after")
    def _says_what_it_changed(self) -> Self:
        if (self.result == "changed") != (self.changed_to is not None):
            raise PydanticCustomError("changed-to-with-changed", "a change says to what, and nothing else does")
        return self


InstrumentFields = Annotated[
    OralCorrection
    | InvestigationSupervisionNotice
    | RequestReasonNotFiling
    | RequestReasonFiling
    | RequestReasonOverdue
    | OrderToFile
    | OrderToWithdraw
    | FilingReminder
    | CorrectionNotice
    | ProcuratorialSuggestion
    | ProcuratorialOpinion
    | ReleaseOrChangeSuggestion
    | SupplementOutline
    | RequestArrest
    | AdditionalProsecution
    | LegalityExplanationRequest
    | ReExaminationResult,
    Field(discriminator="kind"),
]
"""The fields of an instrument, told apart by `kind`."""
