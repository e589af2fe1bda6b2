"""How periods are counted (CPL 105; SPC21 202): each result with its explanation."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from zhenxie.law.articles import cite
from zhenxie.law.calendar import BEIJING, CALENDAR
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_ONE_DAY: Final = timedelta(days=1)
_HALF_A_MONTH_DAYS: Final = 15
# Periods remembered with their explanations, some hundred bytes each: the cases of a day count much the same ones.
_REMEMBERED: Final = 1 << 13


@dataclass(frozen=True, slots=True)
class Due:
    """The last lawful day of a period: it is violated only once that day is over.

    `provisional`: a holiday notice that is not at hand could still move it. `steps` explain the computation.
    `counted` is the period as it was counted, before a day of rest moved its end; None where it never moves.
    """

    day: date
    provisional: bool
    steps: tuple[Text, ...]
    counted: "Due | None" = None


@dataclass(frozen=True, slots=True)
class DueHour:
    """The last lawful instant of a period of hours, and the earlier one from which to warn; both in Beijing time."""

    moment: datetime
    warn_from: datetime
    steps: tuple[Text, ...]


def hours_after(start: datetime, hours: int, *, law: str) -> DueHour:
    """Return the end of a period of hours; the hour in which it starts is not counted (CPL 105).

    10:00 and 10:20 both count from 11:00; the warning goes by the start itself. No day of rest moves it.

    :raises ValueError: the start has no offset, or `hours` is negative.
    """
    return _hours_after(start, hours, law)


@lru_cache(maxsize=_REMEMBERED)
def _hours_after(start: datetime, hours: int, law: str) -> DueHour:
    if start.tzinfo is None:
        raise ValueError("a moment without an offset belongs to no hour")
    _see_that_it_goes_forward(hours)
    local = start.astimezone(BEIJING)
    counted = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    lasts = timedelta(hours=hours)
    end, warn_from = counted + lasts, local + lasts
    step = Text(
        f"自{local:%Y-%m-%d %H:%M}起，开始的时不计算在内，经{hours}小时，至{end:%Y-%m-%d %H:%M}届满（{cite(law).chinese}；《刑事诉讼法》第一百零五条）",
        f"{hours} hours from {local:%Y-%m-%d %H:%M}, the hour of the start not counted: "
        f"until {end:%Y-%m-%d %H:%M} ({law}; CPL 105)",
    )
    return DueHour(end, warn_from, (step,))


def days_after(start: date, days: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of calendar days; the opening day is not counted (CPL 105).

    :param rolls: whether a last day that is no working day moves to the next one; never in custody, never a ceiling.
    :raises ValueError: `days` is negative.
    """
    return _days_after(start, days, law, rolls)


@lru_cache(maxsize=_REMEMBERED)
def _days_after(start: date, days: int, law: str, rolls: bool) -> Due:  # noqa: FBT001
    _see_that_it_goes_forward(days)
    end = start + timedelta(days=days)
    step = Text(
        f"自{start}起算，开始的日不计算在内，经{days}日，至{end}届满（{cite(law).chinese}；《刑事诉讼法》第一百零五条）",
        f"{days} days from {start}, the opening day not counted: {end} ({law}; CPL 105)",
    )
    return _rolled(end, (step,), rolls=rolls)


def working_days_after(start: date, days: int, *, law: str) -> Due:
    """Return the last day of a period of working days; the opening day is not counted (CPL 105).

    Only where a text says so (DUI23 8; RTSV20 81): everywhere else a day is a calendar day.

    :raises ValueError: `days` is negative.
    """
    return _working_days_after(start, days, law)


@lru_cache(maxsize=_REMEMBERED)
def _working_days_after(start: date, days: int, law: str) -> Due:
    _see_that_it_goes_forward(days)
    end = CALENDAR.working_days_after(start, days)
    step = Text(
        f"自{start}起算，开始的日不计算在内，经{days}个工作日，至{end}届满（{cite(law).chinese}）",
        f"{days} working days from {start}, the opening day not counted: {end} ({law})",
    )
    # The opening day is not counted, so its year decides nothing.
    unpublished = _unpublished(min(start + _ONE_DAY, end), end)
    return Due(end, bool(unpublished), (step, *unpublished))


def half_months_after(start: date, halves: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of half months: each is 15 days, in February too (SPC21 202).

    :raises ValueError: `halves` is negative.
    """
    step = Text(
        f"半个月一律按十五日计算，共{halves * _HALF_A_MONTH_DAYS}日（法释〔2021〕1号第二百零二条）",
        f"half a month is always 15 days: {halves * _HALF_A_MONTH_DAYS} days (SPC21 202)",
    )
    due = days_after(start, halves * _HALF_A_MONTH_DAYS, law=law, rolls=False)
    return _rolled(due.day, (step, due.steps[0]), rolls=rolls)


def months_after(start: date, months: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of months (SPC21 202).

    From a day to the same day of the target month; from the last day of a month to the last day of the target month;
    where there is no such day, to the last one. A sentence is counted otherwise, to the day before.

    :raises ValueError: `months` is negative.
    """
    return _months_after(start, months, law, rolls)


@lru_cache(maxsize=_REMEMBERED)
def _months_after(start: date, months: int, law: str, rolls: bool) -> Due:  # noqa: FBT001
    _see_that_it_goes_forward(months)
    end = add_months(start, months)
    step = Text(
        f"自{start}起经{months}个月，至{end}届满（{cite(law).chinese}；法释〔2021〕1号第二百零二条）",
        f"{months} months from {start}: {end} ({law}; SPC21 202)",
    )
    return _rolled(end, (step,), rolls=rolls)


def chained_months_after(base: date, months: tuple[int, ...], *, law: str, rolls: bool) -> Due:
    """Return the last day of a period that was extended, such as (2, 1, 2, 2) months of custody (CPL 156, 158, 159).

    It is counted from the original base; where counting from expiry to expiry gives an earlier day, that one counts
    [design].

    :raises ValueError: one of the parts is negative.
    """
    _see_that_it_goes_forward(*months)
    whole, step_by_step = add_months(base, sum(months)), base
    for part in months:
        step_by_step = add_months(step_by_step, part)
    end = min(whole, step_by_step)
    parts = "+".join(map(str, months))
    step = Text(
        f"自{base}起经{parts}个月，自原起算日连续计算为{whole}，逐次计算为{step_by_step}，取较早者{end}（{cite(law).chinese}）",
        f"{parts} months from {base}: {whole} from the original base, {step_by_step} step by step; the earlier is {end} ({law})",
    )
    return _rolled(end, (step,), rolls=rolls)


def day_set(day: date, step: Text) -> Due:
    """Return the last day that a document sets itself: one that is no working day moves to the next (CPL 105)."""
    return _rolled(day, (step,), rolls=True)


def add_months(start: date, months: int) -> date:
    """Return the day `months` later by the month ends of SPC21 202; nothing rolls."""
    from_last = start.day == calendar.monthrange(start.year, start.month)[1]
    return _day_of_month(start, months, 31 if from_last else start.day)


def warning_day_after(start: date, months: int) -> date:
    """Return the day by which to warn that `months` are over: the same-numbered one, never later than SPC21 202 says.

    Bail taken on 28 February 2023 may last until 29 February 2024 by the rule of month ends; who counts from number to
    number lifts it on the 28th, and is warned by it [design].
    """
    return _day_of_month(start, months, start.day)


def prolonged(due: Due, excluded_days: int, *, law: str, rolls: bool) -> Due:
    """Return a period prolonged by days that do not count: travel (CPL 105), an examination (CPL 149; PSB 257).

    The days are added to the last day as it was counted, and only then a day of rest may move it.

    :raises ValueError: `excluded_days` is negative.
    """
    _see_that_it_goes_forward(excluded_days)
    base = due.counted or due
    end = base.day + timedelta(days=excluded_days)
    step = Text(
        f"扣除不计入期限的{excluded_days}日，顺延至{end}（{cite(law).chinese}）",
        f"{excluded_days} days do not count: {end} ({law})",
    )
    moved = _rolled(end, (*base.steps, step), rolls=rolls)
    return Due(moved.day, moved.provisional or base.provisional, moved.steps, moved.counted)


def with_travel(due: Due, days: int, *, rolls: bool) -> Due:
    """Return a period prolonged by the days spent on the road, which it never includes (CPL 105: 路途上的时间).

    No event of the wire states a journey: it is here for whoever is told of one.

    :raises ValueError: `days` is negative.
    """
    return prolonged(due, days, law="CPL 105", rolls=rolls)


def recalculated(due: Due, anew: Due, *, since: date, law: str) -> Due:
    """Return the period that is counted anew since a day, such as custody for another important crime (CPL 160¶1).

    `anew` is the period as counted from that day; it takes the place of `due`, whichever ends later. What happens once
    the old period was over revives nothing: custody that has run out does not begin again [design].
    """
    if since > due.day:
        over = Text(
            f"{since}时原期限已于{due.day}届满，不得重新计算（{cite(law).chinese}）",
            f"on {since} the period was over since {due.day}: it is not counted anew ({law})",
        )
        return Due(due.day, due.provisional, (*due.steps, over), due.counted)
    step = Text(
        f"自{since}起重新计算，至{due.day}的原期限不再适用（{cite(law).chinese}）",
        f"counted anew since {since}; the period until {due.day} no longer applies ({law})",
    )
    return Due(anew.day, anew.provisional, (*due.steps, step, *anew.steps), anew.counted)


def suspended(due: Due, stretches: Iterable[Days], *, start: date, law: str, rolls: bool) -> Due:
    """Return a period that stood still on every day of the stretches (CPL 149; PSB 257).

    A day of two stretches is left out once. What begins after the period was over revives nothing, and the opening day
    `start` was never counted.
    """
    end, over, excluded = (due.counted or due).day, start, 0
    for one in sorted(stretches, key=lambda one: one.first):
        first = max(one.first, over + _ONE_DAY)
        if first <= min(one.last, end):
            days = (one.last - first).days + 1
            end, over, excluded = end + timedelta(days=days), one.last, excluded + days
    return prolonged(due, excluded, law=law, rolls=rolls)


def _see_that_it_goes_forward(*counts: int) -> None:
    if any(count < 0 for count in counts):
        raise ValueError("a period is counted forward")


def _day_of_month(start: date, months: int, day: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _rolled(end: date, steps: tuple[Text, ...], *, rolls: bool) -> Due:
    name = CALENDAR.holiday_name(end)
    if not rolls:
        return Due(end, False, steps if name is None else (*steps, _stays(end, name)))
    day = CALENDAR.next_working_day(end)
    moved = () if name is None else (_moves(end, name, day),)
    unpublished = _unpublished(end, day)
    return Due(day, bool(unpublished), (*steps, *moved, *unpublished), Due(end, False, steps))


def _moves(end: date, name: str, day: date) -> Text:
    return Text(
        f"{end}为{name}，顺延至节假日后的第一日{day}（刑事诉讼法第一百零五条）",
        f"{end} is a holiday: moved to {day}, the first day after it (CPL 105)",
    )


def _stays(end: date, name: str) -> Text:
    return Text(f"{end}为{name}，本期限不因节假日顺延", f"{end} is a holiday: this period ends on it and does not move")


def _unpublished(first: date, last: date) -> tuple[Text, ...]:
    years = sorted({day.year for day in (first, last) if not CALENDAR.is_published(day)})
    if not years:
        return ()
    return (
        Text(
            f"未收录或者尚未公布{'、'.join(map(str, years))}年的节假日安排，结果为暂定",
            f"no holiday notice is at hand for {', '.join(map(str, years))}: provisional",
        ),
    )
