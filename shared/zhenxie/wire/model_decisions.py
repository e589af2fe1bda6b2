"""Decisions on supervision models on the line: what a person decides, and what he is answered."""

from typing import Annotated

from pydantic import Field

from zhenxie.wire.events.alerts import RuleCode
from zhenxie.wire.events.base import FreeText, OperatorId, Reference, WireModel
from zhenxie.wire.events.model_decisions import Decision
from zhenxie.wire.events.parts import Word
from zhenxie.wire.moments import Day


class ModelDecision(WireModel):
    """A decision on one version of a model (启停决定): that it alerts, runs in shadow, or is evaluated no more.

    With `rule` it is about that rule of the version alone.
    """

    message_id: Reference
    decision: Decision = Field(description="shadow 影子运行, promote 启用, retire 停用")
    rule: RuleCode | None = Field(default=None, description="规则编号; absent: the whole version", examples=["E6"])
    decided_by: OperatorId = Field(description="决定人工号", examples=["64020217"])
    reason: FreeText = Field(description="理由", examples=["回溯检验准确率达标，经检察长批准启用"])
    in_force_from: Day | None = Field(
        default=None, alias="from", description="自何日起生效 (今日或以后); absent: today", examples=["2026-04-01"]
    )


class ModelDecisionAccepted(WireModel):
    """What the exchange answers to a decision."""

    model: Word
    version: Reference
    rule: RuleCode | None
    decision: Decision
    in_force_from: Day
    position: Annotated[int, Field(ge=0, le=2**53)] = Field(description="Its place in the feed")
