"""The table of deadlines D01-D53: what, who must act, how long, since when, by which article, how sure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhenxie.law.wording import Text

KINDS: Final = frozenset({"act", "ceiling", "right", "notice"})
"""act: to be done by then. ceiling: a restriction that may last no longer. right: may be used until then, and nobody
fails who does not. notice: from then on somebody may act, or warns."""
UNITS: Final = frozenset({"hours", "days", "half_months", "months", "months_and_half", "as_set", "times"})
"""months_and_half: so many months and half of one. as_set: the document itself sets the day. times: no period at all."""


class NoNumberInForce(LookupError):
    """The table holds no number of this period for that day."""


@dataclass(frozen=True, slots=True)
class Number:
    """How long a period was from a day on; `value` is None where the document itself sets it.

    `mark` is checked, memory or design (domain 0).
    """

    since: date
    value: int | None
    law: str
    mark: str


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a deadline, such as the thirty days of D08.

    `rolls`: a last day that is no working day moves to the next one (CPL 105). `backwards`: it is counted back from a
    day that lies ahead. `amber_days`: so many days before its last day it is worth a warning.
    """

    deadline: str
    name: str
    what: Text
    who: str
    kind: str
    unit: str
    rolls: bool
    backwards: bool
    amber_days: int
    articles: Sequence[str]
    numbers: Sequence[Number]

    @property
    def key(self) -> str:
        """Its deadline and its name, such as `D08.request`."""
        return f"{self.deadline}.{self.name}"

    def in_force(self, day: date) -> Number:
        """Return the number that was in force on a legal day.

        :raises NoNumberInForce: the day lies before the first one that is known.
        """
        for one in reversed(self.numbers):
            if one.since <= day:
                return one
        raise NoNumberInForce(f"{self.key} on {day}")

    def is_at_once(self, day: date) -> bool:
        """Tell whether it is to be done immediately (立即), for which the law in force on a day sets no number: 0 days here."""
        return self.unit == "days" and any(one.since <= day for one in self.numbers) and self.in_force(day).value == 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline by its number in the table, with the periods it is made of."""

    id: str
    what: Text
    periods: Mapping[str, Period]


@cache
def deadlines() -> Mapping[str, Deadline]:
    """Return every deadline by its id, in order."""
    folder = files(__package__)
    return parsed(one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".toml"))


def parsed(texts: Iterable[str]) -> Mapping[str, Deadline]:
    """Return the deadlines that TOML texts spell, by id and in order.

    :raises ValueError: two hold the same one, or a period names a kind or a unit that does not exist.
    """
    found: dict[str, Deadline] = {}
    for name, table in (pair for text in texts for pair in tomllib.loads(text).items()):
        if name in found:
            raise ValueError(f"two deadlines are called {name}")
        periods = {part: _period(name, part, stated) for part, stated in table.items() if part != "what"}
        found[name] = Deadline(name, Text(*table["what"]), periods)
    return dict(sorted(found.items()))


def period(key: str) -> Period:
    """Return one period by its key, such as `D08.request`.

    :raises KeyError: there is none.
    """
    deadline, _, name = key.partition(".")
    return deadlines()[deadline].periods[name]


def _period(deadline: str, name: str, table: Mapping[str, Any]) -> Period:
    if table["kind"] not in KINDS or table["unit"] not in UNITS:
        raise ValueError(f"{deadline}.{name}: kind or unit")
    mark = table.get("mark", "checked")
    numbers = [Number(one["since"], one.get("value"), one["law"], one.get("mark", mark)) for one in table["values"]]
    return Period(
        deadline=deadline,
        name=name,
        what=Text(*table["what"]),
        who=table["who"],
        kind=table["kind"],
        unit=table["unit"],
        rolls=table.get("rolls", False),
        backwards=table.get("backwards", False),
        amber_days=table["amber_days"],
        articles=tuple(table["articles"]),
        numbers=tuple(sorted(numbers, key=lambda one: one.since)),
    )
