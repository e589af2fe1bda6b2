"""醉驾立案与处理: what must be withdrawn, filed, tested and revoked in drunk-driving cases (DUI23; domain 14.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_calendar import last_day
from screening.models.drunk_driving_draw import DUI_04, NotDrawn
from screening.models.drunk_driving_priors import known_priors
from screening.models.drunk_driving_rules import driving_rule
from screening.models.duties import Duty, answer
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_01: Final = driving_rule(
    "DUI-01", "血液酒精含量未达醉酒标准应撤未撤", "Below the drunk value, and not withdrawn", "DUI23 4"
)
DUI_02: Final = driving_rule("DUI-02", "情节显著轻微可撤未撤", "Obviously minor, and not withdrawn", "DUI23 12")
DUI_03: Final = driving_rule(
    "DUI-03", "有从重情形却按显著轻微处理", "Aggravated, and treated as minor", "DUI23 10", "DUI23 12"
)
# What ends the duty to withdraw: the act itself, for one person the end of the investigation, or another office's case.
_WITHDRAWN: Final = ("case.withdrawn", "suspect.investigation_terminated")
_ELSEWHERE: Final = ("case.transferred_out", "case.merged")
# What could turn the case round: a re-test, another charge, a circumstance, the breath of one who fled.
_TURNS_IT_ROUND: Final = (
    "evidence.forensic_opinion_issued",
    *driving.CHARGES,
    "fact.established",
    "evidence.breath_tested",
)


class DrunkDrivingFiling(SupervisionModel):
    """Filing, withdrawal and consequences in drunk-driving cases."""

    slug = "drunk_driving_filing"
    version = "1"
    title = Text("醉驾立案撤案监督模型", "Filing and withdrawal in drunk-driving cases")
    rules = (DUI_01, DUI_02, DUI_03, DUI_04)
    watches = frozenset({"case.filed", "case.filing_refused", "evidence.breath_tested"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers, for each driver; withdrawal only where there is no other charge."""
        if not driving.concerns_drunk_driving(case):
            return
        drawing = NotDrawn(self.parameters)
        for breath in case.of_type("evidence.breath_tested"):
            yield from drawing.screen(case, on, breath)
        filed = case.first("case.filed")
        for person in driving.drivers(case):
            given = driving.opinions(case, person)
            days = driving.day_of_driving(case, person)
            if not given or days is None or not driving.is_only_drunk_driving(case, person):
                continue
            drunk = driving.number(self.parameters, "drunk_mg_per_100ml", days.first)
            if drunk is None:
                continue
            if filed is not None:
                one = _Filed(case, on, person, filed, given)
                yield self._below_the_bound(one, drunk)
                yield from self._minor(one, days, drunk)
            yield from self._treated_as_minor(case, person, days, drunk)

    def _below_the_bound(self, one: "_Filed", drunk: Number) -> Outcome:
        below, substitute = driving.is_below(one.given, drunk), _has_substitute_proof(one, drunk)
        if below is False or substitute is True:
            return one.clear(DUI_01)
        doubts: tuple[Missing, ...] = () if below else (one.value_in_doubt(),)
        if substitute is None:
            doubts += driving.not_settled_whether_he_escaped(one.case, one.person) or (_breath_in_doubt(one),)
        return self._not_withdrawn(one, DUI_01, drunk, doubts)

    def _minor(self, one: "_Filed", days: Days, drunk: Number) -> Iterator[Outcome]:
        applies = driving.applies(self.parameters, "minor_below_mg_per_100ml", days)
        minor = driving.number(self.parameters, "minor_below_mg_per_100ml", days.last)
        below = driving.is_below(one.given, drunk)
        if minor is None or below:
            return
        under = driving.is_below(one.given, minor)
        priors = [certain for _, certain, _ in known_priors(one.case, self.parameters, one.person)]
        if under is False or driving.aggravated(one.case, one.person) or True in priors:
            yield one.clear(DUI_02)
            return
        doubts = driving.unstated(one.case, one.person, driving.AGGRAVATING)
        doubts += () if under and below is False else (one.value_in_doubt(),)
        doubts += () if applies else (driving.not_known_which_law(one.filed),)
        doubts += () if None not in priors else (_prior_in_doubt(one),)
        outcome = self._not_withdrawn(one, DUI_02, minor, doubts)
        # Whether it is obviously minor is discretion: the text says that it may be found so.
        discretion = outcome.verdict is Verdict.FOUND
        yield replace(outcome, confidence="possible", severity="low") if discretion else outcome

    def _not_withdrawn(self, one: "_Filed", rule: Rule, number: Number, doubts: tuple[Missing, ...]) -> Outcome:
        receipts = [days_of(driving.received(one.case, opinion)) for opinion in one.given]
        known = [days for days in receipts if days is not None]
        if len(known) < len(receipts):
            gap = Text("公安机关收到鉴定意见时间未报送", "when the opinion was received is not stated")
            return one.undetermined(rule, (Missing(gap, one.given[-1].type, one.given[-1].entry.source), *doubts))
        # A re-test is waited for: the grace runs from the last opinion.
        last = max(known, key=lambda days: (days.first, days.last))
        grace = self.parameters.in_force("grace_days", last.last)
        due = last_day(last, grace.value, working=False, law=grace.law)
        acts = driving.about(one.case, one.person, *_WITHDRAWN)
        driven, begun = driving.day_of_driving(one.case, one.person), one.filed.days
        duty = Duty(
            rule=rule,
            root=one.filed.entry,
            due=due.days,
            latest=due.latest,
            # It can have been withdrawn at any time since it was filed, before the opinion too.
            since=min(driven.first, begun.first) if driven and begun else date.min,
            silent=(*_WITHDRAWN, *_ELSEWHERE, *_TURNS_IT_ROUND),
            owed_by=one.case.police,
            finding=one.not_withdrawn(number, due.days.last),
            grounds=(
                *(Ground(_value(opinion), entry=opinion.entry) for opinion in one.given),
                by_law(number, Text(f"标准为{number.value}毫克/100毫升", f"the bound is {number.value} mg/100 ml")),
                *(by_law(grace, step) for step in due.counted.steps),
            ),
            suspect_ref=one.person,
            acts=acts,
            enders=one.case.of_type(*_ELSEWHERE),
            late_needs_silence=True,
            doubts=doubts,
        )
        return answer(one.case, one.on, duty)

    def _treated_as_minor(self, case: CaseFile, person: str | None, days: Days, drunk: Number) -> Iterator[Outcome]:
        applies = driving.applies(self.parameters, "minor_below_mg_per_100ml", days)
        given = driving.opinions(case, person)
        below = driving.is_below(given, drunk)
        if applies is False or below:
            return
        for closed in case.of_type("case.filing_refused", "case.withdrawn"):
            reason = closed.data.get("reason") or closed.data.get("ground")
            if reason not in (None, "minor_not_crime"):
                continue
            doubts: tuple[Missing, ...] = () if below is False else (_value_in_doubt(given),)
            doubts += () if applies else (driving.not_known_which_law(closed),)
            doubts += () if reason else (_reason_in_doubt(closed),)
            named = driving.aggravated(case, person)
            open_ = driving.unstated(case, person, driving.AGGRAVATING)
            outcome = Outcome(rule=DUI_03, verdict=Verdict.CLEAR, root=closed.entry, suspect_ref=person)
            if named:
                doubts += driving.not_settled(case, person, closed.days, *_TURNS_IT_ROUND[:-1])
                yield driving.doubted(_aggravated(case, person, closed, given), doubts)
            elif open_:
                yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=(*open_, *doubts))
            else:
                yield outcome


@dataclass(frozen=True, slots=True)
class _Filed:
    """A filed case and one of its drivers, with the opinions on his blood."""

    case: CaseFile
    on: date
    person: str | None
    filed: Event
    given: Sequence[Event]

    def clear(self, rule: Rule) -> Outcome:
        return Outcome(rule=rule, verdict=Verdict.CLEAR, root=self.filed.entry, suspect_ref=self.person)

    def undetermined(self, rule: Rule, missing: tuple[Missing, ...]) -> Outcome:
        verdict = Verdict.UNDETERMINED
        return Outcome(rule=rule, verdict=verdict, root=self.filed.entry, suspect_ref=self.person, missing=missing)

    def value_in_doubt(self) -> Missing:
        return _value_in_doubt(self.given)

    def not_withdrawn(self, number: Number, day: date) -> Text:
        value = self.given[-1].data.get("blood_alcohol_mg_per_100ml")
        return Text(
            f"血液酒精含量{value}毫克/100毫升（标准{number.value}），收到鉴定意见后至{day}未撤销案件",
            f"blood alcohol {value} mg/100 ml (bound {number.value}); not withdrawn by {day} after the opinion was received",
        )


def _has_substitute_proof(one: _Filed, drunk: Number) -> bool | None:
    """Tell whether his breath stands for his blood: 80 or more, of somebody who fled or was substituted (DUI23 4).

    Who drinks again to defeat the test is judged by his blood, so that proves nothing below the bound.
    """
    tests = driving.about(one.case, one.person, "evidence.breath_tested")
    values = [test.data.get("alcohol_mg_per_100ml") for test in tests]
    reached = [None if value is None else Decimal(value) >= Decimal(drunk.value) for value in values]
    proof = driving.any_of(*reached) if reached else None
    return driving.all_of(proof, driving.escaped(one.case, one.person))


def _value(opinion: Event) -> Text:
    value = opinion.data.get("blood_alcohol_mg_per_100ml")
    return Text(f"血液酒精含量{value}毫克/100毫升", f"blood alcohol {value} mg/100 ml")


def _value_in_doubt(given: Sequence[Event]) -> Missing:
    text = Text(
        "血液酒精含量未报送，或者多份鉴定意见结论不一",
        "the blood alcohol is not stated, or a re-test came out on the other side",
    )
    return Missing(text, given[-1].type, given[-1].entry.source)


def _breath_in_doubt(one: _Filed) -> Missing:
    return Missing(
        Text("呼气酒精含量未报送", "the breath alcohol is not stated"), "evidence.breath_tested", one.case.police
    )


def _prior_in_doubt(one: _Filed) -> Missing:
    text = Text("另案记录是否属于前科须核查", "whether what another case shows is a prior has to be looked into")
    return Missing(text, "fact.established", one.case.police)


def _reason_in_doubt(closed: Event) -> Missing:
    return Missing(Text("处理理由未报送", "why it was decided is not stated"), closed.type, closed.entry.source)


def _aggravated(case: CaseFile, person: str | None, closed: Event, given: Sequence[Event]) -> Outcome:
    named = driving.aggravated(case, person)
    again = case.last("case.filed", "case.refiled")
    ended = again.days.last if again is not None and again.days is not None and _after(again, closed) else None
    value = given[-1].data.get("blood_alcohol_mg_per_100ml")
    return Outcome(
        rule=DUI_03,
        verdict=Verdict.FOUND,
        root=closed.entry,
        suspect_ref=person,
        finding=Text(
            f"血液酒精含量{value}毫克/100毫升且有从重处理情形（{'、'.join(named)}），却按情节显著轻微处理",
            f"{value} mg/100 ml and aggravated ({', '.join(named)}), but treated as obviously minor",
        ),
        grounds=(Ground(Text("按情节显著轻微处理的决定", "the decision"), entry=closed.entry),),
        violated_from=closed.occurred,
        ended_on=ended,
        remedied=ended is not None,
    )


def _after(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.first >= other.days.last
