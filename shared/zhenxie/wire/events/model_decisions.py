"""What a person decides of a supervision model (监督模型): that it alerts, that it runs in shadow, that it ends."""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.alerts import RuleCode
from zhenxie.wire.events.base import Event, EventData, FreeText, J, Reference, S
from zhenxie.wire.events.parts import Word
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel

Decision = Literal["shadow", "promote", "retire"]


class ModelDecidedData(EventData):
    """What `model.decided` says (监督模型启停决定)."""

    model: Word = Field(description="监督模型")
    version: Reference = Field(description="版本")
    rule: RuleCode | None = Field(default=None, description="规则编号; absent: the whole version")
    decision: Decision = Field(description="影子运行, 启用, 停用")
    in_force_from: Day | None = Field(default=None, description="自何日起生效; absent: the day of the decision")
    reason: FreeText | None = Field(default=None, description="理由")


class ModelDecided(Event):
    """监督模型启停决定: a person decides whether a version of a model, or one rule of it, alerts (RULE 551–553)."""

    chinese = "监督模型启停决定"
    law = "RULE 551–553"
    emitters = J | S
    audience = Audience.AGENCY
    channel = Channel.MODEL
    type: Literal["model.decided"]
    data: ModelDecidedData


ModelsEvent = ModelDecided
