"""The register and the roster as the API answers them, and what may be asked of the roster."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.moments import Day
from zhenxie.wire.staff import Posting, StaffMember

MOST_DAYS = 400
AgencyAsked = Annotated[str | None, Field(max_length=32, description="机关；仅管理员可填其他机关")]


class StaffList(BaseModel):
    """An agency's register, those who have left included."""

    items: list[StaffMember]


class DutyOut(BaseModel):
    """Who is on duty from a day through another."""

    kind: Posting
    first: Day
    last: Day
    gh: str | None


class AbsenceOut(BaseModel):
    """Who is away from a day through another."""

    gh: str
    first: Day
    last: Day
    substitute: str | None


class DayOut(BaseModel):
    """To whom new leads go on a day."""

    day: Day
    on_duty: str | None = Field(description="当日线索分配给谁；null 表示无人")


class RosterOut(BaseModel):
    """A stretch of the duty roster (值班表)."""

    duties: list[DutyOut]
    absences: list[AbsenceOut]
    days: list[DayOut]


class RosterAsked(BaseModel):
    """Which stretch of the roster is asked for, both days included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: Day = Field(alias="from", description="自何日", examples=["2026-03-02"])
    last: Day = Field(alias="to", description="至何日（含）", examples=["2026-03-08"])
