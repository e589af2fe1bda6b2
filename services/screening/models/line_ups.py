"""M17-4: a line-up (辨认) with too few persons, photos or objects (PSB 260; RULE 226; domain 14.4)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_faults import by_faults
from screening.models.fact_keys import (
    ESTABLISHED,
    LINE_UP_EXEMPT,
    LINE_UP_OBJECT_PHOTOS,
    LINE_UP_OBJECTS,
    LINE_UP_PERSON_PHOTOS,
    LINE_UP_PERSONS,
    established,
)
from screening.models.police_questioning import is_of_the_police
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Rule
from zhenxie.law.wording import Text

M17_4: Final = Rule(
    code="M17-4",
    title=Text("辨认的人数、照片数或者物品数不足", "Too few persons, photos or objects in a line-up"),
    articles=("PSB 259", "PSB 260", "RULE 226"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
_KINDS: Final = {
    LINE_UP_PERSONS: ("line_up_persons", "被辨认人", "persons"),
    LINE_UP_PERSON_PHOTOS: ("line_up_person_photos", "人员照片", "photos of persons"),
    LINE_UP_OBJECTS: ("line_up_objects", "同类物品", "objects"),
    LINE_UP_OBJECT_PHOTOS: ("line_up_object_photos", "物品照片", "photos of objects"),
}
# The procuratorate's own rule asks for fewer photos of objects than the police's: between the two nobody is accused.
_OWN_OF_THE_PROCURATORATE: Final = {LINE_UP_OBJECT_PHOTOS: "line_up_object_photos_of_the_procuratorate"}


def line_ups(case: CaseFile, parameters: Parameters) -> Iterator[Outcome]:
    """Yield what the rule answers of each count of a line-up that the police report as a fact (see `fact_keys`)."""
    for one in established(case, None, *_KINDS):
        if is_of_the_police(one):
            yield from _of(case, parameters, one)


def _of(case: CaseFile, parameters: Parameters, fact: Event) -> Iterator[Outcome]:
    name, chinese, english = _KINDS[fact.data["key"]]
    days, said = fact.days, fact.data["value"].get("quantity")
    if days is None or said is None:
        text = Text(
            f"辨认日期或者{chinese}数量未报送", f"the day of the line-up, or the number of {english}, is not stated"
        )
        yield by_faults(M17_4, fact, [], [text])
        return
    number = number_on(parameters, name, days.first)
    if number is None:
        return
    clear = by_faults(M17_4, fact, [], [])
    if Decimal(said) >= number.value or _is_exempt(case, fact):
        yield clear
        return
    own = _OWN_OF_THE_PROCURATORATE.get(fact.data["key"])
    if own is not None and Decimal(said) >= parameters.in_force(own, days.first).value:
        text = Text(
            f"{chinese}{said}，少于公安机关规定的{number.value}，不少于检察规则规定的数量",
            f"{said} {english}: fewer than the {number.value} of the police rule, not fewer than the procuratorate's own",
        )
        yield replace(clear, notice=text)
        return
    fault = Text(f"{chinese}{said}，少于{number.value}", f"{said} {english}, fewer than {number.value}")
    found = by_faults(M17_4, fact, [fault], [])
    found = replace(found, grounds=(*found.grounds, Ground(Text("辨认规则", "the rule"), article=number.law)))
    text = Text(
        "是否属于场所、尸体等特定辨认对象不明", "whether it was of a place, a corpse or something unique is not known"
    )
    doubts = [Missing(text, one.type, one.entry.source) for one in _exemptions(case, fact)]
    silent = case.silence((ESTABLISHED,), owed_by=fact.entry.source, since=days.first, until=days.last)
    yield driving.doubted(found, doubts or silent)


def _exemptions(case: CaseFile, fact: Event) -> list[Event]:
    """Return what says that a line-up was exempt (PSB 260¶4), of those that can be this one."""
    said = established(case, None, LINE_UP_EXEMPT)
    return [one for one in said if one.data["value"].get("truth") and _may_be_of_one(one, fact)]


def _is_exempt(case: CaseFile, fact: Event) -> bool:
    number = _number(fact)
    return number is not None and any(_number(one) == number for one in _exemptions(case, fact))


def _may_be_of_one(one: Event, other: Event) -> bool:
    numbers, refs = {_number(one), _number(other)}, {one.suspect_ref, other.suspect_ref}
    if (None not in numbers and len(numbers) > 1) or (None not in refs and len(refs) > 1):
        return False
    if one.days is None or other.days is None:
        return True
    return one.days.first <= other.days.last and other.days.first <= one.days.last


def _number(fact: Event) -> str | None:
    number: str | None = (fact.payload.get("document") or {}).get("number")
    return number
