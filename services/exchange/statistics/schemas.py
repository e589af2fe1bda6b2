"""The statistics on the line: what is asked, and what is answered."""

from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from exchange.statistics.stretches import days_of_quarter
from zhenxie.wire.events.base import AgencyCode, FreeText, OperatorId, Reference, WireModel
from zhenxie.wire.moments import Day

_Quarter = Annotated[str, Field(pattern=r"^20[0-9]{2}Q[1-4]$", description="季度", examples=["2026Q3"])]
_DayAsked = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-07-01"])]


_EARLIEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


class _Stretch(BaseModel):
    """A quarter, or the first and the last day of any period."""

    quarter: _Quarter | None = None
    first: _DayAsked | None = Field(default=None, alias="from", description="期间首日 (Asia/Shanghai)")
    last: _DayAsked | None = Field(default=None, alias="to", description="期间末日（含）")

    @model_validator(mode="after")
    def _is_one_period(self) -> Self:
        if (self.quarter is None) == (self.first is None and self.last is None):
            raise PydanticCustomError("wrong-form", "a quarter, or from and to")
        self.days()
        return self

    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        if self.quarter is not None:
            return days_of_quarter(self.quarter)
        if self.first is None or self.last is None:
            raise PydanticCustomError("wrong-form", "from and to belong together")
        try:
            first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        except ValueError:
            raise PydanticCustomError("wrong-form", "no such day") from None
        if last < first:
            raise PydanticCustomError("wrong-form", "a period ends after it begins")
        if first < _EARLIEST or last > _LATEST:
            raise PydanticCustomError("wrong-form", "a period between 2000 and 2100")
        return first, last


class StatisticsAsked(_Stretch):
    """What is asked of the statistics."""

    model_config = ConfigDict(extra="forbid")

    agency: str | None = Field(
        default=None, max_length=32, description="检察院（含下级），或公安机关的一个单位（含下级）"
    )
    as_known_at: str | None = Field(
        default=None, max_length=64, description="A cursor, or an instant (RFC 3339)", examples=["1.1204"]
    )


class CasesAsked(StatisticsAsked):
    """What is asked of the cases behind a figure."""

    after: UUID | None = Field(default=None, description="上一页的 next")
    limit: int = Field(default=100, ge=1, le=1000)


class SnapshotWish(WireModel):
    """What is asked of a snapshot to be taken."""

    model_config = ConfigDict(populate_by_name=True)

    message_id: Reference = Field(description="调用方自定的消息标识")
    gh: OperatorId = Field(description="工号")
    quarter: _Quarter | None = None
    first: Day | None = Field(default=None, alias="from", description="期间首日")
    last: Day | None = Field(default=None, alias="to", description="期间末日（含）")
    agency: AgencyCode | None = Field(default=None, description="检察院（含下级）；缺省为本院")
    note: FreeText | None = Field(default=None, description="说明")

    @model_validator(mode="after")
    def _is_one_period(self) -> Self:
        self.asked()
        return self

    def asked(self) -> StatisticsAsked:
        """Return the same as it is asked of the statistics."""
        said = {"quarter": self.quarter, "from": self.first, "to": self.last, "agency": self.agency}
        return StatisticsAsked.model_validate(said)


class FiguresOut(BaseModel):
    """A count; with a denominator a share, whose rate is null where the denominator is below ten (`too_few`)."""

    numerator: int
    denominator: int | None
    rate: str | None = Field(description="四位小数；分母不足时为 null", examples=["0.8333"])
    too_few: bool = Field(description="分母不足，仅列数，不计百分比")
    series: dict[str, int] = Field(description="分列数")


class PlaceOut(FiguresOut):
    """The figures of one procuratorate or one unit."""

    code: str


class GroupOut(FiguresOut):
    """The figures of one group; `named` says which."""

    named: dict[str, str]


class DefinitionOut(BaseModel):
    """A formula in words."""

    zh: str
    en: str


class MetricOut(FiguresOut):
    """One metric; places stand in the order of their codes."""

    code: str
    name: str
    definition: DefinitionOut
    informational: bool
    unit: str = Field(description="persons, cases, documents, leads, classes")
    unit_label: str = Field(description="人, 件, 份, 条, 组")
    denominator_unit: str | None
    denominator_unit_label: str | None
    by_procuratorate: list[PlaceOut]
    by_unit: list[PlaceOut]
    groups: list[GroupOut]


class StatisticsOut(BaseModel):
    """The figures of a period."""

    model_config = ConfigDict(populate_by_name=True)

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    as_of: str = Field(description="期末日；期间未结束时为查询日")
    quarter: str | None
    agency: str
    known_at: str = Field(description="Up to where the feed was counted", examples=["1.1204"])
    configuration: str = Field(description="统计口径配置的摘要")
    behind: int = Field(default=0, description="尚未计入的数据流条数：0 表示已计至所询问的位置")
    metrics: list[MetricOut]


class BehindOut(BaseModel):
    """A page of the cases behind a figure: those that the caller may see."""

    items: list[str] = Field(description="案件编号")
    hidden: int = Field(description="本页中调用方已无权查看的案件数")
    next: UUID | None = Field(description="Give it as `after`; null at the end")


class SnapshotTaken(BaseModel):
    """A snapshot that was taken."""

    id: UUID
    address: str
    known_at: str = Field(examples=["1.1204"])
    digest: str
    configuration: str
    position: int = Field(description="Where the feed tells of it")


class SnapshotOut(BaseModel):
    """A snapshot, and whether counting again gives the same bytes."""

    id: UUID
    agency: str
    taken_by: str
    gh: str
    taken_at: str
    known_at: str
    configuration: str
    digest: str
    recomputed_digest: str
    identical: bool = Field(description="重新计算的结果与所存逐字节一致")
    statistics: StatisticsOut
