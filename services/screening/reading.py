"""What rules read of a case file together: each pure reading is done once a file."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from screening.casefile import CaseFile

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")


def read_once(
    reading: Callable[Concatenate[CaseFile, _Given], _Read],
) -> Callable[Concatenate[CaseFile, _Given], _Read]:
    """Let several rules share what a pure reading of a case file finds, for each of its further arguments.

    Not for what asks for silence: that it was asked is itself remembered of a look. What is returned is nobody's to
    change.
    """

    @wraps(reading)
    def once(case: CaseFile, *given: _Given.args, **named: _Given.kwargs) -> _Read:
        key = (reading, given, *named.items())
        if key not in case.readings:
            case.readings[key] = reading(case, *given, **named)
        found: _Read = case.readings[key]
        return found

    return cast("Callable[Concatenate[CaseFile, _Given], _Read]", once)
