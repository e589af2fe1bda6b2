"""By when a case of a track is to be decided: the days, how they were counted, and how they stand on a day; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry, lengthened
from zhenxie.law.deadlines.table import period
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.triage.criteria import all_of
from zhenxie.law.triage.numbers import number_on
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import credible_days, start_at
from zhenxie.record.deadlines.judging import State
from zhenxie.record.picture import Step, Suspect
from zhenxie.record.triage.deciding import Decision
from zhenxie.record.triage.people import ever_in_the_case, word
from zhenxie.wire import triage as keys
from zhenxie.wire.vocabulary import Measure, Stage, Track

Owes = Literal["procuratorate", "court", "everybody"]
# The period of each track, and the one where a longer sentence is likely. Of the others, how long it may be extended:
# nobody reports that it was, so the last day lies in between.
_PROSECUTION: Final = {Track.FAST_TRACK: ("D39.fast_track", "D39.fast_track_long")}
_REVIEW: Final[tuple[str, ...]] = ("D39.base", "D39.base+D39.extension")
_TRIAL: Final = {
    Track.FAST_TRACK: ("D51.fast_track", "D51.fast_track_long"),
    Track.SIMPLIFIED: ("D51.simplified", "D51.simplified_long"),
}
_ORDINARY_TRIAL: Final[tuple[str, ...]] = ("D51.ordinary", "D51.longest+D51.extension")
_REVIEWS: Final = frozenset({"prosecution", "resubmission"})
_CUSTODIAL: Final = frozenset({Measure.DETENTION, Measure.ARREST})
_JUDGES: Final = frozenset({"suspect.judged"})
_DECIDES: Final = frozenset({"suspect.prosecuted", "suspect.not_prosecuted"})
_ENDS: Final = frozenset({"suspect.judged", "suspect.not_prosecuted"})
_FAST_HANDLING_ROW: Final = 6
_SAME_DAY: Final = Text(
    "公安机关建议速裁的，案件管理部门受理当日移送捕诉部门", "passed on by the case office on the day of receipt"
)
_FAST_HANDLING: Final = Text(
    "醉驾快速办理：一般应当自立案之日起三十日内完成侦查、起诉、审判",
    "fast handling: investigated, prosecuted and tried within thirty days",
)


@dataclass(frozen=True, slots=True)
class Target:
    """One target: what, whose, from which step it runs, when it is due, and when it was met, as far as anybody says.

    `is_law`: it is a period of the law; otherwise what the rules call usual (一般应当), or an office's own duty.
    """

    name: Literal["same_day", "prosecution", "trial", "fast_handling"]
    what: Text
    owed_by: Owes
    is_law: bool
    article: str
    start: Step
    due: Expiry
    met: tuple[Step, Days | None] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands on a legal day, and since when it is over."""

    target: Target
    state: State
    overdue_since: date | None


def targets_of(decision: Decision) -> Sequence[Target]:
    """Return the targets of a case by the track it takes."""
    return [*_of_the_review(decision), *_of_the_trial(decision), *_of_fast_handling(decision)]


def standing(target: Target, on: date) -> Standing:
    """Return how a target stands on a legal day; on its last day nothing is over, the day after it is (CPL 105).

    Over means that nobody reported it in time: what was not reported may have been done (domain 14.1).
    """
    due, met = target.due, target.met
    if met is not None and (met[1] is None or met[1].first <= on):
        return _kept(target, met[1])
    if not due.perhaps_over_on(on):
        return Standing(target, State.RUNNING, None)
    # No event says that the case office passed a case on.
    if target.name == "same_day" or not due.surely_over_on(on) or due.last is None:
        return Standing(target, State.UNKNOWN, None)
    return Standing(target, State.OVERDUE, _day_after(due.last))


def _kept(target: Target, days: Days | None) -> Standing:
    due = target.due
    if days is None:
        return Standing(target, State.MET_UNCLEAR, None)
    if days.last <= due.first:
        return Standing(target, State.MET, None)
    if due.last is not None and days.first > due.last:
        return Standing(target, State.MET_LATE, _day_after(due.last))
    return Standing(target, State.MET_UNCLEAR, None)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _of_the_review(decision: Decision) -> Iterator[Target]:
    picture, people = decision.known.picture, ever_in_the_case(decision.known.picture)
    received = [one for one in picture.proceedings if word(one, "kind") in _REVIEWS]
    if not received:
        return
    root = received[-1]
    start = start_at(root.details.get("received_at") or root.occurred)
    if start is None:
        return
    sent = picture.sent_for_prosecution
    if sent is not None and sent.details.get("fast_track_suggested"):
        yield from _passed_on(root, start)
    names = _REVIEW
    track = _lawful(decision)
    if track in _PROSECUTION:
        names = _named(_PROSECUTION[track], longer=_is_longer(decision, "sentence_very_short"))
        names = (*names, *_REVIEW) if _is_unasked(decision) else names
    met = _all(people, _DECIDES) or _returned_since(decision, start)
    due = _due(names, start, held=_held(people))
    first = period(names[0])
    yield Target("prosecution", first.what, "procuratorate", True, first.articles[0], root, due, met)


def _passed_on(root: Step, start: Start) -> Iterator[Target]:
    number = number_on("same_day_days", start.days.last)
    if number is not None:
        due = Expiry(start.days.first, start.days.last, None, None, False, ())
        yield Target("same_day", _SAME_DAY, "procuratorate", False, number.law, root, due, None)


def _of_the_trial(decision: Decision) -> Iterator[Target]:
    indicted = [
        one
        for person in ever_in_the_case(decision.known.picture)
        for one in person.steps
        if one.type == "suspect.prosecuted"
    ]
    if not indicted:
        return
    accepted, root = decision.known.moment(keys.TRIAL_ACCEPTED), indicted[-1]
    start = start_at(root.occurred, no_earlier=True) if accepted is None else start_at(accepted[0])
    if start is None:
        return
    track = _lawful(decision)
    question = "sentence_very_short" if track is Track.FAST_TRACK else "sentence_short"
    names = _ORDINARY_TRIAL
    if track in _TRIAL:
        names = _named(_TRIAL[track], longer=_is_longer(decision, question))
        names = (*names, *_ORDINARY_TRIAL) if _is_unasked(decision) else names
    met = _all(ever_in_the_case(decision.known.picture), _JUDGES)
    step = root if accepted is None else accepted[1]
    due = _due(names, start, held=_held(ever_in_the_case(decision.known.picture)))
    first = period(names[0])
    yield Target("trial", first.what, "court", True, first.articles[0], step, due, met)


def _of_fast_handling(decision: Decision) -> Iterator[Target]:
    filed = decision.known.picture.filed
    days = None if filed is None else credible_days(filed.occurred)
    if filed is None or days is None or not decision.fast_handling or not _goes_on_fast(decision):
        return
    number = number_on("fast_handling_days", days.last)
    if number is None or number.value is None:
        return
    first, last = (days_after(day, number.value, law=number.law, rolls=False) for day in (days.first, days.last))
    due = Expiry(first.day, last.day, None, None, False, last.steps)
    met = _all(ever_in_the_case(decision.known.picture), _ENDS) or _withdrawn(decision)
    yield Target("fast_handling", _FAST_HANDLING, "everybody", False, number.law, filed, due, met)


def _goes_on_fast(decision: Decision) -> bool:
    """Tell whether fast handling goes on: by another procedure too, but not where a person or a mark decided otherwise."""
    if decision.track is Track.FAST_TRACK:
        return True
    return decision.override is None and decision.track in {Track.SIMPLIFIED, Track.ORDINARY}


def _lawful(decision: Decision) -> Track:
    """Return the track whose periods bind: one that a person chose against the law shortens nobody's time."""
    closed = {one.track for one in decision.ruled_out}
    return Track.ORDINARY if decision.track in closed else decision.track


def _is_unasked(decision: Decision) -> bool:
    """Tell whether nobody says that drunk driving may take the fast track of the law: its periods may bind, or the usual."""
    return decision.row == _FAST_HANDLING_ROW and decision.override is None


def _is_longer(decision: Decision, question: str) -> bool | None:
    """Tell whether more than the shorter sentence is likely for somebody; None where nobody says."""
    short = all_of(decision.known.answer(question, person).holds for person in decision.known.people)
    return None if short is None else not short


def _named(names: tuple[str, str], *, longer: bool | None) -> tuple[str, ...]:
    """Return the period that applies, of a shorter and a longer one; both where it is not known which."""
    return names if longer is None else names[1:] if longer else names[:1]


def _over(name: str, start: Start, *, fixed: bool) -> Expiry:
    base, _, more = name.partition("+")
    if more:
        return lengthened(period(base), period(more), start, in_custody=fixed)
    return expiry(period(base), start, in_custody=fixed)


def _due(names: Sequence[str], start: Start, *, held: bool | None) -> Expiry:
    """Return when the periods that may apply are over; no day of rest moves an end while somebody is held (CPL 105)."""
    found = [
        _over(name, start, fixed=fixed) for name in names for fixed in ((True, False) if held is None else (held,))
    ]
    lasts = [one.last for one in found if one.last is not None]
    first = min(found, key=lambda one: one.first)
    return replace(
        first,
        last=max(lasts) if len(lasts) == len(found) else None,
        provisional=any(one.provisional for one in found),
        steps=tuple(dict.fromkeys(step for one in found for step in one.steps)),
    )


def _held(people: Sequence[Suspect]) -> bool | None:
    """Tell whether somebody is in custody; None where somebody was, and it is not known until when it mattered."""
    if any(one.in_custody for one in people):
        return True
    return None if any(measure.kind in _CUSTODIAL for one in people for measure in one.measures) else False


def _all(people: Sequence[Suspect], types: frozenset[str]) -> tuple[Step, Days | None] | None:
    """Return the last step by which it was decided of everybody, and when; None while it is open of somebody."""
    steps = [[one for one in person.steps if one.type in types] for person in people]
    if not steps or not all(steps):
        return None
    last = [found[-1] for found in steps]
    dated = [(days, one) for one in last if (days := credible_days(one.occurred)) is not None]
    if len(dated) < len(last):
        return next(one for one in last if credible_days(one.occurred) is None), None
    days, step = max(dated, key=lambda pair: pair[0].last)
    return step, days


def _returned_since(decision: Decision, start: Start) -> tuple[Step, Days | None] | None:
    """Return the return of the case that ended this review (CPL 175)."""
    for one in decision.known.picture.steps:
        days = credible_days(one.occurred)
        if one.type == "case.returned" and one.stage is not Stage.TRIAL and days and days.first >= start.days.first:
            return one, days
    return None


def _withdrawn(decision: Decision) -> tuple[Step, Days | None] | None:
    step = decision.known.picture.withdrawn
    return None if step is None else (step, credible_days(step.occurred))
