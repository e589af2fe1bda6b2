"""Mutants of dated numbers: each whole number and each day of a parameter file, one more and one less."""

import copy
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class OfNumber:
    """A parameter file with one value changed: its text as it is read, and what is read instead."""

    name: str
    path: Path
    text: str
    read: dict[str, Any]


def numbers_of(path: Path, shown: str) -> list[OfNumber]:
    """Return the mutants of a parameter file: of its values, and of the days on which a number changed."""
    text = path.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return [
        OfNumber(f"{shown}::{parameter} since {value['since']}: {before} → {after}", path, text, changed)
        for parameter, one in table.items()
        for place, value in enumerate(one["values"])
        for before, after, changed in _changed(table, parameter, place)
    ]


def _changed(table: dict[str, Any], parameter: str, place: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    values = table[parameter]["values"]
    # A number that only goes on under a new article changes on no day.
    if place and values[place]["value"] != values[place - 1]["value"]:
        for day in _around(values[place]["since"]):
            yield f"since {values[place]['since']}", f"{day}", _put(table, (parameter, "values", place, "since"), day)
    said = values[place]["value"]
    listed = list(enumerate(said)) if isinstance(said, list) else [(None, said)]
    for inner, one in listed:
        for other in _around(one):
            keys = (parameter, "values", place, "value", *(() if inner is None else (inner,)))
            yield f"{one}", f"{other}", _put(table, keys, other)


def _around(value: Any) -> Iterator[Any]:
    if type(value) is int:
        yield from (value - 1, value + 1)
    elif isinstance(value, date):
        yield from (value - timedelta(days=1), value + timedelta(days=1))


def _put(table: dict[str, Any], keys: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(table)
    inside: Any = changed
    for key in keys[:-1]:
        inside = inside[key]
    inside[keys[-1]] = value
    return changed
