"""Class cases (类案) on the line: groups of like violations, and the pack of them that names nobody."""

from typing import Annotated

from pydantic import Field

from zhenxie.wire.cooperation import ViolationCode
from zhenxie.wire.events.base import AgencyCode, CaseNumberText, Count, WireModel
from zhenxie.wire.events.parts import Identifier
from zhenxie.wire.quarters import Quarter


class ClassCase(WireModel):
    """Like violations of one unit in one quarter; counted are violations (件), not persons."""

    violation_code: ViolationCode = Field(description="违法行为代码", examples=["UA-03"])
    unit: AgencyCode = Field(description="办案机关")
    quarter: Quarter
    violations: Count = Field(description="本季度件数")
    previous: Count = Field(description="上季度件数")
    of_unit: Count = Field(description="该机关本季度全部违法件数")
    of_unit_before: Count = Field(description="该机关上季度全部违法件数")
    share_rises: bool | None = Field(
        description="占比较上季度上升；任一分母不足 10 时不作比较 (null)",
    )
    cases: Count = Field(description="涉及案件数")
    case_numbers: list[CaseNumberText] = Field(description="案件编号（仅列调用方可见的案件）")
    alert_ids: list[Identifier] = Field(description="已成案的线索")
    instrument_ids: list[Identifier] = Field(description="未附线索的监督文书")


class PackLine(WireModel):
    """A group in a meeting's pack: codes and counts; a count under 3, or that comes from under 3 cases, is left out."""

    violation_code: ViolationCode
    unit: AgencyCode
    violations: Count | None = Field(description="本季度件数；不足 3 件或不足 3 案的不列 (null)")
    previous: Count | None = Field(description="上季度件数；不足 3 件或不足 3 案的不列 (null)")


class MeetingPack(WireModel):
    """What a joint meeting reads of a quarter (会议数据): no name, no case number, no count that points at somebody."""

    quarter: Quarter
    snapshot_id: Identifier | None = Field(default=None, description="统计快照标识")
    groups: Annotated[list[PackLine], Field(max_length=10_000)]
