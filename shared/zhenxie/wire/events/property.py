"""Events of property: sealed, seized, frozen, and given free again."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import Coded, Count, Event, EventData, Fen, FreeText, P, Person, SuspectRef
from zhenxie.wire.moments import Day


class PropertyRestrainedData(EventData):
    """What `property.restrained` says (查封扣押冻结)."""

    property_ref: SuspectRef = Field(description="The sender's own reference to the property")
    kind: Coded[Literal["sealing", "seizure", "freezing"]] | None = Field(default=None, description="查封, 扣押, 冻结")
    asset_kind: (
        Coded[
            Literal[
                "money",
                "deposit",
                "securities",
                "equity",
                "insurance",
                "real_estate",
                "vehicle",
                "goods",
                "documents",
                "electronic_data",
                "other",
            ]
        ]
        | None
    ) = Field(default=None, description="现金, 存款, 证券, 股权, 保单, 不动产, 车辆, 物品, 文件, 电子数据, 其他")
    regime: Coded[Literal["criminal", "urgent_before_transfer", "administrative"]] | None = Field(
        default=None, description="刑事, 紧急处置 (PSB 175), 行政"
    )
    amount: Fen | None = Field(default=None, description="金额 (fen)")
    from_day: Day | None = Field(default=None, description="起始日")
    until_day: Day | None = Field(default=None, description="期限届满日")
    renewal_ordinal: Count | None = Field(default=None, description="第几次续冻")
    owner_kind: Coded[Literal["suspect", "enterprise", "victim", "third_person"]] | None = Field(
        default=None, description="犯罪嫌疑人, 企业, 被害人, 案外人"
    )
    owner: Person | None = Field(default=None, description="所有人")
    description: FreeText | None = Field(default=None, description="财物名称、特征")


class PropertyRestrained(Event):
    """查封扣押冻结: property is sealed, seized or frozen (CPL 141–145; PSB 227–247)."""

    chinese = "查封扣押冻结"
    law = "CPL 141–145; PSB 227–247"
    emitters = P
    type: Literal["property.restrained"]
    data: PropertyRestrainedData


class PropertyReleasedData(EventData):
    """What `property.released` says (解除查封扣押冻结)."""

    property_ref: SuspectRef = Field(description="The sender's own reference to the property")
    reason: (
        Coded[
            Literal[
                "irrelevant", "expired", "case_closed", "returned_to_victim", "handed_over", "court_decision", "other"
            ]
        ]
        | None
    ) = Field(default=None, description="与案件无关, 期限届满, 结案, 返还被害人, 随案移送, 法院裁判, 其他")
    irrelevance_established_on: Day | None = Field(default=None, description="查明与案件无关日")
    amount: Fen | None = Field(default=None, description="金额 (fen)")
    remarks: FreeText | None = Field(default=None, description="备注")


class PropertyReleased(Event):
    """解除查封扣押冻结: property is given free, returned or handed over (CPL 145; PSB 233, 247)."""

    chinese = "解除查封扣押冻结"
    law = "CPL 145; PSB 233, 247"
    emitters = P
    type: Literal["property.released"]
    data: PropertyReleasedData


PropertyEvent = PropertyRestrained | PropertyReleased
