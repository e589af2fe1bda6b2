"""超期羁押·检察环节: held while the procuratorate decides on arrest or prosecution, or the police supplement a case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.custody import DETAINED, FREES, Standing, standing_on, takings
from screening.models.custody_detention import OPENED, RECEIVED, receipts
from screening.models.custody_ends import CLOSES, DECISIONS, OF_THE_POLICE, OF_THE_PROCURATORATE, ends_of
from screening.models.custody_rules import M05, M05_2, days_later, in_doubt, in_force
from screening.models.custody_suspension import not_counted, suspensions_in_doubt
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import SHOW_OUTCOME, may_follow, procuratorate_of
from screening.models.words import word
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Rule, by_law
from zhenxie.law.periods import add_months
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import Stage

_RETURN_RECEIVED: Final = "case.return_received"
_RETURNED: Final = "case.returned"
_AGAIN: Final = ("case.resubmitted", "case.sent_for_prosecution", OPENED)
_OF_REVIEW: Final = ("prosecution", "resubmission")
# Of what ends custody: what also ends a review, and what ends a supplementary investigation.
_OUTCOMES: Final = (*FREES, *CLOSES, *SHOW_OUTCOME)
_MAY_BE_LONGER: Final = Text(
    "重大、复杂案件可以延长审查起诉期限，是否延长未报送",
    "in a grave or complex case the review may be prolonged: whether it was is not stated",
)


@dataclass(frozen=True, slots=True)
class _Phase:
    """A time within which somebody in custody had to be freed or his case decided, from one act on."""

    rule: Rule
    begins: Event
    days: Days
    ref: str
    due: Days
    ended_by: Sequence[Event]
    also_silent: tuple[str, ...]
    grounds: tuple[Ground, ...]
    may_be_longer: tuple[Missing, ...] = ()


def held_at_the_procuratorate(case: CaseFile, on: date, parameters: Parameters) -> Iterator[Outcome]:
    """Yield M05-2 for each request received and each review, and M05 for each supplementary investigation."""
    for person in case.suspects:
        if not takings(case, person.ref):
            continue
        for phase in (
            *_decisions(case, person.ref, parameters),
            *_reviews(case, person.ref, parameters),
            *_supplements(case, person.ref, parameters),
        ):
            standing = standing_on(case, person.ref, phase.days.last)
            if standing.held is not False and standing.title is not None:
                duty = _duty(case, phase, standing, standing.title)
                yield in_doubt(answer(case, on, duty), duty, phase.may_be_longer, on)


def _decisions(case: CaseFile, ref: str, parameters: Parameters) -> Iterator[_Phase]:
    """Yield the time to decide on an arrest (D09); of somebody at liberty it is another one, and nobody is held."""
    told = receipts(case, ref) if case.of_type(DETAINED, suspect=ref) else []
    received = [one for one in told if one.type == RECEIVED] or told
    decided = case.of_type(*DECISIONS, suspect=ref)
    for one in received:
        days = _received(one)
        number = None if days is None else in_force(parameters, "arrest_decision_days", days)
        if days is not None and number is not None and one.data.get("in_custody") is not False:
            says = Text(
                f"检察院于{one.when}收到提请批准逮捕书，应当在{number.value}日内决定",
                f"the procuratorate received the request on {one.occurred} and had {number.value} days to decide",
            )
            ended = [each for each in (*decided, *_ends(case, ref, one)) if may_follow(each, one)]
            silent = (*DECISIONS, RECEIVED, OPENED)
            due = days_later(days, number.value)
            yield _Phase(M05_2, one, days, ref, due, ended, silent, (by_law(number, says),))


def _reviews(case: CaseFile, ref: str, parameters: Parameters) -> Iterator[_Phase]:
    """Yield the time to review a case for prosecution (D39), from the procuratorate's receipt on."""
    opened = [one for one in case.of_type(OPENED) if word(one.data.get("kind")) in _OF_REVIEW]
    for one in opened:
        days = _received(one)
        number = None if days is None else in_force(parameters, "review_months_and_days", days)
        if days is None or number is None or ref not in (one.data.get("suspect_refs") or (ref,)):
            continue
        months, more = number.value
        due = Days(add_months(days.first, months), add_months(days.last, months) + timedelta(days=more))
        says = Text(
            f"检察院于{one.when}收到案件，审查起诉至多{months}个月又{more}日",
            f"the procuratorate received the case on {one.occurred}; its review lasts {months} months and {more} days at most",
        )
        ended = [each for each in _ends(case, ref, one) if each.type in _OUTCOMES]
        # A change of jurisdiction begins the review anew (RULE 351), and a return interrupts it.
        ended += [each for each in opened if _surely_follows(each, one)]
        ended += [each for each in case.of_type(_RETURNED) if may_follow(each, one)]
        longer = (Missing(_MAY_BE_LONGER, OPENED, one.entry.source),)
        silent = (*FREES, *OF_THE_PROCURATORATE, _RETURNED)
        yield _Phase(M05_2, one, days, ref, due, ended, silent, (by_law(number, says),), longer)


def _supplements(case: CaseFile, ref: str, parameters: Parameters) -> Iterator[_Phase]:
    """Yield the month of each supplementary investigation (D40), from the receipt by the police on."""
    returned = [one for one in case.of_type(_RETURN_RECEIVED) if one.payload.get("stage") != Stage.TRIAL.value]
    for one in returned:
        number = None if one.days is None else in_force(parameters, "supplement_months", one.days)
        if one.days is None or number is None:
            continue
        due = Days(*sorted(add_months(day, number.value) for day in (one.days.first, one.days.last)))
        says = Text(
            f"公安机关于{one.when}收到退回补充侦查，应当在{number.value}个月内补充侦查完毕",
            f"the police received the returned case on {one.occurred} and had {number.value} month to supplement it",
        )
        ended = [each for each in _ends(case, ref, one) if each.type in (*_OUTCOMES, *_AGAIN)]
        ended += [each for each in case.of_type(_RETURNED) if _surely_follows(each, one)]
        silent = (*OF_THE_PROCURATORATE, _RETURNED)
        yield _Phase(M05, one, one.days, ref, due, ended, silent, (by_law(number, says),))


def _ends(case: CaseFile, ref: str, begins: Event) -> list[Event]:
    first = takings(case, ref)[0]
    return [one for one in ends_of(case, first).acts if may_follow(one, begins) and one is not begins]


def _duty(case: CaseFile, phase: _Phase, standing: Standing, title: Event) -> Duty:
    due = not_counted(case, title, phase.due)
    ends = ends_of(case, title)
    by_police = phase.rule is M05
    of_the_police = (*OF_THE_POLICE, "case.resubmitted")
    procuratorate = procuratorate_of(case) if by_police else phase.begins.entry.source
    chinese = EVENT_TYPES[phase.begins.type].chinese
    return Duty(
        rule=phase.rule,
        root=phase.begins.entry,
        due=due,
        since=phase.days.first,
        silent=of_the_police if by_police else phase.also_silent,
        owed_by=case.police if by_police else procuratorate,
        owed_elsewhere=((procuratorate, phase.also_silent) if by_police else (case.police, of_the_police),),
        finding=Text(
            f"{phase.ref}在押，自{phase.begins.when}“{chinese}”起的期限至{due.last}届满，未作决定、未变更强制措施也未释放",
            f"{phase.ref} is in custody; the time since {phase.begins.type} on {phase.begins.occurred} ended on {due.last},"
            " and nothing was decided, nothing changed, no release",
        ),
        grounds=(
            Ground(Text("羁押", "the custody"), entry=title.entry),
            Ground(Text("期限起算", "from when it runs"), entry=phase.begins.entry),
            *phase.grounds,
        ),
        suspect_ref=phase.ref,
        acts=phase.ended_by,
        enders=[one for one in ends.moves if one.days is not None and one.days.first > due.last],
        doubts=(*standing.why, *ends.unknown(due.last), *suspensions_in_doubt(case, title, due.last)),
        late_needs_silence=True,
    )


def _received(one: Event) -> Days | None:
    return days_of(one.data.get("received_at")) or one.days


def _surely_follows(one: Event, begins: Event) -> bool:
    return one.days is not None and begins.days is not None and one.days.first > begins.days.last
