"""Events of cooperation (协作配合): between the organs that take part, and for them alone.

They say what was done, by codes and days. What somebody wrote stands in the record, which whoever is told may read
(`GET /v1/cooperation/{id}`): a case's other organs could open what is sealed into an entry of the case.
"""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import (
    P_ADDRESSED,
    A,
    AgencyCode,
    C,
    ChargeName,
    Count,
    D,
    Event,
    EventData,
    J,
    P,
)
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel

Kind = Annotated[
    Literal["early_intervention", "consultation", "joint_study", "joint_meeting", "clue_transfer", "class_case_review"],
    Field(description="提前介入, 会商, 研判, 联席会议, 线索移送, 类案分析"),
]


class CooperationData(EventData):
    """Which record an event is about, and where it then stands."""

    cooperation_id: Identifier = Field(description="The exchange's id of the record")
    kind: Kind
    state: Word = Field(description="记录状态")


class CooperationOpenedData(CooperationData):
    """A record as it begins."""

    organs: list[AgencyCode] | None = Field(default=None, description="参加机关")
    held_on: Day | None = Field(default=None, description="线下举行日")
    due: Day | None = Field(default=None, description="反馈期限或拟召开日")


class CooperationActData(CooperationData):
    """What was done in a record."""

    act: Word = Field(description="办理事项")
    about: Identifier | None = Field(default=None, description="所针对的意见或决议")
    answer: Word | None = Field(default=None, description="答复: full, partial, refused, filed, handled …")
    organ: AgencyCode | None = Field(default=None, description="新增参加机关或决议责任机关")
    due: Day | None = Field(default=None, description="完成或反馈期限")
    held_on: Day | None = Field(default=None, description="召开日")


class StandardAgreedData(EventData):
    """A sheet of evidence standards in a version."""

    charges: list[ChargeName] = Field(description="罪名")
    version: Count = Field(description="第几版")
    since: Day = Field(description="自何日起适用")
    agreed_by: list[AgencyCode] = Field(description="商定的机关")


class CooperationOpened(Event):
    """协作记录开立: early intervention, consultation, study, meeting, clue or class-case review begins (RULE 256, 568, 552)."""

    chinese = "协作记录开立"
    law = "RULE 256, 568, 552"
    emitters = J | P
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["cooperation.opened"]
    data: CooperationOpenedData


class CooperationRecorded(Event):
    """协作事项记录: an opinion, a view, minutes, a resolution is put down in a record (COLL21)."""

    chinese = "协作事项记录"
    law = "COLL21"
    emitters = J | P_ADDRESSED | C | D | A
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["cooperation.recorded"]
    data: CooperationActData


class CooperationAnswered(Event):
    """协作事项答复: a request, an opinion, a resolution or a clue is answered by whom it concerns (RULE 256, 568)."""

    chinese = "协作事项答复"
    law = "RULE 256, 568"
    emitters = J | P_ADDRESSED | C | D | A
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["cooperation.answered"]
    data: CooperationActData


class CooperationClosed(Event):
    """协作记录办结: nothing is left to do in it (RULE 256, 568, 552)."""

    chinese = "协作记录办结"
    law = "RULE 256, 568, 552"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["cooperation.closed"]
    data: CooperationActData


class CooperationStandardAgreed(Event):
    """证据标准商定: organs agree on what a charge asks for; an earlier version is kept (COLL21)."""

    chinese = "证据标准商定"
    law = "COLL21"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.INSTRUMENT
    type: Literal["cooperation.standard_agreed"]
    data: StandardAgreedData


CooperationEvent = (
    CooperationOpened | CooperationRecorded | CooperationAnswered | CooperationClosed | CooperationStandardAgreed
)
