"""Bodies of the deadlines on the line: those of a case, and the catalogue of all."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from exchange.cases.tracks import ArticleOut, Bilingual
from exchange.deadlines.asked import Who
from zhenxie.record.deadlines.judging import State

_ENTRY: Final[JsonDict] = {
    "event_id": "019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
    "position": 12,
    "said_at": 12,
    "type": "suspect.detained",
    "source": "640202000000",
    "occurred": "2026-03-03T10:20:00+08:00",
}

Kind = Literal["act", "ceiling", "right", "notice"]


class EntryOut(BaseModel):
    """Where something was said: the event, and the entry whose words stand (`said_at` differs after a correction)."""

    model_config = ConfigDict(json_schema_extra={"example": _ENTRY})

    event_id: UUID
    position: int
    said_at: int
    type: str
    source: str
    occurred: str | None


class StartOut(BaseModel):
    """From when it runs; `first` and `last` differ where the day is not known."""

    first: date
    last: date
    moment: datetime | None = Field(description="null: not known to the hour")
    no_earlier: bool = Field(description="true: it runs from a receipt that nobody reported, no earlier than this")


class DueOut(BaseModel):
    """The last lawful day, or moment for periods of hours; a span where the start is one."""

    first: date
    last: date | None = Field(description="null: nobody says how late it may have begun")
    first_moment: datetime | None
    last_moment: datetime | None
    provisional: bool = Field(description="true: a holiday notice that is not at hand could still move it")


class DeadlineOut(BaseModel):
    """One deadline of a case."""

    id: str = Field(description="Stays the same for this deadline of this entry", examples=["D08.S1.019a9f3c"])
    deadline: str = Field(description="D01 to D53; see `GET /v1/deadlines`", examples=["D08"])
    period: str = Field(description="Which of its periods", examples=["request"])
    what: Bilingual
    limit: Bilingual
    kind: Kind = Field(description="act 应办事项, ceiling 最长期限, right 权利, notice 提示")
    who: Who
    owed_by: str | None = Field(description="机关: who would report it; null: not known", examples=["640202000000"])
    suspect_ref: str | None = Field(examples=["S1"])
    start: StartOut | None = Field(description="null: not reported")
    start_entry: EntryOut
    due: DueOut | None = Field(description="null: it cannot be counted; `why` says why")
    state: State
    why: Bilingual = Field(description="Why it stands so")
    ended_by: EntryOut | None = Field(description="What met it, or made it fall away")
    ended_at: str | None = Field(description="When, as it was said", examples=["2026-03-06"])
    overdue_since: date | None = Field(description="The first day on which it was surely over")
    amber_from: date | None
    awaits: list[str] = Field(
        description="Event types that would end it, with `:field` where a field says when",
        examples=[["suspect.arrest_requested"]],
    )
    articles: list[ArticleOut]
    explanation: list[Bilingual] = Field(description="How the last day was counted, step by step")
    mark: str | None = Field(
        description="checked: the source was read; memory: to be confirmed; design: our own reading",
        examples=["checked"],
    )


class DeadlinesOut(BaseModel):
    """The deadlines of one case as they stand on a day, by their numbers."""

    case_number: str = Field(examples=["A6402020000002026030001"])
    case_id: UUID
    on: date
    known_at: str = Field(description="Cursor of the last entry of the case that counts", examples=["1.1204"])
    complete: bool = Field(
        description="false: the caller sees only a part of the case, and nothing is called overdue for what it cannot see"
    )
    counts: dict[str, int] = Field(description="How many stand in which state, before `state` and `who` choose")
    items: list[DeadlineOut]


class NumberOut(BaseModel):
    """How long a period was from a day on."""

    since: date
    value: int | None = Field(description="null: the document itself sets the day")
    article: ArticleOut
    mark: str = Field(examples=["checked"])


class PeriodOut(BaseModel):
    """One period of a deadline: whose, of which kind, how long since when, and which events open and end it."""

    name: str = Field(examples=["request"])
    what: Bilingual
    who: Who
    kind: Kind
    unit: Literal["hours", "days", "half_months", "months", "months_and_half", "as_set", "times"]
    rolls: bool = Field(description="A last day that is no working day moves to the next one")
    backwards: bool = Field(description="Counted back from a day that lies ahead")
    amber_days: int
    numbers: list[NumberOut]
    articles: list[ArticleOut]
    starts: list[str] = Field(description="Event types, with `:field` where a field says when; empty: none opens it")
    ends: list[str] = Field(description="The same for its end; empty: none says that it was done")
    note: Bilingual | None


class DeadlineKindOut(BaseModel):
    """A deadline by its number."""

    id: str = Field(examples=["D08"])
    what: Bilingual
    periods: list[PeriodOut]


class DeadlineCatalogue(BaseModel):
    """Every deadline that is known, with its numbers in force."""

    items: list[DeadlineKindOut]
