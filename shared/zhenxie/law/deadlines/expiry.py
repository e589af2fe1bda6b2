"""When a period of the table is over: from a start that may be known to the hour, to the day, or less well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from zhenxie.law.articles import cite
from zhenxie.law.calendar import BEIJING, CALENDAR, legal_day, start_of_day
from zhenxie.law.deadlines.table import Number, Period
from zhenxie.law.periods import (
    Due,
    chained_months_after,
    day_set,
    days_after,
    half_months_after,
    hours_after,
    months_after,
    suspended,
)
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

# The longest run of days off since 2007, 1 to 8 October, and a weekend behind it.
_LONGEST_HOLIDAY: Final = timedelta(days=9)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Start:
    """From when a period runs: the days it can be, and the moment if it is known.

    `no_earlier`: what is known is only that it did not begin before, such as the sending of what counts from receipt.
    """

    days: Days
    moment: datetime | None = None
    no_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a period is over: its last lawful day, as a span where the start is one.

    `last` is None where nobody says how late it may have begun. `first_moment` and `last_moment` are set for periods of
    hours. `provisional`: a holiday notice that is not at hand could still move it; `last` then lies behind the longest
    holiday that there has been, for what is not at hand is never charged to anyone.
    """

    first: date
    last: date | None
    first_moment: datetime | None
    last_moment: datetime | None
    provisional: bool
    steps: tuple[Text, ...]

    @property
    def is_one_day(self) -> bool:
        """Whether its last day is known."""
        return self.first == self.last

    def no_later_than(self, day: date, step: Text) -> "Expiry":
        """Return it cut short by a decision that sets an earlier last day of its own."""
        last = day if self.last is None else min(self.last, day)
        if last == self.last and self.first <= day:
            return self
        return replace(self, first=min(self.first, day), last=last, steps=(*self.steps, step))

    def or_sooner(self, other: "Expiry") -> "Expiry":
        """Return it, or another that a document sets where that one is over sooner."""
        if other.last is None or (self.last is not None and self.last <= other.last):
            return self
        return replace(other, first=min(self.first, other.first), steps=(*self.steps, *other.steps))

    def surely_over_on(self, day: date) -> bool:
        """Tell whether the last lawful day, or moment, lies before the legal day `day`, whatever is not known of it."""
        if self.last_moment is not None:
            return self.last_moment <= start_of_day(day)
        return self.last is not None and self.last < day

    def perhaps_over_on(self, day: date) -> bool:
        """Tell whether it may be over before the legal day `day` begins."""
        if self.first_moment is not None:
            return self.first_moment <= start_of_day(day)
        return self.first < day


def expiry(period: Period, start: Start, *, in_custody: bool = False) -> Expiry:
    """Return when a period is over, by the number in force on the day from which it runs.

    :param in_custody: somebody is held meanwhile, so that no day of rest moves it (CPL 105).
    :raises NoNumberInForce: the table knows no number for that day.
    :raises ValueError: the document itself sets the last day (D36), or it is no period.
    """
    number = period.in_force(start.days.last)
    if number.value is None or period.unit == "times":
        raise ValueError(f"{period.key} counts nothing")
    if period.unit == "hours":
        return _of_hours(start, number, number.value)
    rolls = period.rolls and not in_custody
    counted = _counted(period, number, number.value, rolls)
    return _of_days(start, counted(start.days.first), counted(start.days.last))


def chained(periods: Sequence[Period], start: Start, stretches: Sequence[Days] = ()) -> Expiry:
    """Return when custody is over that was extended, each time from the original base (D15; domain 2.1).

    :param stretches: days that do not count: an identity not yet known, an examination (CPL 149, 160¶2).
    :raises NoNumberInForce: the table knows no number for that day.
    """
    numbers = [one.in_force(start.days.last) for one in periods]
    months = tuple(number.value or 0 for number in numbers)

    def counted(day: date) -> Due:
        due = chained_months_after(day, months, law=numbers[-1].law, rolls=False)
        return suspended(due, stretches, start=day, law="CPL 149", rolls=False) if stretches else due

    return _of_days(start, counted(start.days.first), counted(start.days.last))


def lengthened(
    period: Period, more: Period, start: Start, *, in_custody: bool = False, by: int | None = None
) -> Expiry:
    """Return when a period is over to which a second one was added, counted in one from the same start.

    :param by: how much was really granted, where that is less than the most that the second one allows.
    :raises NoNumberInForce: the table knows no number for that day.
    """
    first, second = period.in_force(start.days.last), more.in_force(start.days.last)
    added = second.value or 0
    added = added if by is None else min(by, added)
    rolls = period.rolls and not in_custody

    def counted(day: date) -> Due:
        base = _counted(period, first, first.value or 0, False)(day)
        tail = _counted(more, second, added, rolls)(base.day)
        return Due(tail.day, tail.provisional, (*base.steps, *tail.steps), tail.counted)

    return _of_days(start, counted(start.days.first), counted(start.days.last))


def before(period: Period, ahead: Expiry) -> Expiry:
    """Return the last day of what must be done so many days before another period is over (D16, D22).

    :raises NoNumberInForce: the table knows no number for that day.
    """
    number = period.in_force(ahead.first)
    back = timedelta(days=number.value or 0)
    step = Text(
        f"应当在{ahead.first}届满{number.value}日前办理，至迟{ahead.first - back}（{cite(number.law).chinese}）",
        f"{number.value} days before {ahead.first}: {ahead.first - back} at the latest ({number.law})",
    )
    last = None if ahead.last is None else ahead.last - back
    return Expiry(ahead.first - back, last, None, None, ahead.provisional, (*ahead.steps, step))


def set_on(period: Period, day: date, step: Text) -> Expiry:
    """Return the last day that the document itself sets, whatever day of the week it is."""
    return Expiry(day, day, None, None, False, (_stated(period.articles[0], step),))


def asked_by(law: str, day: date, step: Text) -> Expiry:
    """Return until when a document asks for an answer by a day of its own (D36): a last day of rest moves (CPL 105)."""
    due = day_set(day, _stated(law, step))
    return _of_days(Start(Days(day, day)), due, due)


def _stated(law: str, step: Text) -> Text:
    return Text(f"{step.chinese}（{cite(law).chinese}）", f"{step.english} ({law})")


def _of_hours(start: Start, number: Number, hours: int) -> Expiry:
    if start.moment is not None:
        due = hours_after(start.moment, hours, law=number.law)
        moments = due.moment, due.moment
        steps = due.steps
    else:
        begun = datetime.combine(start.days.first, datetime.min.time(), BEIJING)
        ended = datetime.combine(start.days.last, datetime.max.time(), BEIJING)
        early, late = (hours_after(one, hours, law=number.law) for one in (begun, ended))
        moments = early.moment, late.moment
        steps = (_only_the_day(start.days, hours, number, moments),)
    first, last = (legal_day(one - timedelta(microseconds=1)) for one in moments)
    unbounded = start.no_earlier
    return Expiry(first, None if unbounded else last, moments[0], None if unbounded else moments[1], False, steps)


def _only_the_day(days: Days, hours: int, number: Number, moments: tuple[datetime, datetime]) -> Text:
    early, late = moments
    return Text(
        f"起算时间仅精确到日（{_span(days)}），{hours}小时的期限最早于{early:%Y-%m-%d %H:%M}、"
        f"最迟于{late:%Y-%m-%d %H:%M}届满（{cite(number.law).chinese}；《刑事诉讼法》第一百零五条）",
        f"the start is known to the day only ({_span(days)}): {hours} hours are over between "
        f"{early:%Y-%m-%d %H:%M} and {late:%Y-%m-%d %H:%M} ({number.law}; CPL 105)",
    )


def _span(days: Days) -> str:
    return f"{days.first}" if days.is_one_day else f"{days.first}/{days.last}"


def _counted(period: Period, number: Number, value: int, rolls: bool) -> Callable[[date], Due]:  # noqa: FBT001
    law = number.law
    if period.unit == "days" and value == 0:
        return lambda day: _at_once(day, law)
    if period.unit == "days":
        return lambda day: days_after(day, value, law=law, rolls=rolls)
    if period.unit == "half_months":
        return lambda day: half_months_after(day, value, law=law, rolls=rolls)
    if period.unit == "months_and_half":
        return lambda day: _and_half(day, value, law=law, rolls=rolls)
    return lambda day: months_after(day, value, law=law, rolls=rolls)


def _and_half(day: date, months: int, *, law: str, rolls: bool) -> Due:
    whole = months_after(day, months, law=law, rolls=False)
    half = half_months_after(whole.day, 1, law=law, rolls=rolls)
    return Due(half.day, half.provisional, (*whole.steps, *half.steps), half.counted)


def _at_once(day: date, law: str) -> Due:
    step = Text(
        f"应当立即办理，法律没有规定日数，按{day}当日计算（{cite(law).chinese}）",
        f"immediately; the law sets no number, so {day} itself is taken ({law})",
    )
    return Due(day, False, (step,))


def _of_days(start: Start, early: Due, late: Due) -> Expiry:
    provisional = early.provisional or late.provisional
    # A weekend may turn out to be a working day: then the period ends on the day on which it was counted to end.
    first = early.day if not early.provisional or early.counted is None else early.counted.day
    last = late.day if not late.provisional else CALENDAR.next_working_day(late.day + _LONGEST_HOLIDAY)
    steps = late.steps if early.day == late.day else (*early.steps, *late.steps)
    if start.no_earlier:
        return Expiry(first, None, None, None, provisional, (*early.steps, _not_before(start.days.first)))
    return Expiry(first, last, None, None, provisional, steps)


def _not_before(day: date) -> Text:
    return Text(
        f"期限自收到之日起算，收到日未报送，仅知不早于{day}，故届满日不早于上述日期",
        f"it runs from receipt, which nobody has reported: no earlier than {day}, so it ends no earlier than said",
    )
