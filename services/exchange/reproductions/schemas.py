"""Reproductions on the line as the exchange answers them."""

from datetime import datetime

from pydantic import BaseModel, Field

from zhenxie.wire.reproductions import ReproductionAnswer


class ReproductionOut(BaseModel):
    """One question, and its answer once there is one."""

    id: str
    asked_by: str = Field(description="提出机关")
    asked_at: datetime
    answered_at: datetime | None = Field(description="null: 尚未答复")
    answer: ReproductionAnswer | None


class ReproductionList(BaseModel):
    """Every question about an alert, the oldest first."""

    items: list[ReproductionOut]
