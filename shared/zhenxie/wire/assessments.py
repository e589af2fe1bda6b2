"""What screening answers beside alerts: undetermined outcomes with what is missing, counts, and its models."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from zhenxie.wire.alerts import BilingualText, Evaluated, MissingFact
from zhenxie.wire.events.alerts import Fingerprint, RuleCode, Severity
from zhenxie.wire.events.base import CaseNumberText, Reference, SuspectRef, WireModel
from zhenxie.wire.events.parts import Identifier, Word
from zhenxie.wire.moments import Day


class AssessedOutcome(WireModel):
    """What one rule answered for one suspect and one act; `root` is the event of the act."""

    rule: RuleCode
    model: Word
    model_version: Reference
    suspect_ref: SuspectRef | None = None
    root: Identifier
    verdict: Literal["found", "clear", "undetermined"] = Field(description="发现, 未发现, 无法判断")
    shadow: bool = Field(default=False, description="影子运行: evaluated and counted, never alerted")
    missing: Annotated[list[MissingFact], Field(max_length=100)] = Field(default_factory=list)
    notice: BilingualText | None = Field(default=None, description="提示: 到期预告, 或者法律不作为违法认定的情形")
    look_again_on: Day | None = Field(default=None, description="下次复查日")


class AssessmentReport(WireModel):
    """Everything that screening's rules answer of one case now; it replaces what they answered before."""

    case_id: Identifier
    case_number: CaseNumberText
    evaluated: Evaluated
    outcomes: Annotated[list[AssessedOutcome], Field(max_length=5000)]


class PublishedRule(WireModel):
    """One rule of a model: its id, what the catalogue also calls it, its articles."""

    code: RuleCode
    aliases: list[RuleCode] = Field(default_factory=list)
    title: BilingualText
    articles: list[Annotated[str, StringConstraints(max_length=64)]]
    severity: Severity
    suggested_instrument: Word | None = None
    addressed_to: Word
    shadow: bool = False


class ParameterValue(WireModel):
    """A value of a parameter since a day, by an article; `mark` is checked, memory or design."""

    since: Day
    value: Any
    law: Annotated[str, StringConstraints(max_length=64)]
    mark: Literal["checked", "memory", "design"]


class PublishedParameter(WireModel):
    """A dated number of law that a model uses."""

    name: Word
    means: Annotated[str, StringConstraints(max_length=1000)]
    means_chinese: Annotated[str, StringConstraints(max_length=1000)] | None = None
    unit: Annotated[str, StringConstraints(max_length=64)] | None = None
    values: list[ParameterValue]


class ModelVersion(WireModel):
    """A supervision model (监督模型) in one version: what it watches, its rules and its parameters."""

    title: BilingualText
    watches: list[Annotated[str, StringConstraints(max_length=64)]]
    rules: Annotated[list[PublishedRule], Field(min_length=1)]
    parameters: list[PublishedParameter]
    parameters_hash: Fingerprint
    status: Literal["live", "shadow", "retired"] = Field(
        default="live", description="启用, 影子运行, 停用: what the code says, unless a person decides"
    )
