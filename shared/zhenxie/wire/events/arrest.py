"""Events of arrest (逮捕): request, decision, objection, execution."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import Coded, DocumentNumberText, Event, EventData, FreeText, J, OperatorId, P
from zhenxie.wire.events.parts import AddressedAgency, Charge, DepartmentCaseNumber, DetainingAgency, DivisionCode
from zhenxie.wire.moments import Day, Moment

RefusalCategory = Annotated[
    Literal["no_crime", "art16", "insufficient_evidence", "no_social_danger", "minor_optional"],
    Field(description="无犯罪事实, 法定不追究 (CPL 16), 证据不足, 无社会危险性, 罪行较轻可不捕"),
]


class SuspectArrestRequestedData(EventData):
    """What `suspect.arrest_requested` says (提请批准逮捕)."""

    procuratorate: AddressedAgency | None = Field(default=None, description="受理检察院")
    charges: list[Charge] | None = Field(default=None, description="提请罪名")
    in_custody: bool | None = Field(default=None, description="在押")
    sent_at: Moment | None = Field(default=None, description="移送时间")
    received_at: Moment | None = Field(default=None, description="检察院收到时间")
    social_danger_stated: bool | None = Field(default=None, description="已说明社会危险性")
    breach_of_measure: bool | None = Field(default=None, description="违反取保候审、监视居住规定")
    facts: FreeText | None = Field(default=None, description="犯罪事实")


class SuspectArrestRequested(Event):
    """提请批准逮捕: the police ask for an arrest (CPL 87; PSB 133–137)."""

    chinese = "提请批准逮捕"
    law = "CPL 87; PSB 133–137"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.arrest_requested"]
    data: SuspectArrestRequestedData


class SuspectArrestRequestReceivedData(EventData):
    """What `suspect.arrest_request_received` says (检察院收到提请批准逮捕书)."""

    in_custody: bool | None = Field(default=None, description="在押")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    prosecutor: OperatorId | None = Field(default=None, description="承办人工号")
    decision_due: Day | None = Field(default=None, description="审查期限")


class SuspectArrestRequestReceived(Event):
    """检察院收到提请批准逮捕书: the procuratorate receives the request (CPL 91; RULE 282)."""

    chinese = "检察院收到提请批准逮捕书"
    law = "CPL 91; RULE 282"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.arrest_request_received"]
    data: SuspectArrestRequestReceivedData


class SuspectArrestApprovedData(EventData):
    """What `suspect.arrest_approved` says (批准逮捕)."""

    charges: list[Charge] | None = Field(default=None, description="批准罪名")
    served_at: Moment | None = Field(default=None, description="送达公安机关时间")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    outline_number: DocumentNumberText | None = Field(default=None, description="继续侦查提纲文号")


class SuspectArrestApproved(Event):
    """批准逮捕: the procuratorate approves the arrest (CPL 81, 90; RULE 282–284)."""

    chinese = "批准逮捕"
    law = "CPL 81, 90; RULE 282–284"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.arrest_approved"]
    data: SuspectArrestApprovedData


class SuspectArrestRefusedData(EventData):
    """What `suspect.arrest_refused` says (不批准逮捕)."""

    refusal_category: Coded[RefusalCategory] | None = Field(default=None, description="不捕类型")
    served_at: Moment | None = Field(default=None, description="送达公安机关时间")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    outline_number: DocumentNumberText | None = Field(default=None, description="补充侦查提纲文号")
    in_custody: bool | None = Field(default=None, description="在押")
    reasons: FreeText | None = Field(default=None, description="不批捕理由")


class SuspectArrestRefused(Event):
    """不批准逮捕: the procuratorate refuses the arrest (CPL 90; RULE 139–141, 285–287)."""

    chinese = "不批准逮捕"
    law = "CPL 90; RULE 139–141, 285–287"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.arrest_refused"]
    data: SuspectArrestRefusedData


class SuspectArrestDecisionReceivedData(EventData):
    """What `suspect.arrest_decision_received` says (公安收到决定)."""

    decision: Coded[Literal["approved", "refused"]] | None = Field(default=None, description="批准, 不批准")
    decision_number: DocumentNumberText | None = Field(default=None, description="决定书文号")


class SuspectArrestDecisionReceived(Event):
    """公安收到决定: the police receive the decision on arrest (CPL 90–91; PSB 140, 142)."""

    chinese = "公安收到决定"
    law = "CPL 90–91; PSB 140, 142"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.arrest_decision_received"]
    data: SuspectArrestDecisionReceivedData


class SuspectArrestReconsiderationRequestedData(EventData):
    """What `suspect.arrest_reconsideration_requested` says (要求复议、提请复核)."""

    level: Coded[Literal["reconsideration", "review"]] | None = Field(default=None, description="复议, 复核")
    reviewing_procuratorate: AddressedAgency | None = Field(default=None, description="复核的上一级检察院")
    decision_number: DocumentNumberText | None = Field(default=None, description="原决定书文号")
    suspect_released: bool | None = Field(default=None, description="已释放")
    reasons: FreeText | None = Field(default=None, description="要求复议理由")


class SuspectArrestReconsiderationRequested(Event):
    """要求复议、提请复核: the police object to a refusal (CPL 92; PSB 141)."""

    chinese = "要求复议、提请复核"
    law = "CPL 92; PSB 141"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.arrest_reconsideration_requested"]
    data: SuspectArrestReconsiderationRequestedData


class SuspectArrestReconsideredData(EventData):
    """What `suspect.arrest_reconsidered` says (复议、复核决定)."""

    level: Coded[Literal["reconsideration", "review"]] | None = Field(default=None, description="复议, 复核")
    result: Coded[Literal["upheld", "changed"]] | None = Field(default=None, description="维持, 变更")
    served_at: Moment | None = Field(default=None, description="送达时间")
    reasons: FreeText | None = Field(default=None, description="决定理由")


class SuspectArrestReconsidered(Event):
    """复议、复核决定: the procuratorate decides on the objection (CPL 92; RULE 290–291)."""

    chinese = "复议、复核决定"
    law = "CPL 92; RULE 290–291"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.arrest_reconsidered"]
    data: SuspectArrestReconsideredData


class SuspectArrestedData(EventData):
    """What `suspect.arrested` says (执行逮捕)."""

    detention_center: DetainingAgency | None = Field(default=None, description="看守所")
    decided_by: Coded[Literal["procuratorate_approval", "procuratorate_decision", "court_decision"]] | None = Field(
        default=None, description="检察院批准, 检察院决定, 法院决定"
    )
    receipt_returned_at: Moment | None = Field(default=None, description="执行回执送达检察院时间")
    place_division_code: Coded[DivisionCode] | None = Field(default=None, description="执行地区划")
    charges: list[Charge] | None = Field(default=None, description="罪名")


class SuspectArrested(Event):
    """执行逮捕: the arrest is carried out (CPL 80, 93; PSB 142–145)."""

    chinese = "执行逮捕"
    law = "CPL 80, 93; PSB 142–145"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.arrested"]
    data: SuspectArrestedData


ArrestEvent = (
    SuspectArrestRequested
    | SuspectArrestRequestReceived
    | SuspectArrestApproved
    | SuspectArrestRefused
    | SuspectArrestDecisionReceived
    | SuspectArrestReconsiderationRequested
    | SuspectArrestReconsidered
    | SuspectArrested
)
