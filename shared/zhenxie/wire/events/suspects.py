"""Events about who a suspect is and of what he is suspected."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    CaseNumberText,
    Coded,
    DocumentNumberText,
    Event,
    EventData,
    FreeText,
    J,
    P,
    SuspectRef,
)
from zhenxie.wire.events.parts import (
    Act,
    AddressedAgency,
    BirthDateSource,
    BoneAge,
    Charge,
    ClosureReason,
    SuspectDetails,
)
from zhenxie.wire.moments import Day, Moment


class SuspectIdentifiedData(SuspectDetails):
    """What `suspect.identified` says (确定犯罪嫌疑人)."""

    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人; absent: not stated")
    joint_crime: bool | None = Field(default=None, description="共同犯罪")


class SuspectIdentified(Event):
    """确定犯罪嫌疑人: a person becomes a suspect in the case (CPL 115; PSB 191)."""

    chinese = "确定犯罪嫌疑人"
    law = "CPL 115; PSB 191"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.identified"]
    data: SuspectIdentifiedData


class SuspectAgeVerifiedData(EventData):
    """What `suspect.age_verified` says (查明年龄)."""

    outcome: Coded[Literal["established", "reached_exact_date_unknown", "not_establishable"]] | None = Field(
        default=None, description="查明, 已达年龄但确切日期不明, 无法查明"
    )
    birth_date: Day | None = Field(default=None, description="出生日期")
    birth_date_source: Coded[BirthDateSource] | None = Field(default=None, description="出生日期依据")
    bone_age: BoneAge | None = Field(default=None, description="骨龄")
    opinion_number: DocumentNumberText | None = Field(default=None, description="鉴定意见文号")
    lunar_calendar_corrected: bool | None = Field(default=None, description="农历日期已换算为公历")
    no_other_participant: bool | None = Field(default=None, description="明确无其他参与人; absent: not stated")
    reasons: FreeText | None = Field(default=None, description="查证情况")


class SuspectAgeVerified(Event):
    """查明年龄: the age of a suspect is established, or found not to be establishable (PSB 321; RULE 464)."""

    chinese = "查明年龄"
    law = "PSB 321; RULE 464"
    emitters = P | J
    about_a_suspect = True
    type: Literal["suspect.age_verified"]
    data: SuspectAgeVerifiedData


class SuspectDetailsAmendedData(SuspectDetails):
    """What `suspect.details_amended` says (更正身份信息)."""

    same_person_as: SuspectRef | None = Field(default=None, description="经查与该犯罪嫌疑人系同一人")


class SuspectDetailsAmended(Event):
    """更正身份信息: what is known of a suspect's identity changes (CPL 160¶2; PSB 152)."""

    chinese = "更正身份信息"
    law = "CPL 160¶2; PSB 152"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.details_amended"]
    data: SuspectDetailsAmendedData


class SuspectChargesChangedData(EventData):
    """What `suspect.charges_changed` says (变更罪名)."""

    charges: list[Charge] | None = Field(default=None, description="变更后的罪名")
    earlier_charges: list[Charge] | None = Field(default=None, description="变更前的罪名")
    acts: list[Act] | None = Field(default=None, description="行为时间")
    reasons: FreeText | None = Field(default=None, description="变更理由")


class SuspectChargesChanged(Event):
    """变更罪名: the charges against a suspect change (PSB 288; RULE 339)."""

    chinese = "变更罪名"
    law = "PSB 288; RULE 339"
    emitters = P | J
    about_a_suspect = True
    type: Literal["suspect.charges_changed"]
    data: SuspectChargesChangedData


class SuspectAtLargeData(EventData):
    """What `suspect.at_large` says (在逃)."""

    wanted_since: Day | None = Field(default=None, description="上网追逃日")
    at_large: bool | None = Field(default=None, description="在逃; false: 已归案; absent: 在逃")


class SuspectAtLarge(Event):
    """在逃: a suspect has fled, or is in hand again (PSB 274–281)."""

    chinese = "在逃"
    law = "PSB 274–281"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.at_large"]
    data: SuspectAtLargeData


class SuspectSplitOffData(EventData):
    """What `suspect.split_off` says (另案处理)."""

    reason: (
        Coded[
            Literal[
                "at_large",
                "juvenile",
                "different_jurisdiction",
                "serious_illness",
                "not_yet_identified",
                "administrative_handling",
                "other",
            ]
        ]
        | None
    ) = Field(default=None, description="在逃, 未成年人, 管辖不同, 患病, 尚未查清, 行政处理, 其他")
    target_case_number: CaseNumberText | None = Field(default=None, description="另案编号")
    target_agency: AddressedAgency | None = Field(default=None, description="另案处理机关")
    planned_on: Day | None = Field(default=None, description="计划办理日期")
    evidence_attached: bool | None = Field(default=None, description="附证据材料")
    reasons: FreeText | None = Field(default=None, description="另案处理理由")


class SuspectSplitOff(Event):
    """另案处理: a suspect of a joint or related case is dealt with separately (SPLIT14; ECON17 29)."""

    chinese = "另案处理"
    law = "SPLIT14; ECON17 29"
    emitters = P | J
    about_a_suspect = True
    type: Literal["suspect.split_off"]
    data: SuspectSplitOffData


class SuspectInvestigationTerminatedData(EventData):
    """What `suspect.investigation_terminated` says (终止侦查)."""

    reason: Coded[ClosureReason] | None = Field(default=None, description="终止侦查原因")
    notified_at: Moment | None = Field(default=None, description="告知时间")
    released: bool | None = Field(default=None, description="已释放")
    handed_over_to: Coded[Literal["guardian", "correction_school", "none"]] | None = Field(
        default=None, description="交监护人, 专门矫治教育, 无"
    )
    reasons: FreeText | None = Field(default=None, description="终止侦查理由")


class SuspectInvestigationTerminated(Event):
    """终止侦查: the investigation of one suspect ends while the case goes on (PSB 186¶2, 187, 189)."""

    chinese = "终止侦查"
    law = "PSB 186¶2, 187, 189"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.investigation_terminated"]
    data: SuspectInvestigationTerminatedData


SuspectsEvent = (
    SuspectIdentified
    | SuspectAgeVerified
    | SuspectDetailsAmended
    | SuspectChargesChanged
    | SuspectAtLarge
    | SuspectSplitOff
    | SuspectInvestigationTerminated
)
