"""What a picture states, as triage asks for it: facts by their keys, charges, driving, and the people; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from zhenxie.record.picture import Picture, Step, Suspect
from zhenxie.record.triage import charges, people
from zhenxie.record.triage.charges import Charged
from zhenxie.record.triage.driving import Driving

_COURSE: Final = frozenset({"suspect.plea_recorded", "suspect.prosecuted", "evidence.forensic_opinion_issued"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: whether it holds (None: nobody says), and the step that says so."""

    holds: bool | None
    step: Step | None = None


SILENCE: Final = Answer(None)


class Stated:
    """What a picture states, as triage asks for it: facts by their keys, charges, driving, and the people."""

    def __init__(self, picture: Picture, *, grounds: bool = True) -> None:
        """Take the picture of a case; without `grounds` nobody asks which step states a charge or a birth date."""
        self.grounds = grounds
        self._course: dict[str, Sequence[Step]] = {}
        self.picture = picture
        self.people: Sequence[Suspect] = people.in_the_case(picture)
        self.facts: Mapping[tuple[str, str], Step] = {
            (one.suspect_ref or "", str(one.details.get("key"))): one for one in picture.facts
        }

    @cached_property
    def told_on(self) -> date | None:
        """The last legal day of which the case tells; None where no day is known."""
        return people.last_day(self.picture)

    @property
    def day(self) -> date:
        """The day whose numbers are taken: the last one of which the case tells, or the latest numbers there are."""
        return date.max if self.told_on is None else self.told_on

    @cached_property
    def driving(self) -> Driving:
        """What is said of somebody's driving."""
        return Driving(people.steps_of(self.picture))

    def course(self, person: Suspect) -> Sequence[Step]:
        """Return pleas, opinions and indictments of a person, in order: the few steps that triage asks for."""
        if person.ref not in self._course:
            self._course[person.ref] = [one for one in person.steps if one.type in _COURSE]
        return self._course[person.ref]

    def hears_of_a_plea(self) -> bool:
        """Tell whether anything is told by which somebody may have pleaded or admitted; of most cases nothing is."""
        told = self.facts or self.picture.sent_for_prosecution is not None
        return bool(told or any(self.course(person) for person in self.people))

    def truth(self, key: str, ref: str | None = None) -> Answer:
        """Return what a fact says, of one person or of the case; without a person, of anybody."""
        if not self.facts:
            return SILENCE
        if ref is not None:
            return _truth(self.facts.get((ref, key)) or self.facts.get(("", key)))
        return one_of([_truth(step) for (_, name), step in self.facts.items() if name == key])

    def codes(self, key: str) -> Iterable[tuple[str, Step]]:
        """Yield every code that a fact states, with its step."""
        for (_, name), step in self.facts.items():
            code = _value(step).get("code")
            if name == key and isinstance(code, str):
                yield code, step

    def moment(self, key: str) -> tuple[str, Step] | None:
        """Return the moment that a fact states, with its step."""
        step = self.facts.get(("", key))
        moment = None if step is None else _value(step).get("moment")
        return None if step is None or moment is None else (str(moment), step)

    def charged(self, person: Suspect) -> Charged:
        """Return with what a person is charged."""
        return charges.charged(self.picture, person, grounds=self.grounds)

    def birth_step(self, person: Suspect) -> Step | None:
        """Return the step that states the birth date of a person, where somebody asks."""
        return people.birth_step(person, self.picture) if self.grounds else None


def _value(step: Step) -> Mapping[str, Any]:
    value: Mapping[str, Any] = step.details.get("value") or {}
    return value


def _truth(step: Step | None) -> Answer:
    truth = None if step is None else _value(step).get("truth")
    return Answer(truth, step) if isinstance(truth, bool) else SILENCE


def one_of(found: Sequence[Answer]) -> Answer:
    """Return the answer that holds, if one does, or else the last one if none does; silence where it is open."""
    yes = next((one for one in found if one.holds), None)
    if yes is not None:
        return yes
    return found[-1] if found and all(one.holds is False for one in found) else SILENCE
