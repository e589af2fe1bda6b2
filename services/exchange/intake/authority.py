"""Who may report what: the kinds and relations that an event type allows, and which unit a case number names; pure."""

from collections.abc import Iterable

from exchange.access.callers import Directory, stem
from zhenxie.wire.events.base import Event
from zhenxie.wire.vocabulary import AgencyKind, Relation


def kind_may_send(event: type[Event], kind: AgencyKind) -> bool:
    """Return whether agencies of this kind ever send this type, whatever the case."""
    return kind in event.emitters


def relation_allows(event: type[Event], kind: AgencyKind, relations: Iterable[Relation]) -> bool:
    """Return whether one of the caller's relations to a case it can see allows it to report this type."""
    return bool(event.emitters.get(kind, frozenset()).intersection(relations))


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
