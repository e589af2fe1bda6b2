"""Events of questioning: continued questioning, summons, compelled appearance, interrogation."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import Coded, Event, EventData, FreeText, J, OperatorId, P, Person, Reference
from zhenxie.wire.moments import Moment
from zhenxie.wire.vocabulary import Measure


class SuspectQuestioningContinuedData(EventData):
    """What `suspect.questioning_continued` says (继续盘问)."""

    from_at: Moment | None = Field(default=None, description="带回时间")
    ended_at: Moment | None = Field(default=None, description="结束时间")
    hours_allowed: Annotated[int, Field(ge=1, le=48)] | None = Field(default=None, description="批准时限 12, 24, 48")
    extension_approved_at: Moment | None = Field(default=None, description="延长批准时间")


class SuspectQuestioningContinued(Event):
    """继续盘问: a person is kept for continued questioning before filing (POL12 9; CQ04 11, 17)."""

    chinese = "继续盘问"
    law = "POL12 9; CQ04 11, 17"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.questioning_continued"]
    data: SuspectQuestioningContinuedData


class SuspectSummonedData(EventData):
    """What `suspect.summoned` says (传唤)."""

    oral: bool | None = Field(default=None, description="口头传唤")
    arrived_at: Moment | None = Field(default=None, description="到案时间")
    place_kind: Coded[Literal["police_station", "home", "workplace", "case_handling_area", "other"]] | None = Field(
        default=None, description="公安机关, 住处, 单位, 办案场所, 其他"
    )
    guardian: Person | None = Field(default=None, description="法定代理人")


class SuspectSummoned(Event):
    """传唤: a suspect is summoned (CPL 119; PSB 198–200)."""

    chinese = "传唤"
    law = "CPL 119; PSB 198–200"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.summoned"]
    data: SuspectSummonedData


class SuspectSummonsEndedData(EventData):
    """What `suspect.summons_ended` says (传唤结束)."""

    arrived_at: Moment | None = Field(default=None, description="到案时间")
    extended: bool | None = Field(default=None, description="延长至二十四小时")
    extension_approved_by: OperatorId | None = Field(default=None, description="批准人警号")
    followed_by: Coded[Measure] | None = Field(default=None, description="随后的强制措施")


class SuspectSummonsEnded(Event):
    """传唤结束: a summoned suspect may leave, or a measure follows (CPL 119; PSB 200)."""

    chinese = "传唤结束"
    law = "CPL 119; PSB 200"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.summons_ended"]
    data: SuspectSummonsEndedData


class SuspectCompelledToAppearData(EventData):
    """What `suspect.compelled_to_appear` says (拘传)."""

    arrived_at: Moment | None = Field(default=None, description="到案时间")
    ended_at: Moment | None = Field(default=None, description="结束时间")
    extended: bool | None = Field(default=None, description="延长至二十四小时")


class SuspectCompelledToAppear(Event):
    """拘传: a suspect is brought in by force (CPL 66; PSB 78–80)."""

    chinese = "拘传"
    law = "CPL 66; PSB 78–80"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.compelled_to_appear"]
    data: SuspectCompelledToAppearData


class SuspectInterrogatedData(EventData):
    """What `suspect.interrogated` says (讯问)."""

    started_at: Moment | None = Field(default=None, description="开始时间")
    ended_at: Moment | None = Field(default=None, description="结束时间")
    place_kind: (
        Coded[
            Literal[
                "detention_center",
                "case_handling_area",
                "home",
                "scene",
                "procuratorate",
                "medical_institution",
                "other",
            ]
        ]
        | None
    ) = Field(default=None, description="看守所, 办案场所, 住处, 现场, 检察院, 医疗机构, 其他")
    officers: list[OperatorId] | None = Field(default=None, description="讯问人员警号")
    recorded: bool | None = Field(default=None, description="同步录音录像")
    recording_number: Reference | None = Field(default=None, description="录音录像编号")
    rights_notice: bool | None = Field(default=None, description="权利义务告知")
    counsel_right_told: bool | None = Field(default=None, description="告知委托辩护人权利")
    first: bool | None = Field(default=None, description="首次讯问")
    guardian_present: bool | None = Field(default=None, description="法定代理人在场")
    appropriate_adult_present: bool | None = Field(default=None, description="合适成年人在场")
    counsel_present: bool | None = Field(default=None, description="律师在场")
    interpreter_present: bool | None = Field(default=None, description="翻译人员在场")
    female_officer_present: bool | None = Field(default=None, description="女工作人员在场")
    guardian: Person | None = Field(default=None, description="法定代理人")
    appropriate_adult: Person | None = Field(default=None, description="合适成年人")
    statement: FreeText | None = Field(default=None, description="供述和辩解摘要")


class SuspectInterrogated(Event):
    """讯问: a suspect is interrogated (CPL 118–123; PSB 198–208)."""

    chinese = "讯问"
    law = "CPL 118–123; PSB 198–208"
    emitters = P | J
    about_a_suspect = True
    type: Literal["suspect.interrogated"]
    data: SuspectInterrogatedData


QuestioningEvent = (
    SuspectQuestioningContinued | SuspectSummoned | SuspectSummonsEnded | SuspectCompelledToAppear | SuspectInterrogated
)
