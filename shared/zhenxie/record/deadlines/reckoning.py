"""The deadlines of one case on a day: every rule asked, each answer judged, in one fixed order."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from zhenxie.record.deadlines import arrest, custody, filing, freezes, hours, instruments, measures, prosecution
from zhenxie.record.deadlines.history import History
from zhenxie.record.deadlines.judging import Judged, judged
from zhenxie.record.deadlines.opened import Opened
from zhenxie.record.told import Told

_RULES: Final = (
    hours.opened,
    arrest.opened,
    custody.opened,
    measures.opened,
    filing.opened,
    instruments.opened,
    freezes.opened,
    prosecution.opened,
)


def deadlines_of(told: Iterable[Told], on: date, *, amber_days: int | None = None) -> list[Judged]:
    """Return the deadlines that everything told of a case opens, as they stand on the legal day `on`.

    A pure function of the set of events. `amber_days` warns so many days before each last day, instead of what the
    table says of each. What begins only after `on` is left out.
    """
    found = [judged(one, on, amber_days) for one in _opened(History(told)) if _has_begun(one, on)]
    return sorted(found, key=_place)


def _opened(history: History) -> Iterator[Opened]:
    for rule in _RULES:
        yield from rule(history)


def _has_begun(one: Opened, on: date) -> bool:
    return one.start is None or one.start.days.first <= on


def _place(one: Judged) -> tuple[str, str, str, int]:
    opened = one.opened
    return opened.period.deadline, opened.suspect_ref or "", opened.period.name, opened.root.position
