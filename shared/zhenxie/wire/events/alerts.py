"""Events in the life of an alert (线索): what screening found, and what the office did with it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhenxie.wire.events.base import (
    AgencyCode,
    Coded,
    DocumentNumberText,
    Event,
    EventData,
    FreeText,
    J,
    Reference,
    S,
)
from zhenxie.wire.events.parts import AddressedAgency, Identifier, Word
from zhenxie.wire.moments import Day, Moment
from zhenxie.wire.vocabulary import Audience, Channel

Severity = Literal["urgent", "high", "medium", "low"]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[0-9A-Z]{1,8})?$")]


class AlertRef(EventData):
    """Which alert an event is about."""

    alert_id: Identifier = Field(description="The exchange's id of the alert")
    rule: RuleCode | None = Field(default=None, description="规则编号")
    fingerprint: Fingerprint | None = None
    occurrence: Annotated[int, Field(ge=1, le=10000)] | None = Field(default=None, description="第几次出现")


class AlertFindingData(AlertRef):
    """An alert as screening found it."""

    model: Word | None = Field(default=None, description="监督模型")
    model_version: Reference | None = None
    severity: Severity | None = Field(default=None, description="紧急程度")
    standing: Literal["stands", "in_doubt", "ended"] | None = Field(default=None, description="成立, 存疑, 已终止")
    violated_from: Moment | None = Field(default=None, description="违法起始")
    ended_on: Moment | None = Field(default=None, description="违法终止")
    articles: list[DocumentNumberText] | None = Field(default=None, description="依据条文")
    grounds: list[Identifier] | None = Field(default=None, description="The events it rests on")
    suggested_instrument: Word | None = Field(default=None, description="建议的监督文书")
    finding: FreeText | None = Field(default=None, description="发现 (中文)")
    finding_in_english: FreeText | None = None
    reasoning: list[FreeText] | None = Field(default=None, description="推理过程")


class AlertEndData(AlertRef):
    """Why an alert's finding no longer stands as it did."""

    on: Moment | None = Field(default=None, description="The moment from which it is so")
    prompted_by: Identifier | None = Field(default=None, description="The event that made it so")
    reason: Coded[Word] | None = None
    explanation: FreeText | None = Field(default=None, description="说明")


class AlertRaised(Event):
    """线索产生: screening finds a violation (RULE 551–553)."""

    chinese = "线索产生"
    law = "RULE 551–553"
    emitters = S
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
    transferred_to: AgencyCode | None = Field(default=None, description="移送机关")
    note: FreeText | None = Field(default=None, description="筛查意见")


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
    shared_text: FreeText | None = Field(default=None, description="告知内容")


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


AlertsEvent = (
    AlertRaised | AlertUpdated | AlertReviewed | AlertShared | AlertRemedied | AlertWithdrawn | AlertGroundChanged
)
