"""Events in the life of an alert (线索): what screening found, and what the office did with it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhenxie.wire.events.base import (
    AgencyCode,
    Coded,
    DocumentNumberText,
    Event,
    EventData,
    J,
    Reference,
    S,
    WireModel,
)
from zhenxie.wire.events.parts import AddressedAgency, Identifier, Word
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Audience, Channel

Severity = Literal["urgent", "high", "medium", "low"]
SnoozeReason = Literal["awaiting_materials", "awaiting_expiry", "awaiting_other_case", "awaiting_instruction", "other"]
"""待调取材料, 待期限届满, 待关联案件, 待请示答复, 其他: why a lead rests until a day."""
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[0-9A-Z]{1,8})?$")]

Citation = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,15}( [0-9][0-9.-]{0,8})?(\u00b6[0-9])?(\([0-9]{1,2}\))?$")
]
"""An article as the registry names it, such as `ECON17 25¶1(2)`."""


class AlertRef(EventData):
    """Which alert an event is about."""

    alert_id: Identifier = Field(description="The exchange's id of the alert")
    rule: RuleCode | None = Field(default=None, description="规则编号")
    fingerprint: Fingerprint | None = None
    occurrence: Annotated[int, Field(ge=1, le=10000)] | None = Field(default=None, description="第几次出现")


class AlertFindingData(AlertRef):
    """An alert as screening found it; the whole of it is read at /v1/alerts."""

    model: Word | None = Field(default=None, description="监督模型")
    model_version: Reference | None = None
    severity: Severity | None = Field(default=None, description="紧急程度")
    standing: Literal["stands", "in_doubt", "ended"] | None = Field(default=None, description="成立, 存疑, 已终止")
    violated_from: Moment | None = Field(default=None, description="违法起始")
    ended_on: Day | None = Field(default=None, description="违法终止")
    articles: list[Citation] | None = Field(default=None, description="依据条文")
    grounds: list[Identifier] | None = Field(default=None, description="The events it rests on")
    suggested_instrument: Word | None = Field(default=None, description="建议的监督文书")
    evaluated_position: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        default=None, description="What was known when the rule answered"
    )
    evaluated_day: Day | None = Field(default=None, description="The legal day of the answer")


class AlertEndData(AlertRef):
    """Why an alert's finding no longer stands as it did."""

    on: Moment | None = Field(default=None, description="The moment from which it is so")
    prompted_by: Identifier | None = Field(default=None, description="The event that made it so")
    ended_on: Day | None = Field(default=None, description="违法终止")
    reason: Coded[Word] | None = None
    evaluated_position: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        default=None, description="What was known when the rule answered"
    )
    evaluated_day: Day | None = Field(default=None, description="The legal day of the answer")


class AlertRaised(Event):
    """线索产生: screening finds a violation, or the office raises a lead of its own (RULE 551–553)."""

    chinese = "线索产生"
    law = "RULE 551–553"
    emitters = S | J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.raised"]
    data: AlertFindingData


class AlertUpdated(Event):
    """线索更新: the finding changes: in doubt, ended, or with other values (RULE 551–553)."""

    chinese = "线索更新"
    law = "RULE 551–553"
    emitters = S
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.updated"]
    data: AlertFindingData


class AlertReviewedData(AlertRef):
    """What `alert.reviewed` says (线索筛查)."""

    step: Literal["started", "verifying", "confirmed", "dismissed", "snoozed", "transferred", "closed"] = Field(
        description="开始筛查, 调查核实, 成案, 排除, 暂缓, 移送, 办结"
    )
    dismissal_reason: (
        Coded[
            Literal[
                "other_province_took_it",
                "split_off",
                "still_investigating",
                "data_error",
                "lawful_exception",
                "already_corrected",
                "other",
            ]
        ]
        | None
    ) = Field(default=None, description="排除原因")
    snoozed_until: Day | None = Field(default=None, description="暂缓至")
    snooze_reason: Coded[SnoozeReason] | None = Field(default=None, description="暂缓原因")
    transferred_to: AgencyCode | None = Field(default=None, description="移送机关")


class AlertReviewed(Event):
    """线索筛查: a prosecutor takes a step with the alert (RULE 551–553)."""

    chinese = "线索筛查"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.reviewed"]
    data: AlertReviewedData


class AlertSharedData(AlertRef):
    """What `alert.shared` says (线索告知公安机关)."""

    shared_with: AddressedAgency = Field(description="告知的公安机关")


class AlertShared(Event):
    """线索告知公安机关: a prosecutor shares the alert with the police of the case (RULE 552)."""

    chinese = "线索告知公安机关"
    law = "RULE 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.shared"]
    data: AlertSharedData


class AlertRemedied(Event):
    """线索已整改: the violation was made good; the alert was right (RULE 553)."""

    chinese = "线索已整改"
    law = "RULE 553"
    emitters = S
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.remedied"]
    data: AlertEndData


class AlertWithdrawn(Event):
    """线索撤回: a correction shows that the ground never existed (RULE 553)."""

    chinese = "线索撤回"
    law = "RULE 553"
    emitters = S
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.withdrawn"]
    data: AlertEndData


class AlertGroundChanged(Event):
    """线索依据变更: a later correction would cure the violation; only a person may close it (RULE 553)."""

    chinese = "线索依据变更"
    law = "RULE 553"
    emitters = S
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.ground_changed"]
    data: AlertEndData


class AlertReference(WireModel):
    """A number that another system gave the alert or its case."""

    kind: Literal["unified_case_number", "department_case_number", "clue_number", "other"] = Field(
        description="统一受案号, 部门受案号, 监督线索号, 其他"
    )
    value: DocumentNumberText


class AlertReceivedData(AlertRef):
    """What `alert.received` says (线索签收)."""

    platform_id: Reference = Field(description="平台线索编号")
    references: list[AlertReference] | None = Field(default=None, description="对方系统的编号")
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = Field(
        default=None, description="单位编码 (dwbm)"
    )


class AlertReceived(Event):
    """线索签收: a procuratorate's platform has taken the alert in, under an id of its own (RULE 551)."""

    chinese = "线索签收"
    law = "RULE 551"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.received"]
    data: AlertReceivedData


class AlertReproductionRequestedData(AlertRef):
    """What `alert.reproduction_requested` says (要求重现线索)."""

    request_id: Identifier = Field(description="The exchange's id of the question")


class AlertReproductionRequested(Event):
    """要求重现线索: a prosecutor asks whether the alert follows again from what was known (RULE 551–553)."""

    chinese = "要求重现线索"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.reproduction_requested"]
    data: AlertReproductionRequestedData


class AlertReproducedData(AlertRef):
    """What `alert.reproduced` says (线索重现结果)."""

    request_id: Identifier = Field(description="The exchange's id of the question")
    identical: bool = Field(description="逐字节一致")
    causes: list[Word] | None = Field(default=None, description="不一致的原因")
    evaluated_position: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        default=None, description="What was known when the rule answered"
    )
    evaluated_day: Day | None = Field(default=None, description="The legal day of the answer")


class AlertReproduced(Event):
    """线索重现结果: screening answers whether the alert follows again, to the byte (RULE 551–553)."""

    chinese = "线索重现结果"
    law = "RULE 551–553"
    emitters = S
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.reproduced"]
    data: AlertReproducedData


AlertsEvent = (
    AlertRaised
    | AlertUpdated
    | AlertReceived
    | AlertReviewed
    | AlertShared
    | AlertRemedied
    | AlertWithdrawn
    | AlertGroundChanged
    | AlertReproductionRequested
    | AlertReproduced
)
