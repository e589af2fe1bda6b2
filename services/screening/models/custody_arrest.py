"""超期羁押·侦查羁押: arrested, and held beyond the time of investigation (CPL 156, 158-160: 2+1+2+2 months)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.arrest_term import RECALCULATED, ArrestTerm, arrest_term
from screening.models.custody_ends import OF_THE_POLICE, OF_THE_PROCURATORATE, ends_of
from screening.models.custody_rules import M05, in_doubt, in_force, not_sent_before, when_unknown
from screening.models.custody_suspension import suspensions_in_doubt
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import SHOW_OUTCOME, SHOW_SENDING, is_of_prosecution, procuratorate_of
from screening.models.words import word
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import Stage

# Another body decided, at a later stage, and answers for how long it holds him.
_DECIDED_ELSEWHERE: Final = ("court_decision", "procuratorate_decision")
_SENT: Final = "case.sent_for_prosecution"


def arrested_too_long(case: CaseFile, on: date, arrested: Event, parameters: Parameters) -> Iterator[Outcome]:
    """Yield M05 for one arrest in an investigation; nothing for one at a later stage, or older than the law here."""
    days = arrested.days
    if is_of_a_later_stage(case, arrested):
        return
    if days is None:
        yield when_unknown(M05, arrested)
        return
    number = in_force(parameters, "custody_months", days)
    if number is None:
        return
    term = arrest_term(case, on, arrested, days, number)
    duty = _duty(case, arrested, days, term, number)
    yield in_doubt(answer(case, on, duty), duty, term.in_doubt, on)


def is_of_a_later_stage(case: CaseFile, arrested: Event) -> bool:
    """Tell whether an arrest was surely not one of the investigation: its stage, who decided, or what came before."""
    if arrested.payload.get("stage") in (Stage.PROSECUTION.value, Stage.TRIAL.value):
        return True
    if word(arrested.data.get("decided_by")) in _DECIDED_ELSEWHERE:
        return True
    ref = arrested.suspect_ref
    sent = [*case.of_type(_SENT), *(one for one in case.of_type(*SHOW_SENDING) if is_of_prosecution(one, ref))]
    sent += case.of_type(*SHOW_OUTCOME, suspect=ref)
    return any(
        one.days is not None and arrested.days is not None and one.days.last < arrested.days.first for one in sent
    )


def _duty(case: CaseFile, arrested: Event, days: Days, term: ArrestTerm, number: Number) -> Duty:
    ref, last, ends = arrested.suspect_ref, term.due.last, ends_of(case, arrested)
    stated = arrested.payload.get("stage") == Stage.INVESTIGATION.value
    return Duty(
        rule=M05,
        root=arrested.entry,
        due=term.due,
        since=days.first,
        silent=(*OF_THE_POLICE, RECALCULATED),
        owed_by=case.police,
        owed_elsewhere=((procuratorate_of(case), OF_THE_PROCURATORATE),),
        finding=Text(
            f"{ref}于{arrested.when}被逮捕，侦查羁押期限至{last}届满，未移送审查起诉、未变更强制措施也未释放",
            f"{ref} was arrested on {arrested.occurred}; his time of custody ended on {last}, and the case was not sent,"
            " nothing changed, no release",
        ),
        grounds=(
            Ground(Text("执行逮捕", "the arrest"), entry=arrested.entry),
            *(by_law(number, step) for step in term.ordinary.steps),
            *(Ground(_counted(one, last), entry=one.entry) for one in term.counted),
        ),
        suspect_ref=ref,
        acts=ends.acts,
        enders=[one for one in ends.moves if one.days is not None and one.days.first > last],
        doubts=(
            *term.doubts,
            *ends.unknown(last),
            *suspensions_in_doubt(case, arrested, last),
            *(() if stated else not_sent_before(case, arrested)),
        ),
        late_needs_silence=True,
    )


def _counted(one: Event, last: date) -> Text:
    return Text(
        f"{EVENT_TYPES[one.type].chinese}（{one.when}），期限至{last}", f"{one.type} ({one.occurred}): until {last}"
    )
