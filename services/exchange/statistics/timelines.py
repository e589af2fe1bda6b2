"""How long each event of a case read as it did: one look at each entry, however many corrections there are; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

from zhenxie.record.corrections import ABOUT_MESSAGES, as_corrected, names_of, targets_of
from zhenxie.record.told import Told

_Name = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """An event as it read from a position on, up to before another; None while it still reads so."""

    event: Told
    since: int
    until: int | None


def timeline(told: Sequence[Told], *, turning: Mapping[UUID, int] = MappingProxyType({})) -> Iterator[Version]:
    """Yield how each event of a case and of those joined into it read, and from which position to which.

    `turning` says of events whose case was joined into another at which position: they are told of the other from there.
    """
    unfolding = _Unfolding()
    turned: dict[int, list[UUID]] = {}
    for event_id, position in turning.items():
        turned.setdefault(position, []).append(event_id)
    entries = {one.position: one for one in told}
    for position in sorted(entries.keys() | turned):
        yield from unfolding.turn(turned.get(position, ()), position)
        if position in entries:
            yield from unfolding.tell(entries[position])
    yield from unfolding.standing.values()


def is_named(early: Iterable[Told], told: Iterable[Told]) -> bool:
    """Tell whether corrections that came before what they correct may mean one of some entries."""
    wanted = {name for one in early for name in targets_of(one)}
    return bool(wanted) and any(name in wanted for one in told for name in names_of((one,)))


@dataclass
class _Unfolding:
    """How the events of a case read by now; each new entry is only worked into what it is about."""

    standing: dict[UUID, Version] = field(default_factory=dict)
    entries: dict[UUID, Told] = field(default_factory=dict)
    named: dict[_Name, UUID] = field(default_factory=dict)
    # Corrections that named their target otherwise than by its id, by each of the names; and what each is about by now.
    waiting: dict[_Name, list[Told]] = field(default_factory=dict)
    about: dict[UUID, UUID] = field(default_factory=dict)
    corrections: dict[UUID, list[Told]] = field(default_factory=dict)

    def turn(self, event_ids: Iterable[UUID], position: int) -> Iterator[Version]:
        """Begin new versions of what is told of another case from here."""
        for event_id in event_ids:
            version = self.standing.get(event_id)
            if version is not None:
                yield Version(version.event, version.since, position)
                self.standing[event_id] = Version(version.event, position, None)

    def tell(self, entry: Told) -> Iterator[Version]:
        """Work an entry in, and yield the versions that end with it."""
        self.entries[entry.event_id] = entry
        touched = {entry.event_id}
        for name in names_of((entry,)):
            self.named[name] = entry.event_id
            for correction in self.waiting.get(name, ()):
                touched |= self._aim(correction)
        if entry.type in ABOUT_MESSAGES:
            if entry.corrects is None:
                for name in targets_of(entry):
                    self.waiting.setdefault(name, []).append(entry)
            touched |= self._aim(entry)
        for event_id in {self._root(one) for one in touched}:
            yield from self._read(event_id, entry.position)

    def _aim(self, correction: Told) -> set[UUID]:
        """Find anew what a correction is about; return what it was about and what it is about now, where that differs."""
        before = self.about.get(correction.event_id)
        names = () if correction.corrects is not None else targets_of(correction)
        target = correction.corrects or next((self.named[one] for one in names if one in self.named), None)
        if target == before or target is None:
            return set()
        if before is not None:
            self.corrections[before].remove(correction)
        self.about[correction.event_id] = target
        self.corrections.setdefault(target, []).append(correction)
        return {target} if before is None else {before, target}

    def _root(self, event_id: UUID) -> UUID:
        """Return the event that a correction of a correction of it is about in the end."""
        seen: set[UUID] = set()
        while event_id in self.about and event_id not in seen:
            seen.add(event_id)
            event_id = self.about[event_id]
        return event_id

    def _read(self, event_id: UUID, position: int) -> Iterator[Version]:
        event = self.entries.get(event_id)
        if event is None or event.type in ABOUT_MESSAGES:
            return
        word, version = as_corrected(event, self.corrections), self.standing.get(event_id)
        if version is not None and word is not None and word.event.payload == version.event.payload:
            return
        if version is not None:
            del self.standing[event_id]
            yield Version(version.event, version.since, position)
        if word is not None:
            self.standing[event_id] = Version(word.event, position, None)


EARLY: Final = tuple(sorted(ABOUT_MESSAGES - {"message.expunged"}))
"""The types of entries that may come before what they are about."""
