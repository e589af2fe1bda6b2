"""How periods are counted (CPL 105; SPC21 202): each result with its explanation."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from zhenxie.law.calendar import BEIJING, CALENDAR
from zhenxie.law.wording import Text

_HALF_A_MONTH_DAYS: Final = 15


@dataclass(frozen=True, slots=True)
class Due:
    """The last lawful day of a period: it is violated only once that day is over.

    `provisional`: a holiday notice that is not published yet could still move it. `steps` explain the computation.
    """

    day: date
    provisional: bool
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DueHour:
    """The last lawful instant of a period of hours, and the earlier one from which to warn."""

    moment: datetime
    warn_from: datetime
    steps: tuple[Text, ...]


def hours_after(start: datetime, hours: int, *, law: str) -> DueHour:
    """Return the end of a period of hours; the hour in which it starts is not counted (CPL 105).

    10:00 and 10:20 both count from 11:00; the warning goes by the start itself.
    """
    local = start.astimezone(BEIJING)
    counted = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    end = counted + timedelta(hours=hours)
    step = Text(
        f"自{local:%Y-%m-%d %H:%M}起，开始的时不计算在内，经{hours}小时，至{end:%Y-%m-%d %H:%M}届满（{law}）",
        f"{hours} hours from {local:%Y-%m-%d %H:%M}, the hour of the start not counted: until {end:%Y-%m-%d %H:%M} ({law})",
    )
    return DueHour(end, local + timedelta(hours=hours), (step,))


def days_after(start: date, days: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of calendar days; the opening day is not counted (CPL 105).

    :param rolls: whether a last day that is no working day moves to the next one; never in custody, never a ceiling.
    """
    end = start + timedelta(days=days)
    step = Text(
        f"自{start}起算，开始的日不计算在内，经{days}日，至{end}届满（{law}；刑事诉讼法第一百零五条）",
        f"{days} days from {start}, the opening day not counted: {end} ({law}; CPL 105)",
    )
    return _rolled(end, (step,), rolls=rolls)


def working_days_after(start: date, days: int, *, law: str) -> Due:
    """Return the last day of a period of working days; the opening day is not counted."""
    end = CALENDAR.working_days_after(start, days)
    step = Text(
        f"自{start}起算，开始的日不计算在内，经{days}个工作日，至{end}届满（{law}）",
        f"{days} working days from {start}, the opening day not counted: {end} ({law})",
    )
    published = CALENDAR.is_published(start) and CALENDAR.is_published(end)
    return Due(end, not published, (step,) if published else (step, _PROVISIONAL))


def half_months_after(start: date, halves: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of half months: each is 15 days (SPC21 202)."""
    return days_after(start, halves * _HALF_A_MONTH_DAYS, law=law, rolls=rolls)


def months_after(start: date, months: int, *, law: str, rolls: bool) -> Due:
    """Return the last day of a period of months (SPC21 202).

    From a day to the same day of the target month; from the last day of a month to the last day of the target month;
    where there is no such day, to the last one.
    """
    end = add_months(start, months)
    step = Text(
        f"自{start}起经{months}个月，至{end}届满（{law}；法释〔2021〕1号第二百零二条）",
        f"{months} months from {start}: {end} ({law}; SPC21 202)",
    )
    return _rolled(end, (step,), rolls=rolls)


def chained_months_after(base: date, months: tuple[int, ...], *, law: str, rolls: bool) -> Due:
    """Return the last day of a period that was extended, such as (2, 1, 2, 2) months of custody.

    It is counted from the original base; where counting from expiry to expiry gives an earlier day, that one counts.
    """
    whole, step_by_step = add_months(base, sum(months)), base
    for part in months:
        step_by_step = add_months(step_by_step, part)
    end = min(whole, step_by_step)
    parts = "+".join(map(str, months))
    step = Text(
        f"自{base}起经{parts}个月，自原起算日连续计算为{whole}，逐次计算为{step_by_step}，取较早者{end}（{law}）",
        f"{parts} months from {base}: {whole} from the original base, {step_by_step} step by step; the earlier is {end} ({law})",
    )
    return _rolled(end, (step,), rolls=rolls)


def add_months(start: date, months: int) -> date:
    """Return the day `months` later by the month ends of SPC21 202; nothing rolls."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    from_last = start.day == calendar.monthrange(start.year, start.month)[1]
    return date(year, month + 1, last if from_last else min(start.day, last))


def prolonged(due: Due, excluded_days: int, *, law: str) -> Due:
    """Return a period prolonged by days that do not count: travel, suspension (CPL 105, 149; PSB 257).

    The days are added to the last day as it stood; nothing rolls.

    :raises ValueError: `excluded_days` is negative.
    """
    if excluded_days < 0:
        raise ValueError("excluded days cannot be negative")
    end = due.day + timedelta(days=excluded_days)
    step = Text(
        f"扣除不计入期限的{excluded_days}日，顺延至{end}（{law}）",
        f"{excluded_days} days do not count: {end} ({law})",
    )
    return Due(end, due.provisional, (*due.steps, step))


_PROVISIONAL: Final = Text(
    "涉及的年度尚未公布节假日安排，结果为暂定", "the holiday notice of a year concerned is not published: provisional"
)


def _rolled(end: date, steps: tuple[Text, ...], *, rolls: bool) -> Due:
    if not rolls:
        return Due(end, False, steps)
    day = CALENDAR.next_working_day(end)
    if day != end:
        name = CALENDAR.holiday_name(end)
        steps += (
            Text(
                f"{end}为{name}，顺延至节假日后的第一日{day}（刑事诉讼法第一百零五条）",
                f"{end} is a holiday: moved to {day}, the first day after it (CPL 105)",
            ),
        )
    published = CALENDAR.is_published(end) and CALENDAR.is_published(day)
    return Due(day, not published, steps if published else (*steps, _PROVISIONAL))
