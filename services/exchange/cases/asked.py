"""What may be asked of cases and agencies: the parameters of the calls."""

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, Field

from zhenxie.wire.events.base import AgencyCode
from zhenxie.wire.vocabulary import AgencyKind, CaseStatus, Measure, Track

_KNOWN_AT: Final = Field(
    default=None,
    description="As it was known then: a cursor, or an instant (RFC 3339), which means all recorded up to it",
    examples=["1.1204", "2026-03-02T00:00:00+08:00"],
    max_length=64,
)
_LIMIT: Final = Field(default=100, ge=1, le=1000, description="At most so many")
_AFTER: Final = Field(default=None, description="`next` of the last page", max_length=128)


class CasesAsked(BaseModel):
    """What is asked of the list of cases."""

    status: CaseStatus | None = Field(default=None, description="案件状态")
    agency: AgencyCode | None = Field(default=None, description="办案机关", examples=["640202000000"])
    charge: str | None = Field(
        default=None, description="罪名", examples=["盗窃罪"], max_length=60, pattern=r"^[^\x00-\x1f]*$"
    )
    measure: Measure | None = Field(default=None, description="强制措施 in force")
    track: Track | None = Field(default=None, description="繁简分流: 繁案, 未检, 速裁, 简易, 普通")
    updated_since: str | None = Field(
        default=None, description="A cursor, or an instant (RFC 3339)", examples=["1.1204"], max_length=64
    )
    limit: int = _LIMIT
    after: str | None = _AFTER
    as_known_at: str | None = _KNOWN_AT


class CaseAsked(BaseModel):
    """What is asked of one case."""

    as_known_at: str | None = _KNOWN_AT


class TriageAsked(BaseModel):
    """What is asked of the triage of a case."""

    on: date | None = Field(
        default=None, description="The legal day on which ages and targets are judged; today if absent"
    )
    as_known_at: str | None = _KNOWN_AT


class TimelineAsked(BaseModel):
    """What is asked of the timeline of a case."""

    limit: int = _LIMIT
    after: str | None = _AFTER
    as_known_at: str | None = _KNOWN_AT


class PersonsAsked(BaseModel):
    """What is asked of the persons of a case."""

    view: Literal["keys", "names"] = Field(
        default="names", description="keys: role, suspect_ref and person_key alone (persons:match)"
    )
    reveal: bool = Field(default=False, description="Also what may name a child")
    as_known_at: str | None = _KNOWN_AT


class AgenciesAsked(BaseModel):
    """What is asked of the list of agencies."""

    kind: AgencyKind | None = None
    limit: int = _LIMIT
    after: str = Field(default="", max_length=32, pattern=r"^[\x21-\x7e]*$")
