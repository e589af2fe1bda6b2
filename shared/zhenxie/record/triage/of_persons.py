"""The questions that triage asks of each person, and what the case says to them; pure."""

from collections.abc import Callable, Mapping
from typing import Final

from zhenxie.law.spans import Days
from zhenxie.law.triage.numbers import number_on
from zhenxie.record.picture import Step, Suspect
from zhenxie.record.triage import people
from zhenxie.record.triage.stated import SILENCE, Answer, Stated
from zhenxie.wire import triage as keys

_SHORT: Final = frozenset({"criminal_detention", "public_surveillance", "fine_only", "none"})
_LIFE_OR_DEATH: Final = frozenset({"death", "death_suspended", "life"})
_MONTHS_A_YEAR: Final = 12


def _judged(person: Suspect) -> Step | None:
    return person.outcome.step if person.outcome is not None and person.outcome.kind == "judged" else None


def _judged_up_to(person: Suspect, years: int) -> Answer:
    step = _judged(person)
    if step is None:
        return SILENCE
    penalty, months = people.word(step, "penalty"), step.details.get("term_months")
    if penalty in _SHORT:
        return Answer(True, step)
    if penalty in _LIFE_OR_DEATH:
        return Answer(False, step)
    return Answer(months <= years * _MONTHS_A_YEAR, step) if isinstance(months, int) else SILENCE


def _up_to(known: Stated, person: Suspect, key: str, name: str) -> Answer:
    stated = known.truth(key, person.ref)
    number = number_on(name, known.day)
    if stated.holds is None and number is not None:
        stated = _judged_up_to(person, number.value or 0)
    if stated.holds is None:
        # CL 133-1 knows detention of months (拘役), and no imprisonment.
        found = known.charged(person)
        stated = Answer(True, found.step) if found.only_dangerous_driving else SILENCE
    return stated


def _sentence_very_short(known: Stated, person: Suspect) -> Answer:
    return _up_to(known, person, keys.UP_TO_ONE_YEAR, "longer_above_years")


def _sentence_short(known: Stated, person: Suspect) -> Answer:
    found = _up_to(known, person, keys.UP_TO_THREE_YEARS, "fast_track_years")
    if found.holds is None:
        shorter, longest = _sentence_very_short(known, person), known.truth(keys.LIFE_OR_DEATH, person.ref)
        found = shorter if shorter.holds else Answer(False, longest.step) if longest.holds else SILENCE
    return found


def _life_or_death_told(known: Stated, person: Suspect) -> Answer:
    stated, judged = known.truth(keys.LIFE_OR_DEATH, person.ref), _judged(person)
    penalty = None if judged is None else people.word(judged, "penalty")
    if stated.holds is None and penalty is not None:
        return Answer(penalty in _LIFE_OR_DEATH, judged)
    return stated


def _life_or_death(known: Stated, person: Suspect) -> Answer:
    told = _life_or_death_told(known, person)
    if told.holds is None:
        short = _sentence_short(known, person)
        return Answer(False, short.step) if short.holds else SILENCE
    return told


def _pleas(known: Stated, person: Suspect) -> list[Step]:
    return [one for one in known.course(person) if one.type == "suspect.plea_recorded"]


def _pleads(known: Stated, person: Suspect) -> Answer:
    pleas = _pleas(known, person)
    if pleas:
        return Answer(not pleas[-1].details.get("withdrawn"), pleas[-1])
    sent = known.picture.sent_for_prosecution
    for said in (sent.details.get("suspects") or ()) if sent is not None else ():
        if said.get("suspect_ref") == person.ref and said.get("plea") is not None:
            return Answer(said["plea"], sent)
    return SILENCE


def _consents(known: Stated, person: Suspect) -> Answer:
    pleas = _pleas(known, person)
    if pleas and pleas[-1].details.get("withdrawn"):
        return Answer(False, pleas[-1])
    said = [one for one in pleas if one.details.get("fast_track_consent") is not None]
    return Answer(said[-1].details["fast_track_consent"], said[-1]) if said else SILENCE


def _admits(known: Stated, person: Suspect) -> Answer:
    stated = known.truth(keys.ADMITS, person.ref)
    if stated.holds is None:
        plea = _pleads(known, person)
        # Who takes the plea back may still admit what he did; only he says.
        return plea if plea.holds else SILENCE
    return stated


def _disabled(known: Stated, person: Suspect) -> Answer:
    for one in known.course(person):
        exempt = one.type == "suspect.plea_recorded" and one.details.get("exemption")
        if exempt == "blind_deaf_mute_or_partly_incapable" or (
            one.type == "evidence.forensic_opinion_issued" and one.details.get("criminal_capacity") == "partial"
        ):
            return Answer(True, one)
    return known.truth(keys.DISABILITY, person.ref)


def _minor_when_told(known: Stated, person: Suspect) -> bool | None:
    return None if known.told_on is None else people.minor_on(person, Days(known.told_on, known.told_on))


def _minor(known: Stated, person: Suspect) -> Answer:
    found = _minor_when_told(known, person)
    return Answer(found, known.birth_step(person)) if found is not None else SILENCE


def _minor_at_act(known: Stated, person: Suspect) -> Answer:
    found = people.minor_at_act(person, known.picture)
    if found is None and _minor_when_told(known, person):
        found = True
    return Answer(found, known.birth_step(person)) if found is not None else SILENCE


def _perhaps_no_crime(known: Stated, person: Suspect) -> Answer:
    stated = known.truth(keys.PERHAPS_NO_CRIME, person.ref)
    clear = facts_clear(known)
    # That the facts of the crime are clear says that there is one (CPL 162).
    return Answer(False, clear.step) if stated.holds is None and clear.holds else stated


def facts_clear(known: Stated) -> Answer:
    """Tell whether the facts are clear and the evidence is sufficient."""
    gaps, sent = known.truth(keys.EVIDENCE_GAPS), known.picture.sent_for_prosecution
    if gaps.holds is not None:
        return Answer(not gaps.holds, gaps.step)
    # A case is sent only when its facts are clear and the evidence is sufficient (CPL 162).
    return SILENCE if sent is None else Answer(True, sent)


def _drunk_driving_only(known: Stated, person: Suspect) -> Answer:
    found = known.charged(person)
    if found.only_dangerous_driving is not True:
        return Answer(found.only_dangerous_driving, found.step)
    return Answer(True, found.step) if known.driving.tests else SILENCE


def _caught_on_the_spot(known: Stated, person: Suspect) -> Answer:
    stated = known.truth(keys.ON_THE_SPOT, person.ref)
    return Answer(*known.driving.caught(person.ref)) if stated.holds is None else stated


def _accident(known: Stated, person: Suspect) -> Answer:
    return Answer(*known.driving.accident(person.ref))


def _of_a_fact(key: str) -> Callable[[Stated, Suspect], Answer]:
    return lambda known, person: known.truth(key, person.ref)


OF_A_PERSON: Final[Mapping[str, Callable[[Stated, Suspect], Answer]]] = {
    "sentence_short": _sentence_short,
    "sentence_very_short": _sentence_very_short,
    "life_or_death": _life_or_death,
    "life_or_death_told": _life_or_death_told,
    "pleads": _pleads,
    "consents": _consents,
    "admits": _admits,
    "disabled": _disabled,
    "minor": _minor,
    "minor_at_act": _minor_at_act,
    "defender_pleads_not_guilty": _of_a_fact(keys.NOT_GUILTY_PLEA),
    "objects_to_simplified": _of_a_fact(keys.OBJECTS_TO_SIMPLIFIED),
    "perhaps_no_crime": _perhaps_no_crime,
    "drunk_driving_only": _drunk_driving_only,
    "caught_on_the_spot": _caught_on_the_spot,
    "accident": _accident,
}
"""What is said to each question, by its name."""
