"""A duty within hours (CPL 105: the hour of the start is not counted): done in time, done late, not done, or not known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from screening.casefile import CaseFile, Entry, Event
from screening.coverage import Missing
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, Verdict, by_law
from zhenxie.law.calendar import legal_day
from zhenxie.law.periods import hours_after
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.moments import end_of, precision_of, start_of

_ONE_DAY: Final = timedelta(days=1)
_A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Instants:
    """The first and the last instant (aware) that a moment of the wire can mean; the same when the instant is known."""

    first: datetime
    last: datetime

    @property
    def is_one(self) -> bool:
        """Whether the instant is known."""
        return self.first == self.last


@lru_cache(maxsize=1 << 12)
def instants_of(moment: str | None) -> Instants | None:
    """Return the instants that a moment of the wire can mean; None for None."""
    if moment is None:
        return None
    end = end_of(moment)
    return Instants(start_of(moment), end if precision_of(moment) == "instant" else end - _A_MOMENT)


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done, and when; `of_this`: what it says itself shows that it came after the start."""

    event: Event
    at: Instants | None
    of_this: bool = False


def done(events: Sequence[Event]) -> list[Done]:
    """Return events as they are dated."""
    return [Done(one, instants_of(one.occurred)) for one in events]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourDuty:
    """What had to be done within hours of `start`.

    `acts` do what is owed, `enders` end the duty; `silent` are the event types that must have been silent from the
    start on for "it was not done" to be known, and `owed_by` is who owes them. `what` tells the violation, in Chinese
    and in English, before the last lawful instant is named.
    """

    rule: Rule
    root: Entry
    suspect_ref: str | None
    start: Instants
    number: Number
    silent: tuple[str, ...]
    owed_by: str | None
    what: Text
    acts: Sequence[Done] = ()
    enders: Sequence[Done] = ()
    doubts: tuple[Missing, ...] = ()


def answer_by_the_hour(case: CaseFile, on: date, duty: HourDuty) -> Outcome:
    """Return what a rule answers about a duty within hours on the legal day `on`.

    A day of the calendar is looked at as a whole: a period that ends in the course of a day is over on the next one.
    What is known by the day only is in time, or late, where it is so at every hour of that day.
    """
    first, last = (
        hours_after(one, duty.number.value, law=duty.number.law) for one in (duty.start.first, duty.start.last)
    )
    told = [one for one in (*duty.acts, *duty.enders) if not _came_before(one, duty)]
    outcome = Outcome(rule=duty.rule, verdict=Verdict.CLEAR, root=duty.root, suspect_ref=duty.suspect_ref)
    for one in told:
        if one.at is not None and one.at.last <= first.moment and _follows(one, duty):
            return replace(outcome, cured_by=one.event.entry)
    first_over, over = (legal_day(one.moment - _A_MOMENT) for one in (first, last))
    if on <= first_over:
        return replace(outcome, look_again_on=first_over + _ONE_DAY)
    unclear = [_when(one.event) for one in told if one.at is None or _may_be_by(one.at, last.moment)]
    if duty.doubts or unclear:
        return _not_known(outcome, (*duty.doubts, *unclear))
    if on <= over:
        text = Text("起算时间未精确到时，期限是否届满尚不能确定", "the start is not known to the hour")
        gap = Missing(text, duty.root.type, duty.root.source)
        return replace(_not_known(outcome, (gap,)), look_again_on=over + _ONE_DAY)
    gaps = case.silence(duty.silent, owed_by=duty.owed_by, since=legal_day(duty.start.first), until=over)
    if gaps:
        return _not_known(outcome, gaps)
    until = f"{last.moment:%Y-%m-%d %H:%M}"
    found = replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(f"{duty.what.chinese}（至{until}）", f"{duty.what.english} (by {until})"),
        grounds=(
            Ground(Text("起算的行为", "what it runs from"), entry=duty.root),
            *(by_law(duty.number, step) for step in last.steps),
        ),
        violated_from=last.moment.isoformat() if duty.start.is_one else (over + _ONE_DAY).isoformat(),
    )
    return _ended(found, told, duty)


def _ended(found: Outcome, told: Sequence[Done], duty: HourDuty) -> Outcome:
    late = min(((one.at.last, place) for place, one in enumerate(told) if one.at is not None), default=None)
    if late is None:
        return found
    one = told[late[1]]
    text = Text(
        f"期限届满后，{EVENT_TYPES[one.event.type].chinese}的时间为{one.event.when}",
        f"{one.event.type} happened at {one.event.occurred}, after that",
    )
    remedied = any(one is each for each in duty.acts)
    grounds = (*found.grounds, Ground(text, entry=one.event.entry))
    return replace(found, ended_on=legal_day(late[0]), remedied=remedied, grounds=grounds)


def _may_be_by(at: Instants, moment: datetime) -> bool:
    """Tell whether it can have been done by a moment; a day that begins at that moment is after it."""
    return at.first <= moment if at.is_one else at.first < moment


def _came_before(one: Done, duty: HourDuty) -> bool:
    # What says itself of which act it is came after it: a clock that disagrees proves nothing.
    return not one.of_this and one.at is not None and one.at.last < duty.start.first


def _follows(one: Done, duty: HourDuty) -> bool:
    return one.of_this or (one.at is not None and one.at.first >= duty.start.last)


def _not_known(outcome: Outcome, missing: tuple[Missing, ...]) -> Outcome:
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)


def _when(event: Event) -> Missing:
    text = Text(
        f"“{EVENT_TYPES[event.type].chinese}”的时间不够明确，不能确定是否在期限内",
        f"when {event.type} happened is not known well enough: whether it was in time is not known",
    )
    return Missing(text, event.type, event.entry.source)
