"""拘留期限: how long somebody may be detained before arrest is requested, and which extensions lengthen it (CPL 91)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.custody_suspension import not_counted
from screening.models.words import word
from screening.parameters import Number
from zhenxie.law.periods import Due, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

EXTENDED: Final = "suspect.detention_extended"
_ONE_DAY: Final = timedelta(days=1)
_ORDINARY, _SPECIAL, _LONGEST = range(3)
_IN_DOUBT: Final = Text(
    "延长拘留的决定日期或者理由不明，期限不能确定",
    "the day or the ground of an extension is not known, and so not how long it may last",
)


@dataclass(frozen=True, slots=True)
class Term:
    """How long one detention may last until arrest is requested.

    `due` is its last lawful day: where an extension is in doubt, or nobody promised to report extensions, it runs from
    the last day without them to the last day with them, and `in_doubt` says why. `longest` is the last day that any
    extension could allow. `extensions` lengthened it, `too_late` came when it was over.
    """

    due: Days
    longest: Days
    ordinary: Due
    extensions: Sequence[Event]
    too_late: Sequence[Event]
    in_doubt: tuple[Missing, ...]


def term_of(case: CaseFile, on: date, detained: Event, days: Days, number: Number) -> Term:
    """Return how long a detention may last, by the extensions that were decided while it still ran, as known on a day.

    One that was decided before it belongs to an earlier detention; one decided after its last day comes too late.
    """
    extensions = [one for one in case.of_type(EXTENDED, suspect=detained.suspect_ref) if _can_follow(one, days)]
    limits = [not_counted(case, detained, _plain(days, number, which)) for which in range(3)]
    until = limits[_ORDINARY]
    for _ in extensions:
        # Each can only be decided while the one before it runs, in whatever order they were reported.
        for one in extensions:
            until = _extended(until, one, days, limits)
    counted = [one for one in extensions if one.days is None or one.days.first <= until.last]
    unclear = [one for one in counted if word(one.data.get("ground")) is None or not _is_in_time(one, days, until)]
    told_until = max(days.first, min(until.last, on - _ONE_DAY))
    silent = case.silence((EXTENDED,), owed_by=case.police, since=days.first, until=told_until)
    return Term(
        due=Days(until.first, max(until.last, limits[_LONGEST].last)) if silent else until,
        longest=limits[_LONGEST],
        ordinary=_after(days.last, number, _ORDINARY),
        extensions=counted,
        too_late=[one for one in extensions if one not in counted],
        in_doubt=(*(Missing(_IN_DOUBT, one.type, one.entry.source) for one in unclear), *silent),
    )


def _plain(days: Days, number: Number, which: int) -> Days:
    return Days(_after(days.first, number, which).day, _after(days.last, number, which).day)


def _after(day: date, number: Number, which: int) -> Due:
    # In custody a period ends on its day, holiday or not.
    return days_after(day, number.value[which], law=number.law, rolls=False)


def _can_follow(one: Event, detained: Days) -> bool:
    return one.days is None or one.days.last >= detained.first


def _extended(until: Days, one: Event, detained: Days, limits: Sequence[Days]) -> Days:
    """Return the last lawful day with one more extension: what it surely allows, and the most that it can allow."""
    surely = _is_in_time(one, detained, until)
    perhaps = one.days is None or one.days.first <= until.last
    ground, stated = word(one.data.get("ground")), one.data.get("new_limit")
    if ground is None:
        # A platform's code that no table maps may be of any ground; without a limit it surely allows nothing.
        least, most = limits[_SPECIAL if stated else _ORDINARY].first, limits[_LONGEST].last
    else:
        allowed = limits[_SPECIAL if ground == "special" else _LONGEST]
        least, most = allowed.first, allowed.last
    if stated:
        # Never more than the law allows, and never more than the decision does.
        least, most = min(least, date.fromisoformat(stated)), min(most, date.fromisoformat(stated))
    return Days(max(until.first, least) if surely else until.first, max(until.last, most) if perhaps else until.last)


def _is_in_time(one: Event, detained: Days, until: Days) -> bool:
    """Tell whether an extension was surely decided while the detention ran, whichever day it was."""
    return one.days is not None and detained.last <= one.days.first and one.days.last <= until.first
