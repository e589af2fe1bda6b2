"""The ground on which acts of the office are decided: who there is, who sees which case, who acts; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Directory
from exchange.feed.asked import Extent
from exchange.feed.commands import Draft
from exchange.staff.register import Register
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import AgencyKind, Audience, Relation


@dataclass(frozen=True)
class CaseName:
    """A case in the feed: its id and one of its numbers."""

    id: UUID
    number: str


@dataclass
class Ground:
    """What is known to a group of acts: the directory, the staff, how far the feed reaches, and of each case who sees it.

    `grants` by case: agency and relation, those that stand. `numbers` by case: every number that it has.
    """

    directory: Directory
    extent: Extent
    staff: Register
    grants: dict[UUID, list[tuple[str, Relation]]] = field(default_factory=dict)
    numbers: dict[UUID, set[str]] = field(default_factory=dict)

    def kind_of(self, agency: str) -> AgencyKind | None:
        """Return what kind of body an agency is; None where none is registered by that code."""
        found = self.directory.agencies.get(agency)
        return None if found is None else found.kind

    def relations(self, case_id: UUID, agency: str) -> set[Relation]:
        """Return how an agency stands to a case; nothing where it does not see it."""
        return {relation for one, relation in self.grants.get(case_id, ()) if one == agency}

    def supervises(self, case_id: UUID, agency: str) -> bool:
        """Tell whether an agency is a procuratorate that supervises a case, itself or as the upper one."""
        procuratorate = self.kind_of(agency) is AgencyKind.PROCURATORATE
        return procuratorate and Relation.SUPERVISING in self.relations(case_id, agency)

    def offices(self, case_id: UUID) -> set[str]:
        """Return the procuratorates that supervise a case, the upper ones too."""
        return {one for one, _ in self.grants.get(case_id, ()) if self.supervises(case_id, one)}

    def platforms(self, case_id: UUID) -> set[str]:
        """Return the platforms that see a case: screening is one."""
        found = (one for one, _ in self.grants.get(case_id, ()))
        return {one for one in found if self.kind_of(one) is AgencyKind.PLATFORM}

    def upper(self, agency: str) -> str | None:
        """Return the agency above one; None for the highest that is registered."""
        return next(iter(self.directory.line_above(agency)), None)


@dataclass(frozen=True)
class Telling:
    """Who tells of an act, to whom, about which case or person; `audience` is the event type's own."""

    source: str
    now: datetime
    addressees: Sequence[str] = ()
    case: CaseName | None = None
    suspect_ref: str | None = None
    operator: str | None = None
    occurred: str | None = None
    traceparent: str | None = None
    audience: Audience = Audience.ADDRESSEES
    document: Mapping[str, Any] | None = None


def draft(kind: str, said: Mapping[str, Any], telling: Telling) -> Draft:
    """Return the entry that tells of an act; what is None in `said` is left out, free text is sealed.

    It happened at `telling.occurred` (an instant or a day), or now.

    :raises InvalidBody: what is said is no event of this kind.
    """
    event_id = new_id(telling.now)
    spelled: dict[str, Any] = {
        "type": kind,
        "message_id": str(event_id),
        "occurred": telling.occurred or telling.now.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": {name: value for name, value in said.items() if value is not None},
    }
    envelope = {"suspect_ref": telling.suspect_ref, "operator": telling.operator, "document": telling.document}
    spelled |= {name: value for name, value in envelope.items() if value is not None}
    public, sealed = part(parse_event(spelled))
    return Draft(
        event_id=event_id,
        type=kind,
        source=telling.source,
        audience=telling.audience,
        payload=json.canonical(public),
        message_id=str(event_id),
        case_id=None if telling.case is None else telling.case.id,
        case_number=None if telling.case is None else telling.case.number,
        suspect_ref=telling.suspect_ref,
        occurred=str(public["occurred"]),
        addressees=tuple(sorted(set(telling.addressees))),
        traceparent=telling.traceparent,
        sealed=tuple(sealed),
    )
