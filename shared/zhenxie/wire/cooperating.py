"""What is done in a record of cooperation (协作记录): one form an act, told apart by `act`."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.cooperation import Organ, ReviewFindings
from zhenxie.wire.events.base import AgencyCode, FreeText, OperatorId, Reference, WireModel
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.moments import Day
from zhenxie.wire.quarters import Quarter

CooperationAct = Literal[
    "accept",
    "decline",
    "send_prosecutors",
    "opinion",
    "respond",
    "view",
    "name_organ",
    "conclude",
    "dissent",
    "attach_pack",
    "minutes",
    "resolve",
    "fulfil",
    "receive",
    "feedback",
    "approve",
    "send_back",
    "resubmit",
    "close",
]
Adoption = Literal["full", "partial", "refused"]
"""采纳, 部分采纳, 不采纳."""
ClueResult = Literal["accepted", "filed", "not_filed", "handled", "returned"]
"""已受理, 已立案, 不予立案, 已处理, 退回."""


class Entry(WireModel):
    """What every act says: the message, who acts, and the day of what was done offline and is recorded now."""

    message_id: Reference
    gh: OperatorId = Field(description="经办人工号或警号")
    on: Day | None = Field(default=None, description="线下办理日（事后补记）")


class InterventionAccepted(Entry):
    """同意提前介入: whoever was asked agrees."""

    act: Literal["accept"]
    text: FreeText | None = Field(default=None, description="说明")


class InterventionDeclined(Entry):
    """不同意提前介入: whoever was asked says no, and why."""

    act: Literal["decline"]
    reason: FreeText = Field(description="理由")


class ProsecutorsSent(Entry):
    """指派检察官: the procuratorate names whom it sends."""

    act: Literal["send_prosecutors"]
    prosecutors: Annotated[list[OperatorId], Field(min_length=1, max_length=20)] = Field(description="指派人员工号")


class OpinionGiven(Entry):
    """提前介入意见: on the nature of the case, evidence, application of law, or legality of the investigation."""

    act: Literal["opinion"]
    about: Annotated[list[Literal["nature", "evidence", "law", "legality"]], Field(min_length=1, max_length=4)] = Field(
        description="案件性质, 收集证据, 适用法律, 侦查活动合法性"
    )
    text: FreeText = Field(description="意见")


class OpinionAnswered(Entry):
    """意见采纳情况: the police say of one opinion whether they adopt it."""

    act: Literal["respond"]
    opinion_id: Identifier = Field(description="The `entry_id` of the opinion")
    adoption: Adoption = Field(description="采纳, 部分采纳, 不采纳")
    text: FreeText | None = Field(default=None, description="办理情况或不采纳的理由")


class ViewGiven(Entry):
    """各方意见: an organ's view."""

    act: Literal["view"]
    text: FreeText = Field(description="意见")


class OrganNamed(Entry):
    """增加参加机关: one more organ takes part, and sees the record from then on."""

    act: Literal["name_organ"]
    organ: Organ = Field(description="机关及人员")


class Concluded(Entry):
    """会商结论: what the organs came to."""

    act: Literal["conclude"]
    text: FreeText = Field(description="结论")


class Dissented(Entry):
    """保留意见: an organ keeps to another view."""

    act: Literal["dissent"]
    text: FreeText = Field(description="保留意见")


class PackAttached(Entry):
    """会议数据: the exchange builds the de-identified pack of a quarter and keeps it with the meeting."""

    act: Literal["attach_pack"]
    quarter: Quarter = Field(description="季度")
    threshold: Annotated[int, Field(ge=1, le=1000)] = Field(default=3, description="类案起点件数")
    snapshot_id: Identifier | None = Field(default=None, description="统计快照标识")


class MinutesTaken(Entry):
    """会议纪要: when the meeting was held, who was there, what was said."""

    act: Literal["minutes"]
    held_on: Day = Field(description="召开日")
    attendees: Annotated[list[Organ], Field(min_length=1, max_length=20)] = Field(description="到会机关及人员")
    text: FreeText = Field(description="纪要")


class Resolved(Entry):
    """会议决议: who does what until when."""

    act: Literal["resolve"]
    owner: AgencyCode = Field(description="责任机关")
    due: Day = Field(description="完成期限")
    text: FreeText = Field(description="决议内容")


class Fulfilled(Entry):
    """决议落实: its owner reports that a resolution was carried out."""

    act: Literal["fulfil"]
    resolution_id: Identifier = Field(description="The `entry_id` of the resolution")
    text: FreeText = Field(description="落实情况")


class ClueReceived(Entry):
    """线索签收: when the clue reached whom it was sent to; of an outside body the office records it."""

    act: Literal["receive"]
    served_at: Day = Field(description="送达日")
    feedback_due: Day | None = Field(default=None, description="反馈期限")


class ClueAnswered(Entry):
    """线索办理反馈: what became of the clue; of an outside body the office records it."""

    act: Literal["feedback"]
    result: ClueResult = Field(description="已受理, 已立案, 不予立案, 已处理, 退回")
    text: FreeText | None = Field(default=None, description="办理情况")


class ReviewApproved(Entry):
    """审批类案分析: the head of the office approves it; never whoever drafted it."""

    act: Literal["approve"]
    text: FreeText | None = Field(default=None, description="审批意见")


class ReviewSentBack(Entry):
    """退回类案分析: the head of the office sends it back, and says why."""

    act: Literal["send_back"]
    text: FreeText = Field(description="退回理由")


class ReviewResubmitted(Entry):
    """重新提交类案分析: as it now reads."""

    act: Literal["resubmit"]
    findings: ReviewFindings


class RecordClosed(Entry):
    """办结: nothing is left to do in the record."""

    act: Literal["close"]
    text: FreeText | None = Field(default=None, description="办结说明")


CooperationEntry = Annotated[
    InterventionAccepted
    | InterventionDeclined
    | ProsecutorsSent
    | OpinionGiven
    | OpinionAnswered
    | ViewGiven
    | OrganNamed
    | Concluded
    | Dissented
    | PackAttached
    | MinutesTaken
    | Resolved
    | Fulfilled
    | ClueReceived
    | ClueAnswered
    | ReviewApproved
    | ReviewSentBack
    | ReviewResubmitted
    | RecordClosed,
    Field(discriminator="act"),
]
"""What is done in a record, told apart by its `act`."""
