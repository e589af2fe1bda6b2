"""What an agency says about itself: which events it reports completely, and how late."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.base import A, AgencyCode, C, Count, D, Event, EventData, J, P, WireModel
from zhenxie.wire.events.parts import DivisionCode, EventTypeName
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Audience, Channel


class CoveredType(WireModel):
    """One event type that the agency reports completely."""

    type: EventTypeName
    complete_from: Day = Field(description="自何日起完整")
    complete_through: Moment | None = Field(default=None, description="截至何时完整 (watermark)")
    usual_delay_hours: Count | None = Field(default=None, description="通常延迟 (小时)")
    division_codes: list[DivisionCode] | None = Field(
        default=None, description="覆盖的区划; absent: all of the agency's"
    )
    ended: bool | None = Field(default=None, description="不再覆盖")


class AgencyCoverageDeclaredData(EventData):
    """What `agency.coverage_declared` says (数据覆盖声明)."""

    types: list[CoveredType] = Field(description="覆盖的事件类型")
    for_agency: AgencyCode | None = Field(default=None, description="为下级机关声明; absent: the caller")


class AgencyCoverageDeclared(Event):
    """数据覆盖声明: an agency declares what it reports completely, since when and through when (domain 14.1)."""

    chinese = "数据覆盖声明"
    law = ""
    emitters = P | J | C | D | A
    audience = Audience.AGENCY
    channel = Channel.COVERAGE
    type: Literal["agency.coverage_declared"]
    data: AgencyCoverageDeclaredData


AgenciesEvent = AgencyCoverageDeclared
