"""Events of the office's work on a lead (线索办理): who works it until when, what was asked for, and with which it goes.

They are addressed to the procuratorate that works the lead and to those above it, never to a platform or to police; what
people write is read at /v1/leads. Whoever is asked for materials is addressed by an event of its own.
"""

from typing import Literal

from pydantic import Field

from zhenxie.wire.events.alerts import AlertRef
from zhenxie.wire.events.base import (
    P_ADDRESSED,
    A,
    AgencyCode,
    C,
    D,
    Digest,
    DocumentTitle,
    Event,
    EventData,
    FreeText,
    J,
    OperatorId,
    WireModel,
)
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel


class AlertAssignedData(AlertRef):
    """What `alert.assigned` says (线索分派)."""

    assignee: OperatorId = Field(description="承办人工号")


class AlertAssigned(Event):
    """线索分派: a person of the office is to work a lead (RULE 551–553)."""

    chinese = "线索分派"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.assigned"]
    data: AlertAssignedData


class AlertHandedOverData(AlertRef):
    """What `alert.handed_over` says (线索移交)."""

    assignee: OperatorId | None = Field(default=None, description="接办人工号")
    former_assignee: OperatorId | None = Field(default=None, description="原承办人工号")
    procuratorate: AgencyCode | None = Field(default=None, description="接办的检察院（上级或下级）")


class AlertHandedOver(Event):
    """线索移交: another person, or the procuratorate above or below, works the lead from now on (RULE 551–553)."""

    chinese = "线索移交"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.handed_over"]
    data: AlertHandedOverData


class AlertDueSetData(AlertRef):
    """What `alert.due_set` says (线索办理期限)."""

    due_on: Day = Field(description="应办结之日")


class AlertDueSet(Event):
    """线索办理期限: the office sets the day until which a lead is worked (RULE 551–553)."""

    chinese = "线索办理期限"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.due_set"]
    data: AlertDueSetData


class AlertCommentedData(AlertRef):
    """What `alert.commented` says (线索批注)."""

    comment: FreeText | None = Field(default=None, description="批注; the words are read at /v1/leads")


class AlertCommented(Event):
    """线索批注: a person of the office writes a remark on a lead (RULE 551–553)."""

    chinese = "线索批注"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.commented"]
    data: AlertCommentedData


class AlertEvidenceRequestedData(AlertRef):
    """What `alert.evidence_requested` says (调取线索材料)."""

    request_id: Identifier = Field(description="The exchange's id of the request")
    asked_of: AgencyCode = Field(description="被调取机关")
    due_on: Day = Field(description="应提供之日")


class AlertEvidenceRequested(Event):
    """调取线索材料: the office asks somebody for materials on a lead (RULE 551–553)."""

    chinese = "调取线索材料"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.evidence_requested"]
    data: AlertEvidenceRequestedData


class AlertEvidenceReceivedData(AlertRef):
    """What `alert.evidence_received` says (收到线索材料)."""

    request_id: Identifier = Field(description="The exchange's id of the request")
    received_on: Day = Field(description="收到之日")


class AlertEvidenceReceived(Event):
    """收到线索材料: what was asked for on a lead has come (RULE 551–553)."""

    chinese = "收到线索材料"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.evidence_received"]
    data: AlertEvidenceReceivedData


class AlertGroupedData(AlertRef):
    """What `alert.grouped` says (线索归并)."""

    head: Identifier = Field(description="The lead that it goes with")
    duplicate: bool = Field(description="是否重复线索")


class AlertGrouped(Event):
    """线索归并: a lead goes with another of the same case, or doubles it (RULE 551–553)."""

    chinese = "线索归并"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.grouped"]
    data: AlertGroupedData


class AlertUngrouped(Event):
    """线索拆分: a lead goes by itself again (RULE 551–553)."""

    chinese = "线索拆分"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.ungrouped"]
    data: AlertRef


class AlertReopenedData(AlertRef):
    """What `alert.reopened` says (线索重启)."""

    reopened_as: Identifier = Field(description="The new lead; the old one stays as it is")


class AlertReopened(Event):
    """线索重启: a dismissed or closed lead is taken up again as a new one (RULE 551–553)."""

    chinese = "线索重启"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["alert.reopened"]
    data: AlertReopenedData


class MaterialsRequestedData(EventData):
    """What `materials.requested` says (调取材料): never about which alert, and never what was found."""

    request_id: Identifier = Field(description="The exchange's id of the request")
    asked_of: AgencyCode = Field(description="被调取机关")
    due_on: Day = Field(description="应提供之日")
    requested: FreeText | None = Field(
        default=None, description="调取的材料; the words are read at /v1/evidence-requests"
    )


class MaterialsRequested(Event):
    """调取材料: a procuratorate asks an organ of the case for materials (RULE 551–553)."""

    chinese = "调取材料"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["materials.requested"]
    data: MaterialsRequestedData


class MaterialsReceivedData(EventData):
    """What `materials.received` says (收到材料)."""

    request_id: Identifier = Field(description="The exchange's id of the request")
    received_on: Day = Field(description="收到之日")


class MaterialsReceived(Event):
    """收到材料: the procuratorate has what it asked for (RULE 551–553)."""

    chinese = "收到材料"
    law = "RULE 551–553"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["materials.received"]
    data: MaterialsReceivedData


class ProvidedDocument(WireModel):
    """One document that is provided: what it is called, and the digest by which it is known again."""

    title: DocumentTitle = Field(description="材料名称，如“年龄核查说明”；不写姓名")
    digest: Digest = Field(description="sha256 或 sm3 摘要")


class MaterialsAnsweredData(EventData):
    """What `materials.answered` says (提供材料)."""

    request_id: Identifier = Field(description="The exchange's id of the request")
    asked_by: AgencyCode = Field(description="调取机关")
    late: bool = Field(description="是否逾期提供")
    documents: list[ProvidedDocument] | None = Field(default=None, max_length=100, description="所附材料")
    answer: FreeText | None = Field(default=None, description="答复; the words are read with the lead")


class MaterialsAnswered(Event):
    """提供材料: who was asked for materials answers, in time or late (RULE 551–553)."""

    chinese = "提供材料"
    law = "RULE 551–553"
    emitters = J | P_ADDRESSED | C | D | A
    audience = Audience.ADDRESSEES
    channel = Channel.ALERT
    type: Literal["materials.answered"]
    data: MaterialsAnsweredData


LeadsEvent = (
    AlertAssigned
    | AlertHandedOver
    | AlertDueSet
    | AlertCommented
    | AlertEvidenceRequested
    | AlertEvidenceReceived
    | AlertGrouped
    | AlertUngrouped
    | AlertReopened
    | MaterialsRequested
    | MaterialsReceived
    | MaterialsAnswered
)
