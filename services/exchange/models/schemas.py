"""Models on the line: as published, where each version stands, and who decided that."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from zhenxie.wire.assessments import ModelVersion

Status = Literal["live", "shadow", "retired"]


class DecisionOut(BaseModel):
    """One decision on a version of a model, or on one rule of it."""

    version: str
    rule: str | None = Field(description="规则编号; null: the whole version")
    decision: Literal["shadow", "promote", "retire"] = Field(description="影子运行, 启用, 停用")
    in_force_from: date = Field(description="自何日起生效")
    agency: str = Field(description="决定机关")
    decided_by: str | None = Field(description="决定人工号; null for those who do not supervise")
    decided_at: datetime
    position: int = Field(description="Its place in the feed")
    reason: str | None = Field(description="理由; null for those who do not supervise")


class RuleStanding(BaseModel):
    """Where one rule of a version stands: it alerts only where its version is live too."""

    code: str
    status: Status
    decided: DecisionOut | None


class ModelOut(BaseModel):
    """A model in one version, and where it stands today."""

    model: str
    version: str
    published_at: datetime
    content: ModelVersion
    status: Status = Field(description="启用, 影子运行, 停用")
    decided: DecisionOut | None = Field(description="The decision that put it there; null: as the code says")
    rules: list[RuleStanding]
    decisions: list[DecisionOut] = Field(description="Everything decided of this version, the oldest first")


class Models(BaseModel):
    """Models in their versions."""

    items: list[ModelOut]


class Outcomes(BaseModel):
    """How many outcomes the rules of a version have now."""

    found: int
    clear: int
    undetermined: int


class Sheet(BaseModel):
    """How well a version does (模型质量), over the cases that the caller supervises.

    A share of fewer than ten is null: the counts say more.
    """

    alerts: int = Field(description="预警数, by the version that raised them")
    confirmed: int = Field(description="成案")
    remedied: int = Field(description="已整改: the alert was right, and counts as such")
    dismissed: dict[str, int] = Field(description="排除, by code; what was right all the same is not among them")
    decided: int = Field(description="已有结论: confirmed, remedied or dismissed")
    precision: float | None = Field(description="准确率: confirmed or remedied among decided")
    precision_interval_95: tuple[float, float] | None = Field(description="95 % interval (Wilson)")
    outcomes: Outcomes
    undetermined_share: float | None = Field(description="无法判断的比例")
    median_lead_days: float | None = Field(description="From `violated_from` to the alert, in legal days")
    median_review_days: float | None = Field(description="From the alert to the office's first step")


class ModelWithSheet(ModelOut):
    """A model in one version, where it stands, and how well it does."""

    sheet: Sheet | None = Field(description="null for those who do not supervise")


class ModelsWithSheets(BaseModel):
    """A model in its versions, each with its sheet."""

    items: list[ModelWithSheet]
