"""醉驾后续处理: the licence, the prior, and the usual time of fast handling (DUI23 10, 20, 23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_charges import concerns_drunk_driving
from screening.models.drunk_driving_priors_stated import DUI_15, not_in_the_file
from screening.models.drunk_driving_rules import driving_rule
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import disposes
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_13: Final = driving_rule("DUI-13", "快速办理期限提示", "Notice: the usual time of fast handling", "DUI23 23")
DUI_14: Final = driving_rule(
    "DUI-14", "结案前未吊销驾驶证", "Closed without revoking the licence", "DUI23 20", "RTSL 91"
)
_CLOSING: Final = ("case.filing_refused", "case.withdrawn", "case.sent_for_prosecution")
_ENDED: Final = ("case.withdrawn", "case.transferred_out", "case.merged")
_DECIDED: Final = ("suspect.judged", "suspect.not_prosecuted", "suspect.investigation_terminated")
_REVOKED: Final = "suspect.licence_revoked"
# A suspended licence, or one for another kind of vehicle, is one that can be revoked; whether an expired one still is
# depends on since when.
_HELD: Final = frozenset({"valid", "suspended", "wrong_class"})
_NOT_HELD: Final = frozenset({"none", "revoked"})
_MUNICIPALITIES: Final = ("11", "12", "31", "50")


class DrunkDrivingConsequences(SupervisionModel):
    """What follows a drunk-driving case: revocation, priors, fast handling."""

    slug = "drunk_driving_consequences"
    version = "2"
    title = Text("醉驾案件后续处理监督模型", "What follows drunk driving")
    rules = (DUI_13, DUI_14, DUI_15)
    watches = frozenset({"case.filed", "case.filing_refused", "evidence.forensic_opinion_issued"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers, of licence and priors for each driver."""
        if not concerns_drunk_driving(case):
            return
        filed = case.first("case.filed")
        for person in driving.drivers(case):
            yield from self._licence(case, on, person)
            if filed is not None:
                yield from not_in_the_file(case, self.parameters, filed, person)
        if filed is not None:
            yield from self._fast(case, filed)

    def _fast(self, case: CaseFile, filed: Event) -> Iterator[Outcome]:
        if filed.days is None:
            gap = Missing(Text("立案日期不明", "the day of filing is not known"), filed.type, filed.entry.source)
            yield Outcome(rule=DUI_13, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=(gap,))
            return
        number = number_on(self.parameters, "fast_days", filed.days.last)
        if number is None:
            return
        day = filed.days.last + timedelta(days=number.value)
        text = Text(f"符合快速办理条件的，一般应当于{day}前办结", f"if fast handling fits, usually done by {day}")
        notice = None if _is_over(case) else text
        yield Outcome(rule=DUI_13, verdict=Verdict.CLEAR, root=filed.entry, notice=notice)

    def _licence(self, case: CaseFile, on: date, person: str | None) -> Iterator[Outcome]:
        closed, given = case.first(*_CLOSING), driving.opinions(case, person)
        if closed is None or not given:
            return
        applies = driving.applies(self.parameters, "revoked_before_closing", closed.days)
        if applies is False:
            return
        drunk = self.parameters.in_force("drunk_mg_per_100ml", closed.days.last if closed.days else date.max)
        licences = _licences(case, person)
        below = driving.is_below(given, drunk)
        outcome = Outcome(rule=DUI_14, verdict=Verdict.CLEAR, root=closed.entry, suspect_ref=person)
        if below or (licences and licences <= _NOT_HELD) or _why(closed) == "death":
            yield outcome
            return
        doubts = _doubts(case, closed, given, below=below, held=bool(licences) and licences <= _HELD)
        # Withdrawn because it was not he, or nothing happened, or he was no offender: then nothing is to be revoked.
        if closed.type != "case.sent_for_prosecution" and _why(closed) != "minor_not_crime":
            text = Text(
                "结案理由未报送，或者是否仍应吊销不明", "why it was closed does not show that it had to be revoked"
            )
            doubts += (Missing(text, closed.type, closed.entry.source),)
        if closed.days is None:
            yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=doubts)
        else:
            doubts = doubts if applies else (*doubts, driving.not_known_which_law(closed))
            duty = _revocation(case, person, closed, drunk)
            yield answer(case, on, replace(duty, doubts=doubts))


def _is_over(case: CaseFile) -> bool:
    """Tell whether nothing is left to be handled fast: the case ended or went, or everybody in it has his outcome."""
    if any(one.type != "case.merged" or disposes(case, one, None) for one in case.of_type(*_ENDED)):
        return True
    persons = [person.ref for person in case.suspects]
    return bool(persons) and all(case.of_type(*_DECIDED, suspect=ref) for ref in persons)


def _why(closed: Event) -> str | None:
    return driving.stated_code(closed.data.get("reason") or closed.data.get("ground"))


def _licences(case: CaseFile, person: str | None) -> set[str | None]:
    return {driving.stated_code(value) for value, _ in driving.said_of(case, person, "licence_status")}


def _police_above(police: str | None) -> str | None:
    """Return the city's police above those of a district, whose traffic police may be who revokes (domain 14.3, 14.1).

    By the division code [design]: which office revokes is not in the feed; a municipality has no city between.
    """
    if police is None or police[4:6] == "00":
        return None
    return f"{police[:2] if police.startswith(_MUNICIPALITIES) else police[:4]:0<12}"


def _doubts(
    case: CaseFile, closed: Event, given: list[Event], *, below: bool | None, held: bool
) -> tuple[Missing, ...]:
    doubts: tuple[Missing, ...] = ()
    if below is None:
        text = Text("血液酒精含量未报送或者结论不一", "the blood alcohol is not stated, or opinions differ")
        doubts += (Missing(text, given[-1].type, given[-1].entry.source),)
    if not held:
        text = Text("是否持有驾驶证未报送或者不明", "whether he held a licence is not stated, or not clear")
        doubts += (Missing(text, "case.filed", case.police),)
    if closed.days is None:
        text = Text("结案或者移送日期不明", "when it was closed is not known")
        doubts += (Missing(text, closed.type, closed.entry.source),)
    return doubts


def _revocation(case: CaseFile, person: str | None, closed: Event, drunk: Number) -> Duty:
    days, driven = closed.days or Days(date.min, date.max), driving.day_of_driving(case, person)
    above = _police_above(case.police)
    return Duty(
        rule=DUI_14,
        root=closed.entry,
        due=days,
        since=min(driven.first, days.first) if driven is not None else date.min,
        # A re-test may have come out below the bound.
        silent=(_REVOKED, "evidence.forensic_opinion_issued"),
        owed_by=case.police,
        owed_elsewhere=() if above is None else ((above, (_REVOKED,)),),
        finding=Text(
            f"血液酒精含量达到{drunk.value}毫克/100毫升，于{closed.when}结案（移送）前未吊销机动车驾驶证",
            f"{drunk.value} mg/100 ml or more; closed on {closed.occurred} without revoking the licence before",
        ),
        grounds=(
            Ground(Text("结案或者移送", "the closing"), entry=closed.entry),
            by_law(drunk, Text("醉酒标准", "the bound")),
        ),
        suspect_ref=person,
        acts=driving.about(case, person, _REVOKED),
        late_needs_silence=True,
    )
