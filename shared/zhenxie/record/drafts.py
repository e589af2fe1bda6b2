"""A picture while it is being drawn: what the steps change, and how it is finished."""

from collections.abc import Mapping
from typing import Any, Final, cast

from zhenxie.record import picture
from zhenxie.record.picture import Step
from zhenxie.record.told import Told
from zhenxie.wire.vocabulary import CaseStatus, Measure, Stage, SuspectStatus

CUSTODIAL: Final = frozenset({Measure.DETENTION, Measure.ARREST})
_STATUS_OF: Final = {
    Measure.DETENTION: SuspectStatus.DETAINED,
    Measure.ARREST: SuspectStatus.ARRESTED,
    Measure.BAIL: SuspectStatus.ON_BAIL,
    Measure.RESIDENTIAL_SURVEILLANCE: SuspectStatus.UNDER_RESIDENTIAL_SURVEILLANCE,
}
_STAGES: Final[Mapping[Any, Stage]] = {stage.value: stage for stage in Stage}
_NOTHING: Final[Mapping[str, Any]] = {}


def step_of(one: Told) -> Step:
    """Return the event as a step of the picture."""
    payload = one.payload
    return Step(
        type=one.type,
        occurred=payload.get("occurred"),
        stage=_STAGES.get(payload.get("stage"), Stage.INVESTIGATION),
        source=one.source,
        suspect_ref=payload.get("suspect_ref"),
        document_number=(payload.get("document") or _NOTHING).get("number"),
        details=payload.get("data") or _NOTHING,
    )


class MeasureDraft:
    """One coercive measure (强制措施) while the picture is being drawn."""

    __slots__ = ("details", "document_number", "ended_by", "extensions", "kind", "since", "step", "until")

    def __init__(self, kind: Measure, step: Step) -> None:
        self.kind = kind
        self.step = step
        self.since: str | None = step.occurred or step.details.get("from_day")
        self.until: str | None = None
        self.document_number = step.document_number
        self.details = step.details
        self.ended_by: Step | None = None
        self.extensions: list[Step] = []

    def end(self, step: Step, until: str | None = None) -> None:
        """End the measure by a step, when that occurred or at `until`; the first end counts."""
        if self.ended_by is None:
            self.ended_by, self.until = step, until or step.occurred

    def finished(self) -> picture.MeasureTaken:
        """Return the measure as it stands in the picture."""
        end = self.ended_by
        return picture.MeasureTaken(
            kind=self.kind,
            since=self.since,
            until=self.until,
            in_force=end is None,
            ended_by=None if end is None else end.type,
            stage=self.step.stage,
            decided_by=self.step.source,
            document_number=self.document_number,
            extensions=self.extensions,
            details=self.details,
        )


class SuspectDraft:
    """One person while the picture is being drawn."""

    __slots__ = (
        "at_large",
        "closed",
        "gone_since",
        "is_identified",
        "measures",
        "outcome",
        "ref",
        "said",
        "steps",
        "summoned",
    )

    def __init__(self, ref: str) -> None:
        self.ref = ref
        # Fields of the finished suspect, by name; what nobody stated is not in it.
        self.said: dict[str, Any] = {}
        self.is_identified = False
        self.measures: list[MeasureDraft] = []
        self.steps: list[Step] = []
        self.at_large = False
        self.gone_since: str | None = None
        self.summoned: Step | None = None
        # What closed the person's part of the case: terminated, split off, or the outcome.
        self.closed: tuple[SuspectStatus, Step] | None = None
        self.outcome: Step | None = None

    def in_force(self) -> list[MeasureDraft]:
        """Return the measures that have not ended."""
        return [measure for measure in self.measures if measure.ended_by is None]

    def finished(self) -> picture.Suspect:
        """Return the person as he stands in the picture."""
        status, since = self._status()
        return picture.Suspect(
            ref=self.ref,
            status=status,
            status_since=since,
            provisional=not self.is_identified,
            at_large=self.at_large,
            in_custody=any(one.ended_by is None and one.kind in CUSTODIAL for one in self.measures),
            measures=[measure.finished() for measure in self.measures],
            outcome=None if self.outcome is None else _outcome(self.outcome),
            steps=self.steps,
            **self.said,
        )

    def _status(self) -> tuple[SuspectStatus, str | None]:
        if self.closed is not None:
            return self.closed[0], self.closed[1].occurred
        if self.at_large:
            return SuspectStatus.AT_LARGE, self.gone_since
        lasting = [measure for measure in self.measures if measure.kind in _STATUS_OF]
        for measure in reversed(lasting):
            if measure.ended_by is None:
                return _STATUS_OF[measure.kind], measure.since
        if lasting and lasting[-1].ended_by is not None:
            return SuspectStatus.RELEASED, lasting[-1].until
        if self.summoned is not None:
            return SuspectStatus.SUMMONED, self.summoned.occurred
        return SuspectStatus.IDENTIFIED, self.said.get("identified")


def _outcome(step: Step) -> picture.Outcome:
    kind = cast("Any", step.type.removeprefix("suspect."))
    return picture.Outcome(kind=kind, step=step)


class CaseDraft:
    """A case while its picture is being drawn."""

    __slots__ = (
        "evidence",
        "facts",
        "linked",
        "numbers",
        "own_numbers",
        "proceedings",
        "property",
        "said",
        "since",
        "status",
        "steps",
        "suspects",
    )

    def __init__(self) -> None:
        # Fields of the finished picture, by name; what nobody stated is not in it.
        self.said: dict[str, Any] = {}
        self.status = CaseStatus.NOTIFIED
        self.since: str | None = None
        # Numbers under which the case was reported, and those stated for it besides.
        self.own_numbers: set[str] = set()
        self.numbers: list[str] = []
        self.steps: list[Step] = []
        self.proceedings: list[Step] = []
        self.linked: list[picture.LinkedCase] = []
        self.suspects: dict[str, SuspectDraft] = {}
        self.evidence: list[Step] = []
        self.property: list[Step] = []
        self.facts: dict[tuple[str, str], Step] = {}

    def suspect(self, ref: str) -> SuspectDraft:
        """Return the person of this reference, met for the first time or not."""
        found = self.suspects.get(ref)
        if found is None:
            found = self.suspects[ref] = SuspectDraft(ref)
        return found

    def move_to(self, status: CaseStatus, step: Step) -> None:
        """Move the case to `status`, by this step."""
        self.status, self.since = status, step.occurred
