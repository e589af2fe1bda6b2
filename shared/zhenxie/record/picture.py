"""The picture of a case: what stands, as the law's own terms; it names nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field, TypeAdapter

from zhenxie.wire.moments import Moment
from zhenxie.wire.vocabulary import CaseStatus, Measure, Stage, SuspectStatus

# Plain dataclasses, not Pydantic models: a case of twenty events is folded in less time than validating it would take,
# and every value was validated when it was reported.

Values = Mapping[str, Any]
"""A piece of an event, exactly as it stands in the event's public part."""
When = Annotated[Moment | None, Field(description="null: stated, but not when", examples=["2026-03-01"])]
Code = Values | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done: what, when, in which stage, on which document, and what else was stated."""

    type: Annotated[str, Field(examples=["case.filed"])]
    occurred: When
    stage: Stage
    source: Annotated[str, Field(description="机关: who reported it", examples=["640202000000"])]
    suspect_ref: str | None
    document_number: Annotated[str | None, Field(examples=["大公（刑）立字〔2026〕17号"])]
    details: Annotated[Values, Field(description="The event's data, as reported")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTaken:
    """A coercive measure (强制措施) against one person, from its execution until it ended."""

    kind: Measure
    since: When
    until: Annotated[Moment | None, Field(description="null: in force, or ended at an unknown time")]
    in_force: bool
    ended_by: Annotated[
        str | None, Field(description="The event that ended it: lifted, released, or a measure that took its place")
    ]
    stage: Stage
    decided_by: Annotated[str, Field(description="The agency that reported the decision")]
    document_number: str | None
    extensions: Annotated[
        Sequence[Step], Field(description="延长拘留, 延长侦查羁押期限, 重新计算, 不计入: what changed its length")
    ]
    details: Annotated[Values, Field(description="ground, mode, place … as reported")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the prosecution, or the court, ended it for one person."""

    kind: Literal["prosecuted", "not_prosecuted", "judged"]
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A person in the case (案-人), under the sender's own reference."""

    ref: Annotated[str, Field(description="The sender's own reference (suspect_ref)", examples=["S1"])]
    status: SuspectStatus
    status_since: When
    provisional: Annotated[bool, Field(description="Spoken of, but nobody has said that this person was identified")]
    identified: When = None
    sex: Code = None
    birth_date: Annotated[str | None, Field(examples=["2009-02-28"])] = None
    birth_date_source: str | None = None
    birth_date_confidence: str | None = None
    bone_age: Values | None = None
    age_verified: Step | None = None
    charges: Sequence[Values] = ()
    acts: Sequence[Values] = ()
    same_person_as: Annotated[
        str | None, Field(description="Another suspect_ref that turned out to be this person")
    ] = None
    at_large: bool = False
    in_custody: bool = False
    measures: Sequence[MeasureTaken] = ()
    arrest_requests: Sequence[Step] = ()
    arrest_decisions: Annotated[Sequence[Step], Field(description="批准 / 不批准逮捕, and their review")] = ()
    terminated: Step | None = None
    split_off: Step | None = None
    outcome: Outcome | None = None
    steps: Annotated[Sequence[Step], Field(description="All that was reported of the person, in order")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCase:
    """Another case that this one is tied to."""

    relation: Literal["merged", "merged_into", "split_off", "transferred", "refiled"]
    case_number: str | None
    agency: str | None
    occurred: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A case as everything told of it, taken together, draws it.

    It depends on the set of events alone: neither the order of their arrival nor a second report changes it, and it
    holds no id, position or time of a record. Those stand in the timeline.
    """

    status: CaseStatus = CaseStatus.NOTIFIED
    status_since: When = None
    numbers: Annotated[Sequence[str], Field(description="案件编号, also earlier and later ones (移送, 指定管辖)")] = ()
    police_category_code: Annotated[Code, Field(description="案件类别 (GA 240.1)")] = None
    filing_mode: Annotated[str | None, Field(description="by_person 以人立案, by_fact 以事立案")] = None
    handling_unit: Annotated[str | None, Field(description="办案单位, twelve digits")] = None
    handling_department: Code = None
    stated: Annotated[Values, Field(description="amount (fen), driving, no_other_participant …, as last stated")] = (
        field(default_factory=dict)
    )
    charges: Annotated[Sequence[Values], Field(description="罪名, as they now stand")] = ()
    received: Step | None = None
    filing_refused: Step | None = None
    filed: Step | None = None
    withdrawn: Step | None = None
    refiled: Step | None = None
    sent_for_prosecution: Step | None = None
    returns: Annotated[int, Field(description="退回补充侦查, without those at the stage of trial")] = 0
    proceedings: Annotated[Sequence[Step], Field(description="检察机关受理: 报捕, 移诉, 退补重报")] = ()
    linked_cases: Sequence[LinkedCase] = ()
    suspects: Sequence[Suspect] = ()
    evidence: Annotated[Sequence[Step], Field(description="呼气, 血样, 鉴定意见")] = ()
    property: Annotated[Sequence[Step], Field(description="查封扣押冻结, 解除")] = ()
    facts: Annotated[Sequence[Step], Field(description="查明事实: of each key the last statement")] = ()
    triage_override: Annotated[
        Step | None, Field(description="人工调整繁简分流: which track a person set, until another lifts it")
    ] = None
    steps: Annotated[Sequence[Step], Field(description="Every step of the case, in order")] = ()

    def to_text(self) -> str:
        """Return the picture as the text of its JSON."""
        return orjson.dumps(self).decode()

    def to_json(self) -> dict[str, Any]:
        """Return the picture as JSON values."""
        values: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return values


def of_json(values: Values) -> Picture:
    """Return the picture that :meth:`Picture.to_json` wrote.

    :raises pydantic.ValidationError: it is not one.
    """
    return _adapter().validate_python(values)


@cache
def _adapter() -> TypeAdapter[Picture]:
    return TypeAdapter(Picture)
