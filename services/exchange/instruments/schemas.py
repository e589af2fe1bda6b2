"""Instruments on the line as the exchange answers them, and what may be asked of their list."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from zhenxie.wire.events.instruments import InstrumentKind

State = Literal[
    "drafted",
    "approved",
    "issued",
    "served",
    "replied",
    "adopted",
    "partially_adopted",
    "rejected",
    "reconsidering",
    "reviewing",
    "re_examining",
    "overdue",
    "escalated",
    "followed_up",
    "withdrawn_by_issuer",
    "closed",
]


class InstrumentsAsked(BaseModel):
    """What may be asked of the list of instruments."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(default=None, description="文书状态")
    kind: InstrumentKind | None = Field(default=None, description="文书种类")
    addressee: str | None = Field(default=None, max_length=32, description="主送单位")
    procuratorate: str | None = Field(default=None, max_length=32, description="制发检察院")
    upper: str | None = Field(default=None, max_length=32, description="受理的上一级检察院（报上一级、提请复核）")
    overdue: bool | None = Field(default=None, description="曾逾期未回复")
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")
    alert_id: UUID | None = Field(default=None, description="所依据的线索")
    changed_after: str = Field(default="0", max_length=64, description="上一页的 next", examples=["1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class InstrumentOut(BaseModel):
    """An instrument as it now is, without what its text says."""

    id: str
    kind: InstrumentKind
    title: str = Field(description="文书名称")
    procuratorate: str
    addressee: str
    case_number: str | None = Field(description="null：类案")
    alert_ids: list[str]
    suspect_refs: list[str]
    state: State
    number: str | None
    numbering: Literal["recorded", "own_counter"] | None
    drafted_by: str | None = Field(description="拟制人；制发检察院及其上级以外不可见")
    approved_by: str | None
    reply_days: int | None
    issued_on: str | None
    served_on: str | None
    reply_due: str | None
    overdue_on: str | None = Field(description="自该日起逾期；补充回复后仍保留")
    follow_up_on: str | None = Field(description="回头看计划日；被监督单位不可见")
    upper: str | None = Field(description="受理的上一级检察院")
    digests: dict[str, str] = Field(description="制发时原件摘要：pdf, docx；正文摘要：body")
    possible: list[str] = Field(description="本机关在当前状态下可以进行的步骤")
    changed: str


class InstrumentPage(BaseModel):
    """A page of instruments, each once as it now is, the least recently changed first."""

    items: list[InstrumentOut]
    next: str = Field(description="Give it as `changed_after` next time", examples=["1.1260"])


class InstrumentHistory(BaseModel):
    """One thing that was said of an instrument."""

    said: str
    at: datetime
    by: str
    gh: str | None
    position: str
    note: dict[str, str] | None = Field(
        description="说明、见证人、理由；被监督单位仅见本单位所述及向其所述；平台不可见"
    )
    body: dict[str, Any]


class InstrumentWhole(InstrumentOut):
    """An instrument with what it says and with everything that was said of it, as far as the reader may see it."""

    fields: dict[str, Any] | None = Field(description="正文各栏；平台不可见")
    grounds: dict[str, Any] = Field(description="法定条件核对情况；制发检察院及其上级以外仅有 cases，且限其可见的案件")
    history: list[InstrumentHistory]


class NumberingOut(BaseModel):
    """How a procuratorate numbers the instruments of a kind."""

    procuratorate: str
    kind: InstrumentKind
    mode: Literal["recorded", "own_counter"]
    short_name: str
    word: str
    next: int | None = Field(default=None, description="本院编号：本年度下一个序号（设定时返回）")


class CounterOut(BaseModel):
    """How far a counter has counted."""

    word: str
    year: int
    last: int


class NumberingList(BaseModel):
    """How the caller's procuratorate numbers; a kind that is not named is recorded from the national system."""

    items: list[NumberingOut]
    counters: list[CounterOut]


class BilingualOut(BaseModel):
    """A sentence in both languages."""

    chinese: str
    english: str


class ConditionOut(BaseModel):
    """A condition that the law sets before an instrument."""

    code: str
    text: BilingualOut
    law: str


class MustOut(BaseModel):
    """Why the office must issue an instrument (应当), and by which article."""

    law: str
    why: BilingualOut
    any_form: bool = Field(description="法律要求纠正意见，未限定口头或书面")


class ProposalOut(BaseModel):
    """A kind of instrument as it could issue on an alert."""

    kind: InstrumentKind
    title: BilingualOut
    suggested: bool = Field(description="筛查模型建议的文书")
    musts: list[MustOut] = Field(description="非空：应当制发")
    unknown: list[ConditionOut] = Field(description="数据无法判断的法定条件，拟制时以 despite 说明")
    approved_by: Literal["prosecutor", "approver", "chief"]
    addressees: list[str]
    articles: list[str]


class ProposalList(BaseModel):
    """The kinds that the law allows on an alert, those that must issue first."""

    alert_id: str
    rule: str
    established: bool = Field(description="已成案；未成案不得制发")
    suggested: str | None
    items: list[ProposalOut]
