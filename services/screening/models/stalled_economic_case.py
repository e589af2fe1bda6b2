"""经济犯罪挂案: economic-crime cases that are neither sent for prosecution nor withdrawn in time (ECON17 25)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.appointed import owed_by_procuratorate
from screening.models.dated import months_of, number_on
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.economic_case_course import (
    ACCEPTED,
    ACCEPTED_OF_A_SUSPECT,
    CONTINUED,
    LIFTINGS,
    MEASURES,
    NO_END,
    OF_A_SUSPECT,
    OF_THE_CASE,
    RESUBMITTED,
    Investigation,
    allowed_until,
    arrests_decided,
    at_some_earlier_time,
    concerns,
    investigations,
    level_of,
    liftings,
    may_be_by,
    may_follow,
    not_executed,
    side_by_side,
    unsigned,
    valid_until,
)
from screening.models.economic_case_property import Answered, kept
from screening.models.economic_case_returns import came_back, surely_between, taken_in_before
from screening.models.economic_charges import Jurisdiction, jurisdiction, nobody_says_so, whose_it_is
from screening.models.economic_rules import E1, E2, E7
from screening.models.filings import Filing
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text


class StalledEconomicCase(SupervisionModel):
    """Economic-crime cases that stall: neither sent for prosecution, nor withdrawn, nor otherwise disposed of."""

    slug = "stalled_economic_case"
    version = "2"
    title = Text("经济犯罪案件挂案监督模型", "Stalled economic-crime cases")
    rules = (E1, E2, E7)
    watches = frozenset({"case.filed", "case.refiled"})
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield E1 for each suspect of each investigation, E2 for each lifting, and E7 for each property that is held."""
        answered: list[Answered] = []
        for course in investigations(case):
            day = on if course.filing.days is None else course.filing.days.last
            if nobody_says_so(case, self.parameters, day):
                continue
            for one in self._of(course, on):
                # Whoever takes the case over once the violation began takes over a case that should be no more.
                whose = jurisdiction(case, self.parameters, day, as_of=one.as_of(on))
                if whose is not Jurisdiction.NO:
                    answered.append(_where_it_is_known(case, one, whose))
        # What nobody dates can belong to two investigations, and is answered once.
        yield from {_key_of(one): one for one, *_ in reversed(answered)}.values()
        if answered:
            yield from kept(case, answered, on)

    def _of(self, course: Investigation, on: date) -> Iterator[Answered]:
        yield from self._without_measure(course, on)
        for person in _persons(course.case):
            for lifting, sure in liftings(course, person):
                day = lifting.days.last if lifting.days else date.max
                number = number_on(self.parameters, "months_after_lifting", day)
                if number is not None:
                    yield self._after_lifting(course, on, (lifting, sure, number), person)

    def _without_measure(self, course: Investigation, on: date) -> Iterator[Answered]:
        filing, persons = course.filing, _persons(course.case)
        if filing.days is None:
            for ref in persons or (None,):
                yield Answered(_no_day(E1, filing.event, ref, course.case))
            return
        if (number := number_on(self.parameters, "months_without_measure", filing.days.last)) is None:
            return
        # A person whom nobody knew when the two years ended is no reason of his own; the case is one.
        known = [ref for ref in persons if _known_by(course.case, ref, self._ends(filing.days, number).last)]
        for ref in known or (None,):
            answered = self._e1(course, on, (number, filing.days), ref)
            yield _where_it_was_filed(answered, filing) if filing.contradicted else answered

    def _e1(self, course: Investigation, on: date, period: tuple[Number, Days], ref: str | None) -> Answered:
        number, start = period
        filed = course.filing.event
        finding = Text(
            f"案件于{filed.when}立案，未采取强制措施，自立案之日起满{number.value}个月未移送审查起诉、"
            "未撤销案件，也未作其他处理",
            f"filed on {filed.occurred}; no coercive measure; neither sent for prosecution nor withdrawn nor"
            f" otherwise disposed of within {number.value} months",
        )
        taken = [one for one in course.of_type(*MEASURES) if ref is None or one.suspect_ref == ref]
        # Of nobody known, a lifting would show somebody, and that a measure had been taken.
        of_a_person = (*LIFTINGS, *(OF_A_SUSPECT if ref is not None else ("suspect.identified",)))
        acts = course.disposals(ref) + ([] if ref is not None else _everybody_gone(course))
        duty = self._duty(course, (E1, number, finding), (filed, start), ref)
        duty = replace(duty, acts=acts, enders=taken, silent=(*duty.silent, *of_a_person))
        return self._answer(course, on, duty, course.sent_before(ref) + course.measured_before(ref))

    def _after_lifting(self, course: Investigation, on: date, lifted: tuple[Event, bool, Number], ref: str) -> Answered:
        lifting, sure, number = lifted
        if lifting.days is None:
            return Answered(_no_day(E2, lifting, ref, course.case))
        finding = Text(
            f"犯罪嫌疑人{ref}的强制措施于{lifting.when}解除，自解除之日起满{number.value}个月案件未移送审查起诉、"
            "未撤销，也未作其他处理",
            f"the measure on {ref} was lifted on {lifting.occurred}; the case was not disposed of within"
            f" {number.value} months",
        )
        order = course.of_type(*MEASURES, *LIFTINGS, suspect=ref)
        # A 拘传 of which nobody knows whether it came before or after stands in no order.
        beside = [one for one in order if one.type == "suspect.compelled_to_appear" and side_by_side(one, lifting)]
        again = [one for one in order[order.index(lifting) + 1 :] if one.type in MEASURES or one.data.get("changed_to")]
        again = [one for one in again if one not in beside]
        disposals = [*course.disposals(ref), *course.of_type(RESUBMITTED)]
        back = {one.entry.event_id: came_back(course, one, lifting) for one in disposals}
        undone = [one for one in disposals if back[one.entry.event_id]]
        unclear = [one for one in disposals if back[one.entry.event_id] is None]
        unclear += taken_in_before(course, course.sent_before(ref, undone), lifting)
        acts = [one for one in disposals if back[one.entry.event_id] is False]
        duty = self._duty(course, (E2, number, finding), (lifting, lifting.days), ref)
        silent = (*duty.silent, *OF_A_SUSPECT, *([RESUBMITTED] if undone else []))
        duty = replace(duty, acts=acts, enders=again, silent=silent)
        if unclear:
            duty = replace(duty, doubts=(at_some_earlier_time(unclear[0]),))
        if not sure or beside:
            text = Text("该次解除、释放是否结束强制措施不明", "whether this ended the measure in force is not known")
            duty = replace(duty, doubts=(*duty.doubts, Missing(text, lifting.type, lifting.entry.source)))
        hints = [one for one in course.sent_before(ref, undone) if may_follow(one, lifting)]
        return self._answer(course, on, duty, hints, lifting.days)

    def _duty(
        self, course: Investigation, said: tuple[Rule, Number, Text], start: tuple[Event, Days], ref: str | None
    ) -> Duty:
        rule, number, finding = said
        event, days = start
        due = months_of(days.last, number)
        in_force = self.parameters.in_force("rules_in_force_from", date.max)
        grounds = [
            Ground(Text(f"起算：{event.when}", f"it runs from {event.occurred}"), entry=event.entry),
            *(by_law(number, step) for step in due.steps),
        ]
        if days.first < in_force.value:
            text = Text(
                f"立案（解除）早于规定施行之日（{in_force.value}），违法起始日不早于该日",
                f"before the rules came into force ({in_force.value}): no violation before that day",
            )
            grounds.append(by_law(in_force, text))
        # What was done before the rules came into force was done in time.
        earliest = in_force.value - ONE_DAY
        ends = self._ends(days, number)
        return Duty(
            rule=rule,
            root=event.entry,
            due=Days(max(ends.first, earliest), max(ends.last, earliest)),
            latest=max(latest_of(due), earliest),
            since=days.first,
            silent=(*OF_THE_CASE, CONTINUED, *MEASURES),
            owed_by=course.case.police,
            owed_elsewhere=owed_by_procuratorate(
                course.case, ACCEPTED if ref is None else (*ACCEPTED, *ACCEPTED_OF_A_SUSPECT)
            ),
            finding=finding,
            grounds=tuple(grounds),
            suspect_ref=ref,
            late_needs_silence=True,
            warnings_days=tuple(self.parameters.in_force("warning_days", date.max).value),
        )

    def _ends(self, days: Days, number: Number) -> Days:
        return Days(months_of(days.first, number).day, months_of(days.last, number).day)

    def _answer(
        self, course: Investigation, on: date, duty: Duty, hints: Sequence[Event], lifted: Days | None = None
    ) -> Answered:
        """Answer with what approvals of the province allow, and with what only shows that something was done before."""
        levels = self.parameters.in_force("approving_levels", duty.due.last).value
        about = [one for one in course.of_type(CONTINUED) if concerns(one, duty.suspect_ref)]
        valid = [one for one in about if level_of(one) in levels]
        windows = [(one.days, valid_until(one)) for one in valid]
        due, latest = duty.due, duty.over
        longer = Days(allowed_until(due.first, windows, surely=True), allowed_until(due.last, windows, surely=False))
        after = replace(duty, due=longer, latest=allowed_until(latest, windows, surely=False))
        late = [
            one for one in valid if one.days is not None and one.days.first > longer.last and on <= valid_until(one)
        ]
        surely = surely_between(hints, lifted, longer.first)
        decided = [] if duty.suspect_ref is None else arrests_decided(course, duty.suspect_ref, lifted)
        doubts = [not_executed(course.case) for one in decided if may_be_by(one, longer.last)]
        doubts += [at_some_earlier_time(one) for one in hints if one not in surely] + [
            unsigned(one) for one in about if level_of(one) is None
        ]
        after = replace(
            after,
            acts=(*duty.acts, *surely),
            enders=(*duty.enders, *late),
            doubts=(*duty.doubts, *doubts),
            warning=Text(f"期限将于{longer.first}届满", f"the period ends on {longer.first}"),
        )
        outcome = answer(course.case, on, after)
        if (
            longer.first > due.first
            and outcome.verdict is Verdict.CLEAR
            and outcome.cured_by is None
            and on > due.first
        ):
            outcome = replace(outcome, cured_by=valid[-1].entry)
        if longer.first >= NO_END and outcome.look_again_on is not None:
            outcome = replace(outcome, look_again_on=None)
        allowed = [(date.min if days is None else days.first, until) for days, until in windows]
        return Answered(outcome, longer.first, allowed)


def _key_of(outcome: Outcome) -> tuple[str, str | None, str]:
    return outcome.rule.code, outcome.suspect_ref, str(outcome.root.event_id)


def _where_it_is_known(case: CaseFile, answered: Answered, whose: Jurisdiction) -> Answered:
    outcome = answered.outcome
    if whose is Jurisdiction.YES or outcome.verdict is Verdict.CLEAR:
        return answered
    missing = tuple(dict.fromkeys((whose_it_is(case), *outcome.missing)))
    unclear = Outcome(
        rule=outcome.rule,
        verdict=Verdict.UNDETERMINED,
        root=outcome.root,
        suspect_ref=outcome.suspect_ref,
        missing=missing,
        look_again_on=outcome.look_again_on,
    )
    return answered._replace(outcome=unclear)


def _where_it_was_filed(answered: Answered, filing: Filing) -> Answered:
    """Name the contradiction of the filings where it is what keeps the answer open."""
    outcome = answered.outcome
    if outcome.verdict is not Verdict.UNDETERMINED:
        return answered
    return answered._replace(outcome=replace(outcome, missing=(filing.doubt(), *outcome.missing)))


def _no_day(rule: Rule, start: Event, ref: str | None, case: CaseFile) -> Outcome:
    missing = Missing(Text("起算日期不明", "the day from which it runs is not known"), start.type, case.police)
    return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=start.entry, suspect_ref=ref, missing=(missing,))


def _persons(case: CaseFile) -> list[str]:
    return sorted(one.ref for one in case.suspects if one.same_person_as is None)


def _known_by(case: CaseFile, ref: str, day: date) -> bool:
    heads = [one for one in case.of_type("case.filed") if ref in (one.data.get("suspect_refs") or ())]
    told = [*case.of_type(suspect=ref), *heads]
    return not told or any(one.days is None or one.days.first <= day for one in told)


def _everybody_gone(course: Investigation) -> list[Event]:
    firsts = [course.of_type(*OF_A_SUSPECT, suspect=ref) for ref in _persons(course.case)]
    if not firsts or not all(firsts):
        return []
    return [max((one[0] for one in firsts), key=lambda one: one.days.last if one.days else date.max)]
