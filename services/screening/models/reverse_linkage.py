"""行刑反向衔接 (M11): no crime is left to prosecute, a penalty was asked for, and nobody tells what became of it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.instruments import REPLIED, instruments
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import may_follow
from screening.models.notices import only_noticed
from screening.related import PERSON
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_UNTIMED: Final = Text(
    "法律未规定通知处理结果的期限，提示期限为自定",
    "the law sets no time for the notice of the result; the time is our own",
)
M11_1: Final = Rule(
    code="M11-1",
    title=Text("检察意见后未见处理结果（提示）", "Notice: a penalty was asked for, and no result is told"),
    articles=("CPL 177", "RULE 373"),
    severity="low",
    aliases=("M11",),
    suggested_instrument="procuratorial_suggestion",
    instrument_note=_UNTIMED,
    addressed_to="administrative",
)
M11_2: Final = Rule(
    code="M11-2",
    title=Text("撤案后需要行政处理而未见处罚（提示）", "Notice: withdrawn, to be penalized, and no penalty is told"),
    articles=("PSB 187", "REF01 13"),
    severity="low",
    suggested_instrument="procuratorial_opinion",
    instrument_note=_UNTIMED,
)
_PENALIZED: Final = "suspect.penalized"
_NOT_PROSECUTED: Final = "suspect.not_prosecuted"


class ReverseLinkage(SupervisionModel):
    """People who are not prosecuted and are to be penalized by an administrative agency."""

    slug = "reverse_linkage"
    version = "1"
    title = Text("行刑反向衔接监督模型", "Penalties after non-prosecution and withdrawal")
    rules = (M11_1, M11_2)
    watches = frozenset({_NOT_PROSECUTED, "case.withdrawn"})
    parameters_of = "reverse_linkage"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M11-1 for each opinion to penalize and M11-2 for each withdrawal that asks for it; both inform."""
        for decided in case.of_type(_NOT_PROSECUTED):
            if decided.data.get("opinion_number") or decided.data.get("receiving_agency"):
                agency = decided.data.get("receiving_agency") or case.police
                yield self._told(case, on, M11_1, decided, agency)
        for withdrawn in case.of_type("case.withdrawn"):
            if withdrawn.data.get("administrative_handling_needed"):
                yield self._told(case, on, M11_2, withdrawn, case.police)

    def _told(self, case: CaseFile, on: date, rule: Rule, root: Event, agency: str | None) -> Outcome:
        ref, days = root.suspect_ref, root.days
        acts = _results(case, root)
        if days is None:
            verdict, cured = (Verdict.CLEAR, acts[0].entry) if acts else (Verdict.UNDETERMINED, None)
            text = Text("决定日期不明", "the day of the decision is not known")
            gap = () if acts else (Missing(text, root.type, root.entry.source),)
            return Outcome(rule=rule, verdict=verdict, root=root.entry, suspect_ref=ref, missing=gap, cured_by=cured)
        number = self.parameters.in_force("months_until_notice", date.max)
        due = months_after(days.last, number.value, law=number.law, rolls=False)
        who = "" if ref is None else f"{ref}"
        duty = Duty(
            rule=rule,
            root=root.entry,
            due=Days(due.day, due.day),
            since=days.first,
            silent=(_PENALIZED,),
            owed_by=agency,
            finding=Text(
                f"{who}于{root.when}不再追究刑事责任、需要行政处理，至{due.day}未见处理结果报送",
                f"{who} was to be penalized from {root.occurred}; no result is told by {due.day}",
            ),
            grounds=(Ground(Text("决定", "the decision"), entry=root.entry), by_law(number, due.steps[0])),
            suspect_ref=ref,
            acts=acts,
        )
        return only_noticed(answer(case, on, duty))


def _results(case: CaseFile, root: Event) -> list[Event]:
    """Return what tells what became of it: a penalty, in this case or another of the same person, or a reply."""
    ref = root.suspect_ref
    found = case.of_type(_PENALIZED, suspect=ref)
    found += [
        one.event
        for one in case.related
        if one.kind == PERSON and one.event.type == _PENALIZED and ref in (None, one.own_suspect_ref)
    ]
    opinions = [one for one in instruments(case) if one.kind == "procuratorial_opinion"]
    found += [each for one in opinions for each in one.of_type(REPLIED)]
    return [one for one in found if may_follow(one, root)]
