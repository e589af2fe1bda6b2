"""What the statistics count by, from which day on: read from the file beside it; pure."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from zhenxie.wire import json


@dataclass(frozen=True)
class MatterStep:
    """A step that counts as a matter (件) of its own: its name, and by which type and codes it is known."""

    name: str
    chinese: str
    type: str
    codes: str = ""


@dataclass(frozen=True)
class Configuration:
    """What is counted as what, from a day on; the file says of every value where it comes from."""

    since: date
    filing_causes: tuple[str, ...]
    filing_instruments: tuple[str, ...]
    withdrawal_causes: tuple[str, ...]
    withdrawal_instruments: tuple[str, ...]
    class_case_minimum: int
    relapse_months: int
    rate_minimum: int
    overdue_buckets: tuple[int, ...]
    complex_facts: tuple[str, ...]
    simple_refusals: tuple[str, ...]
    matter_steps: tuple[MatterStep, ...]

    @property
    def digest(self) -> str:
        """The digest that a snapshot names it by."""
        said = asdict(self) | {"since": self.since.isoformat()}
        return f"sha256:{hashlib.sha256(json.canonical(said)).hexdigest()}"


def read(text: str) -> tuple[Configuration, ...]:
    """Return the configurations of a file, the earliest first.

    :raises ValueError: it is no TOML, says nothing, or two of them begin on one day.
    :raises TypeError: a value is missing or unknown.
    """
    found = sorted((_configuration(one) for one in tomllib.loads(text).get("configuration", ())), key=_since)
    if not found or len({one.since for one in found}) != len(found):
        raise ValueError("a configuration for every day, and never two")
    return tuple(found)


def in_force(day: date, among: Sequence[Configuration] | None = None) -> Configuration:
    """Return what counts on a day; before the first one that is the first."""
    found = _shipped() if among is None else among
    return next((one for one in reversed(found) if one.since <= day), found[0])


@cache
def _shipped() -> tuple[Configuration, ...]:
    return read((files(__package__) / "configuration.toml").read_text(encoding="utf-8"))


def _configuration(said: dict[str, Any]) -> Configuration:
    steps = tuple(MatterStep(**step) for step in said.pop("matter_steps", ()))
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in said.items()}
    return Configuration(matter_steps=steps, **values)


def _since(one: Configuration) -> date:
    return one.since
