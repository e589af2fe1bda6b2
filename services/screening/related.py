"""What ties one case to another: a person by his key, an officer by his number, a provisional case by joining; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Final
from uuid import UUID

from screening.casefile import CaseFile, Event, Related
from zhenxie.record.corrections import AMENDS
from zhenxie.record.told import Told
from zhenxie.wire.moments import precision_of, start_of

PERSON: Final = "same_person"
OFFICER: Final = "same_officer"
# Acts of one moment and one place: what an officer cannot do twice at once.
_ACTS_OF_OFFICERS: Final = frozenset({"evidence.breath_tested", "evidence.blood_drawn"})
_NAMING: Final = frozenset({"case.notified", "suspect.identified", "suspect.details_amended"})
_DRIVING: Final = frozenset({"危险驾驶罪", "危险驾驶"})
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
    """Yield the officers whom an entry, or what it corrects another to, names as acting at one instant.

    The instant is part of the key: an officer's whole career ties nothing, his being at two places at once does.
    """
    said = (one.payload.get("data") or {}).get("replacement") if one.type == AMENDS else one.payload
    data = (said or {}).get("data") or {}
    instant = _instant((said or {}).get("occurred"))
    if (said or {}).get("type", one.type) in _ACTS_OF_OFFICERS and instant is not None:
        for officer in data.get("officers") or ():
            yield Tie(OFFICER, f"{instant} {officer}", case_id, one.position)


def _instant(moment: str | None) -> str | None:
    if moment is None or precision_of(moment) != "instant":
        return None
    return start_of(moment).astimezone(UTC).isoformat()


def names_persons(one: Told) -> bool:
    """Tell whether an entry may name a suspect."""
    return one.type in _NAMING


def speaks_of_driving(one: Told) -> bool:
    """Tell whether an entry shows that its case is about driving: the only kind whose persons a rule compares."""
    said = one.payload.get("data") or {}
    charges = [*(said.get("charges") or ())]
    for suspect in said.get("suspects") or ():
        charges += suspect.get("charges") or ()
    named = any(one.get("cl_article") == "133-1" or one.get("name") in _DRIVING for one in charges)
    return named or said.get("driving") is not None or one.type in _ACTS_OF_OFFICERS


def facts(own: Sequence[Tie], others: Iterable[tuple[Tie, CaseFile]]) -> list[Related]:
    """Return the facts of other cases that concern a case with the keys `own`, in the order of the feed."""
    mine = {(tie.kind, tie.key): tie.suspect_ref for tie in own}
    found = [
        Related(tie.kind, tie.key.rpartition(" ")[2], file.case_id, file.number, event, mine[tie.kind, tie.key])
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
    instant, _, officer = tie.key.rpartition(" ")
    acted = event.type in _ACTS_OF_OFFICERS and officer in (event.data.get("officers") or ())
    return acted and _instant(event.occurred) == instant
