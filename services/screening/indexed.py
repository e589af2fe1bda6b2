"""The events of a case file by what rules ask for: by type, by suspect, by the name of what they say; built when asked."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar


class Said(Protocol):
    """What is asked of an event: its type and place, whom it is about, and what it says."""

    @property
    def entry(self) -> Any:
        """Where it was said."""

    @property
    def suspect_ref(self) -> str | None:
        """Whom it is about."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says."""


One = TypeVar("One", bound=Said)


class Indexed(Generic[One]):
    """Events in the law's order; what it returns keeps that order."""

    def __init__(self, events: Sequence[One]) -> None:
        """Take the events that stand."""
        self._events = events
        # The models ask for the same few kinds again and again, a hundred times a case.
        self._answers: dict[tuple[tuple[str, ...], str | None], list[One]] = {}

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[One]]:
        found: dict[str, list[One]] = {}
        for one in self._events:
            found.setdefault(one.entry.type, []).append(one)
        return found

    @cached_property
    def _by_suspect(self) -> Mapping[str | None, Sequence[One]]:
        found: dict[str | None, list[One]] = {}
        for one in self._events:
            found.setdefault(one.suspect_ref, []).append(one)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[tuple[Any, One]]]:
        found: dict[str, list[tuple[Any, One]]] = {}
        for one in self._events:
            for name, value in one.data.items():
                found.setdefault(name, []).append((value, one))
        return found

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {one.entry.position: place for place, one in enumerate(self._events)}

    def of_type(self, types: tuple[str, ...], suspect: str | None) -> list[One]:
        """Return the events of these types; with `suspect`, those about that person, all of them where no type is named."""
        key = types, suspect
        if key not in self._answers:
            self._answers[key] = self._of_type(types, suspect)
        # What is returned may be added to.
        return self._answers[key][:]

    def _of_type(self, types: tuple[str, ...], suspect: str | None) -> list[One]:
        if suspect is not None and not types:
            return list(self._by_suspect.get(suspect, ()))
        by_type = self._by_type
        present = by_type.keys() & types
        if not present:
            return []
        if suspect is not None:
            # A joint crime of forty people has few events about each.
            return [one for one in self._by_suspect.get(suspect, ()) if one.entry.type in present]
        if len(present) == 1:
            return list(by_type[present.pop()])
        if len(present) * 4 < len(by_type):
            found = [one for name in present for one in by_type[name]]
            return sorted(found, key=lambda one: self._places[one.entry.position])
        return [one for one in self._events if one.entry.type in present]

    def stated(self, first: str, rest: Sequence[str]) -> Iterator[tuple[Any, One]]:
        """Yield every statement of a value inside the data of the events, with the event that says it."""
        for said, one in self._by_name.get(first, ()):
            value = said
            for name in rest:
                value = value.get(name) if isinstance(value, Mapping) else None
            if value is not None:
                yield value, one
