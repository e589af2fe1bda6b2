"""Leads (线索) on the line: what the office does with one, and how a person raises one by hand."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from zhenxie.wire.events.alerts import Citation, RuleCode, Severity
from zhenxie.wire.events.base import (
    AgencyCode,
    CaseNumberText,
    FreeText,
    OperatorId,
    Reference,
    SuspectRef,
    WireModel,
)
from zhenxie.wire.events.leads import ProvidedDocument
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.moments import Day


class OneAct(WireModel):
    """What every act says: its name, and who took it."""

    message_id: Reference
    gh: OperatorId | None = Field(default=None, description="经办人工号；本机关设有名册时必填")


class Assign(OneAct):
    """分派: this person works the lead."""

    act: Literal["assign"]
    assignee: OperatorId = Field(description="承办人工号")


class HandOver(OneAct):
    """移交: another person works it from now on, or the procuratorate above or below."""

    act: Literal["hand_over"]
    assignee: OperatorId | None = Field(default=None, description="接办人工号")
    procuratorate: AgencyCode | None = Field(default=None, description="接办的检察院")

    @model_validator(mode="after")
    def _says_to_whom(self) -> Self:
        if self.assignee is None and self.procuratorate is None:
            raise PydanticCustomError("act-needs", "to whom")
        return self


class SetDue(OneAct):
    """设定期限: until when it is worked."""

    act: Literal["set_due"]
    due_on: Day = Field(description="应办结之日")


class Comment(OneAct):
    """批注: the office's own words, sealed."""

    act: Literal["comment"]
    comment: FreeText = Field(description="批注内容")


class RequestEvidence(OneAct):
    """调取材料: what is asked for, of whom, until when; whoever is asked reads this and nothing of the lead."""

    act: Literal["request_evidence"]
    asked_of: AgencyCode = Field(description="被调取机关")
    requested: FreeText = Field(description="调取的材料")
    due_on: Day = Field(description="应提供之日")


class EvidenceReceived(OneAct):
    """收到材料: what was asked for has come."""

    act: Literal["evidence_received"]
    request_id: Identifier
    received_on: Day = Field(description="收到之日")


class Group(OneAct):
    """归并: it goes with another lead of the same case, or doubles it."""

    act: Literal["group"]
    head: Identifier = Field(description="归并到哪一条线索")
    duplicate: bool = Field(default=False, description="是否重复线索")


class Ungroup(OneAct):
    """拆分: it goes by itself again."""

    act: Literal["ungroup"]


class Reopen(OneAct):
    """重启: a dismissed or closed lead is taken up again, as a new one."""

    act: Literal["reopen"]
    reason: FreeText = Field(description="重启理由")


LeadWork = Annotated[
    Assign | HandOver | SetDue | Comment | RequestEvidence | EvidenceReceived | Group | Ungroup | Reopen,
    Field(discriminator="act"),
]
"""One act of the office on a lead, told apart by `act`."""


class HandOverList(OneAct):
    """Every open lead of one person goes to another (移交全部在办线索)."""

    former_assignee: OperatorId = Field(description="原承办人工号")
    assignee: OperatorId = Field(description="接办人工号")


class DossierReading(WireModel):
    """阅卷发现: where in the dossier it was read."""

    kind: Literal["dossier_reading"]
    volume: Annotated[int, Field(ge=1, le=10_000)] = Field(description="第几卷")
    document: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$|^[\u4e00-\u9fa5（）]{2,40}$")] = Field(
        description="文书种类"
    )
    page: Annotated[int, Field(ge=1, le=100_000)] = Field(description="第几页")


class Complaint(WireModel):
    """控告申诉: when it came in, and from what kind of person; never who."""

    kind: Literal["complaint"]
    received_on: Day = Field(description="收到之日")
    complainant: Literal["suspect", "victim", "defender", "family", "witness", "other"] = Field(
        description="嫌疑人, 被害人, 辩护人, 近亲属, 证人, 其他"
    )


class OtherSource(WireModel):
    """其他来源."""

    kind: Literal["other"]


class ManualLead(OneAct):
    """A lead that a person raises by hand (人工登记线索); what was found is sealed."""

    case_number: CaseNumberText
    suspect_ref: SuspectRef | None = None
    source: DossierReading | Complaint | OtherSource = Field(discriminator="kind", description="线索来源")
    rule: RuleCode | None = Field(default=None, description="对应的规则编号；不填为 MANUAL")
    severity: Severity = Field(default="medium", description="紧急程度")
    violated_from: Day | None = Field(default=None, description="违法起始")
    finding: FreeText = Field(description="发现的情况")
    articles: Annotated[list[Citation], Field(min_length=1, max_length=20)] = Field(description="依据条文")
    suggested_instrument: Word | None = Field(default=None, description="拟用监督文书")


class AnswerRequest(OneAct):
    """提供材料: who was asked for materials answers; the words are sealed."""

    text: FreeText = Field(description="答复")
    documents: Annotated[list[ProvidedDocument], Field(max_length=100)] = Field(
        default_factory=list, description="所附材料；文件本身另行移送"
    )


class LeadAccepted(WireModel):
    """What the exchange answers to an act on a lead."""

    alert_id: Identifier = Field(description="The lead; of one that was reopened or raised, the new one")
    act: str
    position: Annotated[int, Field(ge=0, le=2**53)] = Field(description="Its place in the feed")
    request_id: Identifier | None = Field(default=None, description="Of a request for materials: its id")


class RequestAccepted(WireModel):
    """What the exchange answers to an answer to a request for materials."""

    request_id: Identifier
    late: bool = Field(description="是否逾期")
    position: Annotated[int, Field(ge=0, le=2**53)] = Field(description="Its place in the feed")


class ListHandedOver(WireModel):
    """What the exchange answers when one person's open leads went to another."""

    handed_over: Annotated[int, Field(ge=0)] = Field(description="移交的线索数")
    remaining: Annotated[int, Field(ge=0)] = Field(description="尚未移交的线索数；再次调用")
