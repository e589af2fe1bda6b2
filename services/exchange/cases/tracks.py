"""Triage (繁简分流) on the line: the track of a case, why, what nobody says, by when it is due, and how it came to it."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from zhenxie.record.deadlines.judging import State
from zhenxie.wire.vocabulary import Track

_STEP: Final[JsonDict] = {
    "type": "fact.established",
    "occurred": "2026-03-08",
    "source": "640202",
    "suspect_ref": "S1",
    "document_number": None,
    "entry": None,
}


class Bilingual(BaseModel):
    """A statement in both languages."""

    chinese: str = Field(examples=["拘留后三日以内提请批准逮捕"])
    english: str = Field(examples=["Within three days of the detention"])


class ArticleOut(BaseModel):
    """An article, as it is cited."""

    id: str = Field(examples=["CPL 91"])
    chinese: str = Field(examples=["《刑事诉讼法》第九十一条"])


class EntrySaid(BaseModel):
    """The entry of the feed; `said_at` differs after a correction, whose words stand."""

    event_id: UUID
    position: int
    said_at: int


class GroundOut(BaseModel):
    """The step of the case that says something; `entry` is told by `GET /v1/cases/{case_number}/triage`."""

    model_config = {"json_schema_extra": {"example": _STEP}}

    type: str
    occurred: str | None
    source: str
    suspect_ref: str | None
    document_number: str | None
    entry: EntrySaid | None = None


class ReasonOut(BaseModel):
    """One reason, with its article and the step that says it; null: it follows from what the case does not hold."""

    text: Bilingual
    article: ArticleOut
    suspect_ref: str | None = Field(description="null: of the whole case", examples=["S1"])
    ground: GroundOut | None


class RuledOutOut(BaseModel):
    """A track that something stated closes."""

    track: Track
    reason: ReasonOut


class MissingOut(BaseModel):
    """What nobody says: it neither opens nor closes a track, and could still move the case (domain 14.1)."""

    text: Bilingual
    said_by: str = Field(
        description="What would report it: an event type, with `:field` or, of `fact.established`, `:key`",
        examples=["fact.established:civil_compensation"],
    )
    owed_by: Literal["police", "procuratorate"] = Field(description="Whoever now has the case")
    agency: str | None = Field(description="null: the case does not show which", examples=["640202000000"])
    suspect_ref: str | None = Field(examples=["S1"])


class OverrideOut(BaseModel):
    """What a person set; it stands until another `case.triage_overridden` lifts or replaces it."""

    track: Track
    reason: str = Field(examples=["law_disputed"])
    ground: GroundOut


class AgeOut(BaseModel):
    """Whether a suspect is a minor (未成年人): at the act, and on the day of the answer; null: not known."""

    suspect_ref: str = Field(examples=["S1"])
    minor_at_act: bool | None
    minor_now: bool | None


class SuggestionOut(BaseModel):
    """A procedure that the police (PSB 289) or the procuratorate suggested; what decides is above."""

    by: Literal["police", "procuratorate"]
    track: Track
    ground: GroundOut


class TargetOut(BaseModel):
    """By when something is to be done on this track, and how that stands on the day of the answer."""

    name: Literal["same_day", "prosecution", "trial", "fast_handling"] = Field(
        description="受理当日移送, 审查起诉, 审判, 醉驾快速办理"
    )
    what: Bilingual
    owed_by: Literal["procuratorate", "court", "everybody"]
    is_law: bool = Field(description="false: usual (一般应当), or the office's own duty, and no period of the law")
    article: ArticleOut
    start: GroundOut
    due_first: date = Field(description="The last day in time; two days where the start or the likely sentence is open")
    due_last: date | None = Field(description="null: nobody says how late it may have begun")
    provisional: bool = Field(description="true: a holiday notice that is not at hand could still move it")
    state: State
    ended_by: GroundOut | None
    overdue_since: date | None = Field(description="Not reported in time; it may have been done")
    explanation: list[Bilingual]


class TriageOut(BaseModel):
    """Which track a case takes (繁简分流), and why."""

    track: Track = Field(description="繁案, 未检, 速裁, 简易, 普通: what a person set, or else the automatic answer")
    automatic: Track = Field(description="The answer of the table, whatever a person set")
    row: int = Field(description="Which row of the table fits first", ge=1, le=8)
    reasons: list[ReasonOut]
    ruled_out: list[RuledOutOut] = Field(
        description="What closes the quicker tracks, and the track that a person chose"
    )
    missing: list[MissingOut]
    override: OverrideOut | None
    advice: Bilingual | None = Field(description="What the track suggests: words only")
    people: list[AgeOut]
    suggestions: list[SuggestionOut]
    targets: list[TargetOut]
    on: date = Field(description="The legal day on which ages and targets are judged")


class TrackChange(BaseModel):
    """An entry after which the case took another track."""

    entry: EntrySaid
    type: str = Field(examples=["suspect.plea_recorded"])
    recorded_at: str = Field(examples=["2026-03-05T02:14:07.120000Z"])
    before: Track | None = Field(description="null: the first entry of the case")
    track: Track
    automatic: Track
    reasons: list[ReasonOut]


class TriageHistory(BaseModel):
    """The triage of one case, with every entry that changed its track."""

    case_number: str = Field(examples=["A6402020000002026030001"])
    case_id: UUID
    known_at: str = Field(description="Cursor up to which this is what was known", examples=["1.1204"])
    complete: bool = Field(
        description="false: the caller sees only a part of the case, and nothing is called overdue for what it cannot see"
    )
    triage: TriageOut
    history: list[TrackChange]
