"""What stands of a case as the rules of deadlines read it: event by event in the law's order, each with its entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from zhenxie.law.calendar import BEIJING
from zhenxie.law.deadlines.expiry import Start
from zhenxie.law.spans import Days
from zhenxie.record.corrections import words
from zhenxie.record.days import days_of
from zhenxie.record.order import in_order
from zhenxie.record.told import Told
from zhenxie.wire.moments import precision_of, start_of
from zhenxie.wire.vocabulary import Stage

# What screening found, and what was said of the form of the data, opens and ends nothing.
_SILENT: Final = ("alert.", "quality.", "agency.")
_HOLDS: Final = ("suspect.detained", "suspect.arrested")
_LEAVES: Final = (
    "suspect.investigation_terminated",
    "suspect.split_off",
    "suspect.prosecuted",
    "suspect.not_prosecuted",
)
_FREES: Final = ("suspect.released", "suspect.bail_imposed", "suspect.residential_surveillance_imposed")


@dataclass(frozen=True, slots=True)
class Said:
    """One event that stands, corrections worked in: its entry, and `place`, where it comes in the law's order.

    `said_at` is the position of the entry whose words stand; `recorded_at` (UTC) is when the exchange took that in.
    """

    event_id: UUID
    position: int
    said_at: int
    recorded_at: datetime
    type: str
    source: str
    occurred: str | None
    suspect_ref: str | None
    stage: str
    payload: Mapping[str, Any]
    place: int

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says beyond the envelope."""
        said: Mapping[str, Any] = self.payload.get("data") or {}
        return said

    @property
    def days(self) -> Days | None:
        """The legal days on which it can have happened; None when nobody says."""
        return days_of(self.occurred)

    def word(self, name: str) -> str | None:
        """Return a value of a closed list; None where none is stated, or a code that no table knows."""
        value = self.data.get(name)
        return value if isinstance(value, str) else None

    def is_unread(self, name: str) -> bool:
        """Tell whether a value was stated as a code that no table knows."""
        return isinstance(self.data.get(name), Mapping)

    def concerns(self, suspect: str | None) -> bool:
        """Tell whether it is about a suspect, or about everybody: a list of suspects that is absent names all."""
        refs = self.data.get("suspect_refs")
        return suspect is None or (self.suspect_ref in (None, suspect) and (not refs or suspect in refs))


@dataclass(frozen=True, slots=True)
class Act:
    """Something done, and when: at the moment of its event, or at one that the event's data states."""

    said: Said
    moment: str | None

    @property
    def days(self) -> Days | None:
        """The legal days on which it can have been done; None when nobody says."""
        return days_of(self.moment)

    @property
    def instant(self) -> datetime | None:
        """The moment in Beijing time, if it is known so well."""
        return instant_of(self.moment)


def instant_of(moment: str | None) -> datetime | None:
    """Return a moment of the wire in Beijing time if it is an instant, else None."""
    if moment is None or precision_of(moment) != "instant":
        return None
    return start_of(moment).astimezone(BEIJING)


def start_at(moment: str | None, *, no_earlier: bool = False) -> Start | None:
    """Return from when a period runs that began at a moment of the wire; None where nobody says."""
    days = days_of(moment)
    return None if days is None else Start(days, instant_of(moment), no_earlier)


class History:
    """Everything told of a case that stands, in the law's order."""

    def __init__(self, told: Iterable[Told]) -> None:
        """Take everything told, in any order."""
        told = [one for one in told if not one.type.startswith(_SILENT)]
        found = words(told)
        at = {word.event.event_id: word.position for word in found}
        recorded = {one.position: one.recorded_at for one in told}
        # Of a fact said twice the entry that said it first is kept.
        ordered = in_order(sorted((word.event for word in found), key=lambda one: -one.position))
        self.events: Sequence[Said] = [
            _said(one, place, at[one.event_id], recorded) for place, one in enumerate(ordered)
        ]

    def of_type(self, *types: str, suspect: str | None = None) -> list[Said]:
        """Return the events of these types in the law's order; with `suspect`, those about that person or everybody."""
        return [one for one in self._of(types) if one.concerns(suspect)]

    def _of(self, types: Sequence[str]) -> Iterable[Said]:
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return sorted((one for name in set(types) for one in self._by_type.get(name, ())), key=lambda one: one.place)

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Said]]:
        found: dict[str, list[Said]] = {}
        for one in self.events:
            found.setdefault(one.type, []).append(one)
        return found

    def after(self, root: Said, *types: str, suspect: str | None = None, until: Said | None = None) -> list[Said]:
        """Return the events of these types that follow one, and do not follow `until`; not those surely before it."""
        return [
            one
            for one in self.of_type(*types, suspect=suspect)
            if one is not root and follows(one, root) and (until is None or one is until or not follows(one, until))
        ]

    def around(self, root: Said, *types: str, suspect: str | None = None, until: Said | None = None) -> list[Said]:
        """Return the events of these types that may follow one although the order of the book puts them before it."""
        surely = self.after(root, *types, suspect=suspect, until=until)
        return [
            one
            for one in self.of_type(*types, suspect=suspect)
            if one is not root
            and one not in surely
            and may_follow(one, root)
            and (until is None or not follows(one, until))
        ]

    def next_like(self, root: Said) -> Said | None:
        """Return the next event of the same type about the same person."""
        found = self.after(root, root.type, suspect=root.suspect_ref)
        return found[0] if found else None

    @cached_property
    def suspects(self) -> Sequence[str]:
        """The references of everybody who was spoken of."""
        named = {one.suspect_ref for one in self.events}
        for one in self.of_type("case.notified", "case.sent_for_prosecution"):
            named.update(person.get("suspect_ref") for person in one.data.get("suspects") or ())
        return sorted(ref for ref in named if ref is not None)

    def under_review(self, proceeding: Said) -> list[str]:
        """Return who is concerned when the procuratorate opens a proceeding: whom it names, else whom the police sent.

        Where neither names anybody, everybody for whom the case has not ended by then.
        """
        sent = [one for one in self.of_type("case.sent_for_prosecution") if one.data.get("suspects")]
        sent = [one for one in sent if not follows(one, proceeding)]
        named = proceeding.data.get("suspect_refs") or [
            person["suspect_ref"] for one in sent[-1:] for person in one.data["suspects"]
        ]
        left = {
            one.suspect_ref
            for one in self.of_type(*_LEAVES)
            if not follows(one, proceeding) and one.word("kind") != "conditional"
        }
        return [ref for ref in self.suspects if (ref in named if named else ref not in left)]

    def held(self, suspect: str | None, by: Said) -> bool | None:
        """Tell whether a person was in custody when something happened; None where nobody says."""
        order = [one for one in self.of_type(*_HOLDS, *_FREES, suspect=suspect) if one.place < by.place]
        return None if not order or suspect is None else order[-1].type in _HOLDS

    @cached_property
    def police(self) -> str | None:
        """The police agency that owes the facts: who filed the case, took it in, or gave notice of it, last."""
        for kinds in (("case.filed", "case.refiled"), ("case.received",), ("case.notified",)):
            found = self.of_type(*kinds)
            if found:
                return found[-1].source
        return None

    @cached_property
    def procuratorate(self) -> str | None:
        """The procuratorate that owes the facts: who last reported as one, or to whom the case was last sent."""
        speaking = ("suspect.arrest_request_received", "suspect.arrest_approved", "suspect.arrest_refused")
        found = self.of_type(*speaking, "case.proceeding_opened", "case.returned")
        if found:
            return found[-1].source
        named = [
            one.word("procuratorate") for one in self.of_type("suspect.arrest_requested", "case.sent_for_prosecution")
        ]
        return next((one for one in reversed(named) if one is not None), None)


def follows(one: Said, root: Said) -> bool:
    """Tell whether an event comes after another: by its days, and where they meet, in the law's order."""
    if one.days is not None and root.days is not None:
        if one.days.first > root.days.last:
            return True
        if one.days.last < root.days.first:
            return False
    # Instruments of one day have no order of the book: what answers one comes after it.
    return one.place > root.place or one.type.startswith("instrument.")


def may_follow(one: Said, root: Said) -> bool:
    """Tell whether an event can have come after another: not where both are known to the minute and it came before."""
    if one.days is None or root.days is None:
        return True
    if instant_of(one.occurred) is not None and instant_of(root.occurred) is not None:
        return follows(one, root)
    return one.days.last >= root.days.first


def _said(one: Told, place: int, said_at: int, recorded: Mapping[int, datetime]) -> Said:
    payload = one.payload
    return Said(
        event_id=one.event_id,
        position=one.position,
        said_at=said_at,
        recorded_at=recorded.get(said_at, one.recorded_at),
        type=one.type,
        source=one.source,
        occurred=payload.get("occurred"),
        suspect_ref=payload.get("suspect_ref"),
        stage=str(payload.get("stage") or Stage.INVESTIGATION.value),
        payload=payload,
        place=place,
    )
