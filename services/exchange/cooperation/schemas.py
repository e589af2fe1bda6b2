"""Records of cooperation as the exchange answers them, and what may be asked of their list."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.class_cases import MeetingPack
from zhenxie.wire.cooperation import CooperationKind, InstrumentProposed
from zhenxie.wire.moments import Day


class CooperationAsked(BaseModel):
    """What may be asked of the list of records."""

    model_config = ConfigDict(extra="forbid")

    kind: CooperationKind | None = Field(default=None, description="协作种类")
    state: str | None = Field(default=None, max_length=32, description="记录状态", examples=["accepted"])
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")
    overdue: bool | None = Field(default=None, description="只列逾期 (true) 或未逾期 (false) 的记录")
    changed_after: str = Field(default="0", max_length=32, description="上一页的 next", examples=["1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class OrganOut(BaseModel):
    """An organ that takes part, and who speaks for it."""

    agency: str
    people: list[str] = Field(description="工号或警号")


class OpinionOut(BaseModel):
    """An opinion of early intervention by the `entry_id` under which it is answered."""

    id: str
    adoption: str | None = Field(description="full, partial, refused; null until the police answer")


class ResolutionOut(BaseModel):
    """A resolution of a meeting by the `entry_id` under which it is fulfilled."""

    id: str
    owner: str
    due: Day
    fulfilled: Day | None
    overdue: bool = Field(description="逾期：期限次日起")


class CooperationOut(BaseModel):
    """A record as it now is; `said` is the opening as it was sent."""

    id: str
    kind: CooperationKind
    state: str
    opened_by: str
    opened_at: datetime
    office: str = Field(description="牵头检察院")
    organs: list[OrganOut] = Field(description="参加机关")
    case_numbers: list[str] = Field(description="案件编号（仅列调用方可见的案件）")
    due: Day | None = Field(description="最近的期限")
    overdue: bool = Field(description="逾期：期限次日起")
    adopted: str | None = Field(default=None, description="提前介入意见总体采纳情况: full, partial, refused")
    opinions: list[OpinionOut] = Field(default_factory=list)
    resolutions: list[ResolutionOut] = Field(default_factory=list)
    result: str | None = Field(default=None, description="线索办理结果")
    opened: str = Field(description="Cursor of its first entry", examples=["1.1204"])
    changed: str = Field(description="Cursor of its last change", examples=["1.1260"])
    said: dict[str, Any]


class CooperationPage(BaseModel):
    """A page of records, each once as it now is, the least recently changed first."""

    items: list[CooperationOut]
    next: str = Field(description="Give it as `changed_after` next time", examples=["1.1260"])


class CooperationEntryOut(BaseModel):
    """One thing that was done in a record."""

    id: str
    act: str
    by: str
    gh: str
    at: datetime
    position: str
    said: dict[str, Any] = Field(description="The act as it was sent")


class CooperationWhole(CooperationOut):
    """A record with everything that was done in it."""

    entries: list[CooperationEntryOut]
    pack: MeetingPack | None = Field(default=None, description="联席会议数据（最近一次）")
    instrument: InstrumentProposed | None = Field(
        default=None, description="An approved review that proposes a suggestion: the body for POST /v1/instruments"
    )
