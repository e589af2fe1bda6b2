"""侦查羁押期限: how long custody may last after an arrest, by extensions and recalculations (CPL 156, 158-160)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.custody_suspension import IDENTITY_UNKNOWN, identity_known, not_counted
from screening.models.economic_case_course import procuratorate_of
from screening.parameters import Number
from zhenxie.law.periods import Due, chained_months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

EXTENDED: Final = "suspect.custody_extended"
RECALCULATED: Final = "suspect.custody_recalculated"
_ONE_DAY: Final = timedelta(days=1)
_IN_DOUBT: Final = Text(
    "延长侦查羁押期限的决定日期不明，期限不能确定",
    "the day of an extension is not known, and so not how long custody may last",
)
_DISCOVERY: Final = Text(
    "重新计算侦查羁押期限的发现之日或者批准之日不明，期限不能确定",
    "from when custody was counted anew is not known, and so not how long it may last",
)


@dataclass(frozen=True, slots=True)
class ArrestTerm:
    """How long custody for investigation may last after one arrest.

    `due` is its last lawful day: where something that prolongs it is in doubt, or nobody promised to report extensions,
    it runs from the last day without it to the last day with it, and `in_doubt` says why. `counted` prolonged it.
    `doubts` leave open when it ends at all.
    """

    due: Days
    ordinary: Due
    counted: Sequence[Event]
    in_doubt: tuple[Missing, ...]
    doubts: tuple[Missing, ...]


def arrest_term(case: CaseFile, on: date, arrested: Event, days: Days, number: Number) -> ArrestTerm:
    """Return how long custody may last, as known on a day, by what the procuratorate and the police decided while it still ran.

    Each extension is counted from the original base (CPL 156, 158, 159), and a recalculation from the day on which the
    other important crime was found (CPL 160). What was decided when it was over prolongs nothing.
    """
    term = _Counting(case, arrested, number, all_extended=False).term(days)
    told_until = max(days.first, min(term.due.last, on - _ONE_DAY))
    silent = case.silence((EXTENDED,), owed_by=procuratorate_of(case), since=days.first, until=told_until)
    if not silent:
        return term
    longest = _Counting(case, arrested, number, all_extended=True).term(days)
    return replace(longest, due=Days(term.due.first, longest.due.last), in_doubt=(*longest.in_doubt, *silent))


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts custody from one arrest; with `all_extended` as if every extension that the law knows had been granted."""

    case: CaseFile
    arrested: Event
    number: Number
    all_extended: bool

    def term(self, days: Days) -> ArrestTerm:
        known = identity_known(self.case, self.arrested)
        base = days if known is None else Days(max(days.first, known.first), max(days.last, known.last))
        until, counted, in_doubt = self._from(base)
        doubts: list[Missing] = []
        for one in self._following(RECALCULATED, days):
            if one.days is not None and one.days.first > until.last:
                continue
            # It was found on the day of the approval at the latest.
            found = days_of(one.data.get("discovered_on"))
            anew = found or one.days
            counted.append(one)
            if anew is None:
                doubts.append(Missing(_DISCOVERY, one.type, one.entry.source))
                continue
            recounted, more, unclear = self._from(anew)
            counted += [each for each in more if each not in counted]
            surely = found is not None and _is_in_time(one, until)
            in_doubt += unclear if surely else [*unclear, Missing(_DISCOVERY, one.type, one.entry.source)]
            until = Days(max(until.first, recounted.first) if surely else until.first, max(until.last, recounted.last))
        # In custody a period ends on its day, holiday or not.
        ordinary = chained_months_after(base.last, self._months(1), law=self.number.law, rolls=False)
        return ArrestTerm(until, ordinary, counted, tuple(in_doubt), tuple(doubts))

    def _from(self, base: Days) -> tuple[Days, list[Event], list[Missing]]:
        """Return the last lawful day from one base with what was granted in time, and what is in doubt of it."""
        granted = [one for one in self._following(EXTENDED, base) if one.data.get("granted") is not False]
        until = self._chained(base, 1)
        if self.all_extended:
            until = Days(until.first, self._chained(base, len(self.number.value)).last)
        counted = []
        for place, one in enumerate(granted, 1):
            if one.days is not None and one.days.first > until.last:
                continue
            counted.append(one)
            tier, stated = one.data.get("tier") or place, days_of(one.data.get("new_expiry"))
            allowed = self._chained(base, min(int(tier) + 1, len(self.number.value)))
            if stated is not None:
                # Never more than the law allows, and never more than the decision does.
                allowed = Days(min(allowed.first, stated.first), min(allowed.last, stated.last))
            until = Days(
                max(until.first, allowed.first) if _is_in_time(one, until) else until.first,
                max(until.last, allowed.last),
            )
        unclear = [one for one in counted if not _is_in_time(one, until)]
        return until, counted, [Missing(_IN_DOUBT, one.type, one.entry.source) for one in unclear]

    def _chained(self, base: Days, parts: int) -> Days:
        months = self._months(parts)
        ends = [chained_months_after(one, months, law=self.number.law, rolls=False) for one in (base.first, base.last)]
        due = Days(ends[0].day, max(one.day for one in ends))
        # The time begins only when it is known who he is (CPL 160): those days are not left out a second time.
        return not_counted(self.case, self.arrested, due, but=IDENTITY_UNKNOWN)

    def _months(self, parts: int) -> tuple[int, ...]:
        return tuple(self.number.value[:parts])

    def _following(self, kind: str, base: Days) -> list[Event]:
        events = self.case.of_type(kind, suspect=self.arrested.suspect_ref)
        return [one for one in events if one.days is None or one.days.last >= base.first]


def _is_in_time(one: Event, until: Days) -> bool:
    """Tell whether something was surely decided while the custody ran, whichever day it was."""
    return one.days is not None and one.days.last <= until.first
