"""醉驾后续处理: the licence, the prior, and the usual time of fast handling (DUI23 10, 20, 23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_charges import concerns_drunk_driving
from screening.models.drunk_driving_priors import known_priors
from screening.models.drunk_driving_rules import driving_rule
from screening.models.duties import Duty, answer
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_13: Final = driving_rule("DUI-13", "快速办理期限提示", "Notice: the usual time of fast handling", "DUI23 23")
DUI_14: Final = driving_rule(
    "DUI-14", "结案前未吊销驾驶证", "Closed without revoking the licence", "DUI23 20", "RTSL 91"
)
DUI_15: Final = driving_rule("DUI-15", "前科劣迹未入卷", "A prior that the case does not state", "DUI23 10")
_CLOSING: Final = ("case.filing_refused", "case.withdrawn", "case.sent_for_prosecution")
_REVOKED: Final = "suspect.licence_revoked"
# A suspended licence, or one for another kind of vehicle, is one that can be revoked; whether an expired one still is
# depends on since when.
_HELD: Final = frozenset({"valid", "suspended", "wrong_class"})
_NOT_HELD: Final = frozenset({"none", "revoked"})


class DrunkDrivingConsequences(SupervisionModel):
    """What follows a drunk-driving case: revocation, priors, fast handling."""

    slug = "drunk_driving_consequences"
    version = "1"
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
                yield from self._priors(case, filed, person)
        if filed is not None:
            yield from self._fast(filed)

    def _fast(self, filed: Event) -> Iterator[Outcome]:
        if filed.days is None:
            gap = Missing(Text("立案日期不明", "the day of filing is not known"), filed.type, filed.entry.source)
            yield Outcome(rule=DUI_13, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=(gap,))
            return
        number = driving.number(self.parameters, "fast_days", filed.days.last)
        if number is None:
            return
        day = filed.days.last + timedelta(days=number.value)
        yield Outcome(
            rule=DUI_13,
            verdict=Verdict.CLEAR,
            root=filed.entry,
            notice=Text(f"符合快速办理条件的，一般应当于{day}前办结", f"if fast handling fits, usually done by {day}"),
        )

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
        if below or (licences and licences <= _NOT_HELD):
            yield outcome
            return
        doubts = _doubts(case, closed, given, below=below, held=bool(licences) and licences <= _HELD)
        if closed.days is None:
            yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=doubts)
        else:
            doubts = doubts if applies else (*doubts, driving.not_known_which_law(closed))
            duty = _revocation(case, person, closed, drunk)
            yield answer(case, on, replace(duty, doubts=doubts))

    def _priors(self, case: CaseFile, filed: Event, person: str | None) -> Iterator[Outcome]:
        applies = driving.applies(self.parameters, "prior_years", driving.day_of_driving(case, person))
        if applies is False:
            return
        found, missing = [], []
        for item, certain, event in known_priors(case, self.parameters, person):
            in_file = driving.circumstance(case, person, item)
            if certain and applies and in_file is False:
                found.append(event)
            elif in_file is not True:
                missing.append(_to_be_looked_into(item, event))
        outcome = Outcome(rule=DUI_15, verdict=Verdict.CLEAR, root=filed.entry, suspect_ref=person)
        if found:
            yield _absent(outcome, filed, found)
        elif missing:
            yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=tuple(missing))
        else:
            yield outcome


def _licences(case: CaseFile, person: str | None) -> set[str]:
    stated = case.stated("driving", "licence_status")
    return {value for value, event in stated if person is None or event.suspect_ref in (None, person)}


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
    return Duty(
        rule=DUI_14,
        root=closed.entry,
        due=days,
        since=min(driven.first, days.first) if driven is not None else date.min,
        # A re-test may have come out below the bound.
        silent=(_REVOKED, "evidence.forensic_opinion_issued"),
        owed_by=case.police,
        finding=Text(
            f"血液酒精含量达到{drunk.value}毫克/100毫升，于{closed.occurred}结案（移送）前未吊销机动车驾驶证",
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


def _to_be_looked_into(item: str, event: Event) -> Missing:
    kind = (
        "行政处罚记录，事由封存，是否酒驾须核查"
        if event.type == "suspect.penalized"
        else "记录，是否前科、是否在年限内须核查"
    )
    english = f"another case shows what may be a prior ({item}): it has to be looked into, or this case does not say"
    return Missing(Text(f"另案有{kind}，或者本案未载明有无", english), event.type, event.entry.source)


def _absent(outcome: Outcome, filed: Event, found: list[Event]) -> Outcome:
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            "五年内曾因危险驾驶被判决有罪或者相对不起诉，本案却载明没有",
            "convicted, or not prosecuted at discretion, within five years: the case says that there was none",
        ),
        grounds=tuple(
            Ground(Text("另一案件的裁判或者不起诉决定", "what another case says"), entry=one.entry) for one in found
        ),
        violated_from=filed.occurred,
    )
