"""Who may report what: the kinds and relations that an event type allows, and which unit a case number names; pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from exchange.access.callers import Directory, stem
from exchange.staff.register import Register
from zhenxie.wire.events.base import Event
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind, Relation

BY_A_PERSON: Final[Mapping[str, frozenset[Role]]] = {
    "case.triage_overridden": frozenset({Role.PROSECUTOR, Role.APPROVER, Role.CHIEF}),
}
"""Events that are a person's own decision, and the roles that may take it."""


def kind_may_send(event: type[Event], kind: AgencyKind) -> bool:
    """Return whether agencies of this kind ever send this type, whatever the case."""
    return kind in event.emitters


def relation_allows(event: type[Event], kind: AgencyKind, relations: Iterable[Relation]) -> bool:
    """Return whether one of the caller's relations to a case it can see allows it to report this type."""
    return bool(event.emitters.get(kind, frozenset()).intersection(relations))


def see_who_acts(staff: Register, *, agency: str, type_: str, operator: str | None, day: date) -> None:
    """See that a person who may took a decision that an event tells of, where the agency keeps a register.

    :raises OperatorMissing: nobody is named.
    :raises OperatorUnknown: nobody by that number acts for the agency on that day.
    :raises RoleMissing: the person has none of the roles.
    """
    if type_ in BY_A_PERSON and staff.keeps(agency):
        staff.acting(agency, operator, BY_A_PERSON[type_], day=day)


def covers_unit(directory: Directory, *, agency: str, unit: str) -> bool:
    """Return whether a police agency may open cases under a unit's number.

    A registered unit must be the agency itself or stand below it; an unregistered one belongs to the agency whose
    code, without its trailing pairs of zeros, it begins with (domain 8.3).
    """
    if unit in directory.agencies:
        return directory.is_at_or_above(agency, unit)
    return unit.startswith(stem(agency))


def handling_agency(directory: Directory, *, caller: str, unit: str) -> str:
    """Return the registered police agency that handles a case of `unit`: the nearest one, else the caller."""
    if unit in directory.agencies:
        return unit
    near = [
        one.code
        for one in directory.of_kind(AgencyKind.POLICE)
        if unit.startswith(stem(one.code)) and directory.is_at_or_above(caller, one.code)
    ]
    return max(near, key=lambda code: len(stem(code)), default=caller)
