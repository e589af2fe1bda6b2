"""Assessments on the line, and what may be asked of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.alerts import Evaluated
from zhenxie.wire.assessments import AssessedOutcome

Verdict = Literal["found", "clear", "undetermined"]


class CountsAsked(BaseModel):
    """Which outcomes are counted."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict | None = Field(default=None, description="发现, 未发现, 无法判断")
    rule: str | None = Field(default=None, max_length=16, description="规则编号", examples=["E1"])
    owed_by: str | None = Field(default=None, max_length=32, description="缺失事实的提供机关")
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")


class AssessmentsAsked(CountsAsked):
    """Which outcomes are listed: undetermined ones unless another verdict is named."""

    verdict: Verdict = Field(default="undetermined", description="发现, 未发现, 无法判断")
    after: str | None = Field(default=None, max_length=64, description="上一页的 next")
    limit: int = Field(default=100, ge=1, le=1000)


class AssessmentOut(BaseModel):
    """One outcome, with its case and what it rests on."""

    case_id: str
    case_number: str
    evaluated: Evaluated
    outcome: AssessedOutcome


class AssessmentPage(BaseModel):
    """A page of outcomes."""

    items: list[AssessmentOut]
    next: str | None


class Count(BaseModel):
    """How many outcomes a rule has in one version of its model."""

    rule: str
    model: str
    model_version: str
    verdict: Verdict
    shadow: bool
    count: int


class Counts(BaseModel):
    """Outcomes that the caller may see, by rule, version and verdict."""

    items: list[Count]


class Kept(BaseModel):
    """Whether anything was new."""

    kept: bool = Field(description="false: 并非更新, 未作改变")
