"""What still stands of what was told: corrections (更正) and retractions (撤回) worked in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    said. One that came before its target, and so could not name its event id, is matched by what it does name: the
    message id, or type, suspect and document number. A correction whose target is not among `told` changes nothing.
    """
    spoken = [one for one in told if one.type != "message.expunged"]
    # The usual case is a case without corrections, and a fold is paid for at every report.
    if not any(one.type in ABOUT_MESSAGES for one in spoken):
        return spoken
    return [word.event for word in words(spoken)]


def speaking(told: Iterable[Told]) -> frozenset[int]:
    """Return the positions of the entries whose own words stand: of a corrected event it is the correction's."""
    return frozenset(word.position for word in words(told))


class Word(NamedTuple):
    """An event as it stands, and the position of the entry that says it so."""

    event: Told
    position: int


def words(told: Iterable[Told]) -> list[Word]:
    """Return the events that stand, each with the position of the entry that says it so, in no particular order."""
    spoken = [one for one in told if one.type != "message.expunged"]
    about = [one for one in spoken if one.type in ABOUT_MESSAGES]
    events = {one.event_id: one for one in spoken if one.type not in ABOUT_MESSAGES}
    early = names_of(spoken) if any(one.corrects is None for one in about) else {}
    corrections: dict[UUID, list[Told]] = {}
    for one in about:
        target = one.corrects or next((early[key] for key in targets_of(one) if key in early), None)
        if target is not None:
            corrections.setdefault(target, []).append(one)
    if not corrections:
        return [Word(one, one.position) for one in events.values()]
    found = (as_corrected(one, corrections) for one in events.values())
    return [one for one in found if one is not None]


def names_of(told: Iterable[Told]) -> dict[tuple[object, ...], UUID]:
    """Return entries by the names that a correction may give them; of several by one name the last one told."""
    found: dict[tuple[object, ...], UUID] = {}
    for one in sorted(told, key=lambda one: one.position):
        said = one.payload
        found[one.source, said.get("source_system") or "", said.get("message_id")] = one.event_id
        number = (said.get("document") or {}).get("number")
        if number is not None and one.type not in ABOUT_MESSAGES:
            found[one.source, one.type, said.get("suspect_ref"), number] = one.event_id
    return found


def targets_of(correction: Told) -> Iterator[tuple[object, ...]]:
    """Yield the names by which a correction that came before its target names it, the best one first."""
    data: Mapping[str, Any] = correction.payload.get("data") or {}
    if data.get("target_message_id") is not None:
        yield correction.source, data.get("target_source_system") or "", data["target_message_id"]
    if data.get("target_document_number") is not None:
        number = data["target_document_number"]
        yield correction.source, data.get("target_type"), data.get("target_suspect_ref"), number


def as_corrected(
    target: Told, corrections: Mapping[UUID, Sequence[Told]], above: frozenset[UUID] = frozenset()
) -> Word | None:
    """Return how an entry reads by the corrections of each, by whose entry they are about; None where it was taken back."""
    # `above` breaks a circle of corrections, which no honest feed holds but any reader must survive.
    seen = above | {target.event_id}
    # The last one that stands counts, so that nothing is asked of those before it.
    for one in sorted(corrections.get(target.event_id, ()), key=_place, reverse=True):
        word = None if one.event_id in seen else as_corrected(one, corrections, seen)
        if word is not None:
            return None if word.event.type == RETRACTS else Word(_amended(target, word.event), word.position)
    return Word(target, target.position)


def _place(one: Told) -> int:
    return one.position


def _amended(target: Told, correction: Told) -> Told:
    # A correction that was itself amended stands as the event it now carries, or as a whole correction.
    payload: Mapping[str, Any] | None = correction.payload
    if correction.type == AMENDS:
        payload = (correction.payload.get("data") or {}).get("replacement")
    if not payload:
        return target
    return replace(target, type=payload.get("type", target.type), payload=payload)
