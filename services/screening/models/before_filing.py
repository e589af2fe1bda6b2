"""立案前采取强制措施、查封扣押冻结 (M22): what only an investigation allows, and was done before there was one (PSB 174)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import MEASURES
from screening.models.words import word
from screening.related import LINKED
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import Stage

M22_1: Final = Rule(
    code="M22-1",
    title=Text("立案前采取强制措施", "A coercive measure before filing"),
    articles=("PSB 174", "CPL 82"),
    severity="high",
    aliases=("M22", "AN01"),
    suggested_instrument="correction_notice",
)
M22_2: Final = Rule(
    code="M22-2",
    title=Text("立案前查封、扣押、冻结", "Property sealed, seized or frozen before filing"),
    articles=("PSB 174", "PSB 175"),
    severity="high",
    suggested_instrument="correction_notice",
)
M22_3: Final = Rule(
    code="M22-3",
    title=Text("立案前调查核实限制人身、财产权利", "Checks before filing that restricted a person or property"),
    articles=("PSB 174",),
    severity="high",
    suggested_instrument="correction_notice",
)
_SUMMONED: Final = "suspect.summoned"
_RESTRAINED: Final = "property.restrained"
_CHECKED: Final = "case.checked_before_filing"
_FILED: Final = ("case.filed", "case.refiled")
_TAKEN_IN: Final = ("case.received", "case.referred")
# Who investigates by designation, or investigates several cases as one, may act on a filing that is not told here.
_ELSEWHERE: Final = ("case.jurisdiction_designated", "case.merged", "case.transferred_out")


@dataclass(frozen=True)
class _Act:
    """What an investigation alone allows: the rule, the event, its days, and how many days the filing may come later.

    `looked_back`: how many days before it an intake (受案) is looked for.
    """

    rule: Rule
    event: Event
    days: Days
    what: Text
    looked_back: int
    before: int = 0


class BeforeFiling(SupervisionModel):
    """What was done to persons and property before the case was filed."""

    slug = "before_filing"
    version = "1"
    title = Text("立案前采取强制措施、查控财物监督模型", "Measures and seizures before filing")
    rules = (M22_1, M22_2, M22_3)
    watches = frozenset({*MEASURES, _SUMMONED, _RESTRAINED, _CHECKED})
    parameters_of = "before_filing"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each measure and summons, for each property, and for each check before filing."""
        for one in case.of_type(*MEASURES, _SUMMONED):
            if (one.payload.get("stage") or Stage.INVESTIGATION.value) == Stage.INVESTIGATION.value:
                yield from self._measure(case, on, one)
        restrained = case.of_type(_RESTRAINED)
        for ref in dict.fromkeys(str(one.data.get("property_ref")) for one in restrained):
            # A renewal only goes on with what was done first.
            yield from self._property(case, on, next(one for one in restrained if one.data.get("property_ref") == ref))
        for one in case.of_type(_CHECKED):
            yield _checked(one)

    def _measure(self, case: CaseFile, on: date, taken: Event) -> Iterator[Outcome]:
        if taken.days is None:
            yield _undated(M22_1, taken)
            return
        number = number_on(self.parameters, "days_detained_before_filing", taken.days.first)
        if number is None:
            return
        if taken.type == _SUMMONED:
            yield _summoned(case, taken, taken.days)
            return
        chinese = EVENT_TYPES[taken.type].chinese
        what = Text(f"{taken.suspect_ref}被{chinese}", f"{taken.suspect_ref}: {taken.type}")
        before = number.value if taken.type == "suspect.detained" else 0
        answered = _answered(case, on, _Act(M22_1, taken, taken.days, what, self._looked_back(), before))
        if answered.verdict is Verdict.FOUND and before:
            answered = replace(answered, grounds=(*answered.grounds, by_law(number, _DETAINED_FIRST)))
        yield answered

    def _property(self, case: CaseFile, on: date, restrained: Event) -> Iterator[Outcome]:
        days, regime = days_of(restrained.data.get("from_day")) or restrained.days, restrained.data.get("regime")
        if word(regime) in {"urgent_before_transfer", "administrative"}:
            yield Outcome(rule=M22_2, verdict=Verdict.CLEAR, root=restrained.entry)
            return
        if days is None:
            yield _undated(M22_2, restrained)
            return
        if number_on(self.parameters, "days_detained_before_filing", days.first) is None:
            return
        ref = restrained.data.get("property_ref")
        what = Text(f"财物（{ref}）被查封、扣押、冻结", f"the property {ref} was restrained")
        act = _Act(M22_2, restrained, days, what, self._looked_back())
        yield _answered(case, on, act, () if word(regime) == "criminal" else (_regime(restrained),))

    def _looked_back(self) -> int:
        days: int = self.parameters.in_force("days_of_intake_looked_back", date.max).value
        return days


_DETAINED_FIRST: Final = Text(
    "现行犯或者重大嫌疑分子可以先行拘留（刑诉法第82条），随即立案的不作认定；拘留次日仍未立案的，不能以先行拘留解释",
    "a current offender may be detained first (CPL 82): what is filed by the day after is not held against anybody",
)


def _answered(case: CaseFile, on: date, act: _Act, doubts: tuple[Missing, ...] = ()) -> Outcome:
    """Return whether there was a filing when it was done; on one day the law's order decides."""
    filed = _filings(case)
    last = act.days.last + timedelta(days=act.before)
    soon = [one for one in filed if act.before and one.days and act.days.last < one.days.last <= last]
    since, gaps = _taken_in(case, act.days.first, act.looked_back)
    duty = Duty(
        rule=act.rule,
        root=act.event.entry,
        due=Days(act.days.first + timedelta(days=act.before), last),
        since=since,
        silent=(*_FILED, *_ELSEWHERE),
        owed_by=case.police,
        finding=Text(
            f"{act.what.chinese}（{act.event.when}），当时尚未立案",
            f"{act.what.english} at {act.event.occurred}, when the case was not filed",
        ),
        grounds=(
            Ground(Text(EVENT_TYPES[act.event.type].chinese, act.event.type), entry=act.event.entry),
            Ground(Text("立案前只能采取不限制人身、财产权利的措施", "no force, no seizure"), article="PSB 174"),
        ),
        suspect_ref=act.event.suspect_ref,
        acts=[one for one in filed if one not in soon],
        doubts=(*doubts, *gaps, *map(_soon, soon), *_elsewhere(case, last)),
        late_needs_silence=True,
    )
    answered = answer(case, on, duty)
    if answered.verdict is Verdict.FOUND:
        # It was against the law when it was done, not when the filing could last have made it lawful.
        return replace(answered, violated_from=act.days.last.isoformat())
    return answered


def _filings(case: CaseFile) -> list[Event]:
    told = [one.event for one in case.related if one.kind == LINKED and one.event.type in _FILED]
    return [*case.of_type(*_FILED), *told]


def _taken_in(case: CaseFile, day: date, looked_back: int) -> tuple[date, tuple[Missing, ...]]:
    """Return since when the case can have been filed: from the day on which it was taken in (受案), if that is certain."""
    days = [one.days for one in case.of_type(*_TAKEN_IN)]
    if len(set(days)) == 1 and days[0] is not None:
        # One that nobody reported may be older than the one that was.
        earlier = day - timedelta(days=looked_back)
        return min(days[0].first, day), case.silence(_TAKEN_IN, owed_by=case.police, since=earlier, until=day)
    text = Text(
        "受案时间未报送或者先后报送不一，此前是否已立案不能确定",
        "when the case was taken in is not stated, or stated twice: whether it had been filed before is not known",
    )
    return day, (Missing(text, "case.received", case.police),)


def _elsewhere(case: CaseFile, last: date) -> tuple[Missing, ...]:
    """Return what is missing where another filing may have been in force by the day `last`."""
    hints = [one for one in case.of_type(*_ELSEWHERE) if one.days is None or one.days.first <= last]
    hints += [one for one in case.of_type("case.received") if one.data.get("earlier_case_number")]
    text = Text("其他单位、其他案件此前是否已立案未报送", "whether it had been filed elsewhere is not stated")
    return tuple(Missing(text, "case.filed", one.entry.source) for one in hints[:1])


def _soon(filed: Event) -> Missing:
    text = Text(
        "拘留次日立案：是否属于先行拘留现行犯或者重大嫌疑分子后随即立案，未报送到时",
        "filed on the day after the detention: whether a current offender was detained first is not stated to the hour",
    )
    return Missing(text, filed.type, filed.entry.source)


def _regime(restrained: Event) -> Missing:
    text = Text(
        "查封、扣押、冻结依据（刑事、移送前紧急措施、行政）未报送",
        "whether it was restrained in a criminal case, urgently before a transfer, or by an administrative act",
    )
    return Missing(text, _RESTRAINED, restrained.entry.source)


def _undated(rule: Rule, event: Event) -> Outcome:
    chinese = EVENT_TYPES[event.type].chinese
    gap = Missing(Text(f"{chinese}的时间未报送", f"when {event.type} happened"), event.type, event.entry.source)
    return Outcome(
        rule=rule, verdict=Verdict.UNDETERMINED, root=event.entry, suspect_ref=event.suspect_ref, missing=(gap,)
    )


def _summoned(case: CaseFile, summoned: Event, days: Days) -> Outcome:
    """Return the answer about a summons, which is no coercive measure: before filing it is lawful as an administrative one."""
    outcome = Outcome(rule=M22_1, verdict=Verdict.CLEAR, root=summoned.entry, suspect_ref=summoned.suspect_ref)
    filed = _filings(case)
    if not filed or any(one.days is None or one.days.first <= days.last for one in filed):
        return outcome
    text = Text(
        "立案前的传唤是治安传唤、口头询问还是刑事传唤，未报送",
        "whether the summons before filing was administrative or one of criminal procedure is not stated",
    )
    missing = (Missing(text, summoned.type, summoned.entry.source),)
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)


def _checked(checked: Event) -> Outcome:
    restricted = checked.data.get("restricted_person_or_property")
    outcome = Outcome(rule=M22_3, verdict=Verdict.CLEAR, root=checked.entry)
    if restricted is None:
        text = Text("调查核实是否限制人身、财产权利未报送", "whether the checks restricted anybody is not stated")
        return replace(outcome, verdict=Verdict.UNDETERMINED, missing=(Missing(text, _CHECKED, checked.entry.source),))
    if not restricted:
        return outcome
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            f"立案前调查核实（{checked.when}）限制了人身、财产权利",
            f"the checks before filing at {checked.occurred} restricted a person or property",
        ),
        grounds=(
            Ground(Text("立案前调查核实", "the checks"), entry=checked.entry),
            Ground(Text("不得限制人身、财产权利", "nobody's rights may be restricted"), article="PSB 174"),
        ),
        violated_from=checked.occurred,
        confidence="likely",
    )
