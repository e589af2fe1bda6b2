"""What may be remarked on the form of an event: it is kept as it came, and its sender is told; never on the law."""

from collections.abc import Iterator

from pydantic import BaseModel

from zhenxie.wire import identifiers
from zhenxie.wire.code_tables import charge_named, map_code
from zhenxie.wire.events.base import Event, Person, RawCode
from zhenxie.wire.events.parts import Charge, SuspectDetails
from zhenxie.wire.problems import Fault, safe_pointer
from zhenxie.wire.sealing import nesting_fields

_RESIDENT_IDENTITY_CARD = "111"


def observations_of(event: Event, pointer: str) -> list[Fault]:
    """Return the observations on `event`, each at its pointer below `pointer`; none repeats a personal value."""
    return [Fault(pointer + found.pointer, found.code, found.facts) for found in _of_model(event, ())]


def _of_model(model: BaseModel, place: tuple[object, ...]) -> Iterator[Fault]:
    yield from _of_itself(model, place)
    for name, spelled in nesting_fields(type(model)):
        value = model.__dict__[name]
        if isinstance(value, BaseModel):
            yield from _of_model(value, (*place, spelled))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _of_model(item, (*place, spelled, index))


def _of_itself(model: BaseModel, place: tuple[object, ...]) -> Iterator[Fault]:
    if isinstance(model, RawCode):
        # A code that a shipped table knows is still what the sender meant; only a stranger is remarked.
        if map_code(model.table, model.code) is None:
            yield Fault(safe_pointer(*place), "unmapped-code", (model.table,))
    elif isinstance(model, Person):
        yield from _of_person(model, place)
    elif isinstance(model, SuspectDetails):
        yield from _of_suspect(model, place)
    elif isinstance(model, Charge) and model.name is not None and charge_named(model.name) is None:
        yield Fault(safe_pointer(*place, "name"), "unmapped-code", ("charges",))


def _of_person(person: Person, place: tuple[object, ...]) -> Iterator[Fault]:
    number = _claimed(person)
    if number is None:
        return
    said = identifiers.identity_number(number)
    where = safe_pointer(*place, "identity_number")
    if said is None:
        yield Fault(where, "identity-number-check-digit")
    elif said.legacy:
        yield Fault(where, "identity-number-legacy")


def _of_suspect(details: SuspectDetails, place: tuple[object, ...]) -> Iterator[Fault]:
    number = None if details.person is None else _claimed(details.person)
    said = None if number is None else identifiers.identity_number(number)
    if said is None:
        return
    if details.birth_date is not None and details.birth_date != said.birth_date.isoformat():
        yield Fault(safe_pointer(*place, "birth_date"), "birth-date-differs")
    if details.sex in ("male", "female") and details.sex != said.sex:
        yield Fault(safe_pointer(*place, "sex"), "sex-differs")


def _claimed(person: Person) -> str | None:
    """Return the number if it claims to be that of a resident identity card (居民身份证)."""
    if person.identity_number is None or person.identity_kind not in (None, _RESIDENT_IDENTITY_CARD):
        return None
    return identifiers.normalised_identity_number(person.identity_number)
