"""Reads one event strictly, and turns what is wrong with it into faults that never repeat the value."""

from collections.abc import Mapping
from typing import Any, Final, LiteralString, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from zhenxie.wire import json
from zhenxie.wire.events import EVENT_TYPES, AnyEvent, event_class
from zhenxie.wire.problems import Fault, safe_pointer

# Pydantic's own error types; one written with hyphens is a code of ours already.
_CODES: Final[Mapping[str, str]] = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "unknown-event-type",
    "extra_forbidden": "unknown-field",
    "json_invalid": "not-json",
    "string_type": "not-text",
    "string_unicode": "not-text",
    "int_type": "not-an-integer",
    "int_parsing": "not-an-integer",
    "int_from_float": "not-an-integer",
    "bool_type": "not-a-truth-value",
    "bool_parsing": "not-a-truth-value",
    "list_type": "not-a-list",
    "tuple_type": "not-a-list",
    "dict_type": "not-an-object",
    "model_type": "not-an-object",
    "model_attributes_type": "not-an-object",
    "string_too_short": "too-short",
    "too_short": "too-short",
    "string_too_long": "too-long",
    "too_long": "too-long",
    "string_pattern_mismatch": "pattern",
    "uuid_parsing": "pattern",
    "enum": "not-in-list",
    "literal_error": "not-in-list",
    "greater_than": "too-small",
    "greater_than_equal": "too-small",
    "less_than": "too-large",
    "less_than_equal": "too-large",
}
# A validator of the whole event knows which field it means; Pydantic only names the event.
_FIELDS: Final[Mapping[str, str]] = {
    "occurred-needs-reason": "occurred_unknown_reason",
    "reason-without-need": "occurred_unknown_reason",
    "suspect-ref-required": "suspect_ref",
    "union_tag_not_found": "type",
    "union_tag_invalid": "type",
    "event-required": "event",
    "event-not-expected": "event",
}
_BOUNDS: Final = ("min_length", "max_length", "ge", "gt", "le", "lt")


def parse_event(value: object) -> AnyEvent:
    """Return the event that `value` (JSON values, without floats) spells.

    :raises ValidationError: it is no event; its text holds no input.
    """
    # By hand rather than by the union, whose errors begin with the name of every type there is.
    if not isinstance(value, dict):
        raise _wrong("not-an-object", "an event is an object")
    if "type" not in value:
        raise _wrong("missing", "an event names its type", "type")
    kind = value["type"]
    known = event_class(kind) if isinstance(kind, str) else None
    if known is None:
        raise _wrong("unknown-event-type", "no such event type", "type")
    return cast("AnyEvent", known.model_validate_json(json.canonical(value), strict=True))


def _wrong(code: LiteralString, words: LiteralString, *place: str) -> ValidationError:
    found = InitErrorDetails(type=PydanticCustomError(code, words), loc=place, input=None)
    return ValidationError.from_exception_data("event", [found], hide_input=True)


def faults(error: ValidationError, prefix: str) -> list[Fault]:
    """Return what is wrong, in the order Pydantic found it; `prefix` is the pointer of the value that was read.

    Pointers lead into the value as it was sent; a step that is no plain word becomes `?`, for an unknown key may be
    anybody's name or number.
    """
    return [
        Fault(prefix + safe_pointer(*_steps(detail)), code_of(detail["type"]), _facts(detail))
        for detail in error.errors(include_url=False, include_input=False)
    ]


def code_of(kind: str) -> str:
    """Return our code for one of Pydantic's error types."""
    if kind in _CODES:
        return _CODES[kind]
    return kind if "-" in kind else "wrong-type"


def _steps(detail: ErrorDetails) -> list[object]:
    kind, place = detail["type"], list(detail["loc"])
    # The key that a client invented stands last; it may be spelled like a tag of ours.
    invented = [place.pop()] if kind == "extra_forbidden" and place else []
    steps: list[object] = []
    tag_seen = False
    for step in place:
        if step in EVENT_TYPES and not tag_seen:
            tag_seen = True
        elif not (isinstance(step, str) and step.startswith("#")):
            steps.append(step)
    return [*steps, *invented, *([_FIELDS[kind]] if kind in _FIELDS else [])]


def _facts(detail: ErrorDetails) -> tuple[str, ...]:
    # Only bounds and lists that we set ourselves: a context may also quote the value.
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] in ("enum", "literal_error"):
        return (str(context.get("expected", "")),)
    return tuple(str(context[name]) for name in _BOUNDS if name in context)
