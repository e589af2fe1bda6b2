"""未达刑事责任年龄: suspects who are not liable by age, and what must then end (CL 17; PSB 186; domain 14.2)."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.appointed import owed_by_procuratorate
from screening.models.duties import Duty, answer, latest_of
from screening.models.economic_case_course import (
    SHOW_OUTCOME,
    SHOW_SENDING,
    Investigation,
    investigations,
    is_of_prosecution,
    may_be_by,
    procuratorate_of,
)
from screening.models.filings import Filing
from screening.models.underage_acts import Judged, Liability
from screening.models.underage_grounds import grounds_of
from screening.models.underage_measures import measured
from screening.models.underage_rules import UA_01, UA_02, UA_03, UA_04
from screening.models.underage_since import EXONERATING, days_known, judged_since
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_TERMINATED: Final = "suspect.investigation_terminated"
# What the procuratorate or the court decides after the sending ends the investigation, and is not what was owed.
_NOT_PROSECUTED: Final = "suspect.not_prosecuted"
_PROSECUTED: Final = "suspect.prosecuted"
_JUDGED: Final = "suspect.judged"
_DECIDED: Final = (_NOT_PROSECUTED, _JUDGED)
_GONE: Final = ("case.transferred_out", "case.merged")
_SENT: Final = "case.sent_for_prosecution"
_ASKED: Final = "approval_requested_from_spp"
_APPROVED: Final = "prosecution_approved_by_spp"


class UnderageSuspect(SupervisionModel):
    """Suspects below the age of criminal responsibility."""

    slug = "underage_suspect"
    version = "2"
    title = Text("未达刑事责任年龄监督撤案模型", "Suspects below the age of criminal responsibility")
    rules = (UA_01, UA_02, UA_03, UA_04)
    watches = frozenset({"case.filed", "case.refiled"})
    parameters_of = "underage_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield UA-01 for the case, or UA-02 for each person; UA-03 for each measure, UA-04 for each person."""
        people = judged_since(case, self.parameters)
        if not people:
            return
        answered: list[Outcome] = []
        for course in investigations(case):
            of_this = self._of(course, on, people)
            answered += [_doubted(one, course.filing) for one in of_this] if course.filing.contradicted else of_this
            if course.followed_by is None:
                answered += (one for person in people for one in measured(case, on, self.parameters, person))
        # What nobody dates can belong to two investigations, and is answered once.
        yield from {(one.rule.code, one.suspect_ref, one.root.event_id): one for one in reversed(answered)}.values()

    def _of(self, course: Investigation, on: date, people: Sequence[Judged]) -> Iterator[Outcome]:
        whole = yield from self._whole(course, on, people)
        for person in people:
            root = _root(course, person.ref)
            if root is not None and not whole:
                yield from self._terminate(course, on, root, person)
            if root is not None and person.liability is Liability.WITH_APPROVAL:
                yield self._approval(course, on, root, person)

    def _whole(self, course: Investigation, on: date, people: Sequence[Judged]) -> Generator[Outcome, None, bool]:
        case, filed = course.case, course.filing.event
        kinds = {one.liability for one in people}
        if kinds & {Liability.LIABLE, Liability.WITH_APPROVAL}:
            yield Outcome(rule=UA_01, verdict=Verdict.CLEAR, root=filed.entry)
            return False
        if Liability.UNKNOWN in kinds:
            missing = tuple(gap for one in people for gap in one.missing)
            yield Outcome(rule=UA_01, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return False
        stated = _no_other_participant(case)
        if stated is None:
            text = Text("是否另有其他参与人未查明", "whether somebody else took part is not stated")
            missing = (Missing(text, "fact.established", case.police),)
            yield Outcome(rule=UA_01, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return False
        no_other, alone, said_by = stated
        if not no_other:
            yield Outcome(rule=UA_01, verdict=Verdict.CLEAR, root=filed.entry)
            return False
        finding = Text(
            "全案犯罪嫌疑人实施行为时均未达到刑事责任年龄，且无其他参与人，应当撤销案件而未撤销",
            "every suspect was below the age of criminal responsibility and nobody else took part: the case had to be withdrawn",
        )
        nobody_else = Ground(Text("查明无其他参与人", "nobody else took part, as established"), entry=said_by.entry)
        grounds = (*(step for one in people for step in grounds_of(case, self.parameters, one)), nobody_else)
        since = _together([alone, *(one.known.recorded for one in people if one.known is not None)])
        duty = self._duty(course, (UA_01, finding, grounds), since, None)
        # Nobody is left whom it concerns once all of them were let go: it ends the violation, though no withdrawal.
        last = _last_let_go(case, people)
        enders = [*duty.enders, *([] if last is None else [last])]
        yield answer(case, on, replace(duty, enders=enders, silent=(*duty.silent, _TERMINATED)))
        return True

    def _terminate(self, course: Investigation, on: date, root: Event, person: Judged) -> Iterator[Outcome]:
        if person.liability is Liability.NOT_LIABLE:
            finding = Text(
                f"犯罪嫌疑人{person.ref}实施行为时未达到刑事责任年龄，应当对其终止侦查而未终止",
                f"{person.ref} was below the age of criminal responsibility: the investigation of him had to be terminated",
            )
            said = (UA_02, finding, grounds_of(course.case, self.parameters, person))
            yield answer(course.case, on, self._personal_duty(course, said, root, person))
        elif person.liability is Liability.UNKNOWN:
            yield Outcome(
                rule=UA_02,
                verdict=Verdict.UNDETERMINED,
                root=root.entry,
                suspect_ref=person.ref,
                missing=person.missing,
            )
        elif person.liability is Liability.LIABLE:
            yield Outcome(rule=UA_02, verdict=Verdict.CLEAR, root=root.entry, suspect_ref=person.ref)

    def _personal_duty(
        self, course: Investigation, said: tuple[Rule, Text, tuple[Ground, ...]], root: Event, person: Judged
    ) -> Duty:
        duty = self._duty(course, said, None if person.known is None else person.known.recorded, person.ref)
        return replace(
            duty,
            root=root.entry,
            # Of whom the police let go, a refiling against others makes no suspect again.
            acts=[*duty.acts, *course.case.of_type(_TERMINATED, suspect=person.ref)],
            enders=[*duty.enders, *course.case.of_type("suspect.split_off", *_DECIDED, suspect=person.ref)],
            silent=(*duty.silent, _TERMINATED, "suspect.split_off"),
        )

    def _duty(
        self, course: Investigation, said: tuple[Rule, Text, tuple[Ground, ...]], since: Days | None, ref: str | None
    ) -> Duty:
        """Return the duty to end the investigation within the grace; `since`: when all that it rests on was known."""
        rule, finding, grounds = said
        case, filed = course.case, course.filing.event
        number = self.parameters.in_force("grace_days", date.max)
        opened = course.filing.days or days_known(filed)
        start = since or opened
        start = Days(max(start.first, opened.first), max(start.last, opened.last))
        first, last = (days_after(day, number.value, law=number.law, rolls=True) for day in (start.first, start.last))
        doubts: tuple[Missing, ...] = ()
        if since is None or course.filing.days is None:
            text = Text("立案或者查明年龄的日期不明", "when the case was filed or the age verified is not known")
            named = "suspect.age_verified" if course.filing.days is not None else filed.type
            doubts = (Missing(text, named, case.police),)
        latest = latest_of(last)
        return Duty(
            rule=rule,
            suspect_ref=ref,
            root=filed.entry,
            due=Days(first.day, last.day),
            # Whoever was let go before his age was on record was let go in time as well.
            since=opened.first,
            # What was never sent nobody can have decided not to prosecute.
            silent=("case.withdrawn", _SENT, *_GONE, *EXONERATING),
            owed_by=case.police,
            finding=finding,
            grounds=(*grounds, *(by_law(number, step) for step in last.steps)),
            owed_elsewhere=_owed_elsewhere(course, ref),
            acts=course.of_type("case.withdrawn"),
            # A refiling shows that the investigation before it had ended.
            enders=[*course.of_type(*_GONE), *([] if course.followed_by is None else [course.followed_by.event])],
            # One thing done late does not show that nothing else was done in time.
            late_needs_silence=True,
            doubts=(*doubts, *_at_the_court(course, ref, max(last.day, latest))),
            latest=latest,
        )

    def _approval(self, course: Investigation, on: date, root: Event, person: Judged) -> Outcome:
        case = course.case
        finding = Text(
            f"犯罪嫌疑人{person.ref}行为时已满十二周岁不满十四周岁，未见报请最高人民检察院核准追诉，也未终止侦查",
            f"{person.ref} was between 12 and 14; neither was approval to prosecute asked for, nor the investigation ended",
        )
        said = (UA_04, finding, grounds_of(course.case, self.parameters, person))
        duty = self._personal_duty(course, said, root, person)
        facts = [one for one in case.of_type("fact.established") if one.suspect_ref in (None, person.ref)]
        asked = [one for one in facts if one.data["key"] == _ASKED and one.data["value"].get("truth") is True]
        decided = [one for one in facts if one.data["key"] == _APPROVED]
        if decided and not asked:
            text = Text("何时报请核准追诉未报送", "when approval was asked for is not stated")
            duty = replace(duty, doubts=(*duty.doubts, Missing(text, "fact.established", case.police)))
        return answer(case, on, replace(duty, acts=[*duty.acts, *asked, *decided]))


def _root(course: Investigation, ref: str) -> Event | None:
    """Return the event that made somebody a suspect in an investigation: the first that names him, else the filing.

    None where he only became one in a later investigation.
    """
    identified = course.of_type("suspect.identified", suspect=ref)
    if identified:
        return identified[0]
    elsewhere = course.case.of_type("suspect.identified", suspect=ref)
    later = [one for one in elsewhere if course.ends is not None and one.days and one.days.first >= course.ends]
    return None if elsewhere and later == elsewhere else course.filing.event


def _owed_elsewhere(course: Investigation, ref: str | None) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """Return what only the procuratorate can say, once the case was sent to it: that it does not prosecute, or does.

    Whom it did not take to the court nobody can have judged.
    """
    shown = [one for one in course.of_type(*SHOW_SENDING) if is_of_prosecution(one, None)]
    if not shown and not course.of_type(_SENT, *SHOW_OUTCOME):
        return ()
    taken_to_court = course.of_type(_PROSECUTED, _JUDGED, suspect=ref)
    return owed_by_procuratorate(course.case, (_NOT_PROSECUTED, *([] if taken_to_court else [_PROSECUTED])))


def _at_the_court(course: Investigation, ref: str | None, over: date) -> tuple[Missing, ...]:
    """Return what is missing of somebody who was taken to the court in time: what it judged, and when."""
    prosecuted = [one for one in course.of_type(_PROSECUTED, suspect=ref) if may_be_by(one, over)]
    if not prosecuted or course.of_type(_JUDGED, suspect=ref):
        return ()
    text = Text("已提起公诉，法院是否已作出裁判未报送", "he was prosecuted; whether the court has judged is not stated")
    return (Missing(text, _JUDGED, procuratorate_of(course.case)),)


def _doubted(outcome: Outcome, filing: Filing) -> Outcome:
    if outcome.verdict is not Verdict.UNDETERMINED:
        return outcome
    return replace(outcome, missing=(filing.doubt(), *outcome.missing))


def _no_other_participant(case: CaseFile) -> tuple[bool, Days, Event] | None:
    """Return what was last said of other participants, in the law's order, since when that has been said, and where."""
    found: tuple[bool, Days, Event] | None = None
    for one in case.events:
        said = one.data.get("no_other_participant")
        if one.type == "fact.established" and one.data.get("key") == "no_other_participant":
            said = one.data["value"].get("truth")
        if said is not None and (found is None or found[0] is not said):
            found = said, days_known(one), one
    return found


def _together(starts: Sequence[Days]) -> Days:
    return Days(max(one.first for one in starts), max(one.last for one in starts))


def _last_let_go(case: CaseFile, people: Sequence[Judged]) -> Event | None:
    """Return the event by which the last of all suspects was let go; None while the investigation of one goes on."""
    let_go = [case.of_type(_TERMINATED, *_DECIDED, suspect=one.ref)[:1] for one in people]
    gone = [one for first in let_go for one in first]
    if len(gone) < len(let_go):
        return None
    undated = next((one for one in gone if one.days is None), None)
    return undated or max(gone, key=lambda one: one.days.last if one.days else date.max)
