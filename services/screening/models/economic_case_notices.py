"""经济犯罪案件提示: what draws attention to an economic-crime case and is never found, and its overdue filing (shadow)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, days_of
from screening.coverage import Missing
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.economic_case_course import MEASURES, OF_THE_CASE
from screening.models.economic_charges import Jurisdiction, jurisdiction, whose_it_is
from screening.models.economic_rules import E3, E5, E6
from screening.models.filings import Filing, filings
from screening.models.stalled_economic_case import months_of
from screening.parameters import Number
from screening.rulebook import Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import Due, days_after, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

INVESTIGATED: Final = ("suspect.interrogated", "suspect.summoned", "property.restrained", *MEASURES)
_EXTENDED: Final = "case.filing_review_extended"
_DECIDED: Final = ("case.filed", "case.filing_refused", "case.transferred_out")


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
        # A referral (行政执法机关移送) is taken in when the police receive it, not when the agency sends it.
        start = days_of(received.data.get("received_at")) if received.type == "case.referred" else received.days
        if start is None:
            text = Text("公安机关接受案件的时间未报送", "when the police took the case in is not stated")
            gap = (Missing(text, received.type, received.entry.source),)
            yield Outcome(rule=E6, verdict=Verdict.UNDETERMINED, root=received.entry, missing=gap)
            return
        number = self.parameters.in_force("filing_review_days", start.last)
        first, _, _ = self._limit(case, start.first, number, surely=True)
        last, latest, doubts = self._limit(case, start.last, number, surely=False)
        duty = Duty(
            rule=E6,
            root=received.entry,
            due=Days(first.day, last.day),
            latest=latest,
            since=start.first,
            silent=(*_DECIDED, _EXTENDED),
            owed_by=case.police,
            finding=Text(
                f"于{received.when}接受案件，至{last.day}未作出立案或者不立案决定",
                f"received on {received.occurred}; no decision on filing by {last.day}",
            ),
            grounds=tuple(by_law(number, step) for step in last.steps),
            acts=case.of_type(*_DECIDED),
            doubts=(*doubts, *([] if whose is Jurisdiction.YES else [whose_it_is(case)])),
            late_needs_silence=True,
        )
        yield answer(case, on, duty)

    def _limit(
        self, case: CaseFile, start: date, number: Number, *, surely: bool
    ) -> tuple[Due, date, tuple[Missing, ...]]:
        """Return the last day to decide, and the latest that it can be; an extension counts only if it came in time."""
        ordinary, county, upper = number.value
        longest = _days_after(start, ordinary, number)
        doubts: tuple[Missing, ...] = ()
        for one in case.of_type(_EXTENDED):
            given = None if one.days is None else one.days.last if surely else one.days.first
            if (given is None and surely) or (given is not None and given > longest.day):
                continue
            ground, stated = one.data.get("ground"), one.data.get("new_limit")
            if stated is None and not isinstance(ground, str):
                text = Text(
                    "延长理由未报送，延长后的期限不明", "the ground, and so the length, of the extension is not stated"
                )
                doubts = (Missing(text, _EXTENDED, one.entry.source),)
                continue
            days = (
                (date.fromisoformat(stated) - start).days if stated else upper if ground == "upper_approval" else county
            )
            longest = max(longest, _days_after(start, days, number), key=lambda due: due.day)
        return longest, latest_of(longest), doubts


def _days_after(start: date, days: int, number: Number) -> Due:
    return days_after(start, days, law=number.law, rolls=True)
