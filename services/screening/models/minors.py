"""Who is a minor (未成年人) on a day: under eighteen by JUV06 2, and how sure that is; pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.underage_birth import Surety, birth_of
from screening.rulebook import Ground
from zhenxie.law.ages import needs_a_second_look, surely_attained, surely_not_attained
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

_OF_AGE: Final = 18
_STATE_A_BIRTH: Final = ("suspect.identified", "suspect.details_amended", "suspect.age_verified")


class Age(StrEnum):
    """Whether somebody was a minor on a day."""

    MINOR = "minor"
    ADULT = "adult"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Aged:
    """Whether somebody was a minor on the days of an act; `missing` says what is not known, `grounds` what is."""

    age: Age
    missing: tuple[Missing, ...] = ()
    grounds: tuple[Ground, ...] = ()


def aged(case: CaseFile, person: Suspect, act: Event) -> Aged:
    """Return whether a person was under eighteen when an act was done to him.

    A birth date counts as it is stated or verified; one that is doubtful, or of which only "the age is reached" was
    verified (of which age, nobody says), leaves it open.
    """
    birth, days = birth_of(case, person), act.days
    if days is None:
        text = Text("行为日期不明，当时是否未成年不能确定", "the day is not known, nor whether he was a minor then")
        return Aged(Age.UNKNOWN, (Missing(text, act.type, act.entry.source),))
    if birth.day is None or birth.surety in (Surety.DOUBTFUL, Surety.REACHED):
        return Aged(Age.UNKNOWN, (birth.missing or _not_known(case, person.ref, "suspect.age_verified"),))
    born = Days(birth.day, birth.day)
    if surely_attained(born, _OF_AGE, days) and not needs_a_second_look(birth.day, days):
        return Aged(Age.ADULT)
    if not surely_not_attained(born, _OF_AGE, days) or needs_a_second_look(birth.day, days):
        return Aged(Age.UNKNOWN, (_not_known(case, person.ref, "suspect.age_verified"),))
    text = Text(
        f"{person.ref}出生于{birth.day}，当时未满十八周岁（自十八周岁生日的次日起为成年）",
        f"{person.ref} was born on {birth.day} and under eighteen then: of age from the day after the birthday",
    )
    return Aged(Age.MINOR, grounds=(Ground(text, article="JUV06 2"),))


def unsettled(case: CaseFile, ref: str, days: Days) -> tuple[Missing, ...]:
    """Return why another birth date may have been stated by the day of an act; empty where silence counts."""
    stated = [one.days.first for one in case.of_type(*_STATE_A_BIRTH, suspect=ref) if one.days is not None]
    since = min([days.first, *stated])
    return case.silence(_STATE_A_BIRTH, owed_by=case.police, since=since, until=max(since, days.last))


def _not_known(case: CaseFile, ref: str, event_type: str) -> Missing:
    text = Text(
        f"{ref}当时是否已满十八周岁不能确定", f"whether {ref} had reached eighteen by then is not known for certain"
    )
    return Missing(text, event_type, case.police)
