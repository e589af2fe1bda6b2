"""Pydantic's words for what is wrong with a request, turned into ours: a pointer and a code, never the value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from zhenxie.wire import validation
from zhenxie.wire.problems import Fault, safe_pointer

# What only parameters and administrative bodies hold; the rest is said as in an event.
_CODES: Final[Mapping[str, str]] = {
    "date_type": "not-a-day",
    "date_parsing": "not-a-day",
    "date_from_datetime_parsing": "not-a-day",
    "date_from_datetime_inexact": "not-a-day",
    "datetime_type": "not-an-instant",
    "datetime_parsing": "not-an-instant",
    "datetime_object_invalid": "not-an-instant",
    "datetime_from_date_parsing": "not-an-instant",
    "timezone_aware": "not-an-instant",
    "uuid_type": "pattern",
}
_BOUNDS: Final = ("min_length", "max_length", "ge", "gt", "le", "lt")


def of_validation(errors: Iterable[Mapping[str, object]]) -> Iterator[tuple[Fault, str]]:
    """Yield each fault with the part of the request that it stands in: `body`, `query`, `path` or `header`.

    A parameter's pointer is its name; a body's is the RFC 6901 pointer, without keys that the client invented: they
    may be anybody's name or number.
    """
    for error in errors:
        place = error.get("loc")
        where, *path = [*place] if isinstance(place, Sequence) and place else ["body"]
        kind = str(error.get("type", ""))
        if kind == "json_invalid":
            path = []
        pointer = safe_pointer(*path) if where == "body" else "/".join(str(step) for step in path)
        yield Fault(pointer, _CODES.get(kind) or validation.code_of(kind), _facts(error)), str(where)


def _facts(error: Mapping[str, object]) -> tuple[str, ...]:
    # Only bounds and lists that we set ourselves: a context may also quote the value.
    context = error.get("ctx")
    if not isinstance(context, Mapping):
        return ()
    if error.get("type") in {"enum", "literal_error"}:
        return (str(context.get("expected", "")),)
    return tuple(str(context[name]) for name in _BOUNDS if name in context)
