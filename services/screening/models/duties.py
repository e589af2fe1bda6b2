"""A duty with a last lawful day: done in time, done late, not done, or not known; the shape that most rules share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Entry, Event
from screening.coverage import Missing
from screening.rulebook import Ground, Outcome, Rule, Verdict
from zhenxie.law.calendar import CALENDAR
from zhenxie.law.periods import Due
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES

ONE_DAY: Final = timedelta(days=1)
# No holiday that the State Council arranged was ever longer, weekends beside it included.
_LONGEST_HOLIDAY: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What had to be done by a day.

    `due` is the last lawful day, a span where the start is not known to the day. `acts` do what is owed; `enders` end
    the violation without doing it. `silent` are the event types that must have been silent from `since` through the
    due day for "it was not done" to be known, and `owed_by` is who owes them. `finding` and `grounds` tell a violation.
    `doubts` are facts that keep the rule from answering once the day is over; before it nothing can be violated.
    `owed_elsewhere` are further types that must have been silent, with the agencies that owe them.
    `latest` is the day to which a holiday notice that is not at hand could still move the last one (`latest_of`).
    """

    rule: Rule
    root: Entry
    due: Days
    since: date
    silent: tuple[str, ...]
    owed_by: str | None
    finding: Text
    grounds: tuple[Ground, ...]
    suspect_ref: str | None = None
    acts: Sequence[Event] = ()
    enders: Sequence[Event] = ()
    late_needs_silence: bool = False
    doubts: tuple[Missing, ...] = ()
    warnings_days: tuple[int, ...] = ()
    warning: Text | None = None
    latest: date | None = None
    owed_elsewhere: tuple[tuple[str | None, tuple[str, ...]], ...] = ()

    @property
    def over(self) -> date:
        """The day with which the period is over, whatever is still unknown."""
        return self.due.last if self.latest is None else max(self.due.last, self.latest)


def latest_of(due: Due) -> date:
    """Return the latest day that the end of a period can be: holidays that are not at hand are never charged to anyone."""
    if not due.provisional:
        return due.day
    return CALENDAR.next_working_day(due.day + _LONGEST_HOLIDAY)


def answer(case: CaseFile, on: date, duty: Duty) -> Outcome:
    """Return what a rule answers about a duty on the legal day `on`.

    In time is only what surely was, late only what surely was; between the two, and where nobody promised to speak,
    the answer is undetermined.
    """
    dated = [(event.days, event) for event in (*duty.acts, *duty.enders)]
    in_time = next((event for days, event in dated if days is not None and days.last <= duty.due.first), None)
    if in_time is not None:
        return _outcome(duty, Verdict.CLEAR, cured_by=in_time.entry)
    if on <= duty.due.first:
        return _before_its_day(duty, on)
    if duty.doubts:
        return _outcome(duty, Verdict.UNDETERMINED, missing=duty.doubts)
    unclear = [event for days, event in dated if days is None or days.first <= duty.over]
    if unclear:
        return _outcome(duty, Verdict.UNDETERMINED, missing=tuple(_when(event) for event in unclear))
    if on <= duty.over:
        return _before_its_day(duty, on)
    return _after_its_day(case, duty)


def _after_its_day(case: CaseFile, duty: Duty) -> Outcome:
    late = min((*duty.acts, *duty.enders), key=lambda one: one.days.last if one.days else date.max, default=None)
    if late is None or duty.late_needs_silence:
        missing = tuple(
            one
            for owed_by, types in ((duty.owed_by, duty.silent), *duty.owed_elsewhere)
            for one in case.silence(types, owed_by=owed_by, since=duty.since, until=duty.over)
        )
        if missing:
            return _outcome(duty, Verdict.UNDETERMINED, missing=missing)
    violated_from = duty.due.last + ONE_DAY
    found = Outcome(
        rule=duty.rule,
        verdict=Verdict.FOUND,
        root=duty.root,
        suspect_ref=duty.suspect_ref,
        finding=duty.finding,
        grounds=duty.grounds,
        violated_from=violated_from.isoformat(),
    )
    if late is None or late.days is None:
        return found
    did = Ground(_done_late(late), entry=late.entry)
    remedied = any(late is one for one in duty.acts)
    return replace(found, ended_on=late.days.last, remedied=remedied, grounds=(*duty.grounds, did))


def _outcome(
    duty: Duty, verdict: Verdict, *, missing: tuple[Missing, ...] = (), cured_by: Entry | None = None
) -> Outcome:
    return Outcome(
        rule=duty.rule,
        verdict=verdict,
        root=duty.root,
        suspect_ref=duty.suspect_ref,
        missing=missing,
        cured_by=cured_by,
    )


def _before_its_day(duty: Duty, on: date) -> Outcome:
    if on > duty.due.first:
        missing = (_day_not_known(duty),)
        return replace(_outcome(duty, Verdict.UNDETERMINED, missing=missing), look_again_on=duty.over + ONE_DAY)
    steps = sorted({duty.due.first + ONE_DAY, *(duty.due.first - timedelta(days=days) for days in duty.warnings_days)})
    ahead = [day for day in steps if day > on]
    warned = bool(duty.warnings_days) and on >= duty.due.first - timedelta(days=max(duty.warnings_days))
    clear = _outcome(duty, Verdict.CLEAR)
    return replace(clear, look_again_on=ahead[0], notice=duty.warning if warned else None)


def _day_not_known(duty: Duty) -> Missing:
    if duty.due.is_one_day:
        text = Text(
            "届满年度的节假日安排未收录，期限是否顺延尚不能确定",
            "no holiday notice is at hand for the year in which it ends: whether the last day moves is not known",
        )
        return Missing(text)
    text = Text(
        "起算日期未精确到日，期限是否届满尚不能确定",
        "the start is not known to the day: whether it is over is not known",
    )
    return Missing(text, duty.root.type, duty.owed_by)


def _when(event: Event) -> Missing:
    text = Text(
        f"“{EVENT_TYPES[event.type].chinese}”的发生日期不明确，不能确定是否在期限内",
        f"when {event.type} happened is not known to the day: whether it was in time is not known",
    )
    return Missing(text, event.type, event.entry.source)


def _done_late(event: Event) -> Text:
    return Text(
        f"期限届满后，{EVENT_TYPES[event.type].chinese}的日期为{event.when}",
        f"{event.type} happened at {event.occurred}, after that day",
    )
