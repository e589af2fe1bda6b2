"""羁押期限不计入: days of custody that do not count, because nobody knew who he was, or for an examination; pure."""

from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.words import word
from zhenxie.law.periods import Due, suspended
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

SUSPENDED: Final = "suspect.custody_suspended"
IDENTITY_UNKNOWN: Final = "identity_unknown"
_LAW: Final = "CPL 149"
_OPEN: Final = Text(
    "羁押期限不计入的起止时间未报送完整，期限不能确定",
    "from when to when the time of custody did not count is not stated: when it ends is not known",
)


def not_counted(case: CaseFile, taken: Event, due: Days, *, but: str | None = None) -> Days:
    """Return the last lawful day of a custody, prolonged by the days that do not count (CPL 149, 160¶2; PSB 257).

    What is stated with a beginning and an end counts; what is open is for `suspensions_in_doubt`. Stretches of the
    ground `but` are left out: for who has moved the beginning of the time past them already.
    """
    surely, perhaps = [], []
    for one, begins, ends in _stretches(case, taken):
        if begins is None or ends is None or (but is not None and one.data.get("ground") == but):
            continue
        if begins.last <= ends.first and word(one.data.get("ground")) is not None:
            surely.append(Days(begins.last, ends.first))
        perhaps.append(Days(min(begins.first, ends.last), ends.last))
    if not perhaps or taken.days is None:
        return due
    first, last = Due(due.first, provisional=False, steps=()), Due(due.last, provisional=False, steps=())
    earliest = suspended(first, surely, start=taken.days.last, law=_LAW, rolls=False).day
    return Days(earliest, max(earliest, suspended(last, perhaps, start=taken.days.first, law=_LAW, rolls=False).day))


def identity_known(case: CaseFile, taken: Event) -> Days | None:
    """Return the last day on which it became known who he is; the time of custody runs from it (CPL 160¶2)."""
    known = [
        ends
        for one, _, ends in _stretches(case, taken)
        if ends is not None and one.data.get("ground") == IDENTITY_UNKNOWN
    ]
    return max(known, key=lambda one: one.last, default=None)


def suspensions_in_doubt(case: CaseFile, taken: Event, until: date) -> tuple[Missing, ...]:
    """Return the stretches that may have begun by a day and are not stated whole."""
    return tuple(
        Missing(_OPEN, one.type, one.entry.source)
        for one, begins, ends in _stretches(case, taken)
        if (begins is None or ends is None) and (begins is None or begins.first <= until)
    )


def _stretches(case: CaseFile, taken: Event) -> list[tuple[Event, Days | None, Days | None]]:
    """Return each stretch that can concern this custody with its beginning and its end, as far as they are stated."""
    found = []
    for one in case.of_type(SUSPENDED, suspect=taken.suspect_ref):
        begins, ends = days_of(one.data.get("from_at")) or one.days, days_of(one.data.get("ended_at"))
        over = ends is not None and taken.days is not None and ends.last < taken.days.first
        if not over:
            found.append((one, begins, ends))
    return found
