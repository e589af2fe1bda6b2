"""Who acts for an agency in the supervision work: roles, and one person of the register as the API knows him."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import OperatorId, WireModel
from zhenxie.wire.moments import Day


class Role(StrEnum):
    """What a person may do in the supervision work (domain 12.1); a person may have several."""

    SCREENER = "screener"  # 线索筛查人员（检察官助理）
    PROSECUTOR = "prosecutor"  # 检察官
    APPROVER = "approver"  # 办公室负责人（审批）
    CHIEF = "chief"  # 检察长
    POLICE_HANDLER = "police_handler"  # 公安机关承办人
    AUDITOR = "auditor"  # 审计员


# It stands unsealed in the register and in the audit: what a part of an agency is called, so that neither a person's
# name nor a telephone number fits.
UnitName = Annotated[
    str,
    StringConstraints(pattern=r"^[\u4e00-\u9fa5]{1,30}(部|室|组|队|科|处|局|所|院|中心)(（[\u4e00-\u9fa5]{1,20}）)?$"),
]

Posting = Literal["resident", "rotating"]
"""常驻, 轮流: how a person works in the office."""


class StaffMember(WireModel):
    """One person of an agency's register, by service number (工号, 警号); never by name."""

    gh: OperatorId = Field(description="工号或警号")
    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=6)] = Field(
        description="职责"
    )
    posting: Posting | None = Field(default=None, description="常驻或轮流")
    since: Day = Field(description="自何日起")
    until: Day | None = Field(default=None, description="至何日止（不含）")
    unit: Annotated[str, StringConstraints(max_length=60)] | None = Field(default=None, description="部门")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise PydanticCustomError("ends-before-it-begins", "until is not after since")
        return self


class StaffEntry(WireModel):
    """What is entered of one person of an agency's register; whoever leaves gets an `until`, and stays in it."""

    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=6)] = Field(
        description="职责"
    )
    posting: Posting | None = Field(default=None, description="常驻或轮流")
    since: Day = Field(description="自何日起")
    until: Day | None = Field(default=None, description="至何日止（不含）")
    unit: UnitName | None = Field(default=None, description="部门，如“第二检察部”", examples=["第二检察部"])
    by: OperatorId | None = Field(default=None, description="登记人工号（审批人或检察长）；管理员可不填")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise PydanticCustomError("ends-before-it-begins", "until is not after since")
        return self


class DutyEntry(WireModel):
    """Who is on duty (值班) from the day of the address through `last`; `gh` null: nobody is."""

    kind: Posting = Field(description="常驻或轮流")
    last: Day = Field(description="至何日（含）")
    gh: OperatorId | None = Field(description="值班人工号")
    by: OperatorId | None = Field(default=None, description="登记人工号")


class AbsenceEntry(WireModel):
    """Who is away from a day through another, and who stands in for him; the same first day again replaces it."""

    first: Day = Field(description="自何日")
    last: Day = Field(description="至何日（含）")
    substitute: OperatorId | None = Field(default=None, description="代班人工号")
    by: OperatorId | None = Field(default=None, description="登记人工号")
