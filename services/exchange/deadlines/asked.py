"""What may be asked of the deadlines of a case."""

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, Field

from zhenxie.record.deadlines.judging import State

Who = Literal[
    "police",
    "procuratorate",
    "court",
    "detention_center",
    "deciding_organ",
    "administrative",
    "addressee",
    "complainant",
    "victim",
    "suspect",
    "legal_aid",
]
"""Who must act, or may: 公安机关, 检察院, 法院, 看守所, 决定机关, 行政执法机关, 被建议单位, 控告人, 被害人, 犯罪嫌疑人, 法律援助机构."""

OPEN: Final = (State.RUNNING, State.AMBER, State.OVERDUE, State.REACHED, State.UNKNOWN)
"""What a calendar shows unless it is asked otherwise: what somebody may still have to do."""


class DeadlinesAsked(BaseModel):
    """What is asked of the deadlines of one case."""

    as_known_at: str | None = Field(
        default=None,
        description="As it was known then: a cursor, or an instant (RFC 3339), which means all recorded up to it",
        examples=["1.1204", "2026-03-02T00:00:00+08:00"],
        max_length=64,
    )
    on: date | None = Field(
        default=None, description="The legal day (Asia/Shanghai) to judge; absent: today", examples=["2026-03-05"]
    )
    state: list[State] = Field(default=[], description="状态, repeated for several; absent: all", max_length=10)
    who: Who | None = Field(default=None, description="义务主体: only what these must do, or may")
    amber_days: int | None = Field(
        default=None, ge=0, le=366, description="Warn so many days before each last day, instead of what each sets"
    )
