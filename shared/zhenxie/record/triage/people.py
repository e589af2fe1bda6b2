"""Who is in the case, and who of them is a minor (未成年人), at the act and on a day; pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from zhenxie.law.ages import needs_a_second_look, surely_attained, surely_not_attained
from zhenxie.law.spans import Days
from zhenxie.law.triage.criteria import any_of
from zhenxie.law.triage.numbers import number_on
from zhenxie.record.deadlines.history import credible_days
from zhenxie.record.picture import Picture, Step, Suspect
from zhenxie.wire.vocabulary import SuspectStatus

_GONE: Final = frozenset({SuspectStatus.TERMINATED, SuspectStatus.SPLIT_OFF})
_OLDEST: Final = 1850
_YOUNGEST: Final = 2199
_NOT_FOUND_OUT: Final = frozenset({"reached_exact_date_unknown", "not_establishable"})
_STATE_A_BIRTH: Final = frozenset(
    {"case.notified", "suspect.identified", "suspect.details_amended", "suspect.age_verified"}
)


def steps_of(picture: Picture) -> Iterator[Step]:
    """Yield every step of a case, its own ones and those of each person."""
    for steps in _each_in_order(picture):
        yield from steps


def word(step: Step, name: str) -> str | None:
    """Return a value of a closed list that a step states; None where none is stated, or a code that no table knows."""
    value = step.details.get(name)
    return value if isinstance(value, str) else None


def in_the_case(picture: Picture) -> Sequence[Suspect]:
    """Return whom the case is still about: nobody who was split off, is somebody else, or against whom it ended.

    Where all that are left were not prosecuted, the case was about them to its end.
    """
    found = ever_in_the_case(picture)
    return [one for one in found if one.status is not SuspectStatus.NON_PROSECUTED] or found


def ever_in_the_case(picture: Picture) -> Sequence[Suspect]:
    """Return whose outcome the case waits for, those who have one included."""
    return [one for one in picture.suspects if one.status not in _GONE and one.same_person_as is None]


def last_day(picture: Picture) -> date | None:
    """Return the last legal day of which the case tells: an age reached on it is reached for good. None for none."""
    # Steps stand in the law's order, so the last dated one of each list is enough; a case may have hundreds.
    days = (_dated(reversed(steps)) for steps in _each_in_order(picture))
    return max((one.first for one in days if one is not None), default=None)


def first_day(picture: Picture) -> date | None:
    """Return the first legal day of which the case tells, whichever it was; the act came no later. None for none."""
    days = (_dated(steps) for steps in _each_in_order(picture))
    return min((one.last for one in days if one is not None), default=None)


def _each_in_order(picture: Picture) -> Iterator[Sequence[Step]]:
    yield picture.steps
    for person in picture.suspects:
        yield person.steps


def _dated(steps: Iterable[Step]) -> Days | None:
    return next((days for one in steps if (days := credible_days(one.occurred)) is not None), None)


def birth_of(person: Suspect) -> date | None:
    """Return the birth date, as far as nobody doubts it (PSB 321; RULE 464)."""
    verified = person.age_verified
    if verified is not None and word(verified, "outcome") in _NOT_FOUND_OUT:
        return None
    if person.birth_date is None or person.birth_date_confidence == "doubtful":
        return None
    birth = date.fromisoformat(person.birth_date)
    # What systems write for a day that they do not know is nobody's birthday.
    return birth if _OLDEST <= birth.year <= _YOUNGEST else None


def minor_on(person: Suspect, days: Days) -> bool | None:
    """Tell whether a person is under eighteen, whichever of the days it is (JUV06 2); None where that is not known."""
    birth, number = birth_of(person), number_on("age_of_majority", days.last)
    if birth is None or number is None or number.value is None or needs_a_second_look(birth, days):
        return None
    born = Days(birth, birth)
    if surely_attained(born, number.value, days):
        return False
    return True if surely_not_attained(born, number.value, days) else None


def minor_at_act(person: Suspect, picture: Picture) -> bool | None:
    """Tell whether a person was under eighteen at one of his acts (RULE 460); None where that is not known.

    Where no act is dated, one who was a minor on the first day of which the case tells was one at the act before.
    """
    dated = [_days_of(act.get("from"), act.get("to")) for act in person.acts]
    if dated:
        return any_of(None if days is None else minor_on(person, days) for days in dated)
    first = first_day(picture)
    told = None if first is None else minor_on(person, Days(first, first))
    return True if told else None


def birth_step(person: Suspect, picture: Picture) -> Step | None:
    """Return the last step that states the birth date of a person as it stands; None where none does."""
    found = None
    for one in (*picture.steps, *person.steps):
        if one.type in _STATE_A_BIRTH:
            told = [one.details] if one.suspect_ref == person.ref else one.details.get("suspects") or ()
            own = (said for said in told if said.get("suspect_ref", person.ref) == person.ref)
            if any(said.get("birth_date") == person.birth_date for said in own):
                found = one
    return found


def _days_of(begun: str | None, ended: str | None) -> Days | None:
    first, last = credible_days(begun), credible_days(ended or begun)
    if first is None or last is None or last.last < first.first:
        return None
    return Days(first.first, last.last)
