"""A figure, its floor and its goals: plain values that the table, the JSON and the chart are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Size:
    """How much is measured: `quick` only shows that it runs; `full` takes the sizes that take hours here."""

    quick: bool = False
    full: bool = False

    def of(self, usual: int, *, quick: int, full: int | None = None) -> int:
        """Return the number that belongs to this size."""
        if self.quick:
            return quick
        return full if self.full and full is not None else usual


@dataclass(frozen=True)
class Goal:
    """What was asked of a figure, and what came: `reached` compares, `share` is 1.0 where it is just reached.

    `smaller`: it was measured at a smaller size than was asked, so that reaching it proves nothing yet.
    """

    said: str
    measured: float
    bound: float
    at_least: bool = True
    smaller: bool = False

    @property
    def reached(self) -> bool:
        """Whether the goal was reached."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    @property
    def share(self) -> float:
        """How much of the goal was reached; more than 1.0 is better than asked."""
        better, worse = (self.measured, self.bound) if self.at_least else (self.bound, self.measured)
        return better / worse if worse else float("inf")

    def as_json(self) -> dict[str, Any]:
        """Return the goal as it stands in the JSON."""
        verdict = {"reached": self.reached, "smaller": self.smaller}
        return {"goal": self.said, "measured": self.measured, "bound": self.bound, **verdict}

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Goal":
        """Return the goal that :meth:`as_json` wrote."""
        at_least = (said["measured"] >= said["bound"]) == said["reached"]
        return cls(said["goal"], said["measured"], said["bound"], at_least, said["smaller"])


@dataclass(frozen=True)
class Figure:
    """One measured figure; the keys of `values` and `floor` bear their units: `reports/s`, `p99 ms`, `MB`."""

    name: str
    values: Mapping[str, float]
    floor: Mapping[str, float] = field(default_factory=dict)
    goals: Sequence[Goal] = ()
    # What a reader must know to take the figure for what it is: sizes, what was left out, what limits it.
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it stands in the JSON."""
        return {
            "figure": self.name,
            "values": dict(self.values),
            "floor": dict(self.floor),
            "goals": [goal.as_json() for goal in self.goals],
            "note": self.note,
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Figure":
        """Return the figure that :meth:`as_json` wrote."""
        goals = [Goal.of_json(one) for one in said["goals"]]
        return cls(said["figure"], said["values"], said["floor"], goals, said["note"])


def at_least(said: str, measured: float, bound: float) -> Goal:
    """Return a goal that is reached from `bound` upwards."""
    return Goal(said, measured, bound)


def at_most(said: str, measured: float, bound: float, *, smaller: bool = False) -> Goal:
    """Return a goal that is reached from `bound` downwards."""
    return Goal(said, measured, bound, at_least=False, smaller=smaller)
