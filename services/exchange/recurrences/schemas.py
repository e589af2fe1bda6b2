"""Class cases and look-backs as the exchange answers them, and what may be asked of their lists."""

from pydantic import BaseModel, ConfigDict, Field

from exchange.recurrences.grouping import THRESHOLD
from exchange.recurrences.schedule import LookBackGround, LookBackState
from zhenxie.wire.class_cases import ClassCase
from zhenxie.wire.moments import Day
from zhenxie.wire.quarters import Quarter


class ClassCasesAsked(BaseModel):
    """Which quarter's groups, and from how many violations on."""

    model_config = ConfigDict(extra="forbid")

    quarter: Quarter = Field(description="季度", examples=["2026Q3"])
    threshold: int = Field(default=THRESHOLD, ge=1, le=1000, description="类案起点件数")


class ClassCaseList(BaseModel):
    """The groups of a quarter that are many, or whose share rose, by unit and code."""

    quarter: Quarter
    threshold: int
    items: list[ClassCase]


class LookBacksAsked(BaseModel):
    """Which look-backs: due before a day, in a state; those that are not done, unless a state is named."""

    model_config = ConfigDict(extra="forbid")

    due_before: Day | None = Field(default=None, description="期限早于该日", examples=["2026-10-01"])
    state: LookBackState | None = Field(default=None, description="已计划, 逾期, 已完成")
    after: str | None = Field(
        default=None,
        pattern=r"^\d{4}-\d{2}-\d{2}\.[0-9a-f-]{36}\.(closed|planned|relapse)$",
        description="上一页的 next",
    )
    limit: int = Field(default=100, ge=1, le=1000)


class Relapse(BaseModel):
    """A violation that came back."""

    violation_code: str
    established_on: Day
    case_number: str | None = Field(description="案件编号；调用方不可见时为 null")
    alert_id: str | None = None
    instrument_id: str | None = None


class LookBackOut(BaseModel):
    """A look-back (回头看) on one instrument."""

    instrument_id: str
    instrument_kind: str | None = None
    number: str | None = Field(default=None, description="文号")
    issuer: str = Field(description="制发检察院")
    unit: str = Field(description="主送单位")
    case_number: str | None = None
    ground: LookBackGround = Field(description="办结后, 已计划, 反弹")
    due_on: Day
    state: LookBackState
    done_on: Day | None = None
    closed_on: Day | None = None
    relapses: list[Relapse]


class LookBackPage(BaseModel):
    """A page of look-backs, the earliest due first."""

    items: list[LookBackOut]
    next: str | None = Field(description="Give it as `after` for the next page; null at the end")
