"""The filings of a case (立案, 重新立案): one decision however often it is reported, and what begins anew; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.reading import read_once
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_FILED: Final = "case.filed"
_REFILED: Final = "case.refiled"
# After these a case may be filed once more: here (PSB 190), or at the unit to which it went (PSB 175, 184).
_ENDS: Final = ("case.withdrawn", "case.transferred_out")


@dataclass(frozen=True)
class Filing:
    """One decision to file, as it was reported once or several times.

    `event` is the report that was told first, of those with a day: another one that comes later makes no other act of
    it. `days` are those on one of which it can have been filed; reports that contradict each other leave it open.
    """

    event: Event
    days: Days | None
    contradicted: bool

    def doubt(self) -> Missing:
        """Return what is missing where two reports name different days, and neither a withdrawal between them."""
        text = Text(
            "同一案件先后报送的立案日期不一致，且其间未见撤案，立案日期不能确定",
            "two filings on different days and no withdrawal between them: on which day it was filed is not known",
        )
        return Missing(text, self.event.type, self.event.entry.source)


@read_once
def filings(case: CaseFile) -> Sequence[Filing]:
    """Return the filings of a case, first to last: a refiling begins anew, and a filing after the case had ended."""
    ends = [one.days for one in case.of_type(*_ENDS) if one.days is not None]
    reports: list[list[Event]] = []
    for one in case.of_type(_FILED, _REFILED):
        if not reports or one.type == _REFILED or _ended_between(reports[-1][-1].days, ends, one.days):
            reports.append([])
        reports[-1].append(one)
    return [_as_one(told) for told in reports]


def _ended_between(before: Days | None, ends: Sequence[Days], after: Days | None) -> bool:
    """Tell whether the case surely ended between two filings."""
    if before is None or after is None:
        return False
    return any(before.first <= end.first and end.last < after.first for end in ends)


def _as_one(reports: Sequence[Event]) -> Filing:
    dated = [(one.days, one) for one in reports if one.days is not None]
    event = min([one for _, one in dated] or reports, key=lambda one: one.entry.position)
    if not dated:
        return Filing(event, None, contradicted=False)
    first, last = max(days.first for days, _ in dated), min(days.last for days, _ in dated)
    if first <= last:
        return Filing(event, Days(first, last), contradicted=False)
    any_of_them = Days(min(days.first for days, _ in dated), max(days.last for days, _ in dated))
    return Filing(event, any_of_them, contradicted=True)
