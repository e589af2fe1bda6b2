"""以罚代刑 (M10): closed by an administrative penalty although what stands in the file is a crime."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.fact_keys import ESTABLISHED, HEROIN, METHAMPHETAMINE, OPIUM, VICTIM_IS_RELATIVE, established
from screening.models.notices import only_noticed
from screening.models.penalty_rules import M10_1, M10_2, M10_3, M10_4
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_REFUSED: Final = "case.filing_refused"
_PENALIZED: Final = "suspect.penalized"
_OPINION: Final = "evidence.forensic_opinion_issued"
_FILED: Final = ("case.filed", "case.refiled")
_GOES: Final = ("case.transferred_out", "case.merged")
_CRIME: Final = frozenset({"light_2", "light_1", "serious_2", "serious_1", "death"})
# What these say of a matter with a penalty is that it was no crime; every other reason is one of the person or the proof.
_NO_CRIME: Final = frozenset({"minor_not_crime", "no_criminal_fact"})
_TAKINGS: Final[Mapping[str, tuple[str, str]]] = {
    "theft": ("264", "盗窃"),
    "fraud": ("266", "诈骗"),
    "extortion": ("274", "敲诈勒索"),
    "snatching": ("267", "抢夺"),
}
_INJURY: Final = ("234", "故意伤害")
_DRUGS: Final = (HEROIN, METHAMPHETAMINE, OPIUM)


@dataclass(frozen=True)
class _Shown:
    """What shows that it was a crime, and from which event on; `doubts` keep that from being certain."""

    by: Sequence[Event]
    says: Text
    grounds: tuple[Ground, ...] = ()
    doubts: tuple[Missing, ...] = ()


class PenaltyForCrime(SupervisionModel):
    """Cases that were closed by a penalty and may have been crimes."""

    slug = "penalty_for_crime"
    version = "1"
    title = Text("以罚代刑监督模型", "Penalties in the place of a criminal case")
    rules = (M10_1, M10_2, M10_3, M10_4)
    watches = frozenset({_REFUSED, _PENALIZED})
    parameters_of = "penalty_for_crime"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers for each refusal to file that was handled as a matter of a penalty."""
        refusals = case.of_type(_REFUSED)
        penalties = [one for one in case.of_type(_PENALIZED) if one.data.get("same_facts") is True]
        if not refusals and not case.of_type(*_FILED):
            yield from (_not_refused(one) for one in penalties if _appraised(case, _CRIME))
        for one in refusals:
            if not _is_penalty(one, penalties):
                continue
            if _is_charged(one, _INJURY):
                yield from self._injury(case, on, one)
            taking = next((name for name, charge in _TAKINGS.items() if _is_charged(one, charge)), None)
            if taking is not None:
                yield from self._taking(case, on, one, taking)
            yield from self._drugs(case, on, one)

    def _injury(self, case: CaseFile, on: date, refused: Event) -> Iterator[Outcome]:
        opinions = _appraised(case)
        if not opinions:
            yield from self._not_appraised(case, on, refused)
            return
        grades = {word(one.data["injury_grade"]) for one in opinions}
        if not grades & {*_CRIME, None}:
            yield Outcome(rule=M10_1, verdict=Verdict.CLEAR, root=refused.entry)
            return
        text = Text("伤情鉴定等级先后不一或者不是最终鉴定意见", "the grades differ, or no opinion is the final one")
        certain = _CRIME.issuperset(grades) and any(one.data.get("final") is True for one in opinions)
        doubts = () if certain else (Missing(text, _OPINION, case.police),)
        says = Text("伤情鉴定为轻伤以上", "the injury was appraised as light or worse")
        yield from self._answered(case, on, M10_1, refused, _Shown(opinions, says, doubts=doubts))

    def _not_appraised(self, case: CaseFile, on: date, refused: Event) -> Iterator[Outcome]:
        says = Text(
            "故意伤害以行政处罚结案，未见伤情鉴定", "an injury was closed by a penalty, and no appraisal is told"
        )
        yield from map(only_noticed, self._answered(case, on, M10_4, refused, _Shown((), says)))

    def _taking(self, case: CaseFile, on: date, refused: Event, taking: str) -> Iterator[Outcome]:
        opinions = [one for one in case.of_type(_OPINION) if one.data.get("amount") is not None]
        amounts = [int(one.data["amount"]) for one in opinions]
        day = date.max if refused.days is None else refused.days.first
        number = number_on(self.parameters, taking, day)
        if not opinions or number is None:
            return
        lowest, highest = self._thresholds(number, taking, day)
        if max(amounts) < lowest:
            yield Outcome(rule=M10_2, verdict=Verdict.CLEAR, root=refused.entry)
            return
        doubts: tuple[Missing, ...] = ()
        if min(amounts) < highest:
            text = Text(
                f"本省数额较大标准未载入（全国幅度{lowest // 100}元至{highest // 100}元），是否达到不能确定",
                f"the province's own threshold, between {lowest // 100} and {highest // 100} yuan, is not at hand",
            )
            doubts = (Missing(text, _OPINION, case.police),)
        relatives = [one.data["value"].get("truth") for one in established(case, None, VICTIM_IS_RELATIVE)]
        if relatives and all(relatives):
            yield Outcome(rule=M10_2, verdict=Verdict.CLEAR, root=refused.entry)
            return
        if not relatives or any(relatives):
            text = Text("被害人是否近亲属、家庭成员未报送", "whether the victim is a relative is not stated")
            doubts = (*doubts, Missing(text, ESTABLISHED, case.police))
        says = Text(f"价格认定{min(amounts) // 100}元，达到数额较大", "the appraised amount is large in law")
        law = by_law(number, Text("数额较大的标准", "what amount is large"))
        yield from self._answered(case, on, M10_2, refused, _Shown(opinions, says, (law,), doubts))

    def _thresholds(self, number: Number, taking: str, day: date) -> tuple[int, int]:
        """Return below which amount it is surely not large, and from which on it surely is."""
        chosen = number_on(self.parameters, "local_thresholds", day)
        own = {} if chosen is None else dict(one.split("=") for one in chosen.value)
        lowest, highest = number.value
        return (int(own[taking]), int(own[taking])) if taking in own else (lowest, highest)

    def _drugs(self, case: CaseFile, on: date, refused: Event) -> Iterator[Outcome]:
        number = self.parameters.in_force("drug_grams", date.max)
        shown: list[Event] = []
        weighed = established(case, None, *_DRUGS)
        for one in weighed:
            grams, least = one.data["value"].get("quantity"), number.value[_DRUGS.index(one.data["key"])]
            if grams is not None and Decimal(grams) >= least:
                shown.append(one)
        if shown:
            says = Text("查获毒品达到非法持有毒品罪的数量", "the drugs weigh what makes possession a crime")
            law = by_law(number, Text("数量起点", "the least quantity"))
            again = [one for one in weighed if one.data["key"] in {each.data["key"] for each in shown}]
            text = Text("毒品数量先后认定不一", "the quantity was stated differently")
            doubts = () if len(again) == len(shown) else (Missing(text, ESTABLISHED, case.police),)
            yield from self._answered(case, on, M10_3, refused, _Shown(shown, says, (law,), doubts))
        elif weighed:
            yield Outcome(rule=M10_3, verdict=Verdict.CLEAR, root=refused.entry)

    def _answered(self, case: CaseFile, on: date, rule: Rule, refused: Event, shown: _Shown) -> Iterator[Outcome]:
        """Yield whether a case was filed after all, once the refusal and what shows the crime were both there."""
        outcome = Outcome(rule=rule, verdict=Verdict.CLEAR, root=refused.entry)
        reason = word(refused.data.get("reason"))
        if reason is not None and reason not in _NO_CRIME and reason not in {"other", "insufficient_evidence"}:
            # Of the person, of time, or of who may complain: no penalty stands in the place of anything.
            yield outcome
            return
        days = [one.days for one in (refused, *shown.by)]
        undated = [one for one in (refused, *shown.by) if one.days is None]
        text = Text("不予立案或者鉴定、认定的日期未报送", "when it was refused, or the crime shown, is not stated")
        if undated:
            missing = (Missing(text, undated[0].type, undated[0].entry.source),)
            yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)
            return
        known = [one for one in days if one is not None]
        start = Days(max(one.first for one in known), max(one.last for one in known))
        number = number_on(self.parameters, "days_to_file_instead", start.first)
        before = number_on(self.parameters, "days_looked_back", start.first)
        if number is None or before is None:
            return
        grace = timedelta(days=number.value)
        due = Days(start.first + grace, start.last + grace)
        duty = Duty(
            rule=rule,
            root=refused.entry,
            due=due,
            since=min(one.first for one in known) - timedelta(days=before.value),
            silent=(*_FILED, *_GOES, _OPINION, ESTABLISHED),
            owed_by=case.police,
            finding=Text(
                f"{shown.says.chinese}，于{refused.when}以行政处罚结案，至{due.last}未立案",
                f"{shown.says.english}; closed by a penalty on {refused.occurred}, not filed by {due.last}",
            ),
            grounds=_grounds(refused, shown),
            acts=case.of_type(*_FILED),
            enders=case.of_type(*_GOES),
            doubts=(*shown.doubts, *(() if reason in _NO_CRIME else (_reason(refused),))),
            late_needs_silence=True,
        )
        yield answer(case, on, duty)


def _grounds(refused: Event, shown: _Shown) -> tuple[Ground, ...]:
    return (
        Ground(Text("不予立案，转行政处罚", "refused, and handled as a penalty"), entry=refused.entry),
        *(Ground(shown.says, entry=one.entry) for one in shown.by),
        *shown.grounds,
    )


def _appraised(case: CaseFile, grades: Collection[str] | None = None) -> list[Event]:
    """Return the opinions on an injury; with `grades`, those of one of them."""
    found = [one for one in case.of_type(_OPINION) if one.data.get("injury_grade") is not None]
    return found if grades is None else [one for one in found if word(one.data["injury_grade"]) in grades]


def _is_penalty(refused: Event, penalties: Sequence[Event]) -> bool:
    handled = refused.data.get("handled_as")
    return word(handled) == "administrative_penalty" or (handled is None and bool(penalties))


def _not_refused(penalized: Event) -> Outcome:
    """Return the answer where a penalty was given for an injury that may be a crime, and no decision on filing is told."""
    text = Text(
        "同一事实已作行政处罚，是否决定不予立案及其原因、罪名未报送",
        "a penalty was given for the same facts: whether filing was refused, why, and of which charge is not stated",
    )
    return Outcome(
        rule=M10_1,
        verdict=Verdict.UNDETERMINED,
        root=penalized.entry,
        suspect_ref=penalized.suspect_ref,
        missing=(Missing(text, _REFUSED, penalized.entry.source),),
    )


def _is_charged(refused: Event, charge: tuple[str, str]) -> bool:
    """Tell whether every charge that the refusal names is this one."""
    article, name = charge
    charges: Sequence[Mapping[str, Any]] = refused.data.get("charges") or ()
    return bool(charges) and all(
        one.get("cl_article") == article or str(one.get("name", "")).removesuffix("罪") == name for one in charges
    )


def _reason(refused: Event) -> Missing:
    text = Text(
        "不立案原因未报送或者不足以判断是否因不构成犯罪",
        "why it was not filed is not stated, or does not say that it was held to be no crime",
    )
    return Missing(text, refused.type, refused.entry.source)
