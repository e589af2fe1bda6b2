"""罪名: what the reports of a case charge somebody with, and what stood against him on a given day; pure."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.reading import read_once
from zhenxie.law.spans import Days

# What says with what somebody is charged from then on; a warrant may name a part of it only.
CHARGED: Final = ("case.filed", "case.notified", "suspect.charges_changed", "suspect.identified")


@read_once
def charging(case: CaseFile) -> Sequence[Event]:
    """Return the events that name a charge."""
    names = ("charges", "earlier_charges", "suspects")
    return [one for one in case.events if any(one.data.get(name) for name in names)]


def earlier_charges(one: Event) -> Sequence[Any]:
    """Return what an event says was charged until then (变更前的罪名)."""
    return one.data.get("earlier_charges") or ()


def charges_of(one: Event, person: str | None) -> Iterator[Any]:
    """Yield the charges that an event names, of its suspects those of this person; of every one without a person."""
    yield from one.data.get("charges") or ()
    for suspect in one.data.get("suspects") or ():
        if person in (None, suspect.get("suspect_ref")):
            yield from suspect.get("charges") or ()


@read_once
def charges_on(case: CaseFile, person: str, day: Days) -> Sequence[Sequence[Any]]:
    """Return each set of charges that may have stood against a person on a day; none where nobody says any by then.

    The case's own charges stand in for a person of whom nobody said by then with what he is charged; of several
    persons nobody knows whose each of them is.
    """
    own = [one for one in charging(case) if one.type in CHARGED and _names(one, person)]
    later = _first([one for one in own if one.days is None or one.days.first > day.last])
    # Until a later day he was charged otherwise, somebody says.
    before = [earlier for one in later if (earlier := earlier_charges(one))]
    stood = _by(own, person, day)
    if stood:
        return [*stood, *before]
    case_level = [one for one in charging(case) if one.type in CHARGED and one.suspect_ref is None]
    stood = _by([one for one in case_level if one.data.get("charges")], None, day)
    if len(case.suspects) > 1:
        stood = [[charge] for each in stood for charge in each]
    doubts = [*before, *([*charges_of(one, person)] for one in later)]
    return [*stood, *doubts] if stood else []


def _names(one: Event, person: str) -> bool:
    if one.suspect_ref is None:
        suspects = one.data.get("suspects") or ()
        return any(each.get("suspect_ref") == person and each.get("charges") for each in suspects)
    return one.suspect_ref == person


def _by(said: Sequence[Event], person: str | None, day: Days) -> list[Sequence[Any]]:
    """Return what was said last before the day, and what was said and changed on it."""
    over = [one for one in said if one.days is not None and one.days.last < day.first]
    last = [one for one in over if not any(_surely_after(each, one) for each in over)]
    on_it = [one for one in said if one.days is not None and day.first <= one.days.last and one.days.first <= day.last]
    changed = [earlier_charges(one) for one in on_it if one.type == "suspect.charges_changed"]
    return [*([*_named(one, person)] for one in (*last, *on_it)), *changed]


def _named(one: Event, person: str | None) -> Iterator[Any]:
    if person is None or one.suspect_ref is not None:
        yield from one.data.get("charges") or ()
    else:
        for suspect in one.data["suspects"]:
            if suspect.get("suspect_ref") == person:
                yield from suspect.get("charges") or ()


def _first(said: Sequence[Event]) -> list[Event]:
    return [one for one in said if not any(_surely_after(one, each) for each in said)]


def _surely_after(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and other.days.last < one.days.first
