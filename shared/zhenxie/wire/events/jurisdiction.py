"""Events that say who handles, supervises and may see a case: transfer, designation, merger, sharing."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    P_ADDRESSED,
    AgencyCode,
    CaseNumberText,
    Coded,
    Event,
    EventData,
    FreeText,
    J,
    P,
    UnitCode,
    X,
)
from zhenxie.wire.events.parts import AddressedAgency, Identifier, SupervisingAgency
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Audience, Channel, Relation, Stage


class CaseTransferredOutData(EventData):
    """What `case.transferred_out` says (移送管辖)."""

    receiving_agency: AddressedAgency | None = Field(default=None, description="受移送机关")
    receiving_unit_code: UnitCode | None = Field(default=None, description="受移送单位")
    before_filing: bool | None = Field(default=None, description="立案前移送")
    handed_over_at: Moment | None = Field(default=None, description="移交时间")
    complainant_notified_at: Moment | None = Field(default=None, description="告知当事人时间")
    new_case_number: CaseNumberText | None = Field(default=None, description="新案件编号")
    reasons: FreeText | None = Field(default=None, description="移送理由")


class CaseTransferredOut(Event):
    """移送管辖: the case goes to another unit that has jurisdiction (PSB 175, 184)."""

    chinese = "移送管辖"
    law = "PSB 175, 184"
    emitters = P
    type: Literal["case.transferred_out"]
    data: CaseTransferredOutData


class CaseJurisdictionDesignatedData(EventData):
    """What `case.jurisdiction_designated` says (指定管辖)."""

    designated_agency: AddressedAgency | None = Field(default=None, description="被指定机关")
    designating_agency: AgencyCode | None = Field(default=None, description="作出指定的机关")
    ground: Coded[Literal["dispute", "special", "recusal", "other"]] | None = Field(
        default=None, description="管辖争议, 特殊情况, 回避, 其他"
    )
    new_case_number: CaseNumberText | None = Field(default=None, description="新案件编号")
    reasons: FreeText | None = Field(default=None, description="指定理由")


class CaseJurisdictionDesignated(Event):
    """指定管辖: an upper organ designates who investigates (PSB 22–23; RULE 328)."""

    chinese = "指定管辖"
    law = "PSB 22–23; RULE 328"
    emitters = P_ADDRESSED | J
    type: Literal["case.jurisdiction_designated"]
    data: CaseJurisdictionDesignatedData


class CaseProcuratorateAssignedData(EventData):
    """What `case.procuratorate_assigned` says (指定 / 交办检察机关)."""

    procuratorate: SupervisingAgency = Field(description="被指定的检察院")
    assigning_agency: AgencyCode | None = Field(default=None, description="作出指定的检察院")
    stages: list[Stage] | None = Field(default=None, description="诉讼阶段")
    effective_from: Day | None = Field(default=None, description="起始日")
    effective_until: Day | None = Field(default=None, description="终止日")
    ground: Coded[Literal["designated", "assigned", "higher_level_case", "special_police"]] | None = Field(
        default=None, description="指定管辖, 交办, 市级以上案件, 专门公安机关"
    )


class CaseProcuratorateAssigned(Event):
    """指定 / 交办检察机关: a procuratorate is appointed to supervise or handle the case (RULE 283, 328)."""

    chinese = "指定 / 交办检察机关"
    law = "RULE 283, 328"
    emitters = J
    type: Literal["case.procuratorate_assigned"]
    data: CaseProcuratorateAssignedData


class CaseMergedData(EventData):
    """What `case.merged` says (并案侦查)."""

    lead_case_number: CaseNumberText = Field(description="主案编号")
    merged_case_numbers: list[CaseNumberText] = Field(description="被并案件编号")
    ground: Coded[Literal["one_person_several_crimes", "joint_crime", "related_crime"]] | None = Field(
        default=None, description="一人数罪, 共同犯罪, 关联犯罪"
    )


class CaseMerged(Event):
    """并案侦查: cases are investigated as one (PSB 21, 184–185)."""

    chinese = "并案侦查"
    law = "PSB 21, 184–185"
    emitters = P
    type: Literal["case.merged"]
    data: CaseMergedData


class CaseSharedData(EventData):
    """What `case.shared` says (授权知悉)."""

    reader: AgencyCode = Field(description="获得授权的机关")
    relation: Relation = Field(description="与案件的关系")
    whole_history: bool = Field(description="是否可读全部历史")
    prompted_by: Identifier | None = Field(default=None, description="The event that named the reader")
    joined_into: Identifier | None = Field(
        default=None, description="并入的案件: it was provisional, and from here on is told with that case"
    )


class CaseShared(Event):
    """授权知悉: a reader is given sight of the case."""

    chinese = "授权知悉"
    law = ""
    emitters = X
    audience = Audience.ADDRESSEES
    channel = Channel.EXCHANGE
    type: Literal["case.shared"]
    data: CaseSharedData


JurisdictionEvent = (
    CaseTransferredOut | CaseJurisdictionDesignated | CaseProcuratorateAssigned | CaseMerged | CaseShared
)
