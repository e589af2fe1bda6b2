"""另案处理未跟踪 (M08): split off, and nobody tells what became of him in the other case; it informs, never found."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, Related
from screening.coverage import Missing
from screening.models.disposals import CLOSED, DISPOSED_BY_PROCURATORATE, SENT, sent
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import SHOW_OUTCOME, may_follow, procuratorate_of
from screening.models.notices import only_noticed
from screening.related import LINKED, PERSON
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M08: Final = Rule(
    code="M08",
    title=Text("另案处理未跟踪（提示）", "Notice: split off, and not followed up"),
    articles=("SPLIT14",),
    severity="low",
    suggested_instrument="additional_prosecution",
    instrument_note=Text(
        "法律未规定另案处理的办理期限，提示期限为自定",
        "the law sets no time for a suspect who was split off; the time is our own",
    ),
)
_SPLIT: Final = "suspect.split_off"
_TERMINATED: Final = CLOSED[1]
_PENALIZED: Final = "suspect.penalized"
# What ends a case, or the case of one person, in whichever case file it is told.
_RESULTS: Final = (SENT, *CLOSED, *SHOW_OUTCOME, _PENALIZED)
_ACCEPTED: Final = ("case.received", "case.filed", "case.refiled")


class SplitOffSuspect(SupervisionModel):
    """Suspects who were split off into another case."""

    slug = "split_off_suspect"
    version = "1"
    title = Text("另案处理跟踪模型", "Follow-up of suspects who were split off")
    rules = (M08,)
    watches = frozenset({_SPLIT})
    parameters_of = "split_off_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each splitting off, by what both cases tell."""
        for split in case.of_type(_SPLIT):
            yield self._of(case, on, split)

    def _of(self, case: CaseFile, on: date, split: Event) -> Outcome:
        ref, days = split.suspect_ref, split.days
        if days is None:
            gap = (
                Missing(
                    Text("另案处理日期不明", "the day of the splitting off is not known"), _SPLIT, split.entry.source
                ),
            )
            return Outcome(rule=M08, verdict=Verdict.UNDETERMINED, root=split.entry, suspect_ref=ref, missing=gap)
        number = self.parameters.in_force("months_until_notice", date.max)
        due = months_after(days.last, number.value, law=number.law, rolls=False)
        planned = split.data.get("planned_on")
        # What is planned for a later day is not looked for before it.
        last = due.day if planned is None else max(due.day, date.fromisoformat(planned))
        accepted = any(one.event.type in _ACCEPTED for one in _target(case, split))
        what = (
            ("未见处理结果", "no result is told")
            if accepted
            else ("未见另案受理", "no other case is told to have begun")
        )
        duty = Duty(
            rule=M08,
            root=split.entry,
            due=Days(last, last),
            since=days.first,
            silent=(SENT, *CLOSED, _PENALIZED),
            owed_by=split.data.get("target_agency") or case.police,
            owed_elsewhere=((procuratorate_of(case), DISPOSED_BY_PROCURATORATE),),
            finding=Text(
                f"{ref}于{split.when}另案处理，至{last}{what[0]}",
                f"{ref} was split off on {split.occurred}; by {last} {what[1]}",
            ),
            grounds=(Ground(Text("另案处理", "split off"), entry=split.entry), by_law(number, due.steps[0])),
            suspect_ref=ref,
            acts=_results(case, split),
        )
        return only_noticed(answer(case, on, duty))


def _target(case: CaseFile, split: Event) -> list[Related]:
    """Return what the case says into which he was split off, and other cases of the same person."""
    number = split.data.get("target_case_number")
    return [
        one
        for one in case.related
        if (one.kind == LINKED and number is not None and one.key == number)
        or (one.kind == PERSON and one.own_suspect_ref == split.suspect_ref)
    ]


def _results(case: CaseFile, split: Event) -> list[Event]:
    """Return what became of him, in this case after all, in the other one, or in another of the same person."""
    own = [*sent(case, split.suspect_ref), *case.of_type(_TERMINATED, _PENALIZED, suspect=split.suspect_ref)]
    there = [one.event for one in _target(case, split) if one.event.type in _RESULTS]
    return [one for one in (*own, *there) if may_follow(one, split)]
