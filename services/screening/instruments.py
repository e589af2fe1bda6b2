"""Supervision instruments (监督文书) as grounds: where the law makes an act of the procuratorate a duty; pure.

Everywhere else they are history: what the office did with a case proves nothing about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from screening.casefile import CaseFile, Entry, Event, event_of
from screening.reading import read_once
from zhenxie.law.spans import Days
from zhenxie.record.corrections import words

ISSUED: Final = "instrument.issued"
SERVED: Final = "instrument.served"
WITHDRAWN: Final = "instrument.withdrawn_by_issuer"
CONTESTED: Final = ("instrument.reconsideration_requested", "instrument.review_requested")
DECIDED: Final = ("instrument.reconsidered", "instrument.reviewed")
REPLIED: Final = "instrument.replied"
OPENS_OR_ENDS_A_DUTY: Final = frozenset({ISSUED, SERVED, WITHDRAWN, REPLIED, *CONTESTED, *DECIDED})
"""What of an instrument opens a duty of its addressee, or ends it; the rest is what became of it in the office."""


@dataclass(frozen=True)
class Instrument:
    """One instrument: how it was issued, and what was said of it since, in the order of the feed.

    Of one whose issue was not reported the service stands for it, if that says of which kind it is.
    """

    kind: str
    begun: Event
    since: Sequence[Event]

    @property
    def root(self) -> Entry:
        """The entry that opened it."""
        return self.begun.entry

    @property
    def issuer(self) -> str | None:
        """The procuratorate that issued it; None where only its service by the police is known."""
        return self.begun.entry.source if self.begun.type == ISSUED else None

    def of_type(self, *types: str) -> list[Event]:
        """Return what of these types was said of it."""
        return [one for one in self.since if one.type in types]

    @property
    def served(self) -> Event | None:
        """The service (送达) from which its periods run (RULE 560, 563), as corrected last; None where nobody says."""
        corrected = [one for one in self.since if one.type == SERVED and one.data.get("corrected")]
        if corrected:
            return corrected[-1]
        if self.begun.type == SERVED:
            return self.begun
        return next((one for one in self.since if one.type == SERVED and one.days is not None), None)

    @property
    def received(self) -> Days | None:
        """The legal days on which the addressee can have received it."""
        return None if self.served is None else self.served.days


@read_once
def instruments(case: CaseFile) -> Sequence[Instrument]:
    """Return the instruments of a case that were issued or served, in the order of the feed, corrections worked in."""
    told = [one for one in case.told if one.type.startswith(("instrument.", "message."))]
    recorded = {one.position: one.recorded_at for one in case.told}
    every = [event_of(one.event, one.position, recorded) for one in words(told)]
    by_id: dict[str, list[Event]] = {}
    for one in sorted(every, key=lambda one: one.entry.position):
        by_id.setdefault(str(one.data.get("instrument_id")), []).append(one)
    found = [_one(events) for events in by_id.values()]
    return [one for one in found if one is not None]


def _one(events: Sequence[Event]) -> Instrument | None:
    begun = next((one for one in events if one.type == ISSUED), None)
    begun = begun or next((one for one in events if one.type == SERVED), None)
    kind = next((one.data["kind"] for one in events if one.data.get("kind") is not None), None)
    if begun is None or kind is None:
        return None
    return Instrument(str(kind), begun, [one for one in events if one is not begun])
