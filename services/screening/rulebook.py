"""What a supervision model is made of: rules, outcomes in three values, and a reasoning that can be checked."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

from screening.casefile import CaseFile, Entry
from screening.coverage import Missing
from screening.parameters import Number, Parameters
from zhenxie.law.wording import Text
from zhenxie.record.model_decisions import Status
from zhenxie.wire.events.instruments import InstrumentKind

Severity = Literal["urgent", "high", "medium", "low"]
Confidence = Literal["certain", "likely", "possible"]


class Verdict(StrEnum):
    """What a rule answers. Missing data is neither clear nor a violation."""

    FOUND = "found"
    CLEAR = "clear"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One violation: its one id, what the catalogue also calls it, its articles, and what it may lead to.

    `suggested_instrument` is a suggestion (domain 7.1); a prosecutor chooses. A rule in shadow is evaluated and
    counted, never alerted.
    """

    code: str
    title: Text
    articles: tuple[str, ...]
    severity: Severity
    aliases: tuple[str, ...] = ()
    suggested_instrument: InstrumentKind | None = None
    instrument_note: Text | None = None
    addressed_to: str = "police"
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One step of the reasoning: what it says, and where that comes from (an entry, an article, a parameter)."""

    says: Text
    entry: Entry | None = None
    article: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an alert."""
        entry = None if self.entry is None else self.entry.as_json()
        return {**self.says.as_json(), "entry": entry, "article": self.article, "parameter": self.parameter}


def by_law(number: Number, says: Text) -> Ground:
    """Return the step that takes a number of law from the parameters."""
    return Ground(says, article=number.law, parameter=number.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule answers for one case, one suspect and one act.

    `root` is the entry of the act that opens the duty; with rule, case and suspect it makes the fingerprint.
    `violated_from` is a moment of the wire, as precise as it is known. `ended_on` is the legal day on which the
    violation ended, `remedied` whether by what was owed. `cured_by` names, on a clear outcome, the entry of the act
    that was owed and done in time. `look_again_on` is the first day on which time alone could change the answer.
    """

    rule: Rule
    verdict: Verdict
    root: Entry
    suspect_ref: str | None = None
    finding: Text | None = None
    grounds: tuple[Ground, ...] = ()
    missing: tuple[Missing, ...] = ()
    violated_from: str | None = None
    ended_on: date | None = None
    remedied: bool = False
    cured_by: Entry | None = None
    severity: Severity | None = None
    confidence: Confidence = "certain"
    look_again_on: date | None = None
    notice: Text | None = None

    def __post_init__(self) -> None:
        """See that the outcome says what its verdict needs.

        :raises ValueError: a finding without its sentence or its grounds, an undetermined outcome that does not say
            what is missing, or an end, a remedy or a cure where none can be.
        """
        if self.verdict is Verdict.FOUND and (self.finding is None or not self.grounds):
            raise ValueError(f"{self.rule.code}: a finding says what was found, and why")
        if self.verdict is Verdict.UNDETERMINED and not self.missing:
            raise ValueError(f"{self.rule.code}: undetermined says what is missing")
        if self.verdict is not Verdict.FOUND and (self.ended_on is not None or self.remedied):
            raise ValueError(f"{self.rule.code}: only a violation ends")
        if self.remedied and self.ended_on is None:
            raise ValueError(f"{self.rule.code}: a remedy has its day")
        if self.verdict is not Verdict.CLEAR and self.cured_by is not None:
            raise ValueError(f"{self.rule.code}: what was done in time is clear")


@dataclass(frozen=True, slots=True)
class Variant:
    """A further version of a model that differs in its numbers alone: the file of its parameters, without `.toml`."""

    version: str
    parameters_of: str
    status: Status = "shadow"


class SupervisionModel(ABC):
    """A supervision model (监督模型); the first line of a subclass's docstring is its English title.

    Several versions of one slug may be there at once: subclasses that say another `version`, or `variants`. One of them
    alerts; the others say so by `status`, and run in shadow or rest until a person decides otherwise.
    """

    slug: ClassVar[str]
    version: ClassVar[str]
    title: ClassVar[Text]
    rules: ClassVar[tuple[Rule, ...]]
    watches: ClassVar[frozenset[str]]
    parameters_of: ClassVar[str]
    """The file of its parameters, without `.toml`."""
    status: ClassVar[Status] = "live"
    """How it stands as long as nobody decided: live, in shadow, or retired."""
    variants: ClassVar[tuple[Variant, ...]] = ()

    def __init__(self, parameters: Parameters) -> None:
        """Take the dated numbers of law."""
        self.parameters = parameters

    @abstractmethod
    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers for `case` on the legal day `on`; nothing where a rule does not concern it."""
