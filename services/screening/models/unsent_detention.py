"""刑拘未移诉 (M07): detained, and long after neither sent, withdrawn nor terminated; "2 years" is ours, never found."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.disposals import DISPOSED_BY_POLICE, DISPOSED_BY_PROCURATORATE, disposed, elsewhere
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import procuratorate_of
from screening.models.notices import only_noticed
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M07: Final = Rule(
    code="M07",
    title=Text("刑事拘留后长期未移送审查起诉（提示）", "Notice: detained, and long not sent for prosecution"),
    articles=("CPL 163", "PSB 186", "RULE 567"),
    severity="low",
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "二年为提示期限，仅经济犯罪案件另有法定期限（E1、E2）；措施到期未解除见M04",
        "two years are our own; only economic cases have a time by law (E1, E2); for expired measures see M04",
    ),
)
_DETAINED: Final = "suspect.detained"
_PENALIZED: Final = "suspect.penalized"


class UnsentDetention(SupervisionModel):
    """People who were detained and of whose case nothing more is told."""

    slug = "unsent_detention"
    version = "1"
    title = Text("刑拘未移诉提示模型", "Detained and never sent")
    rules = (M07,)
    watches = frozenset({_DETAINED})
    parameters_of = "unsent_detention"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one notice for each suspect, by his first detention in the case."""
        for person in case.suspects:
            detained = case.first(_DETAINED, suspect=person.ref)
            if detained is not None:
                yield self._of(case, on, detained)

    def _of(self, case: CaseFile, on: date, detained: Event) -> Outcome:
        ref, days = detained.suspect_ref, detained.days
        if days is None:
            text = Text("拘留日期不明", "the day of the detention is not known")
            gap = (Missing(text, _DETAINED, detained.entry.source),)
            return Outcome(rule=M07, verdict=Verdict.UNDETERMINED, root=detained.entry, suspect_ref=ref, missing=gap)
        number = self.parameters.in_force("months_until_notice", date.max)
        due = months_after(days.last, number.value, law=number.law, rolls=False)
        # 刑拘下行: what was dealt with by an administrative penalty alone is what a prosecutor looks for first.
        penalized = bool(case.of_type(_PENALIZED, suspect=ref))
        how = ("，仅见行政处罚", ", only a penalty is told") if penalized else ("", "")
        duty = Duty(
            rule=M07,
            root=detained.entry,
            due=Days(due.day, due.day),
            since=days.first,
            silent=DISPOSED_BY_POLICE,
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), DISPOSED_BY_PROCURATORATE),),
            finding=Text(
                f"{ref}于{detained.when}被刑事拘留，至{due.day}未移送审查起诉、撤销案件或者终止侦查{how[0]}",
                f"{ref} was detained on {detained.occurred}; by {due.day} neither sent, withdrawn nor terminated{how[1]}",
            ),
            grounds=(Ground(Text("刑事拘留", "the detention"), entry=detained.entry), by_law(number, due.steps[0])),
            suspect_ref=ref,
            acts=disposed(case, ref, detained),
            doubts=elsewhere(case, ref),
        )
        return only_noticed(answer(case, on, duty))
