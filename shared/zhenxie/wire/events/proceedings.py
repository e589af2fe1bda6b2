"""Events of a case after filing: withdrawal, prosecution, return, dossier."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    P_ADDRESSED,
    AgencyCode,
    CaseNumberText,
    Coded,
    Count,
    Digest,
    DocumentNumberText,
    Event,
    EventData,
    FreeText,
    J,
    OperatorId,
    P,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.events.parts import AddressedAgency, Charge, ClosureReason, DepartmentCaseNumber, Driving, Word
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Measure


class CaseContinuationApprovedData(EventData):
    """What `case.continuation_approved` says (省级以上公安机关批准继续侦查)."""

    approving_agency: AgencyCode | None = Field(default=None, description="批准机关")
    ground: Coded[Literal["measure_lifted", "no_measure"]] | None = Field(
        default=None, description="解除强制措施满十二个月, 未采取强制措施满二年"
    )
    valid_until: Day | None = Field(default=None, description="有效期至")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="涉及的犯罪嫌疑人")
    reasons: FreeText | None = Field(default=None, description="继续侦查理由")


class CaseContinuationApproved(Event):
    """省级以上公安机关批准继续侦查: provincial police allow the investigation to go on (ECON17 25¶2)."""

    chinese = "省级以上公安机关批准继续侦查"
    law = "ECON17 25¶2"
    emitters = P_ADDRESSED
    type: Literal["case.continuation_approved"]
    data: CaseContinuationApprovedData


class CaseWithdrawnData(EventData):
    """What `case.withdrawn` says (撤销案件)."""

    ground: Coded[ClosureReason] | None = Field(default=None, description="撤案原因")
    prompted_by: (
        Coded[Literal["own_decision", "reason_request", "order_to_withdraw", "arrest_refused", "returned"]] | None
    ) = Field(default=None, description="主动撤案, 要求说明立案理由后, 通知撤销案件书后, 不批捕后, 退回后")
    instrument_number: DocumentNumberText | None = Field(default=None, description="监督文书文号")
    released_suspect_refs: list[SuspectRef] | None = Field(default=None, description="释放的犯罪嫌疑人")
    measures_lifted: bool | None = Field(default=None, description="强制措施已解除")
    property_handled: bool | None = Field(default=None, description="涉案财物已处理")
    administrative_handling_needed: bool | None = Field(default=None, description="需要行政处理")
    notified_at: Moment | None = Field(default=None, description="告知时间")
    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    reasons: FreeText | None = Field(default=None, description="撤案理由")


class CaseWithdrawn(Event):
    """撤销案件: the police withdraw the case (CPL 16, 163; PSB 186–189)."""

    chinese = "撤销案件"
    law = "CPL 16, 163; PSB 186–189"
    emitters = P
    type: Literal["case.withdrawn"]
    data: CaseWithdrawnData


class CaseRefiledData(EventData):
    """What `case.refiled` says (重新立案)."""

    ground: Coded[Literal["new_facts", "new_evidence", "order_to_file"]] | None = Field(
        default=None, description="新的事实, 新的证据, 通知立案"
    )
    earlier_case_number: CaseNumberText | None = Field(default=None, description="原案件编号")
    charges: list[Charge] | None = Field(default=None, description="罪名")
    reasons: FreeText | None = Field(default=None, description="重新立案理由")


class CaseRefiled(Event):
    """重新立案: a withdrawn case is opened again (PSB 190)."""

    chinese = "重新立案"
    law = "PSB 190"
    emitters = P
    type: Literal["case.refiled"]
    data: CaseRefiledData


class SentSuspect(WireModel):
    """A suspect in an opinion to prosecute (起诉意见书)."""

    suspect_ref: SuspectRef
    charges: list[Charge] | None = Field(default=None, description="移送罪名")
    measure: Coded[Measure] | None = Field(default=None, description="移送时的强制措施")
    plea: bool | None = Field(default=None, description="认罪认罚")
    duty_counsel_present: bool | None = Field(default=None, description="值班律师在场")


class CaseSentForProsecutionData(EventData):
    """What `case.sent_for_prosecution` says (移送审查起诉)."""

    procuratorate: AddressedAgency | None = Field(default=None, description="受理检察院")
    suspects: list[SentSuspect] | None = Field(default=None, description="移送的犯罪嫌疑人")
    fast_track_suggested: bool | None = Field(default=None, description="建议适用速裁程序")
    property_list_attached: bool | None = Field(default=None, description="随案财物清单")
    volumes: Count | None = Field(default=None, description="诉讼卷册数")
    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人")
    driving: Driving | None = Field(default=None, description="驾驶情况")
    facts: FreeText | None = Field(default=None, description="认定的犯罪事实")


class CaseSentForProsecution(Event):
    """移送审查起诉: the investigation is concluded and sent to the procuratorate (CPL 162; PSB 283–289; RULE 158)."""

    chinese = "移送审查起诉"
    law = "CPL 162; PSB 283–289; RULE 158"
    emitters = P
    type: Literal["case.sent_for_prosecution"]
    data: CaseSentForProsecutionData


class CaseProceedingOpenedData(EventData):
    """What `case.proceeding_opened` says (检察机关受理)."""

    kind: Coded[Literal["arrest_request", "prosecution", "resubmission"]] = Field(description="报捕, 移诉, 退补重报")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    unified_case_number: DocumentNumberText | None = Field(default=None, description="统一受案号")
    case_numbers: list[CaseNumberText] | None = Field(default=None, description="公安案件编号")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="犯罪嫌疑人")
    received_at: Moment | None = Field(default=None, description="受理时间")
    prosecutor: OperatorId | None = Field(default=None, description="承办人工号")
    procuratorate: AddressedAgency | None = Field(default=None, description="受理检察院")


class CaseProceedingOpened(Event):
    """检察机关受理: a procuratorate opens a proceeding: arrest request, prosecution or resubmission (CPL 172; RULE 156–158)."""

    chinese = "检察机关受理"
    law = "CPL 172; RULE 156–158"
    emitters = J
    type: Literal["case.proceeding_opened"]
    data: CaseProceedingOpenedData


class CaseReturnedData(EventData):
    """What `case.returned` says (退回补充侦查)."""

    ordinal: Annotated[int, Field(ge=1, le=9)] | None = Field(
        default=None, description="第几次退回; a third is against the law and recorded all the same"
    )
    outline_number: DocumentNumberText | None = Field(default=None, description="补充侦查提纲文号")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="涉及的犯罪嫌疑人")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    outline: list[FreeText] | None = Field(default=None, description="补充侦查事项")


class CaseReturned(Event):
    """退回补充侦查: the procuratorate returns the case for supplementary investigation (CPL 175; RULE 342, 346, 350)."""

    chinese = "退回补充侦查"
    law = "CPL 175; RULE 342, 346, 350"
    emitters = J
    type: Literal["case.returned"]
    data: CaseReturnedData


class CaseReturnReceivedData(EventData):
    """What `case.return_received` says (收到退回补充侦查)."""

    ordinal: Annotated[int, Field(ge=1, le=9)] | None = Field(default=None, description="第几次退回")


class CaseReturnReceived(Event):
    """收到退回补充侦查: the police receive the returned case (CPL 175; PSB 295)."""

    chinese = "收到退回补充侦查"
    law = "CPL 175; PSB 295"
    emitters = P
    type: Literal["case.return_received"]
    data: CaseReturnReceivedData


class CaseResubmittedData(EventData):
    """What `case.resubmitted` says (补充侦查完毕重报)."""

    ordinal: Annotated[int, Field(ge=1, le=9)] | None = Field(default=None, description="第几次退回后")
    outcome: Coded[Literal["supplemented", "new_opinion", "withdrawn", "returned_unchanged"]] | None = Field(
        default=None, description="补充证据, 重新制作起诉意见书, 撤销案件, 退补不当说明理由 (PSB 296)"
    )
    procuratorate: AddressedAgency | None = Field(default=None, description="受理检察院")
    suspect_refs: list[SuspectRef] | None = Field(default=None, description="犯罪嫌疑人")
    report: FreeText | None = Field(default=None, description="补充侦查报告")


class CaseResubmitted(Event):
    """补充侦查完毕重报: the police send the case again (CPL 175; PSB 295–296)."""

    chinese = "补充侦查完毕重报"
    law = "CPL 175; PSB 295–296"
    emitters = P
    type: Literal["case.resubmitted"]
    data: CaseResubmittedData


class DossierItem(WireModel):
    """One item of the litigation volumes (诉讼卷); its title may name somebody and stands sealed."""

    number: Annotated[int, Field(ge=1, le=100000)] = Field(description="序号")
    kind: Coded[Word] | None = Field(default=None, description="材料种类")
    pages: Count | None = Field(default=None, description="页数")
    digest: Digest | None = None
    title: FreeText | None = Field(default=None, description="材料名称")


class CaseDossierRegisteredData(EventData):
    """What `case.dossier_registered` says (电子卷宗目录)."""

    items: list[DossierItem] = Field(description="卷内材料; 诉讼卷 only")
    volumes: Count | None = Field(default=None, description="册数")


class CaseDossierRegistered(Event):
    """电子卷宗目录: the index of the litigation volumes is registered (PSB 287)."""

    chinese = "电子卷宗目录"
    law = "PSB 287"
    emitters = P
    type: Literal["case.dossier_registered"]
    data: CaseDossierRegisteredData


ProceedingsEvent = (
    CaseContinuationApproved
    | CaseWithdrawn
    | CaseRefiled
    | CaseSentForProsecution
    | CaseProceedingOpened
    | CaseReturned
    | CaseReturnReceived
    | CaseResubmitted
    | CaseDossierRegistered
)
