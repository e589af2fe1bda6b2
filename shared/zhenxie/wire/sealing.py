"""Parts a message into what every reader of a case may see and what is sealed; pure."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final

from pydantic import BaseModel

from zhenxie.wire.events import event_class
from zhenxie.wire.events.base import Event, GrantsTo, Person, SealedPart, SealedText
from zhenxie.wire.json import canonical, escape
from zhenxie.wire.vocabulary import Relation

_PLAIN: Final = frozenset({str, int, bool, NoneType})


def part(event: Event) -> tuple[dict[str, Any], list[SealedPart]]:
    """Return the public part of `event` as JSON values, and its sealed parts, persons first in the order they stand.

    Every :class:`Person` leaves the public part whole; all free text and `ext` go into one part of kind "text",
    by RFC 6901 pointer into the event.
    """
    persons: list[SealedPart] = []
    prose: dict[str, Any] = {}
    public = _public(event, "", event.suspect_ref, persons, prose)
    if prose:
        persons.append(SealedPart(kind="text", role="text", suspect_ref=event.suspect_ref, content=prose))
    return public, persons


def _public(
    model: BaseModel, pointer: str, suspect_ref: str | None, persons: list[SealedPart], prose: dict[str, Any]
) -> dict[str, Any]:
    suspect_ref = vars(model).get("suspect_ref") or suspect_ref
    shown: dict[str, Any] = {}
    spellings, stated = _spellings(type(model)), model.model_fields_set
    for name, value in vars(model).items():
        if name != "occurred" and (value is None or (name not in stated and name not in ("type", "stage"))):
            continue
        spelled, step, is_sealed = spellings[name]
        if type(value) in _PLAIN and not is_sealed:
            shown[spelled] = value
        elif isinstance(value, Person):
            content = value.model_dump(mode="json", exclude_none=True)
            persons.append(SealedPart("person", name, suspect_ref, content))
        elif is_sealed:
            prose[f"{pointer}/{step}"] = value
        else:
            shown[spelled] = _value(value, f"{pointer}/{step}", suspect_ref, persons, prose)
    return shown


def _value(value: Any, where: str, suspect_ref: str | None, persons: list[SealedPart], prose: dict[str, Any]) -> Any:
    if isinstance(value, BaseModel):
        return _public(value, where, suspect_ref, persons, prose)
    if isinstance(value, list | tuple | frozenset):
        return [_value(item, f"{where}/{index}", suspect_ref, persons, prose) for index, item in enumerate(value)]
    return value.value if isinstance(value, Enum) else value


@cache
def _spellings(model: type[BaseModel]) -> dict[str, tuple[str, str, bool]]:
    """Return of each field how it is spelled, how that stands in a pointer, and whether it is sealed."""
    sealed = _sealed_fields(model)
    return {name: (spelled, escape(spelled), name in sealed) for name, spelled in fields_of(model)}


@cache
def fields_of(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a model, each with the key that it has in JSON."""
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


@cache
def _sealed_fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, info in model.model_fields.items() if _marked(info.annotation, info.metadata))


def _marked(annotation: Any, metadata: list[Any]) -> bool:
    if any(isinstance(mark, SealedText) for mark in metadata):
        return True
    inner = getattr(annotation, "__args__", ())
    return any(_marked(one, list(getattr(one, "__metadata__", ()))) for one in inner)


def agencies_named(event: BaseModel) -> dict[str, Relation]:
    """Return the agencies that `event` names with :class:`GrantsTo`, and the relation each gets to the case."""
    named: dict[str, Relation] = {}
    granting = _granting_fields(type(event))
    for name, value in vars(event).items():
        if value is None or name not in granting:
            continue
        relation = granting[name]
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, BaseModel):
                named.update(agencies_named(item))
            elif item is not None and relation is not None:
                named[item] = relation
    return named


@cache
def _granting_fields(model: type[BaseModel]) -> dict[str, Relation | None]:
    """Return the fields that may name an agency: themselves, or in a value with fields of its own."""
    found = {name: _grants(info.annotation, info.metadata) for name, info in model.model_fields.items()}
    nesting = {name for name, _ in nesting_fields(model)}
    return {name: relation for name, relation in found.items() if relation is not None or name in nesting}


@cache
def nesting_fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields whose value can have fields of its own, each with the key that it has in JSON."""
    return tuple((name, spelled) for name, spelled in fields_of(model) if _nests(model.model_fields[name].annotation))


def _nests(annotation: Any) -> bool:
    """Tell whether a value of this annotation can have fields of its own."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(map(_nests, getattr(annotation, "__args__", ())))


def _grants(annotation: Any, metadata: list[Any]) -> Relation | None:
    for mark in metadata:
        if isinstance(mark, GrantsTo):
            return mark.relation
    for one in getattr(annotation, "__args__", ()):
        found = _grants(one, list(getattr(one, "__metadata__", ())))
        if found is not None:
            return found
    return None


def agencies_named_by(public: Mapping[str, Any]) -> dict[str, Relation]:
    """Return what :func:`agencies_named` said of the event whose public part this is; nothing of an unknown type."""
    known = event_class(str(public.get("type")))
    if known is None:
        return {}
    return agencies_named(known.model_validate_json(canonical(public)))
