"""D15-D18 and D52: custody after the arrest, its extensions, its recalculation and what does not count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, before, chained, set_on
from zhenxie.law.deadlines.table import NoNumberInForce, Period, period
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, credible_days, follows
from zhenxie.record.deadlines.opened import (
    DISPOSED,
    FREED,
    GONE,
    Case,
    Opened,
    began,
    done,
    of_the_investigation,
    stated,
)
from zhenxie.wire.vocabulary import Measure

_TIERS: Final = ("base", "first", "second", "third")
_PAUSED: Final = Text(
    "羁押期限不计入的期间尚未报送结束，不能计算届满日",
    "the time that does not count has not been said to end: no last day can be counted",
)
_REPLY_UNSEEN: Final = Text(
    "未采纳的书面回复没有对应的报送项目", "a reply that does not follow it is no event of the wire"
)


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines of custody for investigation."""
    for one in history.of_type("suspect.arrested"):
        if of_the_investigation(one) and not _goes_on(history, one):
            yield from _custody(history, one)
    for one in history.of_type("suspect.custody_recalculated"):
        found = one.word("discovered_on")
        case = Case(history=history, root=one, suspect_ref=one.suspect_ref)
        yield case.opens(
            "D17.approval", began(one, "discovered_on") if found else None, acts=stated(one, "approved_at")
        )
    for one in history.of_type("suspect.custody_necessity_reviewed"):
        if one.word("recommendation") in ("release", "change"):
            yield _recommendation(history, one)


def _goes_on(history: History, arrested: Said) -> bool:
    """Tell whether the person was already under arrest: the first arrest is the base then."""
    earlier = history.before(arrested, "suspect.arrested", *FREED, suspect=arrested.suspect_ref)
    return bool(earlier) and earlier[-1].type == arrested.type


def _custody(history: History, arrested: Said) -> Iterator[Opened]:
    ref = arrested.suspect_ref
    root = _base(Case(history=history, root=arrested, suspect_ref=ref))
    case = Case(history=history, root=root, suspect_ref=ref)
    start = began(root, "discovered_on")
    granted = _granted(case)
    stretches, doubt = _not_counted(history, ref)
    if doubt is not None:
        start = None
    acts = [done(one) for one in _ends(case)]
    tiers = [period(f"D15.{name}") for name in _TIERS]
    reached = max(map(_tier, granted), default=0)

    def until(_period: Period, begun: Start) -> Expiry:
        return _cut(chained(tiers[: reached + 1], begun, stretches), granted)

    last = tiers[reached]
    yield case.opens(
        last.key,
        start,
        how=until,
        longer=None if reached == len(tiers) - 1 else lambda begun: chained(tiers, begun, stretches),
        acts=acts,
        lapses=case.after("case.transferred_out", "case.merged", "suspect.split_off"),
        doubt=doubt,
    )
    if start is not None:
        yield from _requests(case, _Counted(start, granted, stretches), acts)
    yield case.opens(
        "D52.warning",
        start,
        how=until,
        lapses=[*acts, *case.after(*GONE)],
        doubt=doubt,
        unseen=True,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """How custody is counted: from when, by which extensions, without which days."""

    start: Start
    granted: Sequence[Said]
    stretches: Sequence[Days]

    def until(self, tier: int) -> Expiry:
        return chained([period(f"D15.{name}") for name in _TIERS[: tier + 1]], self.start, self.stretches)


def _base(case: Case) -> Said:
    """Return from which entry custody is counted: the arrest, or the last recalculation (CPL 160¶1).

    What was discovered once the longest custody that there can be had run out revives nothing [design].
    """
    freed = case.after(*FREED)
    found = case.root
    for one in case.after("suspect.custody_recalculated"):
        if freed and follows(one, freed[0]):
            break
        base, anew = began(found, "discovered_on"), began(one, "discovered_on")
        if base is None or anew is None or anew.days.first <= _longest(base):
            found = one
    return found


def _longest(base: Start) -> date:
    try:
        return chained([period(f"D15.{name}") for name in _TIERS], base).last or date.max
    except NoNumberInForce:
        return date.max


def _requests(case: Case, counted: _Counted, acts: Sequence[Act]) -> Iterator[Opened]:
    """Yield the last day to ask for each extension; after the third there is none to ask for."""
    asked = case.after("suspect.custody_extension_requested")
    roots: list[tuple[int, Said]] = [(0, case.root), *((_tier(one), one) for one in counted.granted)]
    for number, (tier, root) in enumerate(roots):
        if tier >= len(_TIERS) - 1:
            continue
        following = roots[number + 1][1] if number + 1 < len(roots) else None
        mine = [one for one in asked if follows(one, root) and (following is None or not follows(one, following))]
        own = Case(history=case.history, root=root, suspect_ref=case.suspect_ref)
        yield own.opens(
            "D16.request",
            counted.start,
            how=lambda found, _start, tier=tier: before(found, counted.until(tier)),  # type: ignore[misc]
            acts=map(done, mine),
            lapses=acts,
        )


def _tier(one: Said) -> int:
    return int(one.data.get("tier") or 1)


def _granted(case: Case) -> list[Said]:
    return [one for one in case.after("suspect.custody_extended") if one.data.get("granted") is not False]


def _ends(case: Case) -> list[Said]:
    found = case.after(*FREED, *DISPOSED, "case.withdrawn", "suspect.investigation_terminated")
    return [*found, *case.sent(), *case.lifted(Measure.ARREST.value)]


def _cut(over: Expiry, granted: Sequence[Said]) -> Expiry:
    day = granted[-1].word("new_expiry") if granted else None
    if day is None:
        return over
    step = Text(f"延长羁押期限决定载明至{day}", f"the decision on the extension says: until {day}")
    return over.no_later_than(date.fromisoformat(day), step)


def _not_counted(history: History, ref: str | None) -> tuple[list[Days], Text | None]:
    """Return the days that do not count (CPL 149, 160¶2), and why no last day can be counted where one runs on."""
    stretches: list[Days] = []
    doubt: Text | None = None
    for one in history.of_type("suspect.custody_suspended", suspect=ref):
        first, last = credible_days(one.word("from_at") or one.occurred), credible_days(one.word("ended_at"))
        if first is None or last is None or last.last < first.first:
            doubt = _PAUSED
        else:
            stretches.append(Days(first.first, last.last))
    return stretches, doubt


def _recommendation(history: History, root: Said) -> Opened:
    case, day = Case(history=history, root=root, suspect_ref=root.suspect_ref), root.word("reply_due")
    acts = [done(one) for one in case.answered(*FREED, "suspect.measure_lifted")]
    if day is None:
        start = began(root, no_earlier=True)
        return case.opens("D18.reply", start, acts=acts, unseen=True, notes=(_REPLY_UNSEEN,))
    step = Text(f"建议书载明回复期限为{day}", f"the recommendation asks for an answer by {day}")
    return case.opens(
        "D18.reply",
        began(root),
        how=lambda found, _start: set_on(found, date.fromisoformat(day), step),
        acts=acts,
        unseen=True,
        notes=(_REPLY_UNSEEN,),
    )
