"""M15-1, M15-2: interrogated within 24 hours of detention, and of arrest (CPL 86, 94; PSB 128, 144; D04, D06)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.family_notices import ENDERS
from screening.models.hours import Done, HourDuty, answer_by_the_hour, done, instants_of
from screening.models.police_questioning import (
    INTERROGATED,
    began_at,
    decided_elsewhere,
    interrogations,
    is_of_the_police,
    who_decided,
)
from screening.parameters import Parameters
from screening.rulebook import Outcome, Rule, Verdict
from zhenxie.law.calendar import legal_day
from zhenxie.law.wording import Text

M15_1: Final = Rule(
    code="M15-1",
    title=Text("拘留后未在二十四小时内讯问", "Not interrogated within 24 hours of detention"),
    articles=("CPL 86", "PSB 128"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M15_2: Final = Rule(
    code="M15-2",
    title=Text("逮捕后未在二十四小时内讯问", "Not interrogated within 24 hours of arrest"),
    articles=("CPL 94", "PSB 144"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
_KINDS: Final = {
    "suspect.detained": (M15_1, "after_detention_hours", "拘留"),
    "suspect.arrested": (M15_2, "after_arrest_hours", "逮捕"),
}
TAKEN: Final = tuple(_KINDS)


def interrogated_in_time(case: CaseFile, on: date, parameters: Parameters) -> Iterator[Outcome]:
    """Yield what the two rules answer of each detention and each arrest that the police have to follow up themselves.

    Whom the procuratorate or a court decided to arrest, they interrogate. What was asked before the measure is no
    interrogation after it.
    """
    for taken in case.of_type(*TAKEN):
        if is_of_the_police(taken) and decided_elsewhere(taken) is not True:
            yield from _of(case, on, parameters, taken)


def _of(case: CaseFile, on: date, parameters: Parameters, taken: Event) -> Iterator[Outcome]:
    rule, name, chinese = _KINDS[taken.type]
    start, ref = instants_of(taken.occurred), taken.suspect_ref
    if start is None:
        text = Text("采取强制措施的时间不明", "when the measure was taken is not known")
        gap = Missing(text, taken.type, taken.entry.source)
        yield Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=ref, missing=(gap,))
        return
    number = number_on(parameters, name, legal_day(start.last))
    if number is None:
        return
    duty = HourDuty(
        rule=rule,
        root=taken.entry,
        suspect_ref=ref,
        start=start,
        number=number,
        silent=(INTERROGATED, *ENDERS),
        owed_by=taken.entry.source,
        what=Text(
            f"{ref}于{taken.when}被{chinese}，未在{number.value}小时内讯问",
            f"{ref}: {taken.type} on {taken.occurred}; not interrogated within {number.value} hours",
        ),
        acts=[Done(one, began_at(one)) for one in interrogations(case, ref)],
        enders=done(case.of_type(*ENDERS, suspect=ref)),
        doubts=(who_decided(taken),) if decided_elsewhere(taken) is None else (),
    )
    yield answer_by_the_hour(case, on, duty)
