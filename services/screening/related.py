"""What ties one case to another: a person by his key, an officer, a case number, a reporter, a joining; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import Any, Final
from uuid import UUID

from screening.casefile import CaseFile, Event, Related
from zhenxie.law.calendar import legal_day
from zhenxie.record.corrections import AMENDS, RETRACTS
from zhenxie.record.told import Told
from zhenxie.wire.moments import precision_of, start_of

PERSON: Final = "same_person"
OFFICER: Final = "same_officer"
LINKED: Final = "linked_case"
"""One case names the number of the other: split off, merged, filed again, handed over, taken over."""
REPORTER: Final = "same_reporter"
"""One agency took in reports with its own reference to one reporter, and of one amount."""
INTERROGATED: Final = "suspect.interrogated"
# Acts of one moment and one place: what an officer cannot do twice at once.
_ACTS_OF_OFFICERS: Final = frozenset({"evidence.breath_tested", "evidence.blood_drawn"})
# An interrogation lasts hours; one that is said to last longer than this is a slip of the pen.
_DAYS_OF_INTERROGATION: Final = 3
MOST_CASES: Final = 50
"""Cases that one key ties; where more have it, it ties none."""
_NAMING: Final = frozenset({"case.notified", "suspect.identified", "suspect.details_amended"})
# Where the number under which a case goes is heard: it can change when the case is handed over or filed again.
_NUMBERED: Final = frozenset(
    {
        "case.notified",
        "case.received",
        "case.referred",
        "case.filed",
        "case.refiled",
        "case.withdrawn",
        "case.sent_for_prosecution",
    }
)
_NUMBERS: Final[Mapping[str, Sequence[str]]] = {
    "suspect.split_off": ("target_case_number",),
    "case.merged": ("lead_case_number", "merged_case_numbers"),
    "case.refiled": ("earlier_case_number",),
    "case.transferred_out": ("new_case_number",),
    "case.jurisdiction_designated": ("new_case_number",),
    "case.received": ("earlier_case_number",),
}
_COURSE: Final = frozenset(
    {
        "case.received",
        "case.filed",
        "case.refiled",
        "case.filing_refused",
        "case.transferred_out",
        "case.withdrawn",
        "case.sent_for_prosecution",
        "case.proceeding_opened",
    }
)
_SUSPECTS: Final = frozenset(
    {
        "suspect.split_off",
        "suspect.investigation_terminated",
        "suspect.prosecuted",
        "suspect.not_prosecuted",
        "suspect.judged",
        "suspect.penalized",
        "suspect.licence_revoked",
    }
)
# What a case says that can matter to one that is tied to it, by what ties them.
_FACTS: Final[Mapping[str, frozenset[str]]] = {
    PERSON: _COURSE | _SUSPECTS,
    LINKED: _COURSE | _SUSPECTS | {"case.notified", "case.merged"},
    OFFICER: _ACTS_OF_OFFICERS | {INTERROGATED},
    REPORTER: _COURSE,
}
# What can take a fact back, or put another in its place, of whichever kind; a case that is shared shows all at once.
_OF_ANY_KIND: Final = frozenset({AMENDS, RETRACTS, "case.shared"})


@dataclass(frozen=True, slots=True)
class Tie:
    """One key of one case, known from a position on; `suspect_ref` is whose key it is."""

    kind: str
    key: str
    case_id: UUID
    position: int
    suspect_ref: str | None = None


@dataclass(frozen=True)
class Joins:
    """Provisional cases (待定案件) that were joined into another: into which, and from which position that was known.

    What was told of such a case before is told of the other one from that position on, and of nothing earlier.
    """

    into: Mapping[UUID, tuple[UUID, int]] = field(default_factory=dict)

    def case_of(self, case_id: UUID) -> UUID:
        """Return the case with which one is looked at: itself, or what it was joined into."""
        return self.into[case_id][0] if case_id in self.into else case_id

    def known_from(self, case_id: UUID, position: int) -> int:
        """Return from which position on an entry of a case counts where the case is looked at."""
        return max(position, self.into[case_id][1]) if case_id in self.into else position

    def moved(self, tie: Tie) -> Tie:
        """Return a tie as one of the case that is looked at."""
        known_from = self.known_from(tie.case_id, tie.position)
        return replace(tie, case_id=self.case_of(tie.case_id), position=known_from)


def shared_too_widely(ties: Iterable[Tie], position: int) -> bool:
    """Tell whether more cases have a key by a position than one person, or one matter, can have.

    A number that was made up so that a form could be sent, or a reference that is given anew in each case, would tie
    every case of an agency to every other one.
    """
    return len({tie.case_id for tie in ties if tie.position <= position}) > MOST_CASES


def by_case(ties: Iterable[Tie]) -> dict[UUID, list[Tie]]:
    """Return ties by their case, in the order in which they became known."""
    found: dict[UUID, list[Tie]] = {}
    for tie in sorted(ties, key=lambda one: one.position):
        found.setdefault(tie.case_id, []).append(tie)
    return found


def tells(type_name: str) -> frozenset[str]:
    """Return by which kinds of ties an entry of this type is told to other cases."""
    if type_name in _OF_ANY_KIND:
        return frozenset(_FACTS)
    return frozenset(kind for kind, types in _FACTS.items() if type_name in types)


def stated_ties(one: Told, case_id: UUID) -> Iterator[Tie]:
    """Yield the ties that an entry, or what it corrects another to, states itself; persons' keys are asked for."""
    said: Mapping[str, Any] = one.payload
    if one.type == AMENDS:
        said = (one.payload.get("data") or {}).get("replacement") or {}
    kind, data = said.get("type", one.type), said.get("data") or {}
    for key in _officers(kind, said, data):
        yield Tie(OFFICER, key, case_id, one.position)
    if one.type in _NUMBERED and one.case_number is not None:
        yield Tie(LINKED, one.case_number, case_id, one.position)
    for name in _NUMBERS.get(kind, ()):
        numbers = data.get(name) or ()
        for number in [numbers] if isinstance(numbers, str) else numbers:
            yield Tie(LINKED, number, case_id, one.position, said.get("suspect_ref"))
    if kind == "case.received" and (reported := _reported(one.source, data)) is not None:
        yield Tie(REPORTER, reported, case_id, one.position)


def _officers(kind: str, said: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[str]:
    # Its time is part of the key: an officer's whole career ties nothing, his being at two places at once does.
    times: Iterable[str] = ()
    if kind in _ACTS_OF_OFFICERS:
        instant = _instant(said.get("occurred"))
        times = () if instant is None else (instant,)
    elif kind == INTERROGATED:
        times = _days(said)
    for time in times:
        for officer in data.get("officers") or ():
            yield f"{time} {officer}"


def _instant(moment: str | None) -> str | None:
    if moment is None or precision_of(moment) != "instant":
        return None
    return start_of(moment).astimezone(UTC).isoformat()


def interrogated_between(said: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return when an interrogation began and ended, as its payload says it to the minute; None where it does not.

    The moment of the event stands for the beginning where no beginning is stated.
    """
    data = said.get("data") or {}
    began, ended = data.get("started_at") or said.get("occurred"), data.get("ended_at")
    return (began if _instant(began) else None, ended if _instant(ended) else None)


def _days(said: Mapping[str, Any]) -> Sequence[str]:
    """Return the legal days on which an interrogation certainly went on; none where its beginning is not known."""
    began, ended = interrogated_between(said)
    if began is None:
        return ()
    first = legal_day(start_of(began))
    last = first if ended is None else legal_day(start_of(ended))
    days = min((last - first).days + 1, _DAYS_OF_INTERROGATION)
    return [(first + timedelta(days=number)).isoformat() for number in range(days)]


def _reported(source: str, data: Mapping[str, Any]) -> str | None:
    reporter, amount = data.get("reporter_ref"), data.get("amount")
    return None if reporter is None or amount is None else f"{source} {reporter} {amount}"


def names_persons(one: Told) -> bool:
    """Tell whether an entry, or what it corrects another to, may name a suspect."""
    said: Mapping[str, Any] = one.payload
    if one.type == AMENDS:
        said = (one.payload.get("data") or {}).get("replacement") or {}
    kind = said.get("type", one.type)
    return kind in _NAMING and (kind != "case.notified" or bool((said.get("data") or {}).get("suspects")))


def facts(own: Sequence[Tie], others: Iterable[tuple[Tie, CaseFile]], numbers: Collection[str]) -> list[Related]:
    """Return the facts of other cases that concern a case with the keys `own`, in the order of the feed.

    :param numbers: under which the case itself was told.
    """
    mine: dict[tuple[str, str], set[str | None]] = {}
    for tie in own:
        mine.setdefault((tie.kind, tie.key), set()).add(tie.suspect_ref)
    found = {
        (tie.kind, _name(tie), event.entry.event_id, ref): Related(
            tie.kind, _name(tie), file.case_id, file.number, event, ref
        )
        for tie, file in others
        for ref in mine.get((tie.kind, tie.key), ())
        if tie.kind != LINKED or _one_names_the_other(tie.key, numbers, file)
        for event in file.events
        if _matters(tie, event)
    }
    return sorted(
        found.values(),
        key=lambda one: (one.event.entry.position, one.kind, one.key, one.own_suspect_ref or ""),
    )


def _name(tie: Tie) -> str:
    return tie.key.rpartition(" ")[2] if tie.kind == OFFICER else tie.key


def _one_names_the_other(number: str, own: Collection[str], file: CaseFile) -> bool:
    # Two cases that name a third one are nothing to each other.
    return number in own or any(one.case_number == number for one in file.told)


def _matters(tie: Tie, event: Event) -> bool:
    if event.type not in _FACTS[tie.kind]:
        return False
    if tie.kind == PERSON:
        return _is_about(tie.suspect_ref, event)
    if tie.kind == OFFICER:
        return tie.key in _officers(event.type, event.payload, event.data)
    if tie.kind == REPORTER and event.type == "case.received":
        return _reported(event.entry.source, event.data) == tie.key
    return True


def _is_about(person: str | None, event: Event) -> bool:
    if event.type.startswith("suspect."):
        return event.suspect_ref == person
    # Who is sent, and who was taken in, may be some of the suspects only.
    named = [one.get("suspect_ref") for one in event.data.get("suspects") or ()] or event.data.get("suspect_refs")
    return not named or person in named
