"""Which entry of a case said what its track rests on, and which entries changed the track; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from zhenxie.record.corrections import Word, words
from zhenxie.record.drafts import step_of
from zhenxie.record.fold import fold
from zhenxie.record.picture import Step
from zhenxie.record.told import Told
from zhenxie.record.triage.deciding import Decision, decided, track_of
from zhenxie.wire.vocabulary import Track

# What says nothing to any question of triage: only the course of measures and of property.
_SILENT: Final = ("alert.", "quality.", "agency.", "instrument.", "property.")


class Entries:
    """The entries behind the steps of a picture: of a fact said twice it is the first."""

    def __init__(self, told: Iterable[Told]) -> None:
        """Take everything told, in any order."""
        self._words = sorted(words(told), key=lambda one: one.event.position)
        self._by_type: dict[str, list[tuple[Step, Word]]] = {}

    def of(self, step: Step) -> Word | None:
        """Return the event that a step is, with the position of the entry whose words stand; None for an unknown one."""
        if step.type not in self._by_type:
            found = [one for one in self._words if one.event.type == step.type]
            self._by_type[step.type] = [(step_of(one.event), one) for one in found]
        return next((word for own, word in self._by_type[step.type] if own == step), None)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry after which the case took another track: it, and what was decided from there on."""

    entry: Told
    before: Track | None
    decision: Decision


def changes(told: Sequence[Told]) -> list[Change]:
    """Return every entry that changed the track, in the order in which it was recorded: the first is the first decision.

    Each position is folded as known then, so a correction counts from where it was recorded.
    """
    found: list[Change] = []
    track: Track | None = None
    ordered = sorted(told, key=lambda one: one.position)
    for count, entry in enumerate(ordered, 1):
        if entry.type.startswith(_SILENT):
            continue
        picture = fold(ordered[:count])
        now = track_of(picture)
        if now is not track:
            found.append(Change(entry, track, decided(picture)))
            track = now
    return found
