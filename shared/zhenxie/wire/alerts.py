"""Alerts on the line: what screening posts, and what the office says to them."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.alerts import AlertReference, Fingerprint, RuleCode, Severity, SnoozeReason
from zhenxie.wire.events.base import (
    AgencyCode,
    CaseNumberText,
    FreeText,
    OperatorId,
    Reference,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.moments import Day, Instant, Moment

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
MANUAL: Final = "manual"
"""The model of a lead that a person raised: no model may bear that name."""
Position = Annotated[int, Field(ge=0, le=2**53)]


class BilingualText(WireModel):
    """A sentence of screening in both languages; it names nobody."""

    chinese: Sentence
    english: Sentence


class Evaluated(WireModel):
    """What was known, and which legal day it was, when the rule answered: enough to get the same bytes again."""

    epoch: Position
    position: Position
    day: Day

    @property
    def order(self) -> tuple[int, int, str]:
        """What makes one evaluation later than another."""
        return self.epoch, self.position, self.day


class GroundEntry(WireModel):
    """The entry of the feed in which a value was said; `said_at` differs from `position` after a correction."""

    event_id: Identifier
    position: Position
    said_at: Position
    type: Annotated[str, StringConstraints(max_length=64)]
    source: AgencyCode
    message_id: Annotated[str, StringConstraints(max_length=256)]
    occurred: Moment | None
    recorded_at: Instant


class ReasoningStep(BilingualText):
    """One step of the reasoning: what it says, and the entry, the article or the parameter it rests on."""

    entry: GroundEntry | None = None
    article: Annotated[str, StringConstraints(max_length=64)] | None = None
    parameter: Annotated[str, StringConstraints(max_length=64)] | None = None


class CitedArticle(WireModel):
    """An article as a prosecutor cites it, with the days between which its document is in force."""

    id: Annotated[str, StringConstraints(max_length=64)]
    title: Annotated[str, StringConstraints(max_length=200)]
    number: Annotated[str, StringConstraints(max_length=100)]
    chinese: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="规范引用", examples=["《刑事诉讼法》第九十一条"]
    )
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    gloss: BilingualText | None = None


class MissingFact(BilingualText):
    """A fact that is missing, the event type that would say it, and the agency that owes it."""

    event_type: Annotated[str, StringConstraints(max_length=64)] | None = None
    owed_by: AgencyCode | None = None


class AlertReport(WireModel):
    """One alert (线索预警) as screening found it; fingerprint and occurrence name it."""

    case_id: Identifier
    case_number: CaseNumberText
    suspect_ref: SuspectRef | None = None
    fingerprint: Fingerprint
    occurrence: Annotated[int, Field(ge=1, le=10_000)]
    rule: RuleCode
    aliases: Annotated[list[RuleCode], Field(max_length=20)] = Field(default_factory=list)
    model: Word
    model_version: Reference
    parameters_hash: Fingerprint
    severity: Severity
    confidence: Literal["certain", "likely", "possible"]
    standing: Literal["stands", "in_doubt", "ended"] = Field(description="成立, 存疑, 已终止")
    violated_from: Moment | None = Field(default=None, description="违法起始")
    ended_on: Day | None = Field(default=None, description="违法终止")
    title: BilingualText
    finding: BilingualText
    reasoning: Annotated[list[ReasoningStep], Field(min_length=1, max_length=500)]
    articles: Annotated[list[CitedArticle], Field(min_length=1, max_length=100)]
    grounds: Annotated[list[Identifier], Field(min_length=1, max_length=500)]
    suggested_instrument: Word | None = Field(default=None, description="建议的监督文书; 由检察官决定")
    instrument_note: BilingualText | None = None
    addressed_to: Word
    missing: Annotated[list[MissingFact], Field(max_length=100)] = Field(
        default_factory=list, description="存疑的原因: 缺什么, 由谁提供"
    )
    evaluated: Evaluated


class AlertEnd(WireModel):
    """Why a finding no longer stands as it did: remedied, withdrawn, or its ground changed."""

    message_id: Reference
    on: Moment | None = Field(default=None, description="The moment from which it is so")
    ended_on: Day | None = Field(default=None, description="违法终止")
    prompted_by: Identifier | None = Field(default=None, description="The event that made it so")
    reason: Word
    explanation: BilingualText
    body: AlertReport | None = Field(default=None, description="Of a remedy: the alert as it now reads")
    evaluated: Evaluated


class AlertReceipt(WireModel):
    """The receipt (签收) of the procuratorate's platform: its own id, and the numbers of its system."""

    message_id: Reference
    platform_id: Reference
    references: Annotated[list[AlertReference], Field(max_length=50)] = Field(default_factory=list)
    dwbm: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = Field(default=None, description="单位编码")
    gh: OperatorId | None = Field(default=None, description="工号")


Step = Literal["start", "verify", "confirm", "dismiss", "snooze", "share", "transfer", "close"]
DismissalReason = Literal[
    "other_province_took_it",
    "split_off",
    "still_investigating",
    "data_error",
    "lawful_exception",
    "already_corrected",
    "other",
]


class AlertReview(WireModel):
    """A step of the office (线索筛查): start, verify, confirm (成案), dismiss, snooze, share, transfer, close."""

    message_id: Reference
    step: Step = Field(description="开始筛查, 调查核实, 成案, 排除, 暂缓, 告知公安机关, 移送, 办结")
    dismissal_reason: DismissalReason | None = None
    snoozed_until: Day | None = None
    snooze_reason: SnoozeReason | None = Field(
        default=None, description="暂缓原因：待调取材料, 待期限届满, 待关联案件, 待请示答复, 其他"
    )
    transferred_to: AgencyCode | None = None
    shared_with: AgencyCode | None = None
    shared_text: FreeText | None = None
    note: FreeText | None = None
    gh: OperatorId | None = Field(default=None, description="工号")

    @model_validator(mode="after")
    def _says_what_the_step_needs(self) -> Self:
        for field in _NEEDED.get(self.step, ()):
            if getattr(self, field) is None:
                raise PydanticCustomError("step-needs", "a field of this step is missing")
        for field in _OF_ONE_STEP:
            if getattr(self, field) is not None and field not in _NEEDED.get(self.step, ()):
                raise PydanticCustomError("not-of-this-step", "a field of another step")
        if self.snooze_reason is not None and self.step != "snooze":
            raise PydanticCustomError("not-of-this-step", "a field of another step")
        if self.step == "snooze" and self.snooze_reason is None and self.note is None:
            raise PydanticCustomError("snooze-needs-reason", "a snooze says why")
        return self


_NEEDED = {
    "dismiss": ("dismissal_reason",),
    "snooze": ("snoozed_until",),
    "transfer": ("transferred_to",),
    "share": ("shared_with", "shared_text"),
}
_OF_ONE_STEP = ("dismissal_reason", "snoozed_until", "transferred_to", "shared_with", "shared_text")


class AlertAccepted(WireModel):
    """What the exchange answers to a post about an alert."""

    id: Identifier
    case_number: CaseNumberText
    fingerprint: Fingerprint
    occurrence: int
    state: str = Field(description="new, screening, verifying, established, dismissed, transferred, closed")
    standing: str = Field(description="stands, in_doubt, ended, remedied, withdrawn, ground_changed")
    position: Position | None = Field(
        default=None,
        description="Its place in the feed; a message sent again is answered with the place it was given at first; "
        "null when nothing was new and nothing was written",
    )
    changed: str = Field(description="The cursor of the last change of the alert")
