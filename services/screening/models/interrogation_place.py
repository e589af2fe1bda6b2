"""M15-3: interrogated outside the detention center (看守所) after the delivery to it (CPL 118¶2; PSB 198).

A medical institution (医疗机构) where he is treated is a place that PSB 198 allows.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_faults import by_faults
from screening.models.family_notices import ENDERS
from screening.models.hours import Instants, instants_of
from screening.models.police_questioning import began_at, interrogations
from screening.models.words import word
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Rule
from zhenxie.law.calendar import legal_day
from zhenxie.law.wording import Text

M15_3: Final = Rule(
    code="M15-3",
    title=Text("送看守所后在看守所外讯问", "Interrogated outside of the detention center after the delivery"),
    articles=("CPL 118", "PSB 198"),
    severity="high",
    suggested_instrument="correction_notice",
)
_ALLOWED: Final = ("detention_center", "medical_institution")
# It may be a ward, or the scene that he was taken to in order to point it out: neither code says that the place was unlawful.
_UNCERTAIN: Final = ("scene", "other")
_DELIVERED: Final = "suspect.delivered_to_detention_center"
_TAKEN: Final = ("suspect.detained", "suspect.arrested", _DELIVERED)


def places(case: CaseFile, suspect: str, parameters: Parameters) -> Iterator[Outcome]:
    """Yield what the rule answers of each interrogation of somebody who is, or may be, in custody by then."""
    for one in interrogations(case, suspect):
        began = began_at(one)
        taken = [each for each in case.of_type(*_TAKEN, suspect=suspect) if _may_precede(each, began)]
        day = None if began is None else legal_day(began.first)
        if taken and (day is None or number_on(parameters, "in_the_detention_center", day) is not None):
            yield from _of(case, one, began, [each for each in taken if each.type == _DELIVERED])


def _of(case: CaseFile, one: Event, began: Instants | None, delivered: list[Event]) -> Iterator[Outcome]:
    place = word(one.data.get("place_kind"))
    if place is None:
        yield by_faults(M15_3, one, [], [Text("讯问地点未报送", "where he was interrogated is not stated")])
        return
    if place in _ALLOWED:
        yield by_faults(M15_3, one, [], [])
        return
    dated = [(at, each) for each in delivered if (at := instants_of(each.occurred)) is not None]
    before = [(at, each) for at, each in dated if began is not None and at.last < began.first]
    if began is None or not before:
        text = Text("讯问前是否已送看守所羁押不明", "whether he had been delivered to it by then is not known")
        outcome = by_faults(M15_3, one, [], [text])
        yield replace(outcome, missing=(Missing(text, _DELIVERED, case.police),))
        return
    since, delivery = max(before, key=lambda pair: pair[0].first)
    freed = [(instants_of(each.occurred), each) for each in case.of_type(*ENDERS, suspect=one.suspect_ref)]
    freed = [(at, each) for at, each in freed if at is None or (at.last >= since.first and at.first <= began.last)]
    if any(at is not None and at.first > since.last and at.last < began.first for at, _ in freed):
        # Let go in between, he is not held there any more.
        yield by_faults(M15_3, one, [], [])
        return
    if place in _UNCERTAIN:
        text = Text(
            "讯问地点的具体类型未报送，是否属于医疗机构等依法许可的场所不明", "which kind of place it was is not stated"
        )
        yield by_faults(M15_3, one, [], [text])
        return
    text = Text("与讯问的先后不明", "whether it came before the interrogation is not known")
    doubts = [Missing(text, each.type, each.entry.source) for _, each in freed]
    gaps = case.silence(ENDERS, owed_by=case.police, since=legal_day(since.first), until=legal_day(began.last))
    yield driving.doubted(_found(one, delivery), doubts or gaps)


def _found(one: Event, delivery: Event) -> Outcome:
    fault = Text(
        f"{one.suspect_ref}于{delivery.when}送看守所羁押后，在看守所以外的场所讯问",
        f"{one.suspect_ref} was delivered on {delivery.occurred}, and interrogated outside of the detention center",
    )
    found = by_faults(M15_3, one, [fault], [])
    return replace(found, grounds=(*found.grounds, Ground(Text("送看守所", "the delivery"), entry=delivery.entry)))


def _may_precede(taken: Event, began: Instants | None) -> bool:
    at = instants_of(taken.occurred)
    return at is None or began is None or at.first <= began.last
