"""漏捕漏诉 (M18): named when an arrest was asked for, and absent from the opinion to prosecute (RULE 288, 356)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.disposals import DISPOSED_BY_POLICE, DISPOSED_BY_PROCURATORATE, disposed, elsewhere, sent_in
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import ARREST_APPROVED, MEASURES, procuratorate_of
from screening.models.notices import only_noticed
from screening.models.refused_arrests import REFUSED
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

M18_1: Final = Rule(
    code="M18-1",
    title=Text(
        "漏诉：曾批准逮捕而起诉意见书未列（提示）",
        "Notice: an arrest was approved, and the transfer does not name him",
    ),
    articles=("RULE 356", "CPL 162", "SPLIT14"),
    severity="low",
    aliases=("M18", "AN15"),
    suggested_instrument="additional_prosecution",
)
M18_2: Final = Rule(
    code="M18-2",
    title=Text("漏捕：同案人未提请逮捕、未采取措施（提示）", "Notice: a co-suspect for whom nothing was asked or done"),
    articles=("RULE 288",),
    severity="low",
    suggested_instrument="request_arrest",
)
_SENT: Final = "case.sent_for_prosecution"
_REQUESTED: Final = "suspect.arrest_requested"
_OPENED: Final = "case.proceeding_opened"
_ARRESTED: Final = "suspect.arrested"
# Who is at large is not sent (RULE 158¶3); two references may turn out to be one person.
_EXCUSES: Final = ("suspect.at_large", "suspect.details_amended")


class MissedSuspect(SupervisionModel):
    """Suspects who are named in one document of a case and absent from the next."""

    slug = "missed_suspect"
    version = "1"
    title = Text("漏捕漏诉监督模型", "Suspects missed between two documents")
    rules = (M18_1, M18_2)
    watches = frozenset({_SENT, ARREST_APPROVED})
    parameters_of = "missed_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield as notices M18-1 for each suspect of an arrest request whom the first transfer omits, and M18-2."""
        for person in case.suspects:
            if person.same_person_as is None:
                yield from self._not_sent(case, on, person)
                yield from self._not_requested(case, on, person)

    def _not_sent(self, case: CaseFile, on: date, person: Suspect) -> Iterator[Outcome]:
        sent = next((one for one in case.of_type(_SENT) if one.data.get("suspects")), None)
        asked = _asked(case, person.ref)
        if sent is None or not asked or case.of_type(REFUSED, suspect=person.ref) or sent_in(sent, person.ref):
            return
        if sent.days is None:
            yield _no_day(M18_1, sent, person.ref)
            return
        number = number_on(self.parameters, "grace_days", sent.days.first)
        if number is None:
            return
        first, last = (
            days_after(day, number.value, law=number.law, rolls=False) for day in (sent.days.first, sent.days.last)
        )
        duty = Duty(
            rule=M18_1,
            root=sent.entry,
            due=Days(first.day, last.day),
            since=min(one.days.first for one in case.events if one.days is not None),
            silent=(*DISPOSED_BY_POLICE, *_EXCUSES),
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), (*DISPOSED_BY_PROCURATORATE, REFUSED)),),
            finding=_missed(sent, person.ref, last.day),
            grounds=(
                *(Ground(Text("提请、批准逮捕", "the arrest"), entry=one.entry) for one in asked),
                Ground(Text("移送审查起诉", "the transfer"), entry=sent.entry),
                by_law(number, Text("遗漏同案犯罪嫌疑人的，应当要求补充移送起诉", "who was missed must be sent")),
            ),
            suspect_ref=person.ref,
            acts=disposed(case, person.ref),
            enders=_fled(case, person.ref),
            doubts=(*_not_approved(case, asked), *elsewhere(case, person.ref)),
            late_needs_silence=True,
        )
        # While he is still investigated nobody was missed (RULE 356), and no law says how long after the others that may be.
        yield only_noticed(answer(case, on, duty))

    def _not_requested(self, case: CaseFile, on: date, person: Suspect) -> Iterator[Outcome]:
        approved = next((one for one in case.of_type(ARREST_APPROVED) if one.suspect_ref != person.ref), None)
        done = (*MEASURES, _REQUESTED, REFUSED, ARREST_APPROVED)
        joint = [one for one in case.of_type("suspect.identified", suspect=person.ref) if one.data.get("joint_crime")]
        if approved is None or not joint:
            return
        if approved.days is None:
            yield _no_day(M18_2, approved, person.ref)
            return
        number = number_on(self.parameters, "grace_days", approved.days.first)
        if number is None:
            return
        due = days_after(approved.days.last, number.value, law=number.law, rolls=False)
        duty = Duty(
            rule=M18_2,
            root=approved.entry,
            due=Days(due.day, due.day),
            since=min(one.days.first for one in case.events if one.days is not None),
            silent=(*DISPOSED_BY_POLICE, *_EXCUSES, *MEASURES, _REQUESTED),
            owed_by=case.police,
            finding=Text(
                f"同案人已批准逮捕，{person.ref}未提请逮捕、未采取强制措施，请审查是否应当逮捕",
                f"a co-suspect's arrest was approved; for {person.ref} nothing was asked or done: look whether he should be arrested",
            ),
            grounds=(by_law(number, due.steps[0]),),
            suspect_ref=person.ref,
            acts=[*case.of_type(*done, suspect=person.ref), *disposed(case, person.ref), *_fled(case, person.ref)],
        )
        yield only_noticed(answer(case, on, duty))


def _no_day(rule: Rule, root: Event, ref: str) -> Outcome:
    text = Text("移送、批准逮捕的日期不明", "the day of the transfer or of the approval is not known")
    missing = (Missing(text, root.type, root.entry.source),)
    return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=root.entry, suspect_ref=ref, missing=missing)


def _missed(sent: Event, ref: str, until: date) -> Text:
    return Text(
        f"{ref}曾被批准逮捕，{sent.when}移送的起诉意见书未列其人，至{until}也未见另案处理、终止侦查或者补充移送；请审查是否遗漏",
        f"{ref}: arrest approved; the transfer of {sent.occurred} does not name him; by {until} neither split off, terminated nor sent: look whether he was missed",
    )


def _asked(case: CaseFile, ref: str) -> list[Event]:
    """Return what asked for his arrest, approved it, or executed it."""
    found = case.of_type(_REQUESTED, ARREST_APPROVED, _ARRESTED, suspect=ref)
    opened = [one for one in case.of_type(_OPENED) if one.data.get("kind") == "arrest_request"]
    return found + [one for one in opened if ref in (one.data.get("suspect_refs") or ())]


def _not_approved(case: CaseFile, asked: list[Event]) -> tuple[Missing, ...]:
    if any(one.type in (ARREST_APPROVED, _ARRESTED) for one in asked):
        return ()
    text = Text("提请逮捕后是否批准未报送", "whether the arrest that was asked for was approved is not stated")
    return (Missing(text, ARREST_APPROVED, procuratorate_of(case)),)


def _fled(case: CaseFile, ref: str) -> list[Event]:
    return [one for one in case.of_type("suspect.at_large", suspect=ref) if one.data.get("at_large") is not False]
