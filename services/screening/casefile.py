"""The case file (案卷) as a model reads it: what stands of a case, where each fact was said, and what was promised."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from screening.coverage import Coverage, Missing, Pair
from screening.indexed import Indexed
from zhenxie.law.calendar import BEIJING
from zhenxie.law.spans import Days
from zhenxie.record import days as legal_days
from zhenxie.record.corrections import Word, standing, words
from zhenxie.record.fold import drawn, fold
from zhenxie.record.order import in_order
from zhenxie.record.picture import Picture, Suspect
from zhenxie.record.told import Told
from zhenxie.wire.moments import precision_of, start_of

# The models know it as a thing of the case file.
days_of: Final = legal_days.days_of


@dataclass(frozen=True, slots=True)
class Entry:
    """Where something was said: enough for a prosecutor to find it in the feed.

    `event_id` and `position` are those of the event itself; `said_at` is the position of the entry whose words
    stand, which differs after a correction. `recorded_at` (UTC) belongs to `said_at`.
    """

    event_id: UUID
    position: int
    said_at: int
    type: str
    source: str
    message_id: str
    occurred: str | None
    recorded_at: datetime
    case_number: str | None

    @property
    def corrected(self) -> bool:
        """Whether a correction says it as it now stands."""
        return self.said_at != self.position

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an alert."""
        return {
            "event_id": str(self.event_id),
            "position": self.position,
            "said_at": self.said_at,
            "type": self.type,
            "source": self.source,
            "message_id": self.message_id,
            "occurred": self.occurred,
            "recorded_at": self.recorded_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Event:
    """One event that stands, corrections worked in."""

    entry: Entry
    suspect_ref: str | None
    payload: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Its type, such as `suspect.detained`."""
        return self.entry.type

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says beyond the envelope."""
        said: Mapping[str, Any] = self.payload.get("data") or {}
        return said

    @property
    def occurred(self) -> str | None:
        """When it happened, as it was said."""
        return self.entry.occurred

    @property
    def when(self) -> str:
        """When it happened, as a sentence says it in Chinese, in Beijing time."""
        return in_chinese(self.entry.occurred)

    @property
    def days(self) -> Days | None:
        """The legal days on which it can have happened; None when nobody says."""
        return days_of(self.entry.occurred)


@lru_cache(maxsize=1 << 12)
def in_chinese(moment: str | None) -> str:
    """Return a moment of the wire in Chinese words, as precise as it was said and in Beijing time; 日期不明 for None."""
    if moment is None:
        return "日期不明"
    local, precision = start_of(moment).astimezone(BEIJING), precision_of(moment)
    text = f"{local.year}年{local.month}月"
    if precision == "month":
        return text
    text += f"{local.day}日"
    return text if precision == "day" else f"{text}{local.hour}时{local.minute:02d}分"


@dataclass(frozen=True, slots=True)
class Related:
    """A fact of another case that concerns this one, as it was known at the same position.

    `kind`: same_person (by keyed person hash), same_officer, linked_case. `own_suspect_ref` is the suspect of this
    case who is the same person; `case_id` and `event` are the other case's.
    """

    kind: str
    key: str
    case_id: UUID
    case_number: str | None
    event: Event
    own_suspect_ref: str | None = None


@dataclass(frozen=True)
class CaseFile:
    """Everything that screening knows of one case at a position of the feed.

    `told` are its entries up to `position`, lowest first.
    """

    case_id: UUID
    told: Sequence[Told]
    epoch: int
    position: int
    coverage: Coverage = field(default_factory=Coverage)
    related: Sequence[Related] = ()
    consulted: set[Pair] = field(default_factory=set, compare=False, repr=False)
    """Agencies and event types whose silence was asked for: what they promise can change an answer."""
    unpromised: set[Pair] = field(default_factory=set, compare=False, repr=False)
    """Those of them whose silence did not count: any new promise of theirs can change an answer."""
    readings: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What `screening.reading` remembers."""

    @cached_property
    def picture(self) -> Picture:
        """The picture that everything told draws."""
        # The order depends on what is said alone; only of facts said twice another one is kept.
        if len(self._in_order) == len(standing(self._of_case)):
            return drawn(self._in_order)
        return fold(self._of_case)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that stand, in the law's order; of a fact said twice, the one said first."""
        said = {word.event.event_id: word.position for word in self._words}
        recorded = {one.position: one.recorded_at for one in self.told}
        return tuple(event_of(one, said[one.event_id], recorded) for one in self._in_order)

    @cached_property
    def _words(self) -> Sequence[Word]:
        return words(self._of_case)

    @cached_property
    def _in_order(self) -> Sequence[Told]:
        # Of doubled facts the last one read is kept, and the root of an act must not change when it is said again.
        return in_order(sorted((word.event for word in self._words), key=lambda one: -one.position))

    @cached_property
    def _indexed(self) -> Indexed[Event]:
        return Indexed(self.events)

    @cached_property
    def _of_case(self) -> list[Told]:
        # What screening and the office did is history; where an instrument opens a duty, screening.instruments tells it.
        return [one for one in self.told if not one.type.startswith(("alert.", "quality.", "instrument."))]

    @cached_property
    def number(self) -> str | None:
        """The number under which the case was reported first."""
        return next((one.case_number for one in self.told if one.case_number is not None), None)

    @cached_property
    def police(self) -> str | None:
        """The police agency that owes the facts of the case: who filed it, took it in or gave notice of it, last."""
        for kinds in (("case.filed", "case.refiled"), ("case.received", "case.referred"), ("case.notified",)):
            found = self.of_type(*kinds)
            if found:
                return found[-1].entry.source
        return self.events[0].entry.source if self.events else None

    @property
    def suspects(self) -> Sequence[Suspect]:
        """The suspects of the case."""
        return self.picture.suspects

    def of_type(self, *types: str, suspect: str | None = None) -> list[Event]:
        """Return the events of these types in the law's order; with `suspect`, those about that person.

        Without any type: everything about that person.
        """
        return self._indexed.of_type(types, suspect)

    def first(self, *types: str, suspect: str | None = None) -> Event | None:
        """Return the first event of these types."""
        return next(iter(self.of_type(*types, suspect=suspect)), None)

    def last(self, *types: str, suspect: str | None = None) -> Event | None:
        """Return the last event of these types."""
        found = self.of_type(*types, suspect=suspect)
        return found[-1] if found else None

    def stated(self, *path: str) -> Iterator[tuple[Any, Event]]:
        """Return every statement of a value inside the data of the case's events, with the event that says it.

        `stated("driving", "vehicle_kind")` looks at `data.driving.vehicle_kind` of each event, in the law's order.
        """
        first, *rest = path
        return self._indexed.stated(first, rest)

    def silence(self, types: Iterable[str], *, owed_by: str | None, since: date, until: date) -> tuple[Missing, ...]:
        """Return what keeps silence from counting; empty when it counts.

        Silence about `types` from `since` through `until` (legal days) counts only if the agency that owes them has
        declared coverage of each from `since` on, and its watermark has passed the end of `until` by the usual delay
        (domain 14.1). It says nothing about whether such an event is there: look first.
        """
        asked = tuple(types)
        if owed_by is not None:
            self.consulted.update((owed_by, one) for one in asked)
        missing = self.coverage.silence(asked, owed_by=owed_by, since=since, until=until, division=self._division)
        if owed_by is not None:
            self.unpromised.update((owed_by, one.event_type) for one in missing if one.event_type is not None)
        return missing

    @property
    def _division(self) -> str | None:
        unit = self.picture.handling_unit or self.police
        return unit[:6] if unit else None


def entry_of(one: Told) -> Entry:
    """Return where something was said, as it was said there."""
    return Entry(
        event_id=one.event_id,
        position=one.position,
        said_at=one.position,
        type=one.type,
        source=one.source,
        message_id=str(one.payload.get("message_id") or ""),
        occurred=one.payload.get("occurred"),
        recorded_at=one.recorded_at,
        case_number=one.case_number,
    )


def event_of(one: Told, said_at: int, recorded: Mapping[int, datetime]) -> Event:
    """Return an event as it stands, said at a position; `recorded` are the moments of every position."""
    entry = Entry(
        one.event_id,
        one.position,
        said_at,
        one.type,
        one.source,
        str(one.payload.get("message_id") or ""),
        one.payload.get("occurred"),
        recorded.get(said_at, one.recorded_at),
        one.case_number,
    )
    return Event(entry, one.payload.get("suspect_ref"), one.payload)
