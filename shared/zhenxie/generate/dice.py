"""Chance that comes out the same everywhere: of `random`, only what Python promises never to change."""

import random
from collections.abc import Sequence
from typing import TypeVar

_One = TypeVar("_One")


class Dice:
    """Throws for one case; the same name throws the same, on every platform and in every version of Python.

    Only the seeding by a text and `random()` are promised to stay as they are, so everything is made of these.
    """

    __slots__ = ("_random",)

    def __init__(self, name: str) -> None:
        """Take the name of the case: its plan's seed, its course and its place."""
        self._random = random.Random(name).random  # noqa: S311  a realistic case, not a secret

    def share(self) -> float:
        """Return a number from 0 up to, and without, 1."""
        return self._random()

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both possible."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, among: Sequence[_One]) -> _One:
        """Return one of several."""
        return among[int(self._random() * len(among))]

    def chance(self, share: float) -> bool:
        """Return whether something of this likelihood happens."""
        return self._random() < share
