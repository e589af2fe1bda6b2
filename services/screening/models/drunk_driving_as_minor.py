"""有从重情形却按显著轻微处理: closed as obviously minor although aggravated (DUI23 4, 10, 12; DUI-03)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_charges import another_charge_in_doubt, is_only_drunk_driving
from screening.models.drunk_driving_rules import driving_rule
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_03: Final = driving_rule(
    "DUI-03", "有从重情形却按显著轻微处理", "Aggravated, and treated as minor", "DUI23 10", "DUI23 12"
)
_OPINION: Final = "evidence.forensic_opinion_issued"
_NO_OPINION: Final = Text(
    "未见血液酒精含量鉴定意见，呼气结果能否作为依据不明",
    "there is no opinion on his blood, and whether his breath may stand for it is not known",
)


@dataclass(frozen=True, slots=True)
class TreatedAsMinor:
    """Reads DUI-03 by its dated numbers."""

    parameters: Parameters

    def screen(self, case: CaseFile, person: str | None, days: Days, drunk: Number) -> Iterator[Outcome]:
        """Yield what the rule answers about each decision to close; nothing for one who was not drunk."""
        applies = driving.applies(self.parameters, "minor_below_mg_per_100ml", days)
        reached = _was_drunk(case, person, drunk)
        if applies is False or reached is False:
            return
        for closed in case.of_type("case.filing_refused", "case.withdrawn"):
            stated = closed.data.get("reason") or closed.data.get("ground")
            reason, only = driving.stated_code(stated), is_only_drunk_driving(case, person, closed.days)
            if reason not in (None, "minor_not_crime") or only is False:
                continue
            doubts: tuple[Missing, ...] = () if reached else (_value_in_doubt(case, person),)
            doubts += () if applies else (driving.not_known_which_law(closed),)
            doubts += () if reason else (_reason_in_doubt(closed),)
            doubts += () if only else (another_charge_in_doubt(case),)
            yield _answer(case, person, closed, doubts)


def _was_drunk(case: CaseFile, person: str | None, drunk: Number) -> bool | None:
    """Tell whether he was drunk: by his blood, else by his breath where that stands for it (DUI23 4).

    None where it is not known, also where he was judged by his breath alone; False where nothing was measured.
    """
    given = driving.opinions(case, person)
    if driving.has_substitute_proof(case, person, drunk):
        return True
    if given:
        below = driving.is_below(given, drunk)
        return None if below is None else not below
    return None if driving.breath_reached(case, person, drunk) is not False else False


def _answer(case: CaseFile, person: str | None, closed: Event, doubts: tuple[Missing, ...]) -> Outcome:
    outcome = Outcome(rule=DUI_03, verdict=Verdict.CLEAR, root=closed.entry, suspect_ref=person)
    if driving.aggravated(case, person):
        doubts += driving.not_settled(case, person, closed.days, *driving.TURNS_IT_ROUND)
        return driving.doubted(_aggravated(case, person, closed), doubts)
    open_ = driving.unstated(case, person, driving.AGGRAVATING)
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=(*open_, *doubts)) if open_ else outcome


def _aggravated(case: CaseFile, person: str | None, closed: Event) -> Outcome:
    named = driving.aggravated(case, person)
    again = case.last("case.filed", "case.refiled")
    ended = again.days.last if again is not None and again.days is not None and _after(again, closed) else None
    value = _value(case, person)
    return Outcome(
        rule=DUI_03,
        verdict=Verdict.FOUND,
        root=closed.entry,
        suspect_ref=person,
        finding=Text(
            f"{value.chinese}且有从重处理情形（{'、'.join(named)}），却按情节显著轻微处理",
            f"{value.english} and aggravated ({', '.join(named)}), but treated as obviously minor",
        ),
        grounds=(Ground(Text("按情节显著轻微处理的决定", "the decision"), entry=closed.entry),),
        violated_from=closed.occurred,
        ended_on=ended,
        remedied=ended is not None,
    )


def _value(case: CaseFile, person: str | None) -> Text:
    given = driving.opinions(case, person)
    if given:
        value = given[-1].data.get("blood_alcohol_mg_per_100ml")
        return Text(f"血液酒精含量{value}毫克/100毫升", f"{value} mg/100 ml")
    return Text(
        "呼气酒精含量达到醉酒标准，因抽血前脱逃或者顶替可以作为认定依据",
        "his breath reached the bound, and stands for the blood of one who fled or was substituted,",
    )


def _value_in_doubt(case: CaseFile, person: str | None) -> Missing:
    given = driving.opinions(case, person)
    return driving.value_in_doubt(given) if given else Missing(_NO_OPINION, _OPINION, case.police)


def _reason_in_doubt(closed: Event) -> Missing:
    return Missing(Text("处理理由未报送", "why it was decided is not stated"), closed.type, closed.entry.source)


def _after(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.first >= other.days.last
