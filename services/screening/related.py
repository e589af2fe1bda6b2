"""What ties one case to another: a person by his key, an officer by his number, a provisional case by joining; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from screening.casefile import CaseFile, Event, Related
from zhenxie.record.told import Told

PERSON: Final = "same_person"
OFFICER: Final = "same_officer"
# Acts of one moment and one place: what an officer cannot do twice at once.
_ACTS_OF_OFFICERS: Final = frozenset({"evidence.breath_tested", "evidence.blood_drawn"})
# What another case of the same person says that can matter here.
_FACTS_OF_PERSONS: Final = frozenset(
    {"suspect.judged", "suspect.not_prosecuted", "suspect.penalized", "suspect.prosecuted", "suspect.licence_revoked"}
)


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


def by_case(ties: Iterable[Tie]) -> dict[UUID, list[Tie]]:
    """Return ties by their case, in the order in which they became known."""
    found: dict[UUID, list[Tie]] = {}
    for tie in sorted(ties, key=lambda one: one.position):
        found.setdefault(tie.case_id, []).append(tie)
    return found


def officers_of(one: Told, case_id: UUID) -> Iterator[Tie]:
    """Yield the officers whom an entry names as acting somewhere at one moment."""
    if one.type in _ACTS_OF_OFFICERS:
        for officer in (one.payload.get("data") or {}).get("officers") or ():
            yield Tie(OFFICER, str(officer), case_id, one.position)


def concerns_persons(one: Told) -> bool:
    """Tell whether an entry names persons whose keys a rule compares: suspects of a case about driving."""
    if one.type not in {"case.notified", "suspect.identified", "suspect.details_amended"}:
        return False
    return _speaks_of_driving(one.payload.get("data") or {})


def _speaks_of_driving(said: Mapping[str, Any]) -> bool:
    charges = [*(said.get("charges") or ())]
    for suspect in said.get("suspects") or ():
        charges += suspect.get("charges") or ()
    named = any(one.get("cl_article") == "133-1" or one.get("name") == "危险驾驶罪" for one in charges)
    return named or said.get("driving") is not None


def facts(own: Sequence[Tie], others: Iterable[tuple[Tie, CaseFile]]) -> list[Related]:
    """Return the facts of other cases that concern a case with the keys `own`, in the order of the feed."""
    mine = {(tie.kind, tie.key): tie.suspect_ref for tie in own}
    found = [
        Related(tie.kind, tie.key, file.case_id, file.number, event, mine[tie.kind, tie.key])
        for tie, file in others
        if (tie.kind, tie.key) in mine
        for event in file.events
        if _matters(tie, event)
    ]
    found.sort(key=lambda one: (one.event.entry.position, one.kind, one.key))
    return found


def _matters(tie: Tie, event: Event) -> bool:
    if tie.kind == PERSON:
        return event.type in _FACTS_OF_PERSONS and event.suspect_ref == tie.suspect_ref
    return event.type in _ACTS_OF_OFFICERS and tie.key in (event.data.get("officers") or ())
