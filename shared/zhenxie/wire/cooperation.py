"""Cooperation (协作配合) on the line: how a record of each kind is opened; what is done in it stands in `cooperating`."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.base import (
    AgencyCode,
    CaseNumberText,
    ChargeName,
    FreeText,
    OperatorId,
    Reference,
    WireModel,
)
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.moments import Day, start_of
from zhenxie.wire.quarters import Quarter

CooperationKind = Literal[
    "early_intervention", "consultation", "joint_study", "joint_meeting", "clue_transfer", "class_case_review"
]
"""提前介入, 会商, 研判, 联席会议, 线索移送, 类案分析."""
ClueKind = Literal["crime", "discipline", "administrative", "public_interest", "juvenile_care"]
"""犯罪, 违纪, 行政违法, 公益诉讼, 未成年人保护."""
ViolationCode = Annotated[
    str, StringConstraints(pattern=r"^([A-Z][A-Z0-9]{0,7}(-[0-9A-Z]{1,8})?|[a-z][a-z0-9_.]{0,63})$")
]
"""A rule's code such as UA-03, or the word that an instrument names a violation with."""
OutsideBody = Annotated[str, StringConstraints(min_length=2, max_length=60)]
"""A body that is no agency of the exchange (如 纪委监委), by its name."""
_MOST_CASES: Final = 50


class Organ(WireModel):
    """An organ that takes part, and who speaks for it, by service number."""

    agency: AgencyCode = Field(description="机关代码")
    people: Annotated[list[OperatorId], Field(max_length=50)] = Field(default_factory=list, description="参加人员工号")


class Opening(WireModel):
    """What every opening says: the message, and who acts."""

    message_id: Reference
    gh: OperatorId = Field(description="经办人工号或警号")


class EarlyInterventionOpened(Opening):
    """提前介入: the police ask for it, or the procuratorate offers it (RULE 256)."""

    kind: Literal["early_intervention"]
    case_number: CaseNumberText = Field(description="案件编号")
    counterpart: AgencyCode = Field(description="对方机关：公安机关商请时为检察院，检察院提出时为办案公安机关")
    weight: Annotated[list[Literal["major", "difficult", "complex"]], Field(min_length=1, max_length=3)] = Field(
        description="重大, 疑难, 复杂"
    )
    stage: Literal["before_filing", "after_filing", "before_arrest_request", "before_transfer", "supplementary"] = (
        Field(description="介入阶段：立案前, 立案后, 提请逮捕前, 移送起诉前, 补充侦查")
    )
    trigger: FreeText = Field(description="介入事由")


class ConsultationOpened(Opening):
    """会商: organs put their heads together about one or several cases; one held offline is recorded afterwards."""

    kind: Literal["consultation"]
    case_numbers: Annotated[list[CaseNumberText], Field(min_length=1, max_length=_MOST_CASES)] = Field(
        description="案件编号"
    )
    participants: Annotated[list[Organ], Field(min_length=1, max_length=20)] = Field(description="参加机关及人员")
    question: FreeText = Field(description="会商问题")
    held_on: Day | None = Field(default=None, description="线下举行日（事后补记）")


class JointStudyOpened(Opening):
    """研判: organs study complex cases, or cases of one charge, together; it may end in a sheet of evidence standards."""

    kind: Literal["joint_study"]
    charges: Annotated[list[ChargeName], Field(min_length=1, max_length=2)] = Field(
        description="罪名：一个，或需区分的两个", examples=[["袭警罪", "妨害公务罪"]]
    )
    case_numbers: Annotated[list[CaseNumberText], Field(max_length=_MOST_CASES)] = Field(
        default_factory=list, description="案件编号"
    )
    participants: Annotated[list[Organ], Field(min_length=1, max_length=20)] = Field(description="参加机关及人员")
    question: FreeText = Field(description="研判问题")
    held_on: Day | None = Field(default=None, description="线下举行日（事后补记）")


class JointMeetingOpened(Opening):
    """联席会议: police, procuratorate and court meet on a quarter's figures; one held offline is recorded afterwards."""

    kind: Literal["joint_meeting"]
    quarter: Quarter = Field(description="会议所议季度", examples=["2026Q3"])
    participants: Annotated[list[Organ], Field(min_length=1, max_length=20)] = Field(description="参加机关及人员")
    agenda: FreeText = Field(description="议程")
    planned_on: Day | None = Field(default=None, description="拟召开日")
    held_on: Day | None = Field(default=None, description="线下举行日（事后补记）")


class ClueTransferOpened(Opening):
    """线索移送: what is not the office's own goes to whom it belongs to (RULE 568)."""

    kind: Literal["clue_transfer"]
    alert_ids: Annotated[list[Identifier], Field(max_length=_MOST_CASES)] = Field(
        default_factory=list, description="依据的线索；其状态由线索筛查接口改为移送"
    )
    to: AgencyCode | None = Field(default=None, description="接收机关代码")
    outside_body: OutsideBody | None = Field(default=None, description="接收单位名称（未接入的单位，如纪委监委）")
    clue: ClueKind = Field(description="犯罪, 违纪, 行政违法, 公益诉讼, 未成年人保护")
    served_at: Day | None = Field(default=None, description="送达日")
    feedback_due: Day | None = Field(default=None, description="反馈期限")
    content: FreeText = Field(description="线索内容")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if (self.to is None) == (self.outside_body is None):
            raise PydanticCustomError("one-receiver", "a clue goes to one agency or one outside body")
        if self.served_at and self.feedback_due and start_of(self.feedback_due) < start_of(self.served_at):
            raise PydanticCustomError("due-before-service", "feedback is due before the clue was served")
        return self


Proposal = Literal["procuratorial_suggestion", "joint_meeting", "none"]
Some = Annotated[list[FreeText], Field(max_length=50)]


class ReviewFindings(WireModel):
    """What a review finds in a group, and what it would have done about it."""

    pattern: FreeText = Field(description="共性问题")
    causes: FreeText | None = Field(default=None, description="成因")
    measures: Some = Field(default_factory=list, description="具体建议")
    legal_basis: Some = Field(default_factory=list, description="法律依据")


class ClassCaseReviewOpened(Opening):
    """类案分析: what a group of like violations says, and what is proposed about it (RULE 552)."""

    kind: Literal["class_case_review"]
    violation_code: ViolationCode = Field(description="违法行为代码", examples=["UA-03"])
    unit: AgencyCode = Field(description="涉及的办案机关")
    quarter: Quarter = Field(description="季度", examples=["2026Q3"])
    alert_ids: Annotated[list[Identifier], Field(min_length=1, max_length=500)] = Field(description="同类线索")
    proposal: Proposal = Field(description="拟处理方式：检察建议 (RULE 552), 提交联席会议, 暂不处理")
    reason: FreeText | None = Field(default=None, description="不足三件仍作类案分析的理由（如占比上升、另有监督文书）")
    findings: ReviewFindings


CooperationOpening = Annotated[
    EarlyInterventionOpened
    | ConsultationOpened
    | JointStudyOpened
    | JointMeetingOpened
    | ClueTransferOpened
    | ClassCaseReviewOpened,
    Field(discriminator="kind"),
]
"""How a record is opened, told apart by its `kind`."""


class SuggestionProposed(WireModel):
    """The `fields` of a draft of a procuratorial suggestion (检察建议); its words are shown with the record alone."""

    kind: Literal["procuratorial_suggestion"]
    trigger: FreeText | None = Field(default=None, description="问题的来源")
    problems: Some | None = Field(default=None, description="存在的问题")
    causes: FreeText | None = Field(default=None, description="原因分析")
    measures: Some | None = Field(default=None, description="具体建议")
    legal_basis: Some | None = Field(default=None, description="法律依据")


class InstrumentProposed(WireModel):
    """What `POST /v1/instruments` takes to draft what an approved review proposes; add `message_id` and `gh`."""

    addressee: AgencyCode
    alert_ids: list[Identifier]
    fields: SuggestionProposed


class CooperationAccepted(WireModel):
    """What the exchange answers to an opening, and to whatever is done in a record."""

    id: Identifier = Field(description="The exchange's id of the record")
    kind: CooperationKind
    state: str = Field(description="Where the record stands now", examples=["requested"])
    entry_id: Identifier | None = Field(default=None, description="The id of what was done: an opinion, a resolution …")
    address: str = Field(examples=["/v1/cooperation/019ca6e8-ca80-7a5d-ad3c-4ecd55465cbc"])
    position: int = Field(description="Its place in the feed")
    instrument: InstrumentProposed | None = Field(
        default=None,
        description="An approved review that proposes a suggestion: what to draft with POST /v1/instruments, without words",
    )
