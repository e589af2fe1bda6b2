"""醉驾立案与处理: what must be withdrawn, filed, tested and revoked in drunk-driving cases (DUI23; domain 14.3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models import driving
from screening.models.duties import Duty, answer
from screening.parameters import NotInForce, Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "不适用要求说明立案理由（规则第559条第2款）；是否显著轻微由检察官裁量",
    "reasons for filing may not be asked for here (RULE 559¶2); whether it is minor is for a prosecutor to weigh",
)


def driving_rule(code: str, chinese: str, english: str, *articles: str) -> Rule:
    """Return a rule on drunk driving; it may lead to an instrument that a prosecutor chooses."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
        instrument_note=_NOTE,
    )


DUI_01: Final = driving_rule(
    "DUI-01", "血液酒精含量未达醉酒标准应撤未撤", "Below the drunk value, and not withdrawn", "DUI23 4"
)
DUI_02: Final = driving_rule("DUI-02", "情节显著轻微可撤未撤", "Obviously minor, and not withdrawn", "DUI23 12")
DUI_03: Final = driving_rule(
    "DUI-03", "有从重情形却按显著轻微处理", "Aggravated, and treated as minor", "DUI23 10", "DUI23 12"
)
DUI_04: Final = driving_rule("DUI-04", "应当提取血样而未提取", "Blood had to be drawn, and was not", "RTSV20 35")


class DrunkDrivingFiling(SupervisionModel):
    """Filing, withdrawal and consequences in drunk-driving cases."""

    slug = "drunk_driving_filing"
    version = "1"
    title = Text("醉驾立案撤案监督模型", "Filing and withdrawal in drunk-driving cases")
    rules = (DUI_01, DUI_02, DUI_03, DUI_04)
    watches = frozenset({"case.filed", "case.filing_refused", "evidence.breath_tested"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers; nothing for cases that are about more than dangerous driving."""
        if not driving.is_drunk_driving(case):
            return
        filed, opinion = case.first("case.filed"), driving.blood_opinion(case)
        for breath in case.of_type("evidence.breath_tested"):
            yield from self._not_drawn(case, on, breath)
        if opinion is not None:
            value = driving.blood_value(opinion)
            if filed is not None:
                yield from self._should_be_withdrawn(case, on, filed, opinion)
            yield from self._treated_as_minor(case, value)

    def _number(self, name: str, day: date | None) -> Number | None:
        try:
            return None if day is None else self.parameters.in_force(name, day)
        except NotInForce:
            return None

    def _should_be_withdrawn(self, case: CaseFile, on: date, filed: Event, opinion: Event) -> Iterator[Outcome]:
        value, day = driving.blood_value(opinion), driving.day_of_driving(case)
        drunk = self._number("drunk_mg_per_100ml", day)
        if drunk is None:
            return
        below = value < Decimal(drunk.value)
        clear = Outcome(rule=DUI_01, verdict=Verdict.CLEAR, root=filed.entry)
        yield self._not_withdrawn(case, on, (DUI_01, filed, opinion), drunk) if below else clear
        minor = self._number("minor_below_mg_per_100ml", day)
        if minor is None or below:
            return
        aggravated = any(driving.circumstance(case, name) for name in driving.AGGRAVATING)
        if value >= Decimal(minor.value) or aggravated:
            yield Outcome(rule=DUI_02, verdict=Verdict.CLEAR, root=filed.entry)
        else:
            yield self._not_withdrawn(case, on, (DUI_02, filed, opinion), minor)

    def _not_withdrawn(self, case: CaseFile, on: date, said: tuple[Rule, Event, Event], number: Number) -> Outcome:
        rule, filed, opinion = said
        received = days_of(opinion.data.get("opinion_received_at"))
        doubts = self._doubts(case, rule)
        if received is None:
            gap = Missing(
                Text("公安机关收到鉴定意见时间未报送", "when the opinion was received is not stated"),
                opinion.type,
                opinion.entry.source,
            )
            return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=(gap, *doubts))
        grace = self.parameters.in_force("grace_days", received.last)
        first, last = (
            days_after(day, grace.value, law=grace.law, rolls=True) for day in (received.first, received.last)
        )
        value = driving.blood_value(opinion)
        finding = Text(
            f"血液酒精含量{value}毫克/100毫升（标准{number.value}），收到鉴定意见后至{last.day}未撤销案件",
            f"blood alcohol {value} mg/100 ml (bound {number.value}); not withdrawn by {last.day} after the opinion was received",
        )
        grounds = (
            Ground(Text(f"血液酒精含量{value}毫克/100毫升", f"blood alcohol {value} mg/100 ml"), entry=opinion.entry),
            by_law(number, Text(f"标准为{number.value}毫克/100毫升", f"the bound is {number.value} mg/100 ml")),
            *(by_law(grace, step) for step in last.steps),
        )
        acts = case.of_type("case.withdrawn", "suspect.investigation_terminated")
        duty = Duty(
            rule=rule,
            root=filed.entry,
            due=Days(first.day, last.day),
            since=received.first,
            silent=("case.withdrawn", "suspect.investigation_terminated"),
            owed_by=case.police,
            finding=finding,
            grounds=grounds,
            acts=acts,
            doubts=doubts,
        )
        outcome = answer(case, on, duty)
        # Whether it is obviously minor is discretion: the text says that it may be found so.
        discretion = rule is DUI_02 and outcome.verdict is Verdict.FOUND
        return replace(outcome, confidence="possible", severity="low") if discretion else outcome

    def _doubts(self, case: CaseFile, rule: Rule) -> tuple[Missing, ...]:
        if rule is DUI_02:
            return driving.unstated(case, driving.AGGRAVATING)
        return tuple(
            Missing(Text(f"是否{chinese}未明确", f"whether he {name} is not stated"), "fact.established", case.police)
            for name, chinese in (("fled", "抽血前脱逃"), ("substituted", "顶替"))
            if driving.stated(case, name) is not False
        )

    def _treated_as_minor(self, case: CaseFile, value: Decimal) -> Iterator[Outcome]:
        drunk = self._number("drunk_mg_per_100ml", driving.day_of_driving(case))
        for closed in case.of_type("case.filing_refused", "case.withdrawn"):
            reason = closed.data.get("reason") or closed.data.get("ground")
            if drunk is None or value < Decimal(drunk.value) or reason != "minor_not_crime":
                continue
            named = [name for name in driving.AGGRAVATING if driving.circumstance(case, name)]
            open_ = driving.unstated(case, driving.AGGRAVATING)
            if not named:
                verdict = Verdict.UNDETERMINED if open_ else Verdict.CLEAR
                yield Outcome(rule=DUI_03, verdict=verdict, root=closed.entry, missing=open_)
                continue
            again = case.last("case.filed", "case.refiled")
            ended = again.days.last if again is not None and again.days is not None and _after(again, closed) else None
            yield Outcome(
                rule=DUI_03,
                verdict=Verdict.FOUND,
                root=closed.entry,
                finding=Text(
                    f"血液酒精含量{value}毫克/100毫升且有从重处理情形（{'、'.join(named)}），却按情节显著轻微处理",
                    f"{value} mg/100 ml and aggravated ({', '.join(named)}), but treated as obviously minor",
                ),
                grounds=(Ground(Text("按情节显著轻微处理的决定", "the decision"), entry=closed.entry),),
                violated_from=closed.occurred,
                ended_on=ended,
                remedied=ended is not None,
            )

    def _not_drawn(self, case: CaseFile, on: date, breath: Event) -> Iterator[Outcome]:
        drunk = self._number("drunk_mg_per_100ml", breath.days.last if breath.days else None)
        if drunk is None or breath.days is None:
            return
        value = breath.data.get("alcohol_mg_per_100ml")
        must = (value is not None and Decimal(value) >= Decimal(drunk.value)) or breath.data.get("refused") is True
        must = must or breath.data.get("objected") is True or driving.stated(case, "accident") is True
        clear = Outcome(rule=DUI_04, verdict=Verdict.CLEAR, root=breath.entry, suspect_ref=breath.suspect_ref)
        if not must or driving.stated(case, "fled") is True or driving.stated(case, "substituted") is True:
            yield clear
            return
        number = self.parameters.in_force("draw_days", breath.days.last)
        first, last = (
            days_after(day, number.value, law=number.law, rolls=False) for day in (breath.days.first, breath.days.last)
        )
        finding = Text(
            f"呼气检测后应当提取血样，至{last.day}未提取",
            f"blood had to be drawn after the breath test; not drawn by {last.day}",
        )
        yield answer(
            case,
            on,
            Duty(
                rule=DUI_04,
                root=breath.entry,
                due=Days(first.day, last.day),
                since=breath.days.first,
                silent=("evidence.blood_drawn",),
                owed_by=case.police,
                finding=finding,
                grounds=(
                    Ground(Text("呼气检测", "the breath test"), entry=breath.entry),
                    *(by_law(number, s) for s in last.steps),
                ),
                suspect_ref=breath.suspect_ref,
                acts=case.of_type("evidence.blood_drawn"),
                doubts=self._doubts(case, DUI_04),
            ),
        )


def _after(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.first >= other.days.last
