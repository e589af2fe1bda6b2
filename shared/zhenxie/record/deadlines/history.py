"""What stands of a case as the rules of deadlines read it: event by event in the law's order, each with its entry."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
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


# A moment that is known to the month spans no more days.
_A_MONTH: Final = timedelta(days=31)
_FIRST_YEAR: Final = "1950"
_LAST_YEAR: Final = "2199"
_PLACE: Final = attrgetter("place")


@dataclass(frozen=True, slots=True)
class Said:
    """One event that stands, corrections worked in: its entry, and `place`, where it comes in the law's order.

    `days` are the legal days on which it can have happened; None when nobody says.

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
    days: Days | None

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says beyond the envelope."""
        said: Mapping[str, Any] = self.payload.get("data") or {}
        return said

    def word(self, name: str) -> str | None:
        """Return a value of a closed list; None where none is stated, or a code that no table knows."""
        value = self.data.get(name)
        return value if isinstance(value, str) and is_credible(value) else None

    def is_unread(self, name: str) -> bool:
        """Tell whether a value was stated as a code that no table knows."""
        return isinstance(self.data.get(name), Mapping)

    def concerns(self, suspect: str | None) -> bool:
        """Tell whether it is about a suspect, or about everybody: a list of suspects that is absent names all."""
        refs = self.data.get("suspect_refs")
        return suspect is None or (self.suspect_ref in (None, suspect) and (not refs or suspect in refs))


@dataclass(frozen=True, slots=True)
class Act:
    """Something done, and when: at the moment of its event, or at one that the event's data states.

    `at_latest`: what is told is a consequence, and the act came before it, nobody says by how much.
    """

    said: Said
    moment: str | None
    at_latest: bool = False

    @property
    def days(self) -> Days | None:
        """The legal days on which it can have been done; None when nobody says."""
        return credible_days(self.moment)

    @property
    def instant(self) -> datetime | None:
        """The moment in Beijing time, if it is known so well."""
        return instant_of(self.moment)


def is_credible(value: str) -> bool:
    """Tell whether a value is no day of a year in which nobody counts periods, such as 9999 for a day that is not known."""
    return not (value[:4].isdigit() and value[4:5] == "-") or _FIRST_YEAR <= value[:4] <= _LAST_YEAR


def credible_days(moment: str | None) -> Days | None:
    """Return the legal days that a moment of the wire can mean; None for None, and for a year that nobody means."""
    return days_of(moment) if moment is not None and is_credible(moment) else None


def instant_of(moment: str | None) -> datetime | None:
    """Return a moment of the wire in Beijing time if it is an instant, else None."""
    if moment is None or not is_credible(moment) or precision_of(moment) != "instant":
        return None
    return start_of(moment).astimezone(BEIJING)


def start_at(moment: str | None, *, no_earlier: bool = False) -> Start | None:
    """Return from when a period runs that began at a moment of the wire; None where nobody says."""
    days = credible_days(moment)
    return None if days is None else Start(days, instant_of(moment), no_earlier)


class History:
    """Everything told of a case that stands, in the law's order."""

    def __init__(self, told: Iterable[Told]) -> None:
        """Take everything told, in any order."""
        told = [one for one in told if not one.type.startswith(_SILENT)]
        found = words(told)
        at = {word.event.event_id: word.position for word in found}
        recorded = {one.position: one.recorded_at for one in told}
        self._asked: dict[tuple[tuple[str, ...], str | None], Sequence[Said]] = {}
        # Of a fact said twice the entry that said it first is kept.
        ordered = in_order(sorted((word.event for word in found), key=lambda one: -one.position))
        self.events: Sequence[Said] = [
            _said(one, place, at[one.event_id], recorded) for place, one in enumerate(ordered)
        ]

    def of_type(self, *types: str, suspect: str | None = None) -> Sequence[Said]:
        """Return the events of these types in the law's order; with `suspect`, those about that person or everybody."""
        # Each deadline asks it of each of its starts, and a case may hold thousands of entries.
        key = types, suspect
        if key not in self._asked:
            found = [
                one for name in dict.fromkeys(types) for one in self._by_type.get(name, ()) if one.concerns(suspect)
            ]
            self._asked[key] = sorted(found, key=_PLACE) if len(types) > 1 else found
        return self._asked[key]

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Said]]:
        found: dict[str, list[Said]] = {}
        for one in self.events:
            found.setdefault(one.type, []).append(one)
        return found

    def before(self, root: Said, *types: str, suspect: str | None = None) -> Sequence[Said]:
        """Return the events of these types that come before one in the law's order."""
        found = self.of_type(*types, suspect=suspect)
        return found[: bisect_left(found, root.place, key=_PLACE)]

    def after(self, root: Said, *types: str, suspect: str | None = None, until: Said | None = None) -> Sequence[Said]:
        """Return the events of these types that follow one in the law's order, up to `until` and with it."""
        found = self.of_type(*types, suspect=suspect)
        end = len(found) if until is None else bisect_right(found, until.place, key=_PLACE)
        return found[bisect_right(found, root.place, key=_PLACE) : end]

    def around(self, root: Said, *types: str, suspect: str | None = None) -> list[Said]:
        """Return the events of these types that may follow one although the order of the book puts them before it."""
        earlier = self.before(root, *types, suspect=suspect)
        if root.days is None:
            return list(earlier)
        found = [one for one in earlier if one.days is None]
        for one in reversed(earlier):
            if one.days is not None and one.days.last < root.days.first - _A_MONTH:
                break
            if one.days is not None and may_follow(one, root):
                found.append(one)
        return found

    def next_like(self, root: Said) -> Said | None:
        """Return the next event of the same type about the same person."""
        found = self.of_type(root.type, suspect=root.suspect_ref)
        place = bisect_right(found, root.place, key=_PLACE)
        return found[place] if place < len(found) else None

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
        sent = [one for one in self.before(proceeding, "case.sent_for_prosecution") if one.data.get("suspects")]
        named = proceeding.data.get("suspect_refs") or [
            person["suspect_ref"] for one in sent[-1:] for person in one.data["suspects"]
        ]
        left = {one.suspect_ref for one in self.before(proceeding, *_LEAVES) if one.word("kind") != "conditional"}
        return [ref for ref in self.suspects if (ref in named if named else ref not in left)]

    def held(self, suspect: str | None, by: Said) -> bool | None:
        """Tell whether a person was in custody when something happened; None where nobody says."""
        order = self.before(by, *_HOLDS, *_FREES, suspect=suspect)
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
    """Tell whether an event comes after another in the law's order: by time, and at the same time by the book."""
    return one.place > root.place


def may_follow(one: Said, root: Said) -> bool:
    """Tell whether an event that the order puts before another can have come after it: not if both are known to the minute."""
    if instant_of(one.occurred) is not None and instant_of(root.occurred) is not None:
        return False
    return one.days is None or root.days is None or one.days.last >= root.days.first


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
        days=credible_days(payload.get("occurred")),
    )
