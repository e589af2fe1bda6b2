"""Events up to the filing of a case (立案): notification, report, referral, review, decision."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    P_ADDRESSED,
    A,
    AgencyCode,
    CaseNumberText,
    Coded,
    Count,
    DocumentNumberText,
    Event,
    EventData,
    Fen,
    FreeText,
    P,
    Person,
    SuspectRef,
    UnitCode,
)
from zhenxie.wire.events.parts import (
    AddressedAgency,
    CategoryCode,
    Charge,
    ClosureReason,
    Department,
    Driving,
    FilingMode,
    NotifiedSuspect,
)
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Channel


class NotifiedData(EventData):
    """The head of a case notification (案件通报): the case as its sender's record shows it."""

    case_name: FreeText | None = Field(default=None, description="案件名称")
    brief_facts: FreeText | None = Field(default=None, description="简要案情")
    police_category_code: Coded[CategoryCode] | None = Field(default=None, description="案件类别")
    charges: list[Charge] | None = Field(default=None, description="涉嫌罪名")
    handling_unit: UnitCode | None = Field(default=None, description="办案单位")
    handling_department: Coded[Department] | None = Field(default=None, description="办案部门")
    filing_mode: Coded[FilingMode] | None = Field(default=None, description="以人立案 / 以事立案")
    amount: Fen | None = Field(default=None, description="涉案金额 (fen)")
    suspects: list[NotifiedSuspect] | None = Field(default=None, description="犯罪嫌疑人")
    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人; absent: not stated")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    remarks: FreeText | None = Field(default=None, description="备注")


class CaseNotified(Event):
    """案件通报: the police give notice of a case, its suspects and its charges (COLL21; RULE 557)."""

    chinese = "案件通报"
    law = "COLL21; RULE 557"
    emitters = P
    channel = Channel.NOTIFICATION
    type: Literal["case.notified"]
    data: NotifiedData


class CaseReceivedData(EventData):
    """What `case.received` says (受案)."""

    source: (
        Coded[
            Literal[
                "report", "complaint", "tip", "seized_by_citizens", "surrender", "referral", "found_at_work", "other"
            ]
        ]
        | None
    ) = Field(default=None, description="案件来源: 报案, 控告, 举报, 扭送, 自动投案, 移送, 工作中发现, 其他")
    receipt_number: DocumentNumberText | None = Field(default=None, description="受案回执文号")
    receiving_unit: UnitCode | None = Field(default=None, description="接受单位")
    reporter: Person | None = Field(default=None, description="报案人")
    reporter_ref: SuspectRef | None = Field(default=None, description="The sender's own reference to the reporter")
    reporter_confidential: bool | None = Field(default=None, description="报案人要求保密")
    police_category_code: Coded[CategoryCode] | None = Field(default=None, description="案件类别")
    charges: list[Charge] | None = Field(default=None, description="涉嫌罪名")
    amount: Fen | None = Field(default=None, description="涉案金额 (fen)")
    earlier_case_number: CaseNumberText | None = Field(default=None, description="移送前的案件编号")
    case_name: FreeText | None = Field(default=None, description="案件名称")
    brief_facts: FreeText | None = Field(default=None, description="简要案情")


class CaseReceived(Event):
    """受案: the police take in a report, complaint, tip or surrender (CPL 110; PSB 169–171)."""

    chinese = "受案"
    law = "CPL 110; PSB 169–171"
    emitters = P_ADDRESSED
    type: Literal["case.received"]
    data: CaseReceivedData


class CaseReferredData(EventData):
    """What `case.referred` says (行政执法机关移送)."""

    referring_agency: AddressedAgency | None = Field(default=None, description="移送机关")
    receiving_agency: AddressedAgency | None = Field(default=None, description="受移送的公安机关")
    referral_number: DocumentNumberText | None = Field(default=None, description="案件移送书文号")
    received_at: Moment | None = Field(default=None, description="公安机关接受时间")
    materials_complete: bool | None = Field(default=None, description="材料是否齐全")
    incomplete_notice_at: Moment | None = Field(default=None, description="材料不全告知时间")
    completed_at: Moment | None = Field(default=None, description="补正时间")
    charges: list[Charge] | None = Field(default=None, description="涉嫌罪名")
    materials: list[FreeText] | None = Field(default=None, description="移送材料清单")
    brief_facts: FreeText | None = Field(default=None, description="简要案情")


class CaseReferred(Event):
    """行政执法机关移送: an administrative agency refers a suspected crime (PSB 180; REF01 6–8)."""

    chinese = "行政执法机关移送"
    law = "PSB 180; REF01 6–8"
    emitters = P_ADDRESSED | A
    type: Literal["case.referred"]
    data: CaseReferredData


class CaseCheckedBeforeFilingData(EventData):
    """What `case.checked_before_filing` says (立案前调查核实)."""

    from_day: Day | None = Field(default=None, description="开始日")
    until_day: Day | None = Field(default=None, description="结束日")
    steps: (
        list[Coded[Literal["questioning", "inquiry", "scene_examination", "appraisal", "collection", "other"]]] | None
    ) = Field(default=None, description="询问, 查询, 勘验, 鉴定, 调取证据材料, 其他")
    restricted_person_or_property: bool | None = Field(default=None, description="是否限制人身或财产权利")
    findings: FreeText | None = Field(default=None, description="核实情况")


class CaseCheckedBeforeFiling(Event):
    """立案前调查核实: facts are checked before filing, without force and without seizure (PSB 174)."""

    chinese = "立案前调查核实"
    law = "PSB 174"
    emitters = P_ADDRESSED
    type: Literal["case.checked_before_filing"]
    data: CaseCheckedBeforeFilingData


class CaseFilingRefusedData(EventData):
    """What `case.filing_refused` says (不予立案)."""

    reason: Coded[ClosureReason] | None = Field(default=None, description="不立案原因")
    complainant: Person | None = Field(default=None, description="控告人")
    complainant_ref: SuspectRef | None = Field(
        default=None, description="The sender's own reference to the complainant"
    )
    complainant_kind: Coded[Literal["person", "organization", "agency"]] | None = Field(
        default=None, description="个人, 单位, 行政执法机关"
    )
    served_at: Moment | None = Field(default=None, description="不予立案通知书送达时间")
    handled_as: Coded[Literal["administrative_penalty", "transferred", "none"]] | None = Field(
        default=None, description="转行政处罚, 移送, 无"
    )
    received_on: Day | None = Field(default=None, description="接受案件日")
    charges: list[Charge] | None = Field(default=None, description="涉嫌罪名")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    reasons: FreeText | None = Field(default=None, description="不立案理由")


class CaseFilingRefused(Event):
    """不予立案: the police decide not to file (CPL 112; PSB 178)."""

    chinese = "不予立案"
    law = "CPL 112; PSB 178"
    emitters = P_ADDRESSED
    type: Literal["case.filing_refused"]
    data: CaseFilingRefusedData


class FilingObjectionData(EventData):
    """The course of an objection to a refusal to file."""

    applicant_kind: Coded[Literal["complainant", "agency"]] | None = Field(
        default=None, description="控告人, 移送的行政执法机关"
    )
    applicant: Person | None = Field(default=None, description="申请人")
    applied_at: Moment | None = Field(default=None, description="申请时间")
    result: Coded[Literal["upheld", "changed"]] | None = Field(default=None, description="维持, 变更")
    deciding_agency: AgencyCode | None = Field(default=None, description="作出决定的机关")
    served_at: Moment | None = Field(default=None, description="送达时间")
    extended: bool | None = Field(default=None, description="是否延长办理期限")
    reasons: FreeText | None = Field(default=None, description="决定理由")


class CaseFilingReconsidered(Event):
    """不立案复议: the police reconsider their refusal to file (PSB 179, 181)."""

    chinese = "不立案复议"
    law = "PSB 179, 181"
    emitters = P_ADDRESSED
    type: Literal["case.filing_reconsidered"]
    data: FilingObjectionData


class CaseFilingReviewed(Event):
    """不立案复核: the upper police review a refusal to file (PSB 179)."""

    chinese = "不立案复核"
    law = "PSB 179"
    emitters = P_ADDRESSED
    type: Literal["case.filing_reviewed"]
    data: FilingObjectionData


class CaseFilingReviewExtendedData(EventData):
    """What `case.filing_review_extended` says (立案审查延长)."""

    ground: Coded[Literal["leads_to_check", "grave_or_complex", "upper_approval"]] | None = Field(
        default=None, description="线索需查证, 重大疑难复杂, 上级批准"
    )
    new_limit: Day | None = Field(default=None, description="延长后的期限")
    days: Count | None = Field(default=None, description="延长天数")
    received_on: Day | None = Field(default=None, description="接受案件日")
    reasons: FreeText | None = Field(default=None, description="延长理由")


class CaseFilingReviewExtended(Event):
    """立案审查延长: the time to decide on filing is extended (PSB 180; ECON17 15–16; FILE15)."""

    chinese = "立案审查延长"
    law = "PSB 180; ECON17 15–16; FILE15"
    emitters = P_ADDRESSED
    type: Literal["case.filing_review_extended"]
    data: CaseFilingReviewExtendedData


class CaseFiledData(EventData):
    """What `case.filed` says (立案)."""

    filing_mode: Coded[FilingMode] | None = Field(default=None, description="以人立案 / 以事立案")
    charges: list[Charge] | None = Field(default=None, description="立案罪名")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="立案时确定的犯罪嫌疑人")
    police_category_code: Coded[CategoryCode] | None = Field(default=None, description="案件类别")
    handling_unit: UnitCode | None = Field(default=None, description="办案单位")
    handling_department: Coded[Department] | None = Field(default=None, description="办案部门")
    received_on: Day | None = Field(default=None, description="接受案件日")
    prompted_by: Coded[Literal["own_decision", "reason_request", "order_to_file"]] | None = Field(
        default=None, description="主动立案, 要求说明不立案理由后, 通知立案书后"
    )
    instrument_number: DocumentNumberText | None = Field(default=None, description="监督文书文号")
    amount: Fen | None = Field(default=None, description="涉案金额 (fen)")
    victims: Count | None = Field(default=None, description="被害人数")
    private_enterprise: bool | None = Field(default=None, description="涉民营企业")
    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人; absent: not stated")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    case_name: FreeText | None = Field(default=None, description="案件名称")
    brief_facts: FreeText | None = Field(default=None, description="简要案情")


class CaseFiled(Event):
    """立案: the police open a criminal investigation (CPL 112, 115; PSB 178)."""

    chinese = "立案"
    law = "CPL 112, 115; PSB 178"
    emitters = P_ADDRESSED
    type: Literal["case.filed"]
    data: CaseFiledData


FilingEvent = (
    CaseNotified
    | CaseReceived
    | CaseReferred
    | CaseCheckedBeforeFiling
    | CaseFilingRefused
    | CaseFilingReconsidered
    | CaseFilingReviewed
    | CaseFilingReviewExtended
    | CaseFiled
)
