"""What a case says to each question of triage: true, false, or nothing; with the step that says it; pure."""

from collections.abc import Callable, Mapping
from typing import Final

from zhenxie.law.triage.criteria import all_of
from zhenxie.law.triage.numbers import number_on
from zhenxie.record.picture import Suspect
from zhenxie.record.triage import charges, people
from zhenxie.record.triage.of_persons import OF_A_PERSON, facts_clear
from zhenxie.record.triage.stated import SILENCE, Answer, Stated, one_of
from zhenxie.wire import triage as keys
from zhenxie.wire.vocabulary import Stage

_NOT_NEEDED: Final = frozenset({"no_social_danger", "minor_optional"})


class Known(Stated):
    """Everything that a picture says to the questions of triage."""

    def answer(self, question: str, person: Suspect | None) -> Answer:
        """Return what is said to a question; of a person where it is asked of persons."""
        if person is None:
            return _OF_THE_CASE[question](self)
        rule = OF_A_PERSON.get(question)
        return _OF_THE_CASE[question](self) if rule is None else rule(self, person)

    def holds(self, question: str) -> bool:
        """Tell whether it is said that a question holds, for the case or for anybody in it."""
        return bool((self.of_anybody if question in OF_A_PERSON else self._of_the_case)(question).holds)

    def _of_the_case(self, question: str) -> Answer:
        return _OF_THE_CASE[question](self)

    def of_anybody(self, question: str) -> Answer:
        """Return what is said to a question of persons, if it holds for one of them or for none."""
        found = [self.answer(question, one) for one in self.people]
        return one_of(found)


def _co_defendant_objects(known: Known) -> Answer:
    denies = [one for one in (known.answer("admits", person) for person in known.people) if one.holds is False]
    stated = known.truth(keys.CO_DEFENDANT_OBJECTS)
    if stated.holds is None and len(known.people) == 1:
        return Answer(False)
    return Answer(True, denies[0].step) if denies and len(known.people) > 1 else stated


def _civil_unsettled(known: Known) -> Answer:
    stated = dict(known.codes(keys.CIVIL_COMPENSATION))
    if keys.NOT_SETTLED in stated:
        return Answer(True, stated[keys.NOT_SETTLED])
    for code in (keys.SETTLED, keys.NO_CLAIM):
        if code in stated:
            return Answer(False, stated[code])
    if known.picture.stated.get("victims") == 0:
        return Answer(False)
    # Drunk driving without an accident hurts nobody to whom something could be owed.
    driven = all_of(known.answer("drunk_driving_only", one).holds for one in known.people)
    unhurt = known.driving.accident(None)
    return Answer(False, unhurt.step) if known.people and driven and unhurt.holds is False else SILENCE


def _security(known: Known) -> Answer:
    charge = charges.grave(known.picture)
    return known.truth(keys.SECURITY) if charge is None else Answer(True, charge)


def _many_suspects(known: Known) -> Answer:
    if len(known.people) < 2:
        return Answer(False)
    number = number_on("many_suspects", known.day)
    return Answer(number is not None and len(known.people) >= (number.value or 0))


def _refused(known: Known) -> Answer:
    """Tell whether an arrest was refused for want of proof or of a crime, as far as nobody says that it was for less.

    A refusal for want of danger or need (无社会危险性) is what simple cases have, and says nothing against the proof.
    """
    for person in known.picture.suspects:
        for one in person.arrest_decisions:
            if one.type == "suspect.arrest_refused" and people.word(one, "refusal_category") not in _NOT_NEEDED:
                return Answer(True, one)
    return Answer(False)


def _returned(known: Known) -> Answer:
    """Tell whether the case was returned; a supplement at the stage of trial is no return (RULE 420, 422)."""
    if not known.picture.returns:
        return Answer(False)
    returns = [one for one in known.picture.steps if one.type == "case.returned" and one.stage is not Stage.TRIAL]
    return Answer(True, returns[-1])


def _anywhere(key: str) -> Callable[[Known], Answer]:
    return lambda known: known.truth(key)


_OF_THE_CASE: Final[Mapping[str, Callable[[Known], Answer]]] = {
    "facts_clear": facts_clear,
    "social_impact": _anywhere(keys.SOCIAL_IMPACT),
    "co_defendant_objects": _co_defendant_objects,
    "civil_unsettled": _civil_unsettled,
    "mass_victim": _anywhere(keys.MASS_VICTIM),
    "novel_or_sensitive": _anywhere(keys.NOVEL),
    "public_opinion": _anywhere(keys.PUBLIC_OPINION),
    "charge_disputed": _anywhere(keys.CHARGE_DISPUTED),
    "evidence_gaps": _anywhere(keys.EVIDENCE_GAPS),
    "security": _security,
    "many_suspects": _many_suspects,
    "refused": _refused,
    "returned": _returned,
}
ASKED_OF_FACTS: Final = frozenset(
    {"mass_victim", "novel_or_sensitive", "public_opinion", "charge_disputed", "evidence_gaps"}
)
"""The questions of complexity that only a fact answers; where none is stated, nobody has to ask them."""
PERSONAL: Final = frozenset(OF_A_PERSON)
"""The questions that are asked of each person."""
