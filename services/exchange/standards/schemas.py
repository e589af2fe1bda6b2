"""Evidence standards as the exchange answers them, and what may be asked of their list."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.events.base import ChargeName
from zhenxie.wire.evidence_standards import ElementOfCrime
from zhenxie.wire.moments import Day


class StandardsAsked(BaseModel):
    """Which sheets: of a charge, or of the charges of a case; those that hold today unless a day is named."""

    model_config = ConfigDict(extra="forbid")

    charge: ChargeName | None = Field(default=None, description="罪名", examples=["妨害公务罪"])
    case_number: str | None = Field(default=None, max_length=64, description="案件编号：按该案罪名查找")
    on: Day | None = Field(default=None, description="适用日")


class StandardOut(BaseModel):
    """A sheet in one version."""

    charges: list[str] = Field(description="罪名：一个，或需区分的两个")
    procuratorate: str = Field(description="录入的检察院")
    version: int
    since: Day = Field(description="自何日起适用")
    agreed_by: list[str] = Field(description="商定的机关")
    elements: list[ElementOfCrime]
    distinctions: list[str] = Field(description="此罪与彼罪的界限")
    study_id: str | None = Field(default=None, description="据以形成的研判记录")
    gh: str
    at: datetime


class StandardList(BaseModel):
    """Sheets; of one charge or pair with every version, each office's newest first."""

    items: list[StandardOut]
