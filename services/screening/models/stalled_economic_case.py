"""经济犯罪挂案: economic-crime cases that are neither sent for prosecution nor withdrawn in time (ECON17 25)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.duties import ONE_DAY, Duty, answer
from screening.models.economic_charges import is_economic
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import Due, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

MEASURES: Final = (
    "suspect.compelled_to_appear",
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)
# What disposes of the case, or of one suspect in it.
OF_THE_CASE: Final = ("case.withdrawn", "case.sent_for_prosecution", "case.transferred_out", "case.merged")
OF_A_SUSPECT: Final = (
    "suspect.investigation_terminated",
    "suspect.split_off",
    "suspect.prosecuted",
    "suspect.not_prosecuted",
)
CONTINUED: Final = "case.continuation_approved"

_NOTE: Final = Text(
    "要求说明立案理由仅限违法动用刑事手段插手民事、经济纠纷等情形（规则第559条第2款），由检察官选择监督方式",
    "reasons for filing may be asked for only in the cases of RULE 559¶2; a prosecutor chooses the instrument",
)


def economic_rule(code: str, chinese: str, english: str, *articles: str, shadow: bool = False) -> Rule:
    """Return a rule of economic-crime cases; it may lead to an instrument that a prosecutor chooses."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
        instrument_note=_NOTE,
        shadow=shadow,
        aliases=("AN02",) if code == "E6" else (),
    )


E1: Final = economic_rule(
    "E1", "未采取强制措施满二年未处理", "No measure, and not disposed of within two years", "ECON17 25¶1(2)"
)
E2: Final = economic_rule(
    "E2", "解除强制措施满十二个月未处理", "Not disposed of within a year of the lifting", "ECON17 25¶1(1)"
)
E7: Final = economic_rule(
    "E7", "应撤未撤案件继续查封扣押冻结", "Property kept in a case that is overdue", "ECON17 25", "PSB 187"
)


class StalledEconomicCase(SupervisionModel):
    """Economic-crime cases that stall: neither sent for prosecution, nor withdrawn, nor otherwise disposed of."""

    slug = "stalled_economic_case"
    version = "1"
    title = Text("经济犯罪案件挂案监督模型", "Stalled economic-crime cases")
    rules = (E1, E2, E7)
    watches = frozenset({"case.filed", "case.refiled"})
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield E1 or E2 for each suspect, and E7 for each property that is held."""
        if not is_economic(case, self.parameters, on):
            return
        filed = case.last("case.filed", "case.refiled")
        if filed is None:
            return
        caught: list[Outcome] = []
        for person in case.suspects or (None,):
            if person is not None and person.same_person_as is not None:
                continue
            one = self._of_person(case, on, filed, person)
            caught += [one] if one.verdict is Verdict.FOUND else []
            yield one
        yield from self._property(case, caught)

    def _of_person(self, case: CaseFile, on: date, filed: Event, person: Suspect | None) -> Outcome:
        ref = None if person is None else person.ref
        taken = [one for one in case.of_type(*MEASURES) if person is not None and one.suspect_ref == ref]
        lifting = _lifting(case, person)
        if taken and person is not None and any(one.in_force for one in person.measures):
            first = taken[0]
            days = first.days
            due = self._due(filed, "months_without_measure", on)
            if days is not None and due is not None and days.first > due.last:
                return self._answer(case, on, self._e1(case, filed, ref, taken))
            return Outcome(rule=E1, verdict=Verdict.CLEAR, root=filed.entry, suspect_ref=ref, cured_by=first.entry)
        if lifting is not None:
            return self._answer(case, on, self._e2(case, ref, lifting))
        return self._answer(case, on, self._e1(case, filed, ref, taken, doubts=_never_executed(case, person)))

    def _answer(self, case: CaseFile, on: date, duty: Duty | Outcome) -> Outcome:
        if isinstance(duty, Outcome):
            return duty
        approvals = self._approvals(case, duty)
        if not approvals:
            return answer(case, on, duty)
        last = approvals[-1]
        until = last.data.get("valid_until")
        clear = Outcome(
            rule=duty.rule, verdict=Verdict.CLEAR, root=duty.root, suspect_ref=duty.suspect_ref, cured_by=last.entry
        )
        if until is None:
            return clear
        end = date.fromisoformat(until)
        if end < duty.due.first:
            return answer(case, on, duty)
        if on <= end:
            return replace(clear, look_again_on=end + ONE_DAY)
        return answer(case, on, replace(duty, due=Days(end, end)))

    def _approvals(self, case: CaseFile, duty: Duty) -> list[Event]:
        levels = self.parameters.in_force("approving_levels", duty.due.last).value
        found = []
        for one in case.of_type(CONTINUED):
            level = (one.payload.get("document") or {}).get("approved_by_level")
            refs = one.data.get("suspect_refs")
            in_time = one.days is not None and one.days.last <= duty.due.last
            if level in levels and in_time and (refs is None or duty.suspect_ref in refs):
                found.append(one)
        return found

    def _due(self, start: Event, name: str, on: date) -> Days | None:
        if start.days is None:
            return None
        number = self.parameters.in_force(name, on)
        return Days(months_of(start.days.first, number).day, months_of(start.days.last, number).day)

    def _e1(
        self, case: CaseFile, filed: Event, ref: str | None, taken: Sequence[Event], doubts: tuple[Missing, ...] = ()
    ) -> Duty | Outcome:
        number = self.parameters.in_force("months_without_measure", date.max)
        finding = Text(
            f"案件于{filed.occurred}立案，未采取强制措施，自立案之日起满{number.value}个月未移送审查起诉、"
            "未撤销案件，也未作其他处理",
            f"filed on {filed.occurred}; no coercive measure; neither sent for prosecution nor withdrawn nor otherwise"
            f" disposed of within {number.value} months",
        )
        duty = self._duty(case, (E1, number, finding), filed, ref)
        return duty if isinstance(duty, Outcome) else replace(duty, enders=taken, doubts=doubts)

    def _e2(self, case: CaseFile, ref: str | None, lifting: Event) -> Duty | Outcome:
        number = self.parameters.in_force("months_after_lifting", date.max)
        finding = Text(
            f"犯罪嫌疑人{ref}的强制措施于{lifting.occurred}解除，自解除之日起满{number.value}个月案件未移送审查起诉、"
            "未撤销，也未作其他处理",
            f"the measure on {ref} was lifted on {lifting.occurred}; the case was not disposed of within"
            f" {number.value} months",
        )
        again = [one for one in case.of_type(*MEASURES, suspect=ref) if _is_after(one, lifting)]
        duty = self._duty(case, (E2, number, finding), lifting, ref)
        return duty if isinstance(duty, Outcome) else replace(duty, enders=again)

    def _duty(self, case: CaseFile, said: tuple[Rule, Number, Text], start: Event, ref: str | None) -> Duty | Outcome:
        rule, number, finding = said
        if start.days is None:
            missing = (
                Missing(Text("起算日期不明", "the day from which it runs is not known"), start.type, case.police),
            )
            return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=start.entry, suspect_ref=ref, missing=missing)
        due = months_of(start.days.last, number)
        in_force = self.parameters.in_force("rules_in_force_from", date.max)
        grounds = [
            Ground(Text(f"起算：{start.occurred}", f"it runs from {start.occurred}"), entry=start.entry),
            *(by_law(number, step) for step in due.steps),
        ]
        if start.days.first < in_force.value:
            text = Text(
                f"立案（解除）早于规定施行之日（{in_force.value}），违法起始日不早于该日",
                f"before the rules came into force ({in_force.value}): no violation before that day",
            )
            grounds.append(by_law(in_force, text))
        acts = [one for one in case.of_type(*OF_THE_CASE) if _is_after(one, start)]
        acts += [one for one in case.of_type(*OF_A_SUSPECT, suspect=ref) if ref is not None and _is_after(one, start)]
        acts += [
            one for one in case.of_type("case.proceeding_opened") if _is_prosecution(one) and _is_after(one, start)
        ]
        silent = (*OF_THE_CASE, CONTINUED, *MEASURES) + (OF_A_SUSPECT[:2] if ref is not None else ())
        return Duty(
            rule=rule,
            root=start.entry,
            due=Days(months_of(start.days.first, number).day, due.day),
            since=start.days.first,
            silent=silent,
            owed_by=case.police,
            finding=finding,
            grounds=tuple(grounds),
            suspect_ref=ref,
            acts=acts,
            late_needs_silence=True,
            violated_not_before=in_force.value,
            warnings_days=tuple(self.parameters.in_force("warning_days", date.max).value),
            warning=Text(f"期限将于{due.day}届满", f"the period ends on {due.day}"),
        )

    def _property(self, case: CaseFile, caught: Sequence[Outcome]) -> Iterator[Outcome]:
        for restrained in case.of_type("property.restrained"):
            ref = restrained.data.get("property_ref")
            released = [one for one in case.of_type("property.released") if one.data.get("property_ref") == ref]
            open_since = [one for one in caught if one.violated_from is not None]
            if released or not open_since:
                yield Outcome(rule=E7, verdict=Verdict.CLEAR, root=restrained.entry)
                continue
            day = date.fromisoformat(str(min(one.violated_from for one in open_since if one.violated_from)))
            since = restrained.days.first if restrained.days else day
            missing = case.silence(("property.released",), owed_by=case.police, since=min(since, day), until=day)
            if missing:
                yield Outcome(rule=E7, verdict=Verdict.UNDETERMINED, root=restrained.entry, missing=missing)
                continue
            ended = [one.ended_on for one in open_since]
            yield Outcome(
                rule=E7,
                verdict=Verdict.FOUND,
                root=restrained.entry,
                finding=Text(
                    f"案件自{day}起应当撤销，涉案财物（{ref}）仍被查封、扣押、冻结",
                    f"the case had to be withdrawn from {day}; the property {ref} is still held",
                ),
                grounds=(
                    Ground(Text("查封、扣押、冻结", "restrained"), entry=restrained.entry),
                    *open_since[0].grounds[:1],
                ),
                violated_from=day.isoformat(),
                ended_on=None if None in ended else max(one for one in ended if one is not None),
            )


def months_of(start: date, number: Number) -> Due:
    """Return the last day of so many months of a parameter; it moves over holidays (CPL 105)."""
    return months_after(start, number.value, law=number.law, rolls=True)


def _is_after(one: Event, start: Event) -> bool:
    return one.days is None or start.days is None or one.days.last >= start.days.first


def _is_prosecution(one: Event) -> bool:
    return one.data.get("kind") in ("prosecution", "resubmission")


def _lifting(case: CaseFile, person: Suspect | None) -> Event | None:
    if person is None or not person.measures or any(one.in_force for one in person.measures):
        return None
    return case.last("suspect.measure_lifted", "suspect.released", suspect=person.ref)


def _never_executed(case: CaseFile, person: Suspect | None) -> tuple[Missing, ...]:
    if person is None:
        return ()
    approved = case.first("suspect.arrest_approved", suspect=person.ref)
    if approved is None or case.first("suspect.arrested", suspect=person.ref) is not None:
        return ()
    text = Text("已批准逮捕，未见执行情况", "an arrest was approved; whether it was executed is not known")
    return (Missing(text, "suspect.arrested", case.police),)
