"""What every event has: the envelope, who may send it, who may see it, and which of its fields are sealed."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from zhenxie.wire.identifiers import contains_identity_number
from zhenxie.wire.moments import Day, Instant, Moment
from zhenxie.wire.vocabulary import (
    AgencyKind,
    ApprovalLevel,
    Audience,
    Channel,
    Classification,
    Relation,
    Stage,
    UnknownReason,
)


class WireModel(BaseModel):
    """A value on the line: strict (no number where text belongs), closed (unknown fields are refused), frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class SealedText:
    """Marks free text: it may name anybody, so it never stands in the public part (个人信息保护法 28)."""


@dataclass(frozen=True)
class GrantsTo:
    """Marks an agency code whose mention gives that agency sight of the case, and the relation it gets."""

    relation: Relation


FreeText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    SealedText(),
    Field(json_schema_extra={"x-sealed": True}),
]
"""Prose. Always optional where it is used: the public part of an event stands without it."""


def _names_nobody(text: str) -> str:
    if contains_identity_number(text):
        raise PydanticCustomError("identity-number-in-reference", "a reference holds an identity number")
    return text


_Nobody = AfterValidator(_names_nobody)

# A reference is the sender's own opaque word. Chinese letters are left out on purpose: a name is no reference.
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,127}$"), _Nobody]
SuspectRef = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$"), _Nobody]
OperatorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"), _Nobody]
"""警号 or 工号: a number of the service, never a name."""
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$"), _Nobody]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
"""公安机关机构代码, twelve digits (GA/T 543.1 DE00060)."""
CaseNumberText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{3,63}$"), _Nobody]
"""案事件编号, or the number another body gave the case; only opening a case asks for the 23-character form."""
Quantity = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})?$")]
"""A decimal number as text, such as "117.52" mg/100 ml: no float ever stands on the line."""
Fen = Annotated[int, Field(ge=0, le=2**53)]
"""Money in fen (分)."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]
ChargeName = Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fa5、（）()〈〉《》]{2,60}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9a-f]{64}$")]
DocumentTitle = Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fa5（）]{2,40}$")]
"""What a document is called (材料名称), such as 年龄核查说明: a kind of document, never a person."""
DocumentNumberText = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\s<>\d]*\d[^\s<>]*$"), _Nobody]
"""文号: it holds a digit, so that a name alone can never stand for one."""


class RawCode(WireModel):
    """A code that no shipped table knows, kept as it came, with the table it was taken from."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,32}$"), _Nobody]
    table: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_./-]{1,64}$")]


Known = TypeVar("Known")


def _coded(value: object) -> str:
    return "#raw" if isinstance(value, dict | RawCode) else "#known"


Coded = Annotated[
    Annotated[Known, Tag("#known")] | Annotated[RawCode, Tag("#raw")],
    Discriminator(_coded),
]
"""A value of our own list, or the sender's code with its table, kept until a table knows it.

The tags begin with "#" so that the pointer of a fault can leave them out.
"""


class Document(WireModel):
    """The document (法律文书) that an act stands in."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$|^[\u4e00-\u9fa5（）]{2,40}$")]
    number: DocumentNumberText | None = None
    date: Day | None = None
    digest: Digest | None = None
    approved_by_level: ApprovalLevel | None = None


class Person(WireModel):
    """Who somebody is. Sealed whole: never in the feed, the logs or an error (个人信息保护法 28; CPL 54)."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    former_names: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] | None = None
    identity_kind: Coded[Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]] | None = Field(
        default=None, description="GA/T 2000.156: 111 居民身份证, 414 普通护照 …"
    )
    identity_number: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    phone: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    address: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    household_address: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    occupation: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    ethnicity: Coded[Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]] | None = Field(
        default=None, description="GB/T 3304: 01 汉, 03 回 …"
    )


class EventData(WireModel):
    """What one event type says beyond its envelope."""


class Event(WireModel):
    """The envelope that every event shares."""

    emitters: ClassVar[dict[AgencyKind, frozenset[Relation]]] = {}
    audience: ClassVar[Audience] = Audience.CASE
    channel: ClassVar[Channel] = Channel.UPDATE
    chinese: ClassVar[str] = ""
    law: ClassVar[str] = ""
    about_a_suspect: ClassVar[bool] = False

    message_id: Reference = Field(description="The sender's own id, unique per agency and source system, for ever")
    source_system: Reference | None = Field(default=None, description="Which system of the sender speaks")
    source_unit_code: UnitCode | None = Field(default=None, description="The unit below the agency that acted")
    occurred: Moment | None = Field(description="When it happened in the world; null only with a reason")
    occurred_unknown_reason: UnknownReason | None = None
    sent_at: Instant | None = None
    suspect_ref: SuspectRef | None = Field(default=None, description="The sender's own reference to the suspect")
    stage: Stage = Stage.INVESTIGATION
    document: Document | None = None
    operator: OperatorId | None = None
    classification: Classification | None = None
    ext: Annotated[dict[str, Any] | None, SealedText()] = Field(
        default=None, description="The sender's unknown columns: kept sealed, never interpreted"
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.occurred is None and self.occurred_unknown_reason is None:
            raise PydanticCustomError("occurred-needs-reason", "null needs a reason")
        if self.occurred is not None and self.occurred_unknown_reason is not None:
            raise PydanticCustomError("reason-without-need", "a moment needs no reason")
        if self.about_a_suspect and self.suspect_ref is None:
            raise PydanticCustomError("suspect-ref-required", "which suspect is it about")
        return self


@dataclass(frozen=True)
class SealedPart:
    """One sealed part of a message, before it is salted and encrypted.

    `kind` is "person" (one per person) or "text" (the free text and unknown columns of the message, by pointer);
    `role` is the field the person stood in (`person`, `guardian`, `complainant` …).
    """

    kind: Literal["person", "text"]
    role: str
    suspect_ref: str | None
    content: dict[str, Any] = field(repr=False)


P = {AgencyKind.POLICE: frozenset({Relation.HANDLING, Relation.REPORTING})}
P_ADDRESSED = {AgencyKind.POLICE: frozenset({Relation.HANDLING, Relation.ADDRESSED, Relation.REPORTING})}
J = {AgencyKind.PROCURATORATE: frozenset({Relation.SUPERVISING, Relation.ADDRESSED, Relation.REPORTING})}
C = {AgencyKind.COURT: frozenset({Relation.ADDRESSED, Relation.REPORTING})}
D = {AgencyKind.DETENTION_CENTER: frozenset({Relation.DETAINING, Relation.ADDRESSED, Relation.REPORTING})}
A = {AgencyKind.ADMINISTRATIVE: frozenset({Relation.ADDRESSED, Relation.REPORTING})}
S = {AgencyKind.PLATFORM: frozenset(Relation)}
X: dict[AgencyKind, frozenset[Relation]] = {}
