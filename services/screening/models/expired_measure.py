"""取保候审、监视居住到期未解除 (M04): a ceiling that nobody lifted, changed, or decided anew (CPL 79, 99)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.duties import Duty, answer
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

M04: Final = Rule(
    code="M04",
    title=Text("取保候审、监视居住到期未解除", "Bail or surveillance expired and was not lifted"),
    articles=("CPL 79", "CPL 99", "PSB 161"),
    severity="high",
    aliases=("AN09", "DUI-17"),
    suggested_instrument="investigation_supervision_notice",
)
_IMPOSED: Final = {
    "suspect.bail_imposed": ("bail_months", "取保候审"),
    "suspect.residential_surveillance_imposed": ("surveillance_months", "监视居住"),
}
# A stricter measure ends the older one without a lifting (PSB 162; RULE 154).
_ENDS: Final = ("suspect.measure_lifted", "suspect.detained", "suspect.arrested", "suspect.judged", *_IMPOSED)
_CLOSES: Final = ("case.withdrawn", "suspect.investigation_terminated", "suspect.not_prosecuted")
_PASSED_ON: Final = ("case.sent_for_prosecution", "case.proceeding_opened", "suspect.prosecuted")


class ExpiredMeasure(SupervisionModel):
    """Bail and residential surveillance beyond their ceiling at the stage of investigation."""

    slug = "expired_measure"
    version = "1"
    title = Text("取保候审、监视居住到期未解除监督模型", "Expired bail and surveillance")
    rules = (M04,)
    watches = frozenset(_IMPOSED)
    parameters_of = "expired_measure"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each measure that the police imposed while they investigated."""
        for taken in case.of_type(*_IMPOSED):
            stage = taken.payload.get("stage") or Stage.INVESTIGATION.value
            if stage == Stage.INVESTIGATION.value:
                yield self._of(case, on, taken)

    def _of(self, case: CaseFile, on: date, taken: Event) -> Outcome:
        ref = taken.suspect_ref
        if taken.days is None:
            gap = Missing(Text("起始日不明", "the day from which it runs is not known"), taken.type, taken.entry.source)
            return Outcome(rule=M04, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=ref, missing=(gap,))
        name, chinese = _IMPOSED[taken.type]
        number = self.parameters.in_force(name, taken.days.last)
        first, last = (
            months_after(day, number.value, law=number.law, rolls=False) for day in (taken.days.first, taken.days.last)
        )
        passed_on = [one for one in case.of_type(*_PASSED_ON) if _upto(one, last.day)]
        doubts = tuple(
            Missing(
                Text(
                    "案件已移送，检察机关是否重新办理强制措施未报送",
                    "sent on: whether the procuratorate decided anew is not stated",
                ),
                taken.type,
                _procuratorate(case),
            )
            for _ in passed_on[:1]
        )
        acts = [
            one
            for one in (*case.of_type(*_ENDS, *_CLOSES, suspect=ref), *case.of_type("case.withdrawn"))
            if one is not taken and (one.days is None or one.days.last >= taken.days.first)
        ]
        duty = Duty(
            rule=M04,
            root=taken.entry,
            due=Days(first.day, last.day),
            since=taken.days.first,
            silent=tuple(dict.fromkeys((*_ENDS, *_CLOSES, *_PASSED_ON[:1]))),
            owed_by=case.police,
            finding=Text(
                f"{ref}于{taken.occurred}被{chinese}，至{last.day}届满未解除、未变更",
                f"{ref}: {taken.type} on {taken.occurred}; neither lifted nor changed by {last.day}",
            ),
            grounds=(
                Ground(Text(chinese, "the measure"), entry=taken.entry),
                *(by_law(number, step) for step in last.steps),
            ),
            suspect_ref=ref,
            acts=acts,
            doubts=doubts,
        )
        return answer(case, on, duty)


def _upto(one: Event, day: date) -> bool:
    return one.days is None or one.days.first <= day


def _procuratorate(case: CaseFile) -> str | None:
    opened = case.last("case.proceeding_opened")
    sent = case.last("case.sent_for_prosecution")
    return opened.entry.source if opened else (sent.data.get("procuratorate") if sent else None)
