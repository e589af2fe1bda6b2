"""经济犯罪案件提示: what draws attention to an economic-crime case and is never found, and its overdue filing (shadow)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.duties import ONE_DAY, Duty, answer
from screening.models.economic_charges import is_economic
from screening.models.stalled_economic_case import MEASURES, OF_THE_CASE, economic_rule, months_of
from screening.rulebook import Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

INVESTIGATED: Final = ("suspect.interrogated", "suspect.summoned", "property.restrained", *MEASURES)
E3: Final = economic_rule(
    "E3", "强制措施届满一年未处理（国家赔偿提示）", "Notice: a year since the measure expired", "COMP15 2"
)
E5: Final = economic_rule(
    "E5", "立案后长期无侦查活动（提示）", "Notice: filed, and no step of investigation", "ECON17 25"
)
E6: Final = economic_rule("E6", "立案审查超期", "The decision on filing is overdue", "ECON17 15", shadow=True)


class EconomicCaseNotices(SupervisionModel):
    """Economic-crime cases that deserve a look: our own and compensation law's clocks, and overdue filing."""

    slug = "economic_case_notices"
    version = "1"
    title = Text("经济犯罪案件提示模型", "Notices on economic-crime cases")
    rules = (E3, E5, E6)
    watches = frozenset({"case.filed", "case.refiled", "case.received", "case.referred"})
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield E3 for each measure and E5 for the case as notices, and E6 in shadow."""
        if not is_economic(case, self.parameters, on):
            return
        yield from self._filing_review(case, on)
        for person in case.suspects:
            yield from self._expired(case, person)
        filed = case.last("case.filed", "case.refiled")
        if filed is not None:
            yield from self._idle(case, on, filed)

    def _expired(self, case: CaseFile, person: Suspect) -> Iterator[Outcome]:
        number = self.parameters.in_force("months_after_expiry", date.max)
        for taken in case.of_type(
            "suspect.bail_imposed", "suspect.residential_surveillance_imposed", suspect=person.ref
        ):
            until = taken.data.get("until_day")
            if until is None:
                missing = (
                    Missing(Text("强制措施届满日未报送", "the day of expiry is not stated"), taken.type, case.police),
                )
                yield Outcome(
                    rule=E3, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=person.ref, missing=missing
                )
                continue
            day = months_after(date.fromisoformat(until), number.value, law=number.law, rolls=False).day
            text = Text(
                f"强制措施于{until}届满；至{day}仍未处理的，国家赔偿上可视为终止追究刑事责任",
                f"the measure expires on {until}; undisposed of by {day}, prosecution may count as ended for compensation",
            )
            yield Outcome(rule=E3, verdict=Verdict.CLEAR, root=taken.entry, suspect_ref=person.ref, notice=text)

    def _idle(self, case: CaseFile, on: date, filed: Event) -> Iterator[Outcome]:
        number = self.parameters.in_force("months_without_investigation", date.max)
        if filed.days is None:
            missing = (Missing(Text("立案日期不明", "the day of filing is not known"), filed.type, case.police),)
            yield Outcome(rule=E5, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return
        due = months_of(filed.days.last, number)
        steps = case.of_type(*INVESTIGATED, *OF_THE_CASE)
        clear = Outcome(rule=E5, verdict=Verdict.CLEAR, root=filed.entry)
        if steps:
            yield clear
        elif on <= due.day:
            yield replace(clear, look_again_on=due.day + ONE_DAY)
        else:
            text = Text(f"立案后至{due.day}未见侦查活动报送", f"no step of investigation was reported by {due.day}")
            yield replace(clear, notice=text)

    def _filing_review(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        received = case.first("case.received", "case.referred")
        if received is None or received.days is None:
            return
        number = self.parameters.in_force("filing_review_days", on)
        extended = [one.data.get("ground") for one in case.of_type("case.filing_review_extended")]
        days = number.value[0] if not extended else number.value[2 if "upper_approval" in extended else 1]
        first = days_after(received.days.first, days, law=number.law, rolls=True)
        last = days_after(received.days.last, days, law=number.law, rolls=True)
        decided = ("case.filed", "case.filing_refused", "case.transferred_out")
        duty = Duty(
            rule=E6,
            root=received.entry,
            due=Days(first.day, last.day),
            since=received.days.first,
            silent=(*decided, "case.filing_review_extended"),
            owed_by=case.police,
            finding=Text(
                f"于{received.occurred}接受案件，至{last.day}未作出立案或者不立案决定",
                f"received on {received.occurred}; no decision on filing by {last.day}",
            ),
            grounds=tuple(by_law(number, step) for step in last.steps),
            acts=case.of_type(*decided),
        )
        yield answer(case, on, duty)
