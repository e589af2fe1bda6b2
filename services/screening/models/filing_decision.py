"""应立不立、逾期不作决定、重复报案 (M09): what became of a report that was taken in, outside economic crime (E6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import ONE_DAY, latest_of
from screening.models.economic_charges import Jurisdiction, is_stated, jurisdiction, whose_it_is
from screening.models.filing_decision_rules import M09_1, M09_2, M09_3, M09_4, M09_5
from screening.models.filing_review import DECIDED, Review, not_taken_in, reviewed, taken_in
from screening.models.hours import Done, HourDuty, answer_by_the_hour, instants_of
from screening.models.words import word
from screening.related import REPORTER
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import Due, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_RECEIVED: Final = "case.received"
_REFERRED: Final = "case.referred"
_REFUSED: Final = "case.filing_refused"
_FILED: Final = ("case.filed", "case.refiled")
# What can say whose case it is: had one of these been said, it might be economic crime, with other periods.
_SAYING: Final = ("case.notified", "suspect.identified", "suspect.charges_changed")


class FilingDecision(SupervisionModel):
    """Decisions on filing that are overdue, and refusals that reach nobody."""

    slug = "filing_decision"
    version = "1"
    title = Text("应立不立、逾期不作立案决定监督模型", "Decisions on filing")
    rules = (M09_1, M09_2, M09_3, M09_4, M09_5)
    watches = frozenset({_RECEIVED, _REFERRED, _REFUSED})
    # Whose case it is, is told by the list of economic charges, which stands beside the periods of that department.
    parameters_of = "stalled_economic_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield the review of the first intake, and what concerns each referral, each refusal, and a second report."""
        if jurisdiction(case, self.parameters, on) is Jurisdiction.NO:
            yield from self._review(case, on)
        for one in case.of_type(_REFERRED):
            yield from self._incomplete(case, on, one)
        for one in case.of_type(_REFUSED):
            yield from self._notice(case, on, one)
        for one in case.of_type(_RECEIVED)[:1]:
            yield from _reported_again(case, one)

    def _review(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        received = case.first(_REFERRED) or case.first(_RECEIVED)
        if received is None:
            return
        referred = received.type == _REFERRED or word(received.data.get("source")) == "referral"
        rule = M09_2 if referred else M09_1
        start = taken_in(received)
        if start is None:
            yield not_taken_in(rule, received)
            return
        number = number_on(
            self.parameters, "referral_review_days" if referred else "ordinary_filing_review_days", start.first
        )
        if number is None:
            yield _without_number(rule, received)
            return
        review = Review(
            rule=rule,
            received=received,
            start=start,
            number=number,
            by_ground={} if referred else {"leads_to_check": 1, "grave_or_complex": 2, "upper_approval": 2},
            doubts=(*([] if is_stated(case.picture) else [whose_it_is(case)]), *_incomplete_until(received)),
            decided=(*DECIDED, "case.merged"),
            silent_too=_SAYING if received.type == _REFERRED else (*_SAYING, _REFERRED),
        )
        yield reviewed(case, on, review)

    def _incomplete(self, case: CaseFile, on: date, referred: Event) -> Iterator[Outcome]:
        complete, start = referred.data.get("materials_complete"), instants_of(referred.data.get("received_at"))
        clear = Outcome(rule=M09_3, verdict=Verdict.CLEAR, root=referred.entry)
        told = referred.data.get("incomplete_notice_at")
        if complete and told is None:
            yield clear
            return
        if start is None or told is None:
            text = Text(
                "移送材料是否齐全、何时接受、材料不全何时告知未报送",
                "whether the materials were complete, when they came, and when the agency was told is not stated",
            )
            missing = (Missing(text, referred.type, referred.entry.source),)
            yield replace(clear, verdict=Verdict.UNDETERMINED, missing=missing)
            return
        number = number_on(self.parameters, "incomplete_referral_hours", start.first.date())
        if number is None:
            return
        duty = HourDuty(
            rule=M09_3,
            root=referred.entry,
            suspect_ref=None,
            start=start,
            number=number,
            silent=(),
            owed_by=referred.entry.source,
            what=Text(
                "接受移送后未在二十四小时内告知材料不全", "not told within a day that the materials are incomplete"
            ),
            acts=(Done(referred, instants_of(told), of_this=True),),
        )
        yield answer_by_the_hour(case, on, duty)

    def _notice(self, case: CaseFile, on: date, refused: Event) -> Iterator[Outcome]:
        complained = _complained(case, refused)
        if complained is False:
            return
        outcome = Outcome(rule=M09_4, verdict=Verdict.CLEAR, root=refused.entry)
        served = days_of(refused.data.get("served_at"))
        number = None if refused.days is None else number_on(self.parameters, "refusal_notice_days", refused.days.first)
        if refused.days is None or number is None:
            gap = Text(
                "不予立案决定日期不明或者当时规定未载入", "the day of refusal, or the law of that day, is not known"
            )
            yield _undetermined(outcome, refused, gap)
            return
        first, last = (
            days_after(day, number.value, law=number.law, rolls=True) for day in (refused.days.first, refused.days.last)
        )
        over = max(last.day, latest_of(last))
        if served is not None and served.last <= first.day:
            yield replace(outcome, cured_by=refused.entry)
        elif on <= over and served is None:
            yield replace(outcome, look_again_on=over + ONE_DAY)
        elif served is None or complained is None or served.first <= over:
            text = Text(
                "是否有控告人、不予立案通知书何时送达未报送或者未精确到日",
                "whether somebody had complained, or when he was served, is not stated to the day",
            )
            yield _undetermined(outcome, refused, text)
        else:
            yield _served_late(refused, served, last, by_law(number, last.steps[0]))


def _served_late(refused: Event, served: Days, last: Due, law: Ground) -> Outcome:
    return Outcome(
        rule=M09_4,
        verdict=Verdict.FOUND,
        root=refused.entry,
        finding=Text(
            f"于{refused.when}决定不予立案，通知书至{last.day}未送达控告人",
            f"refused on {refused.occurred}; the complainant was not served by {last.day}",
        ),
        grounds=(
            Ground(Text("不予立案决定及送达时间", "the refusal, and when it was served"), entry=refused.entry),
            law,
        ),
        violated_from=(last.day + ONE_DAY).isoformat(),
        ended_on=served.last,
        remedied=True,
    )


def _undetermined(outcome: Outcome, event: Event, what: Text) -> Outcome:
    missing = (Missing(what, event.type, event.entry.source),)
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)


def _without_number(rule: Rule, received: Event) -> Outcome:
    text = Text(
        "受案时的规定只要求迅速审查，没有规定天数，是否超期不能按天数认定",
        "the law of that day said only without delay: whether it was late cannot be told in days",
    )
    outcome = Outcome(rule=rule, verdict=Verdict.CLEAR, root=received.entry)
    return _undetermined(outcome, received, text)


def _incomplete_until(referred: Event) -> tuple[Missing, ...]:
    """Return what is missing where a referral had to be completed: from when on it is reviewed nobody then says."""
    if referred.data.get("materials_complete") is not False:
        return ()
    text = Text("移送材料不全，审查期限自何时起算未报送", "the materials were incomplete: when the review began")
    return (Missing(text, referred.type, referred.entry.source),)


def _complained(case: CaseFile, refused: Event) -> bool | None:
    """Tell whether there is a complainant (控告人), whom PSB 178 wants to be served; None where nobody says."""
    kind = word(refused.data.get("complainant_kind"))
    if kind is not None:
        return kind != "agency"
    sources = {word(one.data.get("source")) for one in case.of_type(_RECEIVED)}
    if "complaint" in sources or None in sources or not sources or refused.data.get("complainant_ref"):
        return True if "complaint" in sources else None
    return False


def _reported_again(case: CaseFile, received: Event) -> Iterator[Outcome]:
    """Yield a notice where one agency took in the same reporter's matter twice; true duplicates may be refused (PSB 175).

    Domain 6 compares reporter, counterparty and amount. The wire states no counterparty of a receipt, so two matters
    of one reporter that are about the same amount cannot be told apart: that is why it only informs.
    """
    reporter, amount = received.data.get("reporter_ref"), received.data.get("amount")
    if reporter is None:
        return
    outcome = Outcome(rule=M09_5, verdict=Verdict.CLEAR, root=received.entry)
    if amount is None:
        text = Text(
            "涉案金额未报送，是否重复报案不能核对", "without an amount it cannot be compared with other reports"
        )
        yield _undetermined(outcome, received, text)
        return
    same = [one for one in case.related if one.kind == REPORTER]
    again = {one.case_number or "" for one in same if one.event.type == _RECEIVED}
    filed = bool(case.of_type(*_FILED)) or any(one.event.type in _FILED for one in same)
    if again and not filed:
        numbers = "、".join(sorted(again))
        text = Text(
            f"同一报案人就相同金额在本机关另有报案（{numbers}），均未见立案",
            f"the same reporter reported the same amount before or after ({numbers}); none was filed",
        )
        outcome = replace(outcome, notice=text)
    yield outcome
