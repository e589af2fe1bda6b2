"""Every invented case by its number."""

from collections.abc import Iterator, Mapping
from typing import Final

from zhenxie.demo.cases.driving import DRUNK
from zhenxie.demo.cases.economic import STALLED
from zhenxie.demo.cases.making import Case, Plot
from zhenxie.demo.cases.shelf import SHELF
from zhenxie.demo.cases.underage import UNDER_AGE
from zhenxie.demo.cast import CITY_POLICE, DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE


def _made() -> Iterator[Case]:
    districts = (DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE)
    for place, plot in enumerate(UNDER_AGE, 1):
        # The prosecutor's own story is told in Dawukou.
        yield _case(DAWUKOU_POLICE if place <= 2 else districts[place % 3], place, plot)
    for place, plot in enumerate(STALLED, 101):
        yield _case(CITY_POLICE, place, plot)
    for place, plot in enumerate(DRUNK, 201):
        yield _case(districts[place % 3], place, plot)
    for place, plot in enumerate(SHELF, 301):
        yield _case(districts[place % 3], place, plot)


def _case(police: str, place: int, plot: Plot) -> Case:
    return Case(f"A{police}202604{place:04d}", police, plot)


CASES: Final[Mapping[str, Case]] = {one.number: one for one in _made()}
"""Every case by its number, in the order in which they are told."""


def named_case(name: str) -> Case:
    """Return the case that the acts call by a name.

    :raises StopIteration: there is none.
    """
    return next(one for one in CASES.values() if one.plot.name == name)


def expected_in_the_end() -> set[tuple[str, str]]:
    """Return the case number and the rule of every alert that there must be, when everything was told."""
    return {(number, rule) for number, case in CASES.items() for rule in case.expected}


def before_the_story() -> set[tuple[str, str]]:
    """Return the same before the prosecutor's own story, in which a correction is back-dated."""
    return {(number, rule) for number, rule in expected_in_the_end() if rule != "BD-01"}
