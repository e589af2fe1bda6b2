"""醉驾应当提取血样: when a breath test asks for blood (RTSV20 35; DUI-04)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.drunk_driving_rules import driving_rule
from screening.models.duties import Duty, answer
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

# What shows that blood was drawn, though nobody says when.
_SHOW_IT: Final = (
    "evidence.blood_submitted",
    "evidence.forensic_opinion_issued",
    "evidence.forensic_opinion_notified",
)

DUI_04: Final = driving_rule("DUI-04", "应当提取血样而未提取", "Blood had to be drawn, and was not", "RTSV20 35")


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Reads DUI-04 by its dated numbers."""

    parameters: Parameters

    def screen(self, case: CaseFile, on: date, breath: Event) -> Iterator[Outcome]:
        """Yield what the rule answers about one breath test; nothing before there was a rule."""
        person = breath.suspect_ref
        days = breath.days or driving.day_of_driving(case, person)
        first = None if days is None else number_on(self.parameters, "drunk_mg_per_100ml", days.first)
        if days is not None and first is None:
            return
        asked = _asks_for_blood(case, breath, None if days is None else days.first, self.parameters)
        escaped = driving.escaped(case, person)
        drawn = driving.about(case, person, "evidence.blood_drawn")
        clear = Outcome(rule=DUI_04, verdict=Verdict.CLEAR, root=breath.entry, suspect_ref=person)
        if asked is False or escaped or (breath.days is None and drawn):
            yield clear
            return
        doubts = () if escaped is False else driving.not_settled_whether_he_escaped(case, person)
        doubts += () if asked else (_not_stated(breath),)
        doubts += () if drawn else _was_drawn(case, person)
        if breath.days is None:
            text = Text("呼气检测日期不明", "the day of the breath test is not known")
            doubts += (Missing(text, breath.type, breath.entry.source),)
            yield Outcome(
                rule=DUI_04, verdict=Verdict.UNDETERMINED, root=breath.entry, suspect_ref=person, missing=doubts
            )
            return
        yield answer(case, on, self._duty(case, breath, breath.days, doubts))

    def _duty(self, case: CaseFile, breath: Event, days: Days, doubts: tuple[Missing, ...]) -> Duty:
        number = self.parameters.in_force("draw_days", days.last)
        # A number of ours, no period of the law: it moves over no holiday, for blood is drawn on every night.
        first, last = (days_after(day, number.value, law=number.law, rolls=False) for day in (days.first, days.last))
        return Duty(
            rule=DUI_04,
            root=breath.entry,
            due=Days(first.day, last.day),
            since=days.first,
            silent=("evidence.blood_drawn", *_SHOW_IT),
            owed_by=case.police,
            finding=Text(
                f"呼气检测后应当提取血样，至{last.day}未提取",
                f"blood had to be drawn after the breath test; not drawn by {last.day}",
            ),
            grounds=(
                Ground(Text("呼气检测", "the breath test"), entry=breath.entry),
                *(by_law(number, step) for step in last.steps),
            ),
            suspect_ref=breath.suspect_ref,
            acts=driving.about(case, breath.suspect_ref, "evidence.blood_drawn"),
            late_needs_silence=True,
            doubts=doubts,
        )


def _asks_for_blood(case: CaseFile, breath: Event, day: date | None, parameters: Parameters) -> bool | None:
    """Tell whether blood had to be drawn: 80 or more, refused, objected to, or an accident of one who had drunk."""
    said = breath.data.get("alcohol_mg_per_100ml")
    value = None if said is None else Decimal(said)
    bound, drinking = (
        parameters.values(name)[-1] if day is None else parameters.in_force(name, day)
        for name in ("drunk_mg_per_100ml", "drinking_mg_per_100ml")
    )
    drank = None if value is None else value >= Decimal(drinking.value)
    accident = driving.stated(case, breath.suspect_ref, "accident")
    after_accident = driving.all_of(drank, accident)
    # Who was tested did not refuse.
    refused = breath.data.get("refused", None if value is None else False)
    reached = None if value is None else value >= Decimal(bound.value)
    return driving.any_of(reached, breath.data.get("objected"), refused, after_accident)


def _was_drawn(case: CaseFile, person: str | None) -> tuple[Missing, ...]:
    text = Text(
        "已有送检或者鉴定意见，提取血样的日期未报送", "blood was sent or analysed: when it was drawn is not stated"
    )
    shown = [one for one in driving.about(case, person, *_SHOW_IT) if _is_of_blood(one)]
    return (Missing(text, "evidence.blood_drawn", case.police),) if shown else ()


def _is_of_blood(one: Event) -> bool:
    if one.type == "evidence.forensic_opinion_issued":
        return driving.is_on_alcohol(one)
    return driving.stated_code(one.data.get("subject")) in (None, "blood_alcohol")


def _not_stated(breath: Event) -> Missing:
    text = Text(
        "呼气酒精含量、当场异议、拒绝检测或者事故情况未报送",
        "the breath alcohol, an objection, a refusal or an accident is not stated",
    )
    return Missing(text, breath.type, breath.entry.source)
