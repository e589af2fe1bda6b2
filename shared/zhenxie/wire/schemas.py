"""The JSON Schema of each event type, as `/event-types/{type}` serves it."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.examples import EXAMPLES

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class UnknownEventType(LookupError):
    """This version does not know the event type."""


def event_type_schema(type_name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one event type, with its Chinese title and, where we ship one, an example.

    `x-emitters` names the kinds of agency that may send it, `x-audience` who may see it, `x-law` its articles.

    :raises UnknownEventType: no such type.
    """
    if type_name not in EVENT_TYPES:
        raise UnknownEventType(type_name)
    event = EVENT_TYPES[type_name]
    schema = event.model_json_schema(by_alias=True)
    title = {
        "$schema": DIALECT,
        "$id": f"/event-types/{type_name}",
        "title": event.chinese,
        "description": (event.__doc__ or "").strip(),
        "x-law": event.law,
        "x-emitters": sorted(event.emitters),
        "x-audience": event.audience.value,
        "x-channel": event.channel.value,
        "x-cloudevent-type": f"cn.zhenxie.{type_name}.v1",
    }
    examples = {"examples": list(_examples(type_name))} if type_name in _by_type() else {}
    return title | {name: value for name, value in schema.items() if name not in title} | examples


def catalogue() -> list[dict[str, Any]]:
    """Return one line for each event type: its name, Chinese term, articles, emitters and audience."""
    return [
        {
            "type": name,
            "chinese": event.chinese,
            "description": (event.__doc__ or "").strip(),
            "law": event.law,
            "emitters": sorted(event.emitters),
            "audience": event.audience.value,
            "channel": event.channel.value,
        }
        for name, event in EVENT_TYPES.items()
    ]


def _examples(type_name: str) -> Iterator[dict[str, Any]]:
    yield from _by_type()[type_name]


@cache
def _by_type() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for body in EXAMPLES.values():
        for event in _events_in(body):
            found.setdefault(event["type"], []).append(event)
    return found


def _events_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") in EVENT_TYPES and "data" in value:
            yield value
        for member in value.values():
            yield from _events_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from _events_in(member)
