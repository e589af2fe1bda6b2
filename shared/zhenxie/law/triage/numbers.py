"""The dated numbers of triage: since when which number, by which article, how sure."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from zhenxie.law.deadlines.table import Number


@cache
def numbers() -> Mapping[str, Sequence[Number]]:
    """Return every number of triage by its name, each with its values since the oldest."""
    text = (files(__package__) / "numbers.toml").read_text(encoding="utf-8")
    return {name: _values(table["values"]) for name, table in tomllib.loads(text).items()}


def _values(stated: Sequence[Mapping[str, object]]) -> Sequence[Number]:
    found = [Number(**one) for one in stated]  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda one: one.since))


def number_on(name: str, day: date) -> Number | None:
    """Return the number that was in force on a legal day; None where the law knew none yet.

    :raises KeyError: there is no number of this name.
    """
    return next((one for one in reversed(numbers()[name]) if one.since <= day), None)
