"""What each event of a person changes in the picture; measures follow each other as CPL 66-99 and PSB 162 have it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from zhenxie.record.drafts import CUSTODIAL, MeasureDraft, SuspectDraft
from zhenxie.record.picture import Step
from zhenxie.wire.vocabulary import Measure, SuspectStatus

_DETAILS: Final = (
    "sex",
    "birth_date",
    "birth_date_source",
    "birth_date_confidence",
    "bone_age",
    "same_person_as",
)


def _keep(person: SuspectDraft, said: Mapping[str, Any]) -> None:
    for name in _DETAILS:
        if said.get(name) is not None:
            person.said[name] = said[name]
    charged(person, said)


def charged(person: SuspectDraft, said: Mapping[str, Any]) -> None:
    """Take over charges and acts where they are stated."""
    if said.get("charges"):
        person.said["charges"] = said["charges"]
    if said.get("acts"):
        person.said["acts"] = said["acts"]


def notified(person: SuspectDraft, step: Step, said: Mapping[str, Any]) -> None:
    """Take a suspect as a case notification names him."""
    _keep(person, said)
    _identified(person, said.get("identified_at"))
    if said.get("at_large") is not None:
        _at_large(person, step.occurred, gone=said["at_large"])


def named_at_filing(person: SuspectDraft, step: Step) -> None:
    """Take a suspect whom the decision to file names (以人立案)."""
    _identified(person, step.occurred)


def _identified(person: SuspectDraft, moment: str | None) -> None:
    person.is_identified = True
    if moment is not None:
        person.said.setdefault("identified", moment)


def identified(person: SuspectDraft, step: Step) -> None:
    """确定犯罪嫌疑人: the act itself tells more than a notification that repeats it."""
    _keep(person, step.details)
    person.is_identified = True
    if step.occurred is not None:
        person.said["identified"] = step.occurred
    if step.details.get("at_large") is not None:
        _at_large(person, step.occurred, gone=step.details["at_large"])


def age_verified(person: SuspectDraft, step: Step) -> None:
    """查明年龄: what was verified takes the place of what was only stated."""
    _keep(person, step.details)
    person.said["age_verified"] = step
    if step.details.get("outcome") == "established":
        person.said["birth_date_confidence"] = "verified"


def details_amended(person: SuspectDraft, step: Step) -> None:
    """更正身份信息, also 变更罪名."""
    _keep(person, step.details)
    if step.details.get("at_large") is not None:
        _at_large(person, step.occurred, gone=step.details["at_large"])


def at_large(person: SuspectDraft, step: Step) -> None:
    """在逃, or in hand again (归案)."""
    gone = step.details.get("at_large", True)
    _at_large(person, step.details.get("wanted_since") or step.occurred, gone=gone)


def _at_large(person: SuspectDraft, since: str | None, *, gone: bool) -> None:
    person.at_large = gone
    person.gone_since = since if gone else None


def summoned(person: SuspectDraft, step: Step) -> None:
    """传唤: no coercive measure, but the person was in hand."""
    person.summoned = step


def summons_ended(person: SuspectDraft, step: Step) -> None:
    """传唤结束."""
    if step.type == "suspect.summons_ended":
        person.summoned = None


def compelled(person: SuspectDraft, step: Step) -> None:
    """拘传: a measure of hours (CPL 119), over by itself, which ends no other."""
    measure = MeasureDraft(Measure.COMPELLED_APPEARANCE, step)
    measure.since = step.details.get("arrived_at") or step.occurred
    measure.end(step, step.details.get("ended_at"))
    person.measures.append(measure)


def imposed(person: SuspectDraft, step: Step, kind: Measure) -> None:
    """Take a measure: it ends the one before without a separate lifting (PSB 162, 163; RULE 154)."""
    if not person.said.get("charges"):
        charged(person, step.details)
    same = next((measure for measure in _in_force(person) if _is_same(measure, kind, step)), None)
    if same is not None:
        same.since = _finer(same.since, step.occurred)
        same.document_number = same.document_number or step.document_number
        same.details = {**same.details, **step.details}
        return
    end_all(person, step)
    person.measures.append(MeasureDraft(kind, step))
    _at_large(person, None, gone=False)
    # A person against whom a measure is taken again is no longer out of the case.
    if person.closed is not None and person.closed[0] in _REVOCABLE:
        person.closed = person.outcome = None


_REVOCABLE: Final = frozenset({SuspectStatus.TERMINATED, SuspectStatus.NON_PROSECUTED})


def _in_force(person: SuspectDraft) -> list[MeasureDraft]:
    return [measure for measure in person.measures if measure.ended_by is None]


def _is_same(measure: MeasureDraft, kind: Measure, step: Step) -> bool:
    """Tell a second report of one measure from a second measure of its kind."""
    if measure.kind is not kind or measure.step.stage is not step.stage:
        return False
    if measure.document_number is not None and step.document_number is not None:
        return measure.document_number == step.document_number
    since, occurred = measure.since, step.occurred
    return since is None or occurred is None or since.startswith(occurred[:10]) or occurred.startswith(since[:10])


def _finer(one: str | None, other: str | None) -> str | None:
    return max((moment for moment in (one, other) if moment), key=len, default=None)


def extended(person: SuspectDraft, step: Step, kinds: frozenset[Measure]) -> None:
    """Add to the last measure of these kinds; without one the report stands among the person's steps alone."""
    if step.details.get("granted") is False:
        return
    for measure in reversed(person.measures):
        if measure.kind in kinds:
            measure.extensions.append(step)
            return


def end_all(person: SuspectDraft, step: Step) -> None:
    """End every measure that is in force."""
    for measure in person.measures:
        measure.end(step)


def lifted(person: SuspectDraft, step: Step) -> None:
    """解除: ends the measure it names, or all that do not hold the person in custody."""
    named = step.details.get("measure")
    for measure in person.measures:
        if measure.kind == named or (named is None and measure.kind not in CUSTODIAL):
            measure.end(step)


def released(person: SuspectDraft, step: Step) -> None:
    """释放: ends custody, and nothing else."""
    for measure in person.measures:
        if measure.kind in CUSTODIAL:
            measure.end(step)


def arrest_requested(person: SuspectDraft, step: Step) -> None:
    """提请批准逮捕, and its receipt, which only the procuratorate can state."""
    person.said.setdefault("arrest_requests", []).append(step)


def arrest_decided(person: SuspectDraft, step: Step) -> None:
    """批准 / 不批准逮捕, reconsideration and review."""
    person.said.setdefault("arrest_decisions", []).append(step)


def terminated(person: SuspectDraft, step: Step) -> None:
    """终止侦查 (PSB 186¶2): for this person alone; it frees him only where it says so."""
    person.said["terminated"] = step
    person.closed = SuspectStatus.TERMINATED, step
    if step.details.get("released"):
        released(person, step)


def split_off(person: SuspectDraft, step: Step) -> None:
    """另案处理."""
    person.said["split_off"] = step
    person.closed = SuspectStatus.SPLIT_OFF, step


def ended(person: SuspectDraft, step: Step, status: SuspectStatus) -> None:
    """提起公诉, 不起诉, 裁判生效; after a judgment nothing else ends it."""
    if person.outcome is not None and person.outcome.type == "suspect.judged":
        return
    charged(person, step.details)
    person.outcome = step
    person.closed = status, step
    if status is SuspectStatus.ADJUDICATED:
        end_all(person, step)


def draw(person: SuspectDraft, step: Step) -> None:
    """Work one step into the picture of the person."""
    person.steps.append(step)
    rule = _STEPS.get(step.type)
    if rule is not None:
        rule(person, step)


_DETENTION: Final = frozenset({Measure.DETENTION})
_STEPS: Final[Mapping[str, Callable[[SuspectDraft, Step], None]]] = {
    "suspect.identified": identified,
    "suspect.age_verified": age_verified,
    "suspect.details_amended": details_amended,
    "suspect.charges_changed": details_amended,
    "suspect.at_large": at_large,
    "suspect.split_off": split_off,
    "suspect.summoned": summoned,
    "suspect.summons_ended": summons_ended,
    "suspect.compelled_to_appear": compelled,
    "suspect.detained": partial(imposed, kind=Measure.DETENTION),
    "suspect.detention_extended": partial(extended, kinds=_DETENTION),
    "suspect.arrest_requested": arrest_requested,
    "suspect.arrest_request_received": arrest_requested,
    "suspect.arrest_approved": arrest_decided,
    "suspect.arrest_refused": arrest_decided,
    "suspect.arrest_reconsideration_requested": arrest_requested,
    "suspect.arrest_reconsidered": arrest_decided,
    "suspect.arrested": partial(imposed, kind=Measure.ARREST),
    "suspect.bail_imposed": partial(imposed, kind=Measure.BAIL),
    "suspect.residential_surveillance_imposed": partial(imposed, kind=Measure.RESIDENTIAL_SURVEILLANCE),
    "suspect.measure_lifted": lifted,
    "suspect.released": released,
    "suspect.custody_extended": partial(extended, kinds=CUSTODIAL),
    "suspect.custody_recalculated": partial(extended, kinds=CUSTODIAL),
    "suspect.custody_suspended": partial(extended, kinds=CUSTODIAL),
    "suspect.investigation_terminated": terminated,
    "suspect.prosecuted": partial(ended, status=SuspectStatus.INDICTED),
    "suspect.not_prosecuted": partial(ended, status=SuspectStatus.NON_PROSECUTED),
    "suspect.judged": partial(ended, status=SuspectStatus.ADJUDICATED),
}
