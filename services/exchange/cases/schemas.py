"""Bodies of the cases on the line: lists, pictures, timelines, persons, agencies and grants."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from exchange.access.callers import Agency, Grant, Supervision
from exchange.cases.tracks import TriageOut
from exchange.feed.schemas import Change
from zhenxie.record.picture import Picture
from zhenxie.wire.events.base import AgencyCode, CaseNumberText
from zhenxie.wire.vocabulary import AgencyKind, CaseStatus, Measure, Relation, Stage, SuspectStatus, Track

_NUMBER: Final = "A6402020000002026030001"
_AGENCY: Final[JsonDict] = {
    "code": "640202000000",
    "name": "石嘴山市公安局大武口区分局",
    "kind": "police",
    "division": "640202",
    "parent": "640200000000",
}

AgencyName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class SuspectLine(BaseModel):
    """A suspect in the list of cases."""

    ref: str = Field(examples=["S1"])
    status: SuspectStatus
    in_custody: bool


class CaseLine(BaseModel):
    """A case in the list."""

    case_number: str = Field(examples=[_NUMBER])
    case_id: UUID = Field(description="Stays the same when the number changes")
    handling_agency: str = Field(examples=["640202000000"])
    provisional: bool = Field(description="No handling agency has opened it yet; only its reporter sees it")
    status: CaseStatus
    status_since: str | None = Field(default=None, examples=["2026-03-01"])
    charges: list[str] = Field(examples=[["盗窃罪"]])
    measures: list[Measure] = Field(description="强制措施 in force")
    track: Track | None = Field(description="繁简分流; null: nothing was told of it since triage began")
    suspects: list[SuspectLine]
    updated: str = Field(description="Cursor of its last entry", examples=["1.1204"])
    updated_at: str = Field(examples=["2026-03-02T02:14:07.120000Z"])


class CasePage(BaseModel):
    """A page of cases, the least recently changed first."""

    items: list[CaseLine]
    next: str | None = Field(description="Give it as `after`; null at the end")


class CaseOut(BaseModel):
    """One case as it stands, or as it was known."""

    case_number: str = Field(examples=[_NUMBER])
    case_id: UUID
    numbers: list[str] = Field(description="Every number that leads to it, the first one first")
    handling_agency: str | None = Field(description="null: outside what the caller may see", examples=["640202000000"])
    known_at: str = Field(description="Cursor up to which this is what was known", examples=["1.1204"])
    picture: Picture
    triage: TriageOut = Field(description="繁简分流: its track, as police and procuratorate both see it")


class TimelinePage(BaseModel):
    """A page of a case's entries, oldest first, as the caller sees them."""

    items: list[Change]
    next: str | None = Field(description="Give it as `after`; null at the end", examples=["1.1204"])


class PersonOut(BaseModel):
    """A person of the case, under 18 at the act (or perhaps) masked unless it was asked to reveal."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "role": "person",
                "suspect_ref": "S1",
                "masked": True,
                "content": {"name": "马某某", "identity_number": "640202********0013", "phone": "138****1234"},
            }
        }
    )

    role: str = Field(description="person, guardian, complainant, reporter …", examples=["person"])
    suspect_ref: str | None
    masked: bool
    content: dict[str, Any] = Field(description="name, identity_number, phone, address … as far as stated")


class PersonKeyOut(BaseModel):
    """A person without a name: the keyed hash of the identity number matches across cases."""

    role: str
    suspect_ref: str | None
    person_key: str | None = Field(description="null: no identity number is known", examples=["9f2c…"])


class Narrative(BaseModel):
    """Free text of one entry (案件名称, 简要案情 …) by pointer into it."""

    position: int
    suspect_ref: str | None
    texts: dict[str, Any] = Field(
        examples=[{"/data/brief_facts": "2026年3月1日，犯罪嫌疑人在朝阳西街盗窃电动车一辆。"}]
    )


class PersonsOut(BaseModel):
    """The persons of a case, by name or by key."""

    case_number: str = Field(examples=[_NUMBER])
    known_at: str = Field(examples=["1.1204"])
    persons: list[PersonOut | PersonKeyOut]
    narratives: list[Narrative] = []
    narratives_withheld: bool = Field(
        default=False, description="They may name a child; ask with reveal=true if the purpose needs them"
    )


class AgencyIn(BaseModel):
    """An agency (机关) to register."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _AGENCY})

    code: AgencyCode
    name: AgencyName
    kind: AgencyKind
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] = Field(description="GB/T 2260")
    parent: AgencyCode | None = None

    def agency(self) -> Agency:
        """Return it as access knows it."""
        return Agency(self.code, self.name, self.kind, self.division, self.parent)


class AgencyChange(BaseModel):
    """What changes of an agency; what is left out stays, `parent: null` makes it stand alone."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"parent": "640200000000"}})

    name: AgencyName = Field(default_factory=str)
    parent: AgencyCode | None = None

    def values(self) -> Mapping[str, str | None]:
        """Return the fields that were stated."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class AgencyOut(BaseModel):
    """An agency."""

    model_config = ConfigDict(json_schema_extra={"example": _AGENCY})

    code: str
    name: str
    kind: AgencyKind
    division: str
    parent: str | None

    @classmethod
    def of(cls, agency: Agency) -> "AgencyOut":
        """Return an agency as it stands on the line."""
        return cls(code=agency.code, name=agency.name, kind=agency.kind, division=agency.division, parent=agency.parent)


class AgencyPage(BaseModel):
    """A page of agencies, by code."""

    items: Sequence[AgencyOut]
    next: str | None


class SupervisionIn(BaseModel):
    """A procuratorate that supervises the agency from a day on (RULE 283, 328¶3)."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"procuratorate": "640202", "since": "2026-03-01"}}
    )

    procuratorate: AgencyCode
    since: date
    until: date | None = Field(default=None, description="The first day on which it no longer holds")
    stage: Stage | None = Field(default=None, description="null: every stage")


class SupervisionOut(SupervisionIn):
    """A dated row of supervision."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
                "police": "640202000000",
                "procuratorate": "640202",
                "since": "2026-03-01",
                "until": "2027-01-01",
                "stage": "investigation",
            }
        }
    )

    id: UUID
    police: str = Field(examples=["640202000000"])

    @classmethod
    def of(cls, row: Supervision) -> "SupervisionOut":
        """Return a row as it stands on the line."""
        return cls.model_validate(
            {
                "id": row.id,
                "police": row.police,
                "procuratorate": row.procuratorate,
                "since": row.since,
                "until": row.until,
                "stage": row.stage,
            }
        )


class SupervisionPage(BaseModel):
    """Every row of supervision in which an agency stands on either side."""

    items: Sequence[SupervisionOut]
    next: None = None


class GrantIn(BaseModel):
    """Sight of a case, its whole history included, given by act."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"case_number": _NUMBER, "agency": "640221", "relation": "observing"}},
    )

    case_number: CaseNumberText
    agency: AgencyCode
    relation: Relation = Relation.OBSERVING


class GrantOut(BaseModel):
    """A grant (授权): which entries of the case the agency sees, and why."""

    agency: str = Field(examples=["640221"])
    relation: Relation
    ground: str = Field(description="rule, report or act", examples=["act"])
    from_position: int
    until_position: int | None = Field(description="The first entry that is no longer visible; null while it stands")
    whole_history: bool

    @classmethod
    def of(cls, grant: Grant) -> "GrantOut":
        """Return a grant as it stands on the line."""
        return cls(
            agency=grant.agency,
            relation=grant.relation,
            ground=grant.ground,
            from_position=grant.from_position,
            until_position=grant.until_position,
            whole_history=grant.whole_history,
        )


class GrantPage(BaseModel):
    """Every grant on a case, ended ones included."""

    case_number: str = Field(examples=[_NUMBER])
    items: Sequence[GrantOut]
    next: None = None
