"""A profile as it stands in its TOML file: columns with their kinds, and the events that they lead to; pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, get_args

Kind = Literal["case_number", "reference", "text", "number", "unit", "moment", "date", "day", "flag", "code", "kept"]
Targets = Mapping[str, "tuple[str, ...] | Targets"]
"""Field of an event -> the columns that may fill it, the first one stated wins; or fields below it."""

_FOLDER: Final = resources.files("exchange.intake") / "profiles"


class NoSuchProfile(Exception):
    """No shipped profile has this name."""


class BrokenProfile(Exception):
    """A profile's file contradicts itself; the message says where."""


@dataclass(frozen=True)
class Column:
    """One column of a platform: how its text is read.

    `known` is a pattern of codes that pass as they are, `values` maps codes to our words; any other code is kept raw
    with its `table`.
    """

    kind: Kind
    table: str = ""
    known: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    means: str = ""


@dataclass(frozen=True)
class Slot:
    """One event that a row leads to.

    It stands when `always`, or when `occurred` is stated, or when the column `flag` says yes; `ext` takes the columns
    that nothing else interprets.
    """

    type: str
    always: bool = False
    ext: bool = False
    occurred: str | None = None
    flag: str | None = None
    data: Targets = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that this event is made of."""
        named = {name for name in (self.occurred, self.flag) if name is not None}
        return frozenset(named | _columns(self.data))


@dataclass(frozen=True)
class Suspects:
    """The column that lists suspects (犯罪嫌疑人), each a row of its own with a reference."""

    column: str
    ref: str
    columns: Mapping[str, Column]
    slot: Slot


@dataclass(frozen=True)
class Profile:
    """How one platform's rows are read."""

    name: str
    title: str
    case_number: str
    columns: Mapping[str, Column]
    slots: Mapping[str, Slot]
    suspects: Suspects | None = None


def names() -> list[str]:
    """Return the names of the shipped profiles."""
    return sorted(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))


@cache
def load(name: str) -> Profile:
    """Return a shipped profile; hyphens in its name may stand for underscores.

    :raises NoSuchProfile: there is none of this name.
    :raises BrokenProfile: its file contradicts itself.
    """
    known = name.replace("-", "_")
    if known not in names():
        raise NoSuchProfile(name)
    return read(known, (_FOLDER / f"{known}.toml").read_text(encoding="utf-8"))


def read(name: str, text: str) -> Profile:
    """Return the profile that a TOML text spells.

    :raises BrokenProfile: it is no TOML, a kind is unknown, or an event names a column that is not listed.
    """
    try:
        said = tomllib.loads(text)
        profile = Profile(
            name=name,
            title=said["title"],
            case_number=said["case_number"],
            columns=_listed(said["columns"]),
            slots={slot: _slot(one) for slot, one in said["slots"].items()},
            suspects=_suspects(said["suspects"]) if "suspects" in said else None,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        message = f"profile {name}: {error}"
        raise BrokenProfile(message) from error
    _check(profile)
    return profile


def _listed(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    return {name.upper(): Column(**one) for name, one in said.items()}


def _slot(said: Mapping[str, Any]) -> Slot:
    return Slot(**{**said, "data": _targets(said.get("data", {}))})


def _suspects(said: Mapping[str, Any]) -> Suspects:
    return Suspects(said["column"], said["ref"], _listed(said["columns"]), _slot(said["slot"]))


def _targets(said: Mapping[str, Any]) -> Targets:
    found: dict[str, tuple[str, ...] | Targets] = {}
    for name, value in said.items():
        if isinstance(value, str):
            found[name] = (value,)
        else:
            found[name] = _targets(value) if isinstance(value, Mapping) else tuple(value)
    return found


def _columns(targets: Targets) -> set[str]:
    found: set[str] = set()
    for value in targets.values():
        found |= set(value) if isinstance(value, tuple) else _columns(value)
    return found


def _check(profile: Profile) -> None:
    parts = [(profile.columns, list(profile.slots.values()))]
    if profile.suspects is not None:
        parts.append((profile.suspects.columns, [profile.suspects.slot]))
    for columns, slots in parts:
        wanted = frozenset[str]().union(*(slot.columns for slot in slots))
        unknown = sorted(wanted - columns.keys())
        ill = sorted(name for name, column in columns.items() if column.kind not in get_args(Kind))
        if unknown or ill:
            message = f"profile {profile.name}: columns not listed {unknown}, of unknown kind {ill}"
            raise BrokenProfile(message)
    if profile.case_number not in profile.columns:
        message = f"profile {profile.name}: the column of the case number is not listed"
        raise BrokenProfile(message)
