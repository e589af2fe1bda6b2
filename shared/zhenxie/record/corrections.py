"""What still stands of what was told: corrections (更正) and retractions (撤回) worked in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from zhenxie.record.told import Told

AMENDS = "message.corrected"
RETRACTS = "message.retracted"
# A reader of the picture loses nothing by an expunction: personal parts were never in it.
ABOUT_MESSAGES = frozenset({AMENDS, RETRACTS, "message.expunged"})


def standing(told: Iterable[Told]) -> list[Told]:
    """Return the events that stand once every correction has been worked in, in no particular order.

    Of several corrections of one event the one with the highest position counts; it is the only thing that
    positions decide. A correction may itself be corrected, or retracted, and then counts as if it had never been
    said. A correction whose target is not among `told` changes nothing.
    """
    return [word.event for word in _words(told)]


def speaking(told: Iterable[Told]) -> frozenset[int]:
    """Return the positions of the entries whose own words stand: of a corrected event it is the correction's."""
    return frozenset(word.position for word in _words(told))


class _Word(NamedTuple):
    """An event as it stands, and the position of the entry that says it so."""

    event: Told
    position: int


def _words(told: Iterable[Told]) -> list[_Word]:
    events: dict[UUID, Told] = {}
    corrections: dict[UUID, list[Told]] = {}
    for one in told:
        if one.type not in ABOUT_MESSAGES:
            events[one.event_id] = one
        elif one.corrects is not None and one.type != "message.expunged":
            corrections.setdefault(one.corrects, []).append(one)
    if not corrections:
        return [_Word(one, one.position) for one in events.values()]
    found = (_as_corrected(one, corrections, frozenset()) for one in events.values())
    return [one for one in found if one is not None]


def _as_corrected(target: Told, corrections: Mapping[UUID, list[Told]], above: frozenset[UUID]) -> _Word | None:
    # `above` breaks a circle of corrections, which no honest feed holds but any reader must survive.
    seen = above | {target.event_id}
    words = [
        word
        for one in corrections.get(target.event_id, ())
        if one.event_id not in seen and (word := _as_corrected(one, corrections, seen)) is not None
    ]
    if not words:
        return _Word(target, target.position)
    last = max(words, key=lambda word: word.event.position)
    if last.event.type == RETRACTS:
        return None
    return _Word(_amended(target, last.event), last.position)


def _amended(target: Told, correction: Told) -> Told:
    # A correction that was itself amended stands as the event it now carries, or as a whole correction.
    payload: Mapping[str, Any] | None = correction.payload
    if correction.type == AMENDS:
        payload = (correction.payload.get("data") or {}).get("replacement")
    if not payload:
        return target
    return replace(target, type=payload.get("type", target.type), payload=payload)
