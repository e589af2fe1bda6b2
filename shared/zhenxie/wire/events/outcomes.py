"""Events that decide about a suspect: plea, prosecution, non-prosecution, penalty, judgment."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhenxie.wire.events.base import (
    A,
    AgencyCode,
    C,
    Coded,
    Count,
    DocumentNumberText,
    Event,
    EventData,
    Fen,
    FreeText,
    J,
    P,
    SealedText,
)
from zhenxie.wire.events.parts import AddressedAgency, Charge, DepartmentCaseNumber
from zhenxie.wire.moments import Day

PurposeBound = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,64}$"), SealedText()]
"""A word about a public-security record: sealed for everybody, adults too (治安管理处罚法 136)."""


class SuspectPleaRecordedData(EventData):
    """What `suspect.plea_recorded` says (认罪认罚)."""

    withdrawn: bool | None = Field(default=None, description="反悔")
    statement_signed: bool | None = Field(default=None, description="签署具结书")
    counsel_present: bool | None = Field(default=None, description="辩护人或值班律师在场")
    exemption: Coded[Literal["blind_deaf_mute_or_partly_incapable", "juvenile_objection", "other"]] | None = Field(
        default=None, description="不需签署具结书的情形 (CPL 174)"
    )
    fast_track_consent: bool | None = Field(default=None, description="同意适用速裁程序")


class SuspectPleaRecorded(Event):
    """认罪认罚: a suspect admits guilt and accepts punishment, or takes it back (CPL 15, 120, 162¶2, 174)."""

    chinese = "认罪认罚"
    law = "CPL 15, 120, 162¶2, 174"
    emitters = P | J
    about_a_suspect = True
    type: Literal["suspect.plea_recorded"]
    data: SuspectPleaRecordedData


class SuspectProsecutedData(EventData):
    """What `suspect.prosecuted` says (提起公诉)."""

    charges: list[Charge] | None = Field(default=None, description="起诉罪名")
    court: AddressedAgency | None = Field(default=None, description="受理法院")
    procedure_suggested: Coded[Literal["fast_track", "simplified", "ordinary"]] | None = Field(
        default=None, description="速裁, 简易, 普通"
    )
    sentence_suggested: bool | None = Field(default=None, description="提出量刑建议")
    in_custody: bool | None = Field(default=None, description="在押")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")


class SuspectProsecuted(Event):
    """提起公诉: the procuratorate indicts a suspect (CPL 176; RULE 355, 358)."""

    chinese = "提起公诉"
    law = "CPL 176; RULE 355, 358"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.prosecuted"]
    data: SuspectProsecutedData


class SuspectNotProsecutedData(EventData):
    """What `suspect.not_prosecuted` says (不起诉)."""

    kind: Coded[Literal["statutory", "discretionary", "insufficient_evidence", "conditional", "approved"]] | None = (
        Field(default=None, description="法定, 酌定, 存疑, 附条件, 核准")
    )
    charges: list[Charge] | None = Field(default=None, description="罪名")
    opinion_number: DocumentNumberText | None = Field(default=None, description="检察意见书文号")
    receiving_agency: AddressedAgency | None = Field(default=None, description="检察意见的受文行政机关")
    probation_until: Day | None = Field(default=None, description="附条件不起诉考验期届满")
    department_case_number: DepartmentCaseNumber | None = Field(default=None, description="部门受案号")
    record_sealed: bool | None = Field(default=None, description="记录封存")
    reasons: FreeText | None = Field(default=None, description="不起诉理由")


class SuspectNotProsecuted(Event):
    """不起诉: the procuratorate does not indict a suspect (CPL 175¶4, 177, 182, 282)."""

    chinese = "不起诉"
    law = "CPL 175¶4, 177, 182, 282"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.not_prosecuted"]
    data: SuspectNotProsecutedData


class SuspectPenalizedData(EventData):
    """What `suspect.penalized` says (行政处罚)."""

    same_facts: bool | None = Field(default=None, description="与本案同一事实")
    record_sealed: bool | None = Field(default=None, description="记录封存")
    penalty_kind: PurposeBound | None = Field(
        default=None, description="warning 警告, fine 罚款, detention 行政拘留, licence_suspended 暂扣 …"
    )
    penalty_amount: PurposeBound | None = Field(default=None, description="罚款 (fen) 或拘留日数")
    violation: PurposeBound | None = Field(default=None, description="违法行为, such as drink_driving")
    reasons: FreeText | None = Field(default=None, description="处罚事实")


class SuspectPenalized(Event):
    """行政处罚: an administrative penalty is given; what it was stands sealed (PAL25 136; JUV20 59)."""

    chinese = "行政处罚"
    law = "PAL25 136; JUV20 59"
    emitters = P | A
    about_a_suspect = True
    type: Literal["suspect.penalized"]
    data: SuspectPenalizedData


class SuspectLicenceRevokedData(EventData):
    """What `suspect.licence_revoked` says (吊销驾驶证)."""

    ban_years: Annotated[int, Field(ge=1, le=99)] | None = Field(default=None, description="禁驾年限")
    for_life: bool | None = Field(default=None, description="终生禁驾")
    revoking_agency: AgencyCode | None = Field(default=None, description="作出决定的机关")


class SuspectLicenceRevoked(Event):
    """吊销驾驶证: the driving licence is revoked (RTSL 91; DUI23 20)."""

    chinese = "吊销驾驶证"
    law = "RTSL 91; DUI23 20"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.licence_revoked"]
    data: SuspectLicenceRevokedData


class SuspectJudgedData(EventData):
    """What `suspect.judged` says (裁判生效)."""

    outcome: Coded[Literal["convicted", "acquitted", "exempted", "terminated"]] | None = Field(
        default=None, description="有罪, 无罪, 免予刑事处罚, 终止审理"
    )
    charges: list[Charge] | None = Field(default=None, description="裁判罪名")
    penalty: (
        Coded[
            Literal[
                "death",
                "death_suspended",
                "life",
                "fixed_term",
                "criminal_detention",
                "public_surveillance",
                "fine_only",
                "none",
            ]
        ]
        | None
    ) = Field(default=None, description="死刑, 死缓, 无期, 有期, 拘役, 管制, 单处罚金, 无")
    term_months: Count | None = Field(default=None, description="刑期 (月)")
    probation: bool | None = Field(default=None, description="缓刑")
    fine: Fen | None = Field(default=None, description="罚金 (fen)")
    record_sealed: bool | None = Field(default=None, description="犯罪记录封存")
    procedure: Coded[Literal["fast_track", "simplified", "ordinary"]] | None = Field(
        default=None, description="速裁, 简易, 普通"
    )


class SuspectJudged(Event):
    """裁判生效: a judgment on a suspect takes effect (CPL 259)."""

    chinese = "裁判生效"
    law = "CPL 259"
    emitters = C
    about_a_suspect = True
    type: Literal["suspect.judged"]
    data: SuspectJudgedData


OutcomesEvent = (
    SuspectPleaRecorded
    | SuspectProsecuted
    | SuspectNotProsecuted
    | SuspectPenalized
    | SuspectLicenceRevoked
    | SuspectJudged
)
