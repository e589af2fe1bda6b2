"""One event of the file while it is put into the words of the wire."""

from dataclasses import dataclass
from typing import Any

from builders.events import event
from journeys.real_cases.records import Record

Words = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One event of the wire and who reports it: police, procuratorate or court."""

    by: str
    event: dict[str, Any]


@dataclass
class Telling:
    """One event of the file while it is put into the words of the wire; what is taken from `words` has been said."""

    record: Record
    place: int

    def __post_init__(self) -> None:
        self.words: Words = stated(self.source["data"])
        month: str | None = self.words.pop("at_month", None)
        # A moment, a month where only that is stated, or None.
        self.moment: str | None = self.source["at"] or month

    @property
    def source(self) -> dict[str, Any]:
        """The event of the file."""
        return self.record.events[self.place]

    @property
    def by(self) -> str:
        """Which kind of agency did it; where the source names nobody, the police, who carry every measure out."""
        name = self.source["by"] or ""
        return "court" if name.endswith("法院") else "procuratorate" if name.endswith("检察院") else "police"

    def says(self, name: str, *, by: str | None = None, moment: str | None = None, **more: Any) -> Said:
        """Return an event of the wire at the moment of this one, or at another; None among its data is not said."""
        envelope = {"suspect_ref": more.pop("suspect_ref", self.record.ref(self.source["suspect"]))}
        envelope["stage"] = more.pop("stage", None)
        said = event(name, occurred=moment or self.moment, **stated(envelope))
        return Said(by or self.by, said | {"data": stated(more)})

    def charges(self) -> list[dict[str, str]] | None:
        """Return the charge that the event names."""
        name = self.words.pop("charge", None)
        return None if name is None else [{"name": name}]


def stated(words: Words) -> Words:
    """Return what is said of these words: null says nothing."""
    return {name: value for name, value in words.items() if value is not None}
