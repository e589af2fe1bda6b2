"""Events about the statistics of supervision: that a snapshot was taken, which anybody who was told may count again."""

from typing import Annotated, Literal

from pydantic import Field

from zhenxie.wire.events.base import AgencyCode, Digest, Event, EventData, FreeText, J
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.moments import Day
from zhenxie.wire.vocabulary import Audience, Channel


class StatisticsSnapshotTakenData(EventData):
    """What `statistics.snapshot_taken` says (统计快照)."""

    snapshot_id: Identifier = Field(description="The exchange's id of the snapshot")
    agency: AgencyCode = Field(description="统计范围：检察院（含下级）或公安机关的单位")
    from_day: Day = Field(description="期间首日")
    until_day: Day = Field(description="期间末日（含）")
    known_position: Annotated[int, Field(ge=0, le=2**53)] = Field(description="Up to where the feed was counted")
    configuration: Digest = Field(description="统计口径配置的摘要")
    digest: Digest = Field(description="统计结果的摘要")
    note: FreeText | None = Field(default=None, description="说明")


class StatisticsSnapshotTaken(Event):
    """统计快照: a procuratorate keeps the figures of a period as they were then known (COLL21)."""

    chinese = "统计快照"
    law = "COLL21"
    emitters = J
    audience = Audience.ADDRESSEES
    channel = Channel.STATISTICS
    type: Literal["statistics.snapshot_taken"]
    data: StatisticsSnapshotTakenData


StatisticsEvent = StatisticsSnapshotTaken
