"""D01-D07: a person in hand, hour by hour: summons, questioning, detention, arrest, designated place."""

from collections.abc import Iterator
from typing import Final

from zhenxie.law.deadlines.expiry import Start, expiry
from zhenxie.law.deadlines.table import period
from zhenxie.record.deadlines.history import Act, History, Said, start_at
from zhenxie.record.deadlines.opened import (
    DISPOSED,
    FREED,
    GONE,
    Case,
    Opened,
    began,
    done,
    no_later,
    of_the_investigation,
    stated,
)
from zhenxie.wire.vocabulary import Measure

_CANNOT: Final = frozenset({"cannot_notify", "no_family"})
_QUESTIONING: Final = {24: "D02.second", 48: "D02.third"}


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines of hours."""
    for one in history.of_type("suspect.summoned"):
        yield _summons(history, one)
    for one in history.of_type("suspect.compelled_to_appear"):
        yield _compelled(history, one)
    yield from _questionings(history)
    for one in history.of_type("suspect.detained"):
        yield from _detention(history, one)
    for one in history.of_type("suspect.arrested"):
        if of_the_investigation(one):
            yield from _arrest(history, one)
    for one in history.of_type("suspect.residential_surveillance_imposed"):
        if one.data.get("designated") is True:
            yield _designated(history, one)


def _summons(history: History, root: Said) -> Opened:
    case, until = Case(history=history, root=root, suspect_ref=root.suspect_ref), history.next_like(root)
    ends = case.after("suspect.summons_ended", until=until)
    arrived = [one for one in (root, *ends) if one.word("arrived_at") is not None]
    extended = any(one.data.get("extended") is True for one in ends)
    acts = _ended(case, [done(one) for one in ends], until)
    # Twelve hours run from the arrival, which the summons itself comes before.
    start = start_at(arrived[0].word("arrived_at")) if arrived else began(root, no_earlier=True)
    return _at_most(case, start, acts, extended=extended, said=any("extended" in one.data for one in ends))


def _ended(case: Case, told: list[Act], until: Said | None) -> list[Act]:
    """Return what ends an appearance: as told, or the next measure, which it came before where its end is not told."""
    measures = case.after("suspect.detained", "suspect.arrested", *FREED[1:], until=until)
    return told + [(done if told else no_later)(one) for one in measures]


def _compelled(history: History, root: Said) -> Opened:
    case = Case(history=history, root=root, suspect_ref=root.suspect_ref)
    acts = _ended(case, stated(root, "ended_at"), history.next_like(root))
    extended = root.data.get("extended")
    return _at_most(case, began(root, "arrived_at"), acts, extended=extended is True, said=extended is not None)


def _at_most(case: Case, start: Start | None, acts: list[Act], *, extended: bool, said: bool) -> Opened:
    return case.opens(
        "D01.extended" if extended else "D01.ordinary",
        start,
        longer=None if extended or said else lambda begun: expiry(period("D01.extended"), begun),
        acts=acts,
    )


def _questionings(history: History) -> Iterator[Opened]:
    for one in history.of_type("suspect.questioning_continued"):
        following = history.next_like(one)
        # Extended step by step, it is told again with the same beginning: the last word counts.
        if following is None or one.word("from_at") is None or following.word("from_at") != one.word("from_at"):
            yield _questioning(history, one)


def _questioning(history: History, root: Said) -> Opened:
    case = Case(history=history, root=root, suspect_ref=root.suspect_ref)
    allowed = root.data.get("hours_allowed")
    return case.opens(
        _QUESTIONING.get(allowed or 0, "D02.first"),
        began(root, "from_at"),
        longer=None if allowed else lambda begun: expiry(period("D02.third"), begun),
        acts=stated(root, "ended_at") + case.done("suspect.detained", until=history.next_like(root)),
    )


def _detention(history: History, root: Said) -> Iterator[Opened]:
    case, until = Case(history=history, root=root, suspect_ref=root.suspect_ref), history.next_like(root)
    start, lapses = began(root), case.done(*FREED, *GONE, *DISPOSED, until=until)
    delivered = case.after("suspect.delivered_to_detention_center", until=until)
    delivered = [one for one in delivered if one.word("after") != Measure.ARREST.value]
    yield case.opens("D03.delivery", start, acts=map(done, delivered), lapses=lapses)
    yield case.opens("D04.interrogation", start, acts=_interrogations(case, until), lapses=lapses)
    told = _notices(case, Measure.DETENTION, until)
    excused = [one for one in told if _is_excused(one, hindrance_counts=True)]
    acts = [done(one) for one in told if one.data.get("not_notified_reason") is None]
    yield case.opens("D05.family", start, acts=acts, lapses=[*excused, *lapses])


def _arrest(history: History, root: Said) -> Iterator[Opened]:
    case, until = Case(history=history, root=root, suspect_ref=root.suspect_ref), history.next_like(root)
    start, lapses = began(root), case.done(*FREED, *GONE, *DISPOSED, until=until)
    yield case.opens("D06.interrogation", start, acts=_interrogations(case, until), lapses=lapses)
    told = _notices(case, Measure.ARREST, until)
    excused = [one for one in told if _is_excused(one, hindrance_counts=False)]
    acts = [done(one) for one in told if one.data.get("not_notified_reason") is None]
    yield case.opens("D06.family", start, acts=acts, lapses=[*excused, *lapses])


def _designated(history: History, root: Said) -> Opened:
    case = Case(history=history, root=root, suspect_ref=root.suspect_ref)
    told = _notices(case, Measure.RESIDENTIAL_SURVEILLANCE, history.next_like(root))
    excused = [one for one in told if _is_excused(one, hindrance_counts=False)]
    if root.data.get("not_notified_reason") is not None:
        excused.append(root)
    acts = stated(root, "family_notified_at") + [done(one) for one in told if one not in excused]
    return case.opens("D07.family", began(root), acts=acts, lapses=[*excused, *case.after("suspect.measure_lifted")])


def _interrogations(case: Case, until: Said | None) -> list[Act]:
    found = [
        Act(one, one.word("started_at") or one.occurred) for one in case.after("suspect.interrogated", until=until)
    ]
    # Of the same day, it may have been before: whether it was the interrogation that the law asks for is not known.
    return found + [Act(one, None) for one in case.around("suspect.interrogated")]


def _notices(case: Case, measure: Measure, until: Said | None) -> list[Said]:
    # Told on the day of the measure is told of it, in whichever order the book puts the two.
    found = case.answered("suspect.family_notified", until=until)
    return [one for one in found if one.word("measure") in (None, measure.value)]


def _is_excused(one: Said, *, hindrance_counts: bool) -> bool:
    """Tell whether the law lets the family go untold (CPL 85, 93, 75): a code that nobody can read is never counted against it."""
    reason = one.word("not_notified_reason")
    if reason in _CANNOT or one.is_unread("not_notified_reason"):
        return True
    return hindrance_counts and reason is not None and one.data.get("state_security_or_terrorism") is True
