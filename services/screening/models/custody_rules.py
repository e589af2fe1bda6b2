"""What the rules on custody beyond its time (超期羁押) have in common: the two rules, and what keeps them open; pure."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.duties import ONE_DAY, Duty
from screening.parameters import NotInForce, Number, Parameters
from screening.rulebook import Outcome, Rule, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M05: Final = Rule(
    code="M05",
    title=Text("超期羁押", "Held beyond the time of custody"),
    articles=("CPL 91", "CPL 98", "CPL 99", "RULE 618"),
    severity="urgent",
    aliases=("AN04",),
    suggested_instrument="correction_notice",
)
M05_2: Final = Rule(
    code="M05-2",
    title=Text("审查逮捕、审查起诉期限届满仍羁押", "Held beyond the time that the procuratorate has to decide"),
    articles=("CPL 91", "CPL 98", "CPL 172", "RULE 282", "RULE 351"),
    severity="urgent",
    suggested_instrument="release_or_change_suggestion",
    addressed_to="procuratorate",
)


def when_unknown(rule: Rule, taken: Event) -> Outcome:
    """Return that nothing can be counted, as nobody says on which day it began."""
    text = Text("起算日期不明", "the day from which it runs is not known")
    gap = Missing(text, taken.type, taken.entry.source)
    return Outcome(
        rule=rule, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=taken.suspect_ref, missing=(gap,)
    )


def in_force(parameters: Parameters, name: str, days: Days) -> Number | None:
    """Return the number in force when a custody began; None before the oldest law that is recorded here."""
    try:
        return parameters.in_force(name, days.last)
    except NotInForce:
        return None


def in_doubt(outcome: Outcome, duty: Duty, why: tuple[Missing, ...], on: date) -> Outcome:
    """Return the answer; while only what may prolong the time keeps it open, that is what is missing."""
    due = duty.due
    if outcome.verdict is not Verdict.UNDETERMINED or not why or due.is_one_day or duty.doubts:
        return outcome
    between = any(
        one.days is not None and due.first < one.days.first and one.days.last <= due.last
        for one in (*duty.acts, *duty.enders)
    )
    if on <= due.last or between:
        return replace(outcome, missing=why, look_again_on=due.last + ONE_DAY if on <= due.last else None)
    return outcome


def not_sent_before(case: CaseFile, taken: Event) -> tuple[Missing, ...]:
    """Return why it is not known that a case was still under investigation when somebody was arrested in it."""
    filed = case.first("case.filed")
    if filed is None or filed.days is None or taken.days is None:
        text = Text(
            "立案日期未报送，逮捕时所处诉讼阶段不明", "no filing is dated: at which stage he was arrested is open"
        )
        return (Missing(text, "case.filed", case.police),)
    since = min(filed.days.first, taken.days.first)
    return case.silence(("case.sent_for_prosecution",), owed_by=case.police, since=since, until=taken.days.last)


def days_later(days: Days, number: int) -> Days:
    """Return the days that lie a number of days after others."""
    return Days(days.first + timedelta(days=number), days.last + timedelta(days=number))
