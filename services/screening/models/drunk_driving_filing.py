"""醉驾立案与处理: what must be withdrawn, filed, tested and revoked in drunk-driving cases (DUI23; domain 14.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_as_minor import DUI_03, TreatedAsMinor
from screening.models.drunk_driving_calendar import LastDay, last_day
from screening.models.drunk_driving_charges import (
    another_charge_in_doubt,
    concerns_drunk_driving,
    is_only_drunk_driving,
)
from screening.models.drunk_driving_draw import DUI_04, NotDrawn
from screening.models.drunk_driving_priors import known_priors
from screening.models.drunk_driving_rules import driving_rule
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import procuratorate_of
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_01: Final = driving_rule(
    "DUI-01", "血液酒精含量未达醉酒标准应撤未撤", "Below the drunk value, and not withdrawn", "DUI23 4"
)
DUI_02: Final = driving_rule("DUI-02", "情节显著轻微可撤未撤", "Obviously minor, and not withdrawn", "DUI23 12")
# What ends the duty to withdraw: the act itself, for one person the end of the investigation, or another office's case.
_WITHDRAWN: Final = ("case.withdrawn", "suspect.investigation_terminated")
_ELSEWHERE: Final = ("case.transferred_out", "case.merged")
# The case has left the police: it is withdrawn no more, and what is wrong with it is for the procuratorate and the court.
_SENT: Final = "case.sent_for_prosecution"
_DECIDED: Final = ("suspect.not_prosecuted", "suspect.judged")


class DrunkDrivingFiling(SupervisionModel):
    """Filing, withdrawal and consequences in drunk-driving cases."""

    slug = "drunk_driving_filing"
    version = "2"
    title = Text("醉驾立案撤案监督模型", "Filing and withdrawal in drunk-driving cases")
    rules = (DUI_01, DUI_02, DUI_03, DUI_04)
    watches = frozenset({"case.filed", "case.filing_refused", "evidence.breath_tested"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers, for each driver; withdrawal only where there is no other charge."""
        if not concerns_drunk_driving(case):
            return
        drawing = NotDrawn(self.parameters)
        for breath in case.of_type("evidence.breath_tested"):
            yield from drawing.screen(case, on, breath)
        filed, minor = case.first("case.filed"), TreatedAsMinor(self.parameters)
        for person in driving.drivers(case):
            days = driving.day_of_driving(case, person)
            drunk = None if days is None else number_on(self.parameters, "drunk_mg_per_100ml", days.first)
            if days is None or drunk is None:
                continue
            if filed is not None:
                yield from self._still_filed(case, on, filed, (person, days, drunk))
            yield from minor.screen(case, person, days, drunk)

    def _still_filed(
        self, case: CaseFile, on: date, filed: Event, driver: tuple[str | None, Days, Number]
    ) -> Iterator[Outcome]:
        person, days, drunk = driver
        given = driving.opinions(case, person)
        received = _received(case, given)
        grace = None if received is None else self.parameters.in_force("grace_days", received.last)
        due = (
            None if received is None or grace is None else last_day(received, grace.value, working=False, law=grace.law)
        )
        # Another charge that came when it should have been withdrawn already does not excuse that it was not.
        by = None if due is None else Days(due.days.first, max(due.days.last, due.latest))
        only = is_only_drunk_driving(case, person, by)
        if given and only is not False:
            doubts = () if only else (another_charge_in_doubt(case),)
            one = _Filed(case, on, person, filed, given, due, grace, doubts)
            yield self._below_the_bound(one, drunk)
            yield from self._minor(one, days, drunk)

    def _below_the_bound(self, one: "_Filed", drunk: Number) -> Outcome:
        below, substitute = (
            driving.is_below(one.given, drunk),
            driving.has_substitute_proof(one.case, one.person, drunk),
        )
        if below is False or substitute is True:
            return one.clear(DUI_01)
        doubts: tuple[Missing, ...] = () if below else (driving.value_in_doubt(one.given),)
        if substitute is None:
            doubts += driving.not_settled_whether_he_escaped(one.case, one.person) or (_breath_in_doubt(one),)
        return self._not_withdrawn(one, DUI_01, drunk, doubts)

    def _minor(self, one: "_Filed", days: Days, drunk: Number) -> Iterator[Outcome]:
        applies = driving.applies(self.parameters, "minor_below_mg_per_100ml", days)
        minor = number_on(self.parameters, "minor_below_mg_per_100ml", days.last)
        below = driving.is_below(one.given, drunk)
        if minor is None or below:
            return
        under = driving.is_below(one.given, minor)
        priors = [certain for _, certain, _ in known_priors(one.case, self.parameters, one.person)]
        if under is False or driving.aggravated(one.case, one.person) or True in priors:
            yield one.clear(DUI_02)
            return
        doubts = driving.unstated(one.case, one.person, driving.AGGRAVATING)
        doubts += () if under and below is False else (driving.value_in_doubt(one.given),)
        doubts += () if applies else (driving.not_known_which_law(one.filed),)
        doubts += () if None not in priors else (_prior_in_doubt(one),)
        outcome = self._not_withdrawn(one, DUI_02, minor, doubts)
        # Whether it is obviously minor is discretion: the text says that it may be found so.
        discretion = outcome.verdict is Verdict.FOUND
        yield replace(outcome, confidence="possible", severity="low") if discretion else outcome

    def _not_withdrawn(self, one: "_Filed", rule: Rule, number: Number, doubts: tuple[Missing, ...]) -> Outcome:
        due, grace = one.due, one.grace
        if due is None or grace is None:
            gap = Text("公安机关收到鉴定意见时间未报送", "when the opinion was received is not stated")
            return one.undetermined(rule, (Missing(gap, one.given[-1].type, one.given[-1].entry.source), *doubts))
        acts = driving.about(one.case, one.person, *_WITHDRAWN)
        driven, begun = driving.day_of_driving(one.case, one.person), one.filed.days
        duty = Duty(
            rule=rule,
            root=one.filed.entry,
            due=due.days,
            latest=due.latest,
            # It can have been withdrawn at any time since it was filed, before the opinion too.
            since=min(driven.first, begun.first) if driven and begun else date.min,
            silent=(*_WITHDRAWN, *_ELSEWHERE, _SENT, *driving.TURNS_IT_ROUND),
            owed_by=one.case.police,
            # A judgment comes after the sending, which the police owe.
            owed_elsewhere=((procuratorate_of(one.case), ("suspect.not_prosecuted",)),),
            finding=one.not_withdrawn(number, due.days.last),
            grounds=(
                *(Ground(_value(opinion), entry=opinion.entry) for opinion in one.given),
                by_law(number, Text(f"标准为{number.value}毫克/100毫升", f"the bound is {number.value} mg/100 ml")),
                *(by_law(grace, step) for step in due.counted.steps),
            ),
            suspect_ref=one.person,
            acts=acts,
            enders=[*one.case.of_type(*_ELSEWHERE, _SENT), *driving.about(one.case, one.person, *_DECIDED)],
            late_needs_silence=True,
            doubts=(*doubts, *one.doubts),
        )
        return answer(one.case, one.on, duty)


def _received(case: CaseFile, given: Sequence[Event]) -> Days | None:
    """Return when the last of the opinions was received, for a re-test is waited for; None where one is not known."""
    receipts = [days_of(driving.received(case, opinion)) for opinion in given]
    known = [days for days in receipts if days is not None]
    return max(known, key=lambda days: (days.first, days.last)) if known and len(known) == len(receipts) else None


@dataclass(frozen=True, slots=True)
class _Filed:
    """A filed case and one of its drivers, with the opinions on his blood."""

    case: CaseFile
    on: date
    person: str | None
    filed: Event
    given: Sequence[Event]
    due: LastDay | None
    grace: Number | None
    doubts: tuple[Missing, ...]

    def clear(self, rule: Rule) -> Outcome:
        return Outcome(rule=rule, verdict=Verdict.CLEAR, root=self.filed.entry, suspect_ref=self.person)

    def undetermined(self, rule: Rule, missing: tuple[Missing, ...]) -> Outcome:
        verdict = Verdict.UNDETERMINED
        return Outcome(rule=rule, verdict=verdict, root=self.filed.entry, suspect_ref=self.person, missing=missing)

    def not_withdrawn(self, number: Number, day: date) -> Text:
        value = self.given[-1].data.get("blood_alcohol_mg_per_100ml")
        return Text(
            f"血液酒精含量{value}毫克/100毫升（标准{number.value}），收到鉴定意见后至{day}未撤销案件",
            f"blood alcohol {value} mg/100 ml (bound {number.value}); not withdrawn by {day} after the opinion was received",
        )


def _value(opinion: Event) -> Text:
    value = opinion.data.get("blood_alcohol_mg_per_100ml")
    return Text(f"血液酒精含量{value}毫克/100毫升", f"blood alcohol {value} mg/100 ml")


def _breath_in_doubt(one: _Filed) -> Missing:
    return Missing(
        Text("呼气酒精含量未报送", "the breath alcohol is not stated"), "evidence.breath_tested", one.case.police
    )


def _prior_in_doubt(one: _Filed) -> Missing:
    text = Text("另案记录是否属于前科须核查", "whether what another case shows is a prior has to be looked into")
    return Missing(text, "fact.established", one.case.police)
