"""醉驾后续处理: the licence, the prior, and the usual time of fast handling (DUI23 10, 20, 23)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_filing import driving_rule
from screening.models.duties import Duty, answer
from screening.parameters import NotInForce, Number
from screening.related import PERSON
from screening.rulebook import Ground, Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.ages import birthday
from zhenxie.law.wording import Text

DUI_13: Final = driving_rule("DUI-13", "快速办理期限提示", "Notice: the usual time of fast handling", "DUI23 23")
DUI_14: Final = driving_rule(
    "DUI-14", "结案前未吊销驾驶证", "Closed without revoking the licence", "DUI23 20", "RTSL 91"
)
DUI_15: Final = driving_rule("DUI-15", "前科劣迹未入卷", "A prior that the case does not state", "DUI23 10")
_CLOSING: Final = ("case.filing_refused", "case.withdrawn", "case.sent_for_prosecution")


class DrunkDrivingConsequences(SupervisionModel):
    """What follows a drunk-driving case: revocation, priors, fast handling."""

    slug = "drunk_driving_consequences"
    version = "1"
    title = Text("醉驾案件后续处理监督模型", "What follows drunk driving")
    rules = (DUI_13, DUI_14, DUI_15)
    watches = frozenset({"case.filed", "case.filing_refused", "evidence.forensic_opinion_issued"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers; nothing for cases that are about more than dangerous driving."""
        if not driving.is_drunk_driving(case):
            return
        filed, opinion = case.first("case.filed"), driving.blood_opinion(case)
        if opinion is not None:
            yield from self._licence(case, on, driving.blood_value(opinion))
        if filed is not None:
            yield self._fast(filed)
            yield from self._priors(case, filed)

    def _number(self, name: str, day: date | None) -> Number | None:
        try:
            return None if day is None else self.parameters.in_force(name, day)
        except NotInForce:
            return None

    def _fast(self, filed: Event) -> Outcome:
        if filed.days is None:
            gap = Missing(Text("立案日期不明", "the day of filing is not known"), filed.type, filed.entry.source)
            return Outcome(rule=DUI_13, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=(gap,))
        number = self._number("fast_days", filed.days.last)
        clear = Outcome(rule=DUI_13, verdict=Verdict.CLEAR, root=filed.entry)
        if number is None:
            return clear
        day = filed.days.last + timedelta(days=number.value)
        return replace(
            clear,
            notice=Text(f"符合快速办理条件的，一般应当于{day}前办结", f"if fast handling fits, usually done by {day}"),
        )

    def _licence(self, case: CaseFile, on: date, value: Decimal) -> Iterator[Outcome]:
        drunk = self._number("drunk_mg_per_100ml", driving.day_of_driving(case))
        closed = case.first(*_CLOSING)
        if drunk is None or closed is None or closed.days is None:
            return
        licence = driving.stated(case, "licence_status")
        clear = Outcome(rule=DUI_14, verdict=Verdict.CLEAR, root=closed.entry)
        if value < Decimal(drunk.value) or licence in ("none", "revoked"):
            yield clear
            return
        doubts: tuple[Missing, ...] = ()
        if licence is None:
            doubts = (
                Missing(Text("驾驶证状态未报送", "the state of the licence is not stated"), "case.filed", case.police),
            )
        duty = Duty(
            rule=DUI_14,
            root=closed.entry,
            due=closed.days,
            since=date(2011, 5, 1),
            silent=("suspect.licence_revoked",),
            owed_by=case.police,
            finding=Text(
                f"血液酒精含量{value}毫克/100毫升，于{closed.occurred}结案（移送）前未吊销机动车驾驶证",
                f"{value} mg/100 ml; closed on {closed.occurred} without revoking the licence before",
            ),
            grounds=(
                Ground(Text("结案或者移送", "the closing"), entry=closed.entry),
                by_law(drunk, Text("醉酒标准", "the bound")),
            ),
            acts=case.of_type("suspect.licence_revoked"),
            doubts=doubts,
        )
        yield answer(case, on, replace(duty, since=_since(case, closed)))

    def _priors(self, case: CaseFile, filed: Event) -> Iterator[Outcome]:
        day = driving.day_of_driving(case)
        number = self._number("prior_years", day)
        if number is None or day is None:
            return
        years, _ = number.value
        stated = driving.circumstance(case, "convicted_within_five_years")
        found, unclear = [], []
        for one in case.related:
            days = one.event.days
            if one.kind != PERSON or days is None or birthday(days.first, years) < day:
                continue
            if _is_prior(one.event):
                found.append(one.event)
            elif one.event.type == "suspect.penalized":
                unclear.append(one.event)
        yield _of_priors(filed, stated, found, unclear)


def _of_priors(filed: Event, stated: Any, found: Sequence[Event], unclear: Sequence[Event]) -> Outcome:
    if found and stated is not True:
        text = Text(
            "五年内曾因危险驾驶被判决有罪或者相对不起诉，本案未载明",
            "convicted, or not prosecuted at discretion, within five years: not stated",
        )
        return Outcome(
            rule=DUI_15,
            verdict=Verdict.FOUND,
            root=filed.entry,
            finding=text,
            grounds=tuple(
                Ground(Text("另一案件的裁判或者不起诉决定", "what another case says"), entry=one.entry) for one in found
            ),
            violated_from=filed.occurred,
        )
    if unclear and stated is not True:
        gap = Text("存在行政处罚记录，事由封存，是否酒驾须核查", "a penalty is recorded; its kind is sealed")
        missing = tuple(Missing(gap, one.type, one.entry.source) for one in unclear)
        return Outcome(rule=DUI_15, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
    return Outcome(rule=DUI_15, verdict=Verdict.CLEAR, root=filed.entry)


def _is_prior(one: Event) -> bool:
    charges = one.data.get("charges") or ()
    named = any(c.get("cl_article") == driving.ARTICLE or c.get("name") == driving.CHARGE for c in charges)
    return named and (one.type == "suspect.judged" or one.data.get("kind") == "discretionary")


def _since(case: CaseFile, closed: Event) -> date:
    day = driving.day_of_driving(case)
    return min(day, closed.days.first) if day is not None and closed.days is not None else date(2011, 5, 1)
