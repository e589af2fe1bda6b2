"""Parts a message into what every reader of a case may see and what is sealed; pure."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from zhenxie.wire.events import event_class
from zhenxie.wire.events.base import Event, GrantsTo, Person, SealedPart, SealedText
from zhenxie.wire.json import canonical, escape
from zhenxie.wire.vocabulary import Relation


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
    suspect_ref = getattr(model, "suspect_ref", None) or suspect_ref
    shown: dict[str, Any] = {}
    sealed = _sealed_fields(type(model))
    for name, spelled, value in _stated(model):
        where = f"{pointer}/{escape(spelled)}"
        if isinstance(value, Person):
            content = value.model_dump(mode="json", exclude_none=True)
            persons.append(SealedPart("person", name, suspect_ref, content))
        elif name in sealed:
            prose[where] = value
        else:
            shown[spelled] = _value(value, where, suspect_ref, persons, prose)
    return shown


def _value(value: Any, where: str, suspect_ref: str | None, persons: list[SealedPart], prose: dict[str, Any]) -> Any:
    if isinstance(value, BaseModel):
        return _public(value, where, suspect_ref, persons, prose)
    if isinstance(value, list | tuple | frozenset):
        return [_value(item, f"{where}/{index}", suspect_ref, persons, prose) for index, item in enumerate(value)]
    return value.value if hasattr(value, "value") else value


def _stated(model: BaseModel) -> Iterator[tuple[str, str, Any]]:
    said, values = model.model_fields_set, model.__dict__
    for name, spelled in fields_of(type(model)):
        value = values[name]
        if name == "occurred" or (value is not None and (name in said or name in ("type", "stage"))):
            yield name, spelled, value


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
    for name, relation in _granting_fields(type(event)):
        value = getattr(event, name)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, BaseModel):
                named.update(agencies_named(item))
            elif item is not None and relation is not None:
                named[item] = relation
    return named


@cache
def _granting_fields(model: type[BaseModel]) -> tuple[tuple[str, Relation | None], ...]:
    return tuple((name, _grants(info.annotation, info.metadata)) for name, info in model.model_fields.items())


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
