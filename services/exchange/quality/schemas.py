"""Findings on the line as the exchange answers them, and what may be asked of their list."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.quality import QualityReport


class QualityAsked(BaseModel):
    """What may be asked of the list of findings: what stands, unless another standing is named."""

    model_config = ConfigDict(extra="forbid")

    standing: Literal["found", "cleared", "all"] = Field(default="found", description="存在, 已消除, 全部")
    code: str | None = Field(default=None, max_length=64, description="问题类型", examples=["impossible_order"])
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")
    sender: str | None = Field(default=None, max_length=32, description="数据来源机关 (运维方查询用)")
    changed_after: str = Field(default="0", max_length=32, description="上一页的 next", examples=["1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class QualityOut(BaseModel):
    """A finding as it now is."""

    found: str = Field(description="Cursor of its first entry", examples=["1.1204"])
    changed: str = Field(description="Cursor of its last change", examples=["1.1260"])
    report: QualityReport


class QualityPage(BaseModel):
    """A page of findings, each once as it now is, the least recently changed first."""

    items: list[QualityOut]
    next: str = Field(description="Give it as `changed_after` next time", examples=["1.1260"])
