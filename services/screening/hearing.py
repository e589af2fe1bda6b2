"""What is heard in the feed, made ready for virtual time: entries of cases, declarations, ties and lists; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from screening import course, related
from screening.coverage import Declaration
from screening.related import Joins, Tie
from screening.roster import pair_of
from screening.virtual_time import Listed
from zhenxie.client.changes import Change
from zhenxie.record.model_decisions import DECIDED, ModelDecision, decision_of
from zhenxie.record.told import Told

CASE_SHARED: Final = "case.shared"
"""What the exchange says to a new reader of a case, who reads its history then."""
NONE_JOINED: Final = Joins()
_COVERAGE: Final = "agency.coverage_declared"


@dataclass(frozen=True, slots=True)
class Heard:
    """One entry of the feed as screening keeps it; `list_end` is the last position of its atomic list."""

    position: int
    epoch: int
    recorded_at: datetime
    list_end: int
    event_id: UUID
    type: str
    source: str
    payload: dict[str, Any]
    case_id: UUID | None = None
    case_number: str | None = None
    corrects: UUID | None = None

    @property
    def joined_into(self) -> UUID | None:
        """The case into which the one that it shares was joined, if it was provisional."""
        named = (self.payload.get("data") or {}).get("joined_into") if self.type == CASE_SHARED else None
        return None if named is None else UUID(named)

    def told(self) -> Told:
        """Return it as the fold takes it."""
        return Told(
            self.position,
            self.event_id,
            self.recorded_at,
            self.source,
            self.type,
            self.payload,
            self.corrects,
            self.case_number,
        )

    def declaration(self) -> Declaration | None:
        """Return what it declares of coverage, if that is what it is; the agency concerned may be another's report."""
        if self.type != _COVERAGE:
            return None
        said = self.payload.get("data") or {}
        return Declaration(self.position, said.get("for_agency") or self.source, said.get("types") or [])

    def decision(self) -> ModelDecision | None:
        """Return what it decides of a supervision model, if that is what it does."""
        if self.type != DECIDED:
            return None
        return decision_of(self.payload, position=self.position, event_id=self.event_id, recorded_at=self.recorded_at)


def heard(change: Change) -> Heard:
    """Return a change of the feed as screening keeps it."""
    return Heard(
        position=change.position,
        epoch=change.epoch,
        recorded_at=datetime.fromisoformat(change.recorded_at),
        list_end=change.position + change.remaining,
        event_id=UUID(change.id),
        type=change.type,
        source=change.source,
        payload=dict(change.payload),
        case_id=None if change.case_id is None else UUID(change.case_id),
        case_number=change.case_number,
        corrects=None if change.corrects is None else UUID(change.corrects),
    )


def joins_of(entries: Iterable[Heard]) -> Joins:
    """Return which provisional cases were joined into another, and where that was said first."""
    into: dict[UUID, tuple[UUID, int]] = {}
    for one in entries:
        if one.case_id is not None and one.joined_into is not None:
            into.setdefault(one.case_id, (one.joined_into, one.position))
    return Joins(into)


def lists_of(entries: Sequence[Heard], ties: Iterable[Tie] = (), joins: Joins = NONE_JOINED) -> list[Listed]:
    """Return the lists of some entries, lowest first.

    :param entries: of whole lists: one that is not all there yet is held back by the caller, or it would be judged in
        its middle. It cannot be seen here, since not every entry of a list is everybody's to read.
    :param ties: keys that became known with these entries, each as one of the case that is looked at.
    :param joins: where the cases of these entries are looked at; what was told of one before it was joined asks for
        nothing, for nobody could look at it then.
    """
    by_end: dict[int, list[Heard]] = {}
    for one in entries:
        by_end.setdefault(one.list_end, []).append(one)
    added: dict[int, list[Tie]] = {}
    for tie in ties:
        added.setdefault(tie.position, []).append(tie)
    return [
        listed
        for end in sorted(by_end)
        for listed in _lists(
            end, by_end[end], [tie for one in by_end[end] for tie in added.get(one.position, ())], joins
        )
    ]


def _lists(end: int, entries: Sequence[Heard], ties: Sequence[Tie], joins: Joins) -> Iterator[Listed]:
    # A list of an administrator may speak of many cases; each is a list of its own.
    cases = [_looked_at(one, joins) for one in entries]
    for case_id in dict.fromkeys(cases):
        own = [one for one, case in zip(entries, cases, strict=True) if case == case_id]
        declared = [
            (one.agency, str(stated["type"])) for entry in own if (one := entry.declaration()) for stated in one.types
        ]
        declared += [pair_of(made.model) for entry in own if (made := entry.decision())]
        yield Listed(
            end=(own[-1].epoch, end),
            recorded_at=own[-1].recorded_at,
            case_id=case_id,
            looks=any(course.triggers(one.type) for one in own),
            declares=tuple(dict.fromkeys(declared)),
            ties=tuple(tie for tie in ties if tie.case_id == case_id),
            begin=own[0].position,
            tells=frozenset().union(*(related.tells(one.type) for one in own)) if case_id is not None else frozenset(),
        )


def _looked_at(one: Heard, joins: Joins) -> UUID | None:
    if one.case_id is None or joins.known_from(one.case_id, one.position) > one.position:
        return None
    return joins.case_of(one.case_id)


def ties_of(one: Heard) -> list[Tie]:
    """Return the ties that an entry itself states: officers who acted, numbers of cases, a reporter."""
    return [] if one.case_id is None else list(related.stated_ties(one.told(), one.case_id))


def person_ties(one: Heard, keys: Iterable[tuple[str, str]]) -> list[Tie]:
    """Return the ties of the persons of an entry; `keys` are suspect references with the keyed hash of each."""
    if one.case_id is None:
        return []
    base = Tie(related.PERSON, "", one.case_id, one.position)
    return [replace(base, key=key, suspect_ref=ref) for ref, key in keys]
