"""经济犯罪案件提示: what draws attention to an economic-crime case and is never found, and its overdue filing (shadow)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import months_of, number_on
from screening.models.disposals import disposed
from screening.models.duties import ONE_DAY
from screening.models.economic_case_course import MEASURES, OF_THE_CASE
from screening.models.economic_charges import Jurisdiction, jurisdiction, whose_it_is
from screening.models.economic_rules import E3, E5, E6
from screening.models.filing_review import Review, not_taken_in, reviewed, taken_in
from screening.models.filings import Filing, filings
from screening.rulebook import Outcome, SupervisionModel, Verdict
from zhenxie.law.periods import months_after
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

_LIFTED: Final = "suspect.measure_lifted"
INVESTIGATED: Final = ("suspect.interrogated", "suspect.summoned", "property.restrained", *MEASURES)


class EconomicCaseNotices(SupervisionModel):
    """Economic-crime cases that deserve a look: our own and compensation law's clocks, and overdue filing."""

    slug = "economic_case_notices"
    version = "2"
    title = Text("经济犯罪案件提示模型", "Notices on economic-crime cases")
    rules = (E3, E5, E6)
    watches = frozenset({"case.filed", "case.refiled", "case.received", "case.referred"})
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield E3 for each measure and E5 for the case as notices, and E6 in shadow."""
        whose = jurisdiction(case, self.parameters, on)
        if whose is Jurisdiction.NO:
            return
        yield from self._filing_review(case, on, whose)
        if whose is Jurisdiction.PERHAPS:
            return
        for person in case.suspects:
            yield from self._expired(case, person)
        for filing in filings(case)[-1:]:
            yield from self._idle(case, on, filing)

    def _expired(self, case: CaseFile, person: Suspect) -> Iterator[Outcome]:
        number = self.parameters.in_force("months_after_expiry", date.max)
        for taken in case.of_type(
            "suspect.bail_imposed", "suspect.residential_surveillance_imposed", suspect=person.ref
        ):
            until = taken.data.get("until_day")
            if _is_past(case, taken):
                yield Outcome(rule=E3, verdict=Verdict.CLEAR, root=taken.entry, suspect_ref=person.ref)
                continue
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

    def _idle(self, case: CaseFile, on: date, filing: Filing) -> Iterator[Outcome]:
        number = self.parameters.in_force("months_without_investigation", date.max)
        filed, days = filing.event, filing.days
        if days is None:
            missing = (Missing(Text("立案日期不明", "the day of filing is not known"), filed.type, case.police),)
            yield Outcome(rule=E5, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return
        due = months_of(days.last, number)
        steps = case.of_type(*INVESTIGATED, *OF_THE_CASE)
        clear = Outcome(rule=E5, verdict=Verdict.CLEAR, root=filed.entry)
        if steps:
            yield clear
        elif on <= due.day:
            yield replace(clear, look_again_on=due.day + ONE_DAY)
        else:
            text = Text(f"立案后至{due.day}未见侦查活动报送", f"no step of investigation was reported by {due.day}")
            yield replace(clear, notice=text)

    def _filing_review(self, case: CaseFile, on: date, whose: Jurisdiction) -> Iterator[Outcome]:
        received = case.first("case.received", "case.referred")
        if received is None:
            return
        start = taken_in(received)
        if start is None:
            yield not_taken_in(E6, received)
            return
        number = number_on(self.parameters, "filing_review_days", start.last)
        if number is None:
            return
        review = Review(
            rule=E6,
            received=received,
            start=start,
            number=number,
            by_ground={"upper_approval": 2},
            otherwise=1,
            doubts=() if whose is Jurisdiction.YES else (whose_it_is(case),),
        )
        yield reviewed(case, on, review)


def _is_past(case: CaseFile, taken: Event) -> bool:
    """Tell whether a measure no longer runs to its last day: lifted, followed by another, or its suspect disposed of."""
    order = case.of_type(*MEASURES, _LIFTED, suspect=taken.suspect_ref)
    since = order[order.index(taken) + 1 :]
    changed = any(one.type != _LIFTED or one.data.get("measure") in (None, MEASURES[taken.type]) for one in since)
    return changed or bool(disposed(case, taken.suspect_ref, taken))
