"""Every event type there is: one class a type, one union, and everything else derived from it."""

from typing import Annotated, get_args

from pydantic import Field

from zhenxie.wire.events.base import Event
from zhenxie.wire.events.custody import CustodyEvent
from zhenxie.wire.events.filing import FilingEvent

AnyEvent = Annotated[
    FilingEvent | CustodyEvent,
    Field(discriminator="type"),
]
"""Any event on the line, told apart by its `type`."""


def _by_type() -> dict[str, type[Event]]:
    union, *_ = get_args(AnyEvent)
    return {get_args(one.model_fields["type"].annotation)[0]: one for one in get_args(union)}


EVENT_TYPES: dict[str, type[Event]] = _by_type()


def event_class(type_name: str) -> type[Event] | None:
    """Return the class of `type_name`, or None for a type that this version does not know."""
    return EVENT_TYPES.get(type_name)
