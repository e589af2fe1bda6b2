"""不捕后续监督 (M02, M03): no crime, and neither withdrawn, terminated nor contested; any other, and never sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.disposals import DISPOSED_BY_POLICE, DISPOSED_BY_PROCURATORATE, closed, gone, sent
from screening.models.duties import Duty, answer, latest_of
from screening.models.economic_case_course import (
    ARREST_APPROVED,
    may_follow,
    procuratorate_of,
)
from screening.models.economic_case_notices import INVESTIGATED
from screening.models.notices import only_noticed
from screening.models.refused_arrests import DECISIONS, Refusal, not_received, refusals
from screening.models.words import word
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M02: Final = Rule(
    code="M02",
    title=Text("无罪、法定不捕后不撤案、不终止侦查", "Refused for lack of crime, and neither withdrawn nor terminated"),
    articles=("RULE 287", "PSB 186"),
    severity="high",
    suggested_instrument="correction_notice",
    instrument_note=Text(
        "十五日内既未要求复议、提请复核，也未撤销案件或者终止侦查的，应当发出纠正违法通知书（规则第287条第3款）",
        "after fifteen days without objection, withdrawal or termination a correction notice must issue (RULE 287¶3)",
    ),
)
M03: Final = Rule(
    code="M03",
    title=Text("存疑、无社会危险性不捕后长期未移诉（提示）", "Notice: refused, and long not sent for prosecution"),
    articles=("RULE 287", "CPL 79"),
    severity="low",
    suggested_instrument="investigation_supervision_notice",
)
_NO_CRIME: Final = frozenset({"no_crime", "art16"})
_CONTESTED: Final = "suspect.arrest_reconsideration_requested"
_REQUESTED: Final = "suspect.arrest_requested"
_OF_THE_PROCURATORATE: Final = (*DECISIONS, *DISPOSED_BY_PROCURATORATE)


class AfterRefusedArrest(SupervisionModel):
    """What the police did with a case after an arrest in it was refused."""

    slug = "after_refused_arrest"
    version = "1"
    title = Text("不捕后续监督模型", "What follows a refused arrest")
    rules = (M02, M03)
    watches = frozenset({"suspect.arrest_refused"})
    parameters_of = "after_refused_arrest"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M02 for each refusal for lack of crime, or of unknown kind, and M03 as a notice for every other."""
        for refusal in refusals(case):
            if refusal.category is None or refusal.category in _NO_CRIME:
                yield from self._no_crime(case, on, refusal)
            if refusal.category not in _NO_CRIME:
                yield self._never_sent(case, on, refusal)

    def _no_crime(self, case: CaseFile, on: date, refusal: Refusal) -> Iterator[Outcome]:
        start = refusal.earliest
        if start is None:
            yield _no_day(M02, case, refusal)
            return
        number = number_on(self.parameters, "withdrawal_days", start.first)
        if number is None:
            return
        first, last = (days_after(day, number.value, law=number.law, rolls=True) for day in (start.first, start.last))
        contested = _after(case, refusal, _CONTESTED)
        decided = [one for one in _after(case, refusal, DECISIONS[2]) if word(one.data.get("result")) == "changed"]
        duty = Duty(
            rule=M02,
            root=refusal.event.entry,
            due=Days(first.day, last.day),
            latest=latest_of(last),
            since=start.first,
            silent=(*DISPOSED_BY_POLICE, _CONTESTED, _REQUESTED),
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), _OF_THE_PROCURATORATE),),
            finding=Text(
                f"{refusal.suspect}因没有犯罪事实或者依法不追究刑事责任不批准逮捕，至{last.day}既未撤销案件、终止侦查，也未要求复议、提请复核",
                f"{refusal.suspect}: refused for lack of crime; by {last.day} neither withdrawn, terminated nor contested",
            ),
            grounds=(_refused(refusal), *_received(refusal), *(by_law(number, step) for step in last.steps)),
            suspect_ref=refusal.suspect,
            acts=closed(case, refusal.suspect, refusal.event),
            enders=[*contested, *decided, *gone(case, refusal.suspect, refusal.event)],
            doubts=(
                *_of_unknown_kind(refusal),
                *not_received(case, refusal),
                *_went_on(case, refusal, last.day),
            ),
            late_needs_silence=True,
        )
        yield answer(case, on, duty)

    def _never_sent(self, case: CaseFile, on: date, refusal: Refusal) -> Outcome:
        start = refusal.earliest
        if start is None:
            return _no_day(M03, case, refusal)
        number = self.parameters.in_force("months_until_notice", date.max)
        # Who still investigates has not let the case lie: the last of the published false hits (青海).
        steps = [one for one in _after(case, refusal, *INVESTIGATED, _REQUESTED, _CONTESTED) if one.days is not None]
        last_step = max([start, *(one.days for one in steps if one.days is not None)], key=lambda days: days.last)
        due = months_after(last_step.last, number.value, law=number.law, rolls=False)
        acts = [
            *closed(case, refusal.suspect, refusal.event),
            *gone(case, refusal.suspect, refusal.event),
            *sent(case, refusal.suspect, refusal.event),
        ]
        acts += _after(case, refusal, ARREST_APPROVED)
        duty = Duty(
            rule=M03,
            root=refusal.event.entry,
            due=Days(due.day, due.day),
            since=start.first,
            silent=(*DISPOSED_BY_POLICE, *INVESTIGATED, _REQUESTED),
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), _OF_THE_PROCURATORATE),),
            finding=Text(
                f"{refusal.suspect}不批准逮捕后至{due.day}未移送审查起诉、撤销案件或者终止侦查（{number.value}个月为提示期限，非法定期限）",
                f"{refusal.suspect}: refused, and neither sent, withdrawn nor terminated by {due.day} ({number.value} months are our own)",
            ),
            grounds=(_refused(refusal), by_law(number, due.steps[0])),
            suspect_ref=refusal.suspect,
            acts=acts,
        )
        return only_noticed(answer(case, on, duty))


def _after(case: CaseFile, refusal: Refusal, *types: str) -> list[Event]:
    """Return what can have followed the refusal and concerns its suspect, or the whole case."""
    found = [one for one in case.of_type(*types) if one.suspect_ref in (None, refusal.suspect)]
    return [one for one in found if may_follow(one, refusal.event)]


def _went_on(case: CaseFile, refusal: Refusal, until: date) -> tuple[Missing, ...]:
    """Return what is missing where the police went on against the suspect: new evidence may have changed the ground."""
    on = [*_after(case, refusal, _REQUESTED, ARREST_APPROVED), *sent(case, refusal.suspect, refusal.event)]
    on = [one for one in on if one.days is None or one.days.first <= until]
    text = Text(
        "不批准逮捕后又提请逮捕或者移送审查起诉，是否有新的事实、证据未报送",
        "arrest was asked for again, or the case sent: whether on new facts or evidence is not stated",
    )
    return tuple(Missing(text, one.type, one.entry.source) for one in on[:1])


def _of_unknown_kind(refusal: Refusal) -> tuple[Missing, ...]:
    if refusal.category is not None:
        return ()
    text = Text("不批准逮捕的类型未报送", "why the arrest was refused is not stated")
    return (Missing(text, refusal.event.type, refusal.event.entry.source),)


def _no_day(rule: Rule, case: CaseFile, refusal: Refusal) -> Outcome:
    missing = not_received(case, refusal)
    outcome = Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=refusal.event.entry, missing=missing)
    return replace(outcome, suspect_ref=refusal.suspect)


def _refused(refusal: Refusal) -> Ground:
    return Ground(Text("不批准逮捕", "the refusal"), entry=refusal.event.entry)


def _received(refusal: Refusal) -> tuple[Ground, ...]:
    if refusal.receipt is None:
        return ()
    return (Ground(Text("公安机关收到决定", "received by the police"), entry=refusal.receipt.entry),)
