"""醉驾拘留期限: how long somebody may be detained before arrest is requested, and which extensions lengthen it (CPL 91)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.driving import stated_code
from screening.parameters import Number
from zhenxie.law.periods import Due, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

EXTENDED: Final = "suspect.detention_extended"
_IN_DOUBT: Final = Text(
    "延长拘留的决定日期或者理由不明，期限不能确定",
    "the day or the ground of an extension is not known, and so not how long it may last",
)


@dataclass(frozen=True, slots=True)
class Term:
    """How long one detention may last: its last lawful day, what lengthened it, what came too late, what is in doubt.

    Where an extension is in doubt, `due` runs from the last day without it to the last day with it.
    """

    due: Days
    ordinary: Due
    extensions: Sequence[Event]
    too_late: Sequence[Event]
    in_doubt: tuple[Missing, ...]


def term_of(case: CaseFile, detained: Event, days: Days, number: Number) -> Term:
    """Return how long a detention may last, by the extensions that were decided while it still ran.

    One that was decided before it belongs to an earlier detention; one decided after its last day comes too late.
    """
    extensions = [one for one in case.of_type(EXTENDED, suspect=detained.suspect_ref) if _can_follow(one, days)]
    until = _ordinary(days, number)
    for _ in extensions:
        # Each can only be decided while the one before it runs, in whatever order they were reported.
        for one in extensions:
            until = _extended(until, one, days, number)
    counted = [one for one in extensions if one.days is None or one.days.first <= until.last]
    unclear = [one for one in counted if not _is_clear(one, days, until)]
    return Term(
        due=until,
        ordinary=_after(days.last, number, 0),
        extensions=counted,
        too_late=[one for one in extensions if one not in counted],
        in_doubt=tuple(Missing(_IN_DOUBT, one.type, one.entry.source) for one in unclear),
    )


def _ordinary(days: Days, number: Number) -> Days:
    return Days(_after(days.first, number, 0).day, _after(days.last, number, 0).day)


def _after(day: date, number: Number, which: int) -> Due:
    # In custody a period ends on its day, holiday or not.
    return days_after(day, number.value[which], law=number.law, rolls=False)


def _can_follow(one: Event, detained: Days) -> bool:
    return one.days is None or one.days.last >= detained.first


def _extended(until: Days, one: Event, detained: Days, number: Number) -> Days:
    """Return the last lawful day with one more extension: what it surely allows, and the most that it can allow."""
    surely = one.days is not None and detained.last <= one.days.first and one.days.last <= until.first
    perhaps = one.days is None or one.days.first <= until.last
    return Days(
        max(until.first, _limit(one, detained.first, number, surely=True)) if surely else until.first,
        max(until.last, _limit(one, detained.last, number, surely=False)) if perhaps else until.last,
    )


def _limit(one: Event, start: date, number: Number, *, surely: bool) -> date:
    """Return the day to which an extension allows to detain: the one that it states, and never more than the law."""
    ground, stated = stated_code(one.data.get("ground")), one.data.get("new_limit")
    if ground is None:
        # A platform's code that no table maps may be of any ground; without a limit it surely allows nothing.
        longest = _after(start, number, (1 if stated else 0) if surely else 2).day
    else:
        longest = _after(start, number, 1 if ground == "special" else 2).day
    return min(longest, date.fromisoformat(stated)) if stated else longest


def _is_clear(one: Event, detained: Days, until: Days) -> bool:
    if one.days is None or one.days.first < detained.last or one.days.last > until.first:
        return False
    return stated_code(one.data.get("ground")) is not None
