"""The bodies of intake in the description of the API: the calls read bytes, so FastAPI cannot see their shape."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from zhenxie.wire import examples
from zhenxie.wire.cases import Correction, Coverage, Notification, SnapshotLine, Updates
from zhenxie.wire.events import AnyEvent

_REFERENCE: Final = "#/components/schemas/{model}"
_SHAPES: Final[Mapping[str, Any]] = {
    "notifyCase": Notification,
    "updateCase": AnyEvent | Updates,
    "correctCase": Correction,
    "declareCoverage": Coverage,
    "snapshotLine": SnapshotLine,
}
_EXAMPLES: Final[Mapping[str, Mapping[str, tuple[str, Any]]]] = {
    "notifyCase": {"notification": ("案件通报 A case notification", examples.NOTIFICATION)},
    "updateCase": {
        "one": ("一个事件 One event", examples.UPDATE),
        "several": ("一组事件 A list, all or nothing", examples.UPDATES),
    },
    "correctCase": {
        "amend": ("更正 Amend", examples.CORRECTION),
        "retract": ("撤回 Retract", examples.RETRACTION),
    },
    "declareCoverage": {"coverage": ("数据覆盖声明 Coverage", examples.COVERAGE)},
}


@cache
def definitions() -> Mapping[str, Any]:
    """Return the schemas of all that may stand in a body of intake, by the name of their class."""
    inputs = [(name, "validation", TypeAdapter(shape)) for name, shape in _SHAPES.items()]
    _, found = TypeAdapter.json_schemas(inputs, ref_template=_REFERENCE)  # type: ignore[arg-type]  # the mode is a literal
    return dict(found["$defs"])


def content_of(operation_id: str) -> dict[str, Any] | None:
    """Return schema and examples of the body of one operation, or None if it is no call of intake."""
    if operation_id not in _EXAMPLES:
        return None
    schema = TypeAdapter(_SHAPES[operation_id]).json_schema(ref_template=_REFERENCE)
    shown = {name: {"summary": summary, "value": value} for name, (summary, value) in _EXAMPLES[operation_id].items()}
    return {"schema": {key: value for key, value in schema.items() if key != "$defs"}, "examples": shown}
