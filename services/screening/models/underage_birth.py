"""When a suspect was born, and how sure that is: evidence of birth, bone age, the lunar calendar (JUV06 4; PSB 321)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.words import word
from screening.reading import read_once
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

# Neither proves a birth date by itself (高检发研字〔2000〕6号; domain 3.2).
_WEAK_SOURCES: Final = {"bone_age": "骨龄鉴定", "own_statement": "本人陈述"}
_DAYS_OF_A_YEAR: Final = Decimal("365.25")
_VERIFIED: Final = "suspect.age_verified"


class Surety(StrEnum):
    """How sure a birth date is; `reached`: the age was reached, whatever the date (JUV06 4)."""

    ESTABLISHED = "established"
    STATED = "stated"
    REACHED = "reached"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Birth:
    """A birth date as it stands; `verified` is the verification that speaks last, `missing` says why it is unsure."""

    day: date | None
    surety: Surety
    verified: Event | None = None
    missing: Missing | None = None


def birth_of(case: CaseFile, person: Suspect) -> Birth:
    """Return when a person was born, as far as it is known and verified."""
    # Four rules ask it of everybody; the picture, and so the person, lives as long as the case file.
    key = (birth_of, id(person))
    if key not in case.readings:
        case.readings[key] = _birth(case, person)
    found: Birth = case.readings[key]
    return found


def _birth(case: CaseFile, person: Suspect) -> Birth:
    day = None if person.birth_date is None else date.fromisoformat(person.birth_date)
    verified = case.last(_VERIFIED, suspect=person.ref)
    if verified is not None and verified.data.get("outcome") == "reached_exact_date_unknown":
        return Birth(day, Surety.REACHED, verified)
    doubt = _doubt(case, person, verified)
    if doubt is not None:
        return Birth(day, Surety.DOUBTFUL, verified, Missing(doubt, _VERIFIED, case.police))
    if verified is not None and day is not None:
        return Birth(day, Surety.ESTABLISHED, verified)
    ref = person.ref
    text = Text(f"{ref}的年龄尚未查明（仅有登记或者陈述）", f"the age of {ref} is stated, not established")
    if day is None:
        text = Text(f"犯罪嫌疑人{ref}的出生日期未查明", f"the birth date of {ref} is not known")
    return Birth(day, Surety.STATED, verified, Missing(text, _VERIFIED, case.police))


def _doubt(case: CaseFile, person: Suspect, verified: Event | None) -> Text | None:
    ref = person.ref
    if verified is not None and verified.data.get("outcome") != "established":
        return Text(f"{ref}的年龄无法查明或者查明结果不明", f"the age of {ref} could not be established")
    if verified is not None and verified.data.get("birth_date") != person.birth_date:
        return Text(
            f"{ref}的出生日期与查明结果不一致或者查明结果未载明日期",
            f"the birth date of {ref} is not the one that was verified",
        )
    source = word(person.birth_date_source)
    if source is None and person.birth_date_source is not None:
        return Text(
            f"{ref}的出生日期来源代码未对照", f"on what the birth date of {ref} rests is a code of nobody's table"
        )
    if source in _WEAK_SOURCES and (verified is not None or source == "bone_age"):
        name = _WEAK_SOURCES[source]
        return Text(f"{ref}的年龄仅有{name}，应当慎重", f"{source} alone does not prove how old {ref} is")
    return _doubted_since(case, person, verified) or _lunar(case, ref, verified)


def _doubted_since(case: CaseFile, person: Suspect, verified: Event | None) -> Text | None:
    """Return a doubt that was stated with the last verification or after it."""
    ref, heard = person.ref, verified is None
    for one, said in _statements(case, ref):
        heard = heard or one is verified
        if not heard:
            continue
        doubtful = one is not verified and _is_doubtful(said.get("birth_date_confidence"))
        # Without a verification, what was stated last counts.
        if doubtful and (verified is not None or _is_doubtful(person.birth_date_confidence)):
            return Text(f"{ref}的出生日期存疑", f"the birth date of {ref} is doubtful")
        if _bones_disagree(person, one, said):
            return Text(f"{ref}的骨龄与出生日期不符", f"the bone age of {ref} disagrees with the birth date")
    return None


def _is_doubtful(confidence: Any) -> bool:
    """Tell whether a confidence was stated that is none: `doubtful`, or a code that nobody can read."""
    return confidence is not None and word(confidence) in (None, "doubtful")


def _bones_disagree(person: Suspect, one: Event, said: Mapping[str, Any]) -> bool:
    bones = said.get("bone_age")
    if bones is None or person.birth_date is None or one.days is None:
        return False
    lived = (one.days.first - date.fromisoformat(person.birth_date)).days
    return not Decimal(bones["low"]) <= lived / _DAYS_OF_A_YEAR <= Decimal(bones["high"])


def _lunar(case: CaseFile, ref: str, verified: Event | None) -> Text | None:
    if verified is None:
        return None
    stated = [
        one.data["value"].get("truth")
        for one in case.of_type("fact.established")
        if one.data.get("key") == "lunar_birth_date" and one.suspect_ref in (None, ref)
    ]
    corrected = verified.data.get("lunar_calendar_corrected")
    if corrected is False or (stated and stated[-1] and not corrected):
        return Text(f"{ref}的出生日期系农历，未换算为公历", f"the birth date of {ref} is of the lunar calendar")
    return None


@read_once
def _places(case: CaseFile) -> Mapping[int, int]:
    return {one.entry.position: place for place, one in enumerate(case.events)}


def _statements(case: CaseFile, ref: str) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    # A joint crime of forty people has few events about each: the rest need not be walked.
    own, heads = case.of_type(suspect=ref), [one for one in case.of_type("case.notified") if one.suspect_ref != ref]
    places = _places(case) if heads and own else {}
    for one in sorted([*own, *heads], key=lambda one: places[one.entry.position]) if places else own or heads:
        if one.suspect_ref == ref:
            yield one, one.data
        else:
            for said in one.data.get("suspects") or ():
                if said.get("suspect_ref") == ref:
                    yield one, said
