"""醉驾血样送检: from the drawing to the laboratory, each submission with the sample that it is of (DUI23 8; DUI-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_calendar import LastDay, last_day
from screening.models.drunk_driving_faults import unknown
from screening.models.drunk_driving_rules import evidence_rule
from screening.models.duties import Duty, answer
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_07: Final = evidence_rule("DUI-07", "血样送检超期", "The sample was sent late", "DUI23 8", "RTSV20 36")
_SUBMITTED: Final = "evidence.blood_submitted"


def submissions(case: CaseFile, drawn: Event) -> tuple[list[Event], list[Event]]:
    """Return the submissions that surely, and those that only possibly, are of this sample.

    A seal that both name settles it; without one it is of the only sample that it can be of.
    """
    certain: list[Event] = []
    possible: list[Event] = []
    draws = case.of_type("evidence.blood_drawn")
    for one in case.of_type(_SUBMITTED):
        if _can_be_of(one, drawn):
            others = [other for other in draws if other is not drawn and _can_be_of(one, other)]
            sealed = seals(one) & seals(drawn)
            (certain if sealed or not others else possible).append(one)
    return certain, possible


def _can_be_of(submitted: Event, drawn: Event) -> bool:
    if None not in (submitted.suspect_ref, drawn.suspect_ref) and submitted.suspect_ref != drawn.suspect_ref:
        return False
    if seals(submitted) and seals(drawn) and not seals(submitted) & seals(drawn):
        return False
    return submitted.days is None or drawn.days is None or submitted.days.last >= drawn.days.first


def seals(one: Event) -> set[str]:
    """Return the seals that a sample or a submission bears."""
    return set(one.data.get("seal_numbers") or ())


@dataclass(frozen=True, slots=True)
class Delivery:
    """Reads DUI-07 by its dated numbers."""

    parameters: Parameters

    def screen(self, case: CaseFile, on: date, drawn: Event) -> Iterator[Outcome]:
        """Yield what the rule answers about one sample; nothing where no rule was in force when it was drawn."""
        if drawn.days is None:
            yield unknown(DUI_07, drawn, Text("提取血样日期不明", "the day on which it was drawn is not known"))
            return
        number = number_on(self.parameters, "delivery_days", drawn.days.last)
        if number is None:
            return
        earlier = number_on(self.parameters, "delivery_days", drawn.days.first)
        if earlier is None:
            yield unknown(DUI_07, drawn, driving.not_known_which_law(drawn).what)
            return
        due = _due(drawn.days, earlier, number)
        certain, possible = submissions(case, drawn)
        outcome = answer(case, on, _duty(case, drawn, number, due, certain))
        yield driving.doubted(outcome, [*_may_be_of_it(possible), *_was_there(case, drawn, due.latest)])


def _due(days: Days, earlier: Number, later: Number) -> LastDay:
    # A month in which the law changed: the earliest and the latest last day of both.
    first, last = (
        last_day(Days(day, day), number.value["days"], working=number.value["working"], law=number.law)
        for day, number in ((days.first, earlier), (days.last, later))
    )
    counted = Days(min(first.days.first, last.days.first), max(first.days.last, last.days.last))
    return LastDay(counted, max(first.latest, last.latest), last.counted)


def _duty(case: CaseFile, drawn: Event, number: Number, due: LastDay, sent: list[Event]) -> Duty:
    value: Any = number.value
    unit = "个工作日" if value["working"] else "日"
    last = due.days.last
    return Duty(
        rule=DUI_07,
        root=drawn.entry,
        due=due.days,
        latest=due.latest,
        since=drawn.days.first if drawn.days else last,
        # An opinion would show that it was sent, so it is asked for as well.
        silent=(_SUBMITTED, "evidence.forensic_opinion_issued"),
        owed_by=case.police,
        finding=Text(
            f"血样于{drawn.when}提取，未在{value['days']}{unit}内（至{last}）送检",
            f"drawn on {drawn.occurred}; not sent within {value['days']} days, by {last}",
        ),
        grounds=(
            Ground(Text("起算的行为", "what it runs from"), entry=drawn.entry),
            *(by_law(number, one) for one in due.counted.steps),
        ),
        suspect_ref=drawn.suspect_ref,
        acts=sent,
        # What was sent late may have been sent before: the second tube goes to a re-test.
        late_needs_silence=True,
    )


def _may_be_of_it(possible: list[Event]) -> Iterator[Missing]:
    for one in possible:
        text = Text("送检的是哪一份血样不能确定", "which sample this submission is of is not known")
        yield Missing(text, one.type, one.entry.source)


def _was_there(case: CaseFile, drawn: Event, last: date) -> Iterator[Missing]:
    """Yield what an opinion shows: a sample that was analysed was sent, whether or not anybody said when."""
    for one in driving.opinions(case, drawn.suspect_ref):
        there = days_of(one.data.get("received_at")) or one.days
        if there is None or there.first <= last:
            text = Text(
                "已有鉴定意见，但送检日期未报送或者与之矛盾",
                "there is an opinion: when the sample was sent is not settled",
            )
            yield Missing(text, _SUBMITTED, case.police)
            return
