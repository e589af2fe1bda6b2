"""Dated numbers of law, one TOML file a model: each with what it means, since when, by which article, how sure."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, TypeVar

from zhenxie.wire import json

Read = TypeVar("Read")


class NotInForce(LookupError):
    """No value of this parameter was in force on that day."""


@dataclass(frozen=True, slots=True)
class Number:
    """A value of a parameter, with the article it stands in; `mark` is checked, memory or design (domain 0)."""

    name: str
    value: Any
    since: date
    law: str
    mark: str


@dataclass(frozen=True)
class Parameters:
    """The parameters of one model; `digest` (hexadecimal SHA-256) changes with any of them."""

    tables: Mapping[str, Mapping[str, Any]]
    digest: str
    _values: dict[str, Sequence[Number]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _read: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def in_force(self, name: str, day: date) -> Number:
        """Return the value of a parameter that was in force on a legal day.

        :raises KeyError: there is no such parameter.
        :raises NotInForce: the day lies before its first value.
        """
        for one in reversed(self.values(name)):
            if one.since <= day:
                return one
        raise NotInForce(f"{name} on {day}")

    def read(self, name: str, day: date, how: Callable[[Any], Read]) -> Read:
        """Return what a pure function makes of the value that was in force on a legal day; it is asked once a value.

        :raises KeyError: there is no such parameter.
        :raises NotInForce: the day lies before its first value.
        """
        number = self.in_force(name, day)
        key = name, number.since, how
        if key not in self._read:
            self._read[key] = how(number.value)
        made: Read = self._read[key]
        return made

    def values(self, name: str) -> Sequence[Number]:
        """Return every value of a parameter, oldest first.

        :raises KeyError: there is no such parameter.
        """
        found = self._values.get(name)
        if found is None:
            table = self.tables[name]
            numbers = [
                Number(name, one["value"], one["since"], one["law"], one.get("mark", table["mark"]))
                for one in table["values"]
            ]
            found = self._values[name] = tuple(sorted(numbers, key=lambda one: one.since))
        return found

    @cached_property
    def turns(self) -> frozenset[date]:
        """Every day from which on a value of any parameter is in force."""
        return frozenset(one.since for name in self.tables for one in self.values(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)


def parse(text: str) -> Parameters:
    """Return the parameters that a TOML text spells.

    :raises tomllib.TOMLDecodeError: it is not TOML.
    """
    tables = tomllib.loads(text)
    return Parameters(tables, json.digest(_plain(tables)).hex())


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def load(name: str) -> Parameters:
    """Return the parameters of the file `<name>.toml` beside this module.

    :raises FileNotFoundError: there is none.
    """
    return parse((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
