"""Events of detention (刑事拘留): delivery, notice to the family, extension, release."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import Coded, Count, D, DocumentNumberText, Event, EventData, FreeText, P, Person
from zhenxie.wire.events.parts import Act, Charge, DetaineeNumberText, DetainingAgency, DivisionCode
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Measure

HoldingGround = Annotated[
    Literal["special", "roaming", "repeated", "gang"], Field(description="特殊情况, 流窜作案, 多次作案, 结伙作案")
]


class SuspectDetainedData(EventData):
    """What `suspect.detained` says (刑事拘留)."""

    ground: (
        Coded[
            Literal[
                "in_the_act",
                "identified",
                "evidence_found",
                "attempted_escape",
                "may_destroy_evidence",
                "identity_unknown",
                "roaming_repeated_gang",
            ]
        ]
        | None
    ) = Field(default=None, description="CPL 82 七种情形")
    arrived_at: Moment | None = Field(default=None, description="到案时间")
    announced_at: Moment | None = Field(default=None, description="宣布时间")
    charges: list[Charge] | None = Field(default=None, description="罪名")
    detention_center: DetainingAgency | None = Field(default=None, description="看守所")
    place_division_code: Coded[DivisionCode] | None = Field(default=None, description="执行地区划")
    cooperation_letter: bool | None = Field(default=None, description="异地执行有办案协作函")
    first_detention: bool | None = Field(default=None, description="首次拘留")
    guardian: Person | None = Field(default=None, description="法定代理人")


class SuspectDetained(Event):
    """刑事拘留: a suspect is taken into criminal detention (CPL 82, 85; PSB 124–126)."""

    chinese = "刑事拘留"
    law = "CPL 82, 85; PSB 124–126"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.detained"]
    data: SuspectDetainedData


class SuspectDeliveredToDetentionCenterData(EventData):
    """What `suspect.delivered_to_detention_center` says (送看守所)."""

    detention_center: DetainingAgency | None = Field(default=None, description="看守所")
    detainee_number: DetaineeNumberText | None = Field(default=None, description="在押人员编号, 21 digits")
    after: Coded[Literal["detention", "arrest"]] | None = Field(default=None, description="拘留后, 逮捕后")
    held_with_adults: bool | None = Field(default=None, description="与成年人混押")
    delay_reason: FreeText | None = Field(default=None, description="延迟送押原因")


class SuspectDeliveredToDetentionCenter(Event):
    """送看守所: the detention center takes the suspect in (CPL 85; PSB 126, 153)."""

    chinese = "送看守所"
    law = "CPL 85; PSB 126, 153"
    emitters = D | P
    about_a_suspect = True
    type: Literal["suspect.delivered_to_detention_center"]
    data: SuspectDeliveredToDetentionCenterData


class SuspectFamilyNotifiedData(EventData):
    """What `suspect.family_notified` says (通知家属)."""

    measure: Coded[Measure] | None = Field(default=None, description="强制措施")
    not_notified_reason: Coded[Literal["cannot_notify", "hinders_investigation", "no_family"]] | None = Field(
        default=None, description="无法通知, 有碍侦查, 无家属"
    )
    state_security_or_terrorism: bool | None = Field(default=None, description="危害国家安全、恐怖活动犯罪")
    way: Coded[Literal["letter", "telephone", "in_person", "other"]] | None = Field(
        default=None, description="邮寄, 电话, 当面, 其他"
    )
    recipient: Person | None = Field(default=None, description="被通知人")


class SuspectFamilyNotified(Event):
    """通知家属: the family is told of detention, arrest or surveillance at a designated place (CPL 75, 85, 93; PSB 113, 127, 145)."""

    chinese = "通知家属"
    law = "CPL 75, 85, 93; PSB 113, 127, 145"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.family_notified"]
    data: SuspectFamilyNotifiedData


class SuspectDetentionExtendedData(EventData):
    """What `suspect.detention_extended` says (延长拘留)."""

    ground: Coded[HoldingGround] = Field(description="延长理由")
    new_limit: Day | None = Field(default=None, description="延长后的期限")
    days: Count | None = Field(default=None, description="延长天数")
    acts: list[Act] | None = Field(default=None, description="作案次数依据")
    acts_count: Count | None = Field(default=None, description="作案次数")
    participants_count: Count | None = Field(default=None, description="参与人数")
    division_codes: list[DivisionCode] | None = Field(default=None, description="作案地区划")
    reasons: FreeText | None = Field(default=None, description="延长理由说明")


class SuspectDetentionExtended(Event):
    """延长拘留: the time to request arrest is extended (CPL 91; PSB 129)."""

    chinese = "延长拘留"
    law = "CPL 91; PSB 129"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.detention_extended"]
    data: SuspectDetentionExtendedData


class SuspectReleasedData(EventData):
    """What `suspect.released` says (释放)."""

    reason: (
        Coded[
            Literal[
                "arrest_refused",
                "measure_changed",
                "no_crime",
                "expired",
                "case_withdrawn",
                "terminated",
                "not_prosecuted",
                "sentence_served",
                "other",
            ]
        ]
        | None
    ) = Field(default=None, description="不批捕, 变更强制措施, 无罪, 期限届满, 撤案, 终止侦查, 不起诉, 刑满, 其他")
    changed_to: Coded[Measure] | None = Field(default=None, description="变更为")
    certificate_number: DocumentNumberText | None = Field(default=None, description="释放证明书文号")
    detention_center: DetainingAgency | None = Field(default=None, description="看守所")
    receipt_returned_at: Moment | None = Field(default=None, description="执行回执送达检察院时间")


class SuspectReleased(Event):
    """释放: a suspect in custody is set free (CPL 86, 91, 99)."""

    chinese = "释放"
    law = "CPL 86, 91, 99"
    emitters = P | D
    about_a_suspect = True
    type: Literal["suspect.released"]
    data: SuspectReleasedData


CustodyEvent = (
    SuspectDetained
    | SuspectDeliveredToDetentionCenter
    | SuspectFamilyNotified
    | SuspectDetentionExtended
    | SuspectReleased
)
