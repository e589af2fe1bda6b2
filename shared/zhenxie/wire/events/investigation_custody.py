"""Events of the custody after arrest (侦查羁押期限): extension, new count, time out, review."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import AgencyCode, Coded, Event, EventData, FreeText, J, P
from zhenxie.wire.events.parts import AddressedAgency, Charge
from zhenxie.wire.moments import Day, Moment


class SuspectCustodyExtensionRequestedData(EventData):
    """What `suspect.custody_extension_requested` says (提请延长侦查羁押期限)."""

    tier: Annotated[int, Field(ge=1, le=3)] | None = Field(
        default=None, description="1 一个月 (CPL 156), 2 二个月 (158), 3 二个月 (159)"
    )
    procuratorate: AddressedAgency | None = Field(default=None, description="受理检察院")
    current_expiry: Day | None = Field(default=None, description="现羁押期限届满日")
    received_at: Moment | None = Field(default=None, description="检察院收到时间")
    reasons: FreeText | None = Field(default=None, description="提请理由")


class SuspectCustodyExtensionRequested(Event):
    """提请延长侦查羁押期限: the police ask for longer investigation custody (CPL 156, 158–159; PSB 148–150)."""

    chinese = "提请延长侦查羁押期限"
    law = "CPL 156, 158–159; PSB 148–150"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.custody_extension_requested"]
    data: SuspectCustodyExtensionRequestedData


class SuspectCustodyExtendedData(EventData):
    """What `suspect.custody_extended` says (批准延长侦查羁押期限)."""

    tier: Annotated[int, Field(ge=1, le=3)] | None = Field(
        default=None, description="1 一个月 (CPL 156), 2 二个月 (158), 3 二个月 (159)"
    )
    granted: bool | None = Field(default=None, description="是否批准; absent: granted")
    deciding_procuratorate: AgencyCode | None = Field(default=None, description="作出决定的检察院")
    from_day: Day | None = Field(default=None, description="延长起始日")
    new_expiry: Day | None = Field(default=None, description="延长后届满日")


class SuspectCustodyExtended(Event):
    """批准延长侦查羁押期限: the procuratorate decides on longer investigation custody (CPL 156, 158–159; RULE 309–313)."""

    chinese = "批准延长侦查羁押期限"
    law = "CPL 156, 158–159; RULE 309–313"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.custody_extended"]
    data: SuspectCustodyExtendedData


class SuspectCustodyRecalculatedData(EventData):
    """What `suspect.custody_recalculated` says (重新计算羁押期限)."""

    discovered_on: Day | None = Field(default=None, description="发现另有重要罪行日")
    approved_at: Moment | None = Field(default=None, description="批准时间")
    detention_center_notified_at: Moment | None = Field(default=None, description="通知看守所时间")
    filed_with_procuratorate_at: Moment | None = Field(default=None, description="报检察院备案时间")
    new_expiry: Day | None = Field(default=None, description="重新计算后届满日")
    charges: list[Charge] | None = Field(default=None, description="另有的重要罪行")


class SuspectCustodyRecalculated(Event):
    """重新计算羁押期限: another important crime is found and custody is counted anew (CPL 160¶1; PSB 151; RULE 315, 317)."""

    chinese = "重新计算羁押期限"
    law = "CPL 160¶1; PSB 151; RULE 315, 317"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.custody_recalculated"]
    data: SuspectCustodyRecalculatedData


class SuspectCustodySuspendedData(EventData):
    """What `suspect.custody_suspended` says (羁押期限不计入)."""

    ground: Coded[Literal["identity_unknown", "psychiatric_examination"]] = Field(description="身份不明, 精神病鉴定")
    from_at: Moment | None = Field(default=None, description="起始时间")
    ended_at: Moment | None = Field(default=None, description="结束时间")


class SuspectCustodySuspended(Event):
    """羁押期限不计入: time does not count: identity unknown, or psychiatric examination (CPL 149, 160¶2; PSB 152, 257)."""

    chinese = "羁押期限不计入"
    law = "CPL 149, 160¶2; PSB 152, 257"
    emitters = P
    about_a_suspect = True
    type: Literal["suspect.custody_suspended"]
    data: SuspectCustodySuspendedData


class SuspectCustodyNecessityReviewedData(EventData):
    """What `suspect.custody_necessity_reviewed` says (羁押必要性审查建议)."""

    recommendation: Coded[Literal["release", "change", "keep"]] | None = Field(
        default=None, description="释放, 变更, 继续羁押"
    )
    reply_due: Day | None = Field(default=None, description="回复期限")
    initiated_by: Coded[Literal["own_motion", "application"]] | None = Field(default=None, description="依职权, 依申请")
    reasons: FreeText | None = Field(default=None, description="建议理由")


class SuspectCustodyNecessityReviewed(Event):
    """羁押必要性审查建议: the procuratorate reviews whether custody is still needed (CPL 95; RULE 573–582)."""

    chinese = "羁押必要性审查建议"
    law = "CPL 95; RULE 573–582"
    emitters = J
    about_a_suspect = True
    type: Literal["suspect.custody_necessity_reviewed"]
    data: SuspectCustodyNecessityReviewedData


InvestigationCustodyEvent = (
    SuspectCustodyExtensionRequested
    | SuspectCustodyExtended
    | SuspectCustodyRecalculated
    | SuspectCustodySuspended
    | SuspectCustodyNecessityReviewed
)
