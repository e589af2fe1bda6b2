"""Numbers of law that begin on a day, before which a rule asks nothing of anybody, and what is counted by them; pure."""

from datetime import date

from screening.parameters import Number, Parameters
from zhenxie.law.periods import Due, months_after


def number_on(parameters: Parameters, name: str, day: date) -> Number | None:
    """Return the value of a parameter that was in force on a legal day; None where the law did not know it yet.

    :raises KeyError: there is no such parameter.
    """
    return parameters.in_force(name, day) if parameters.values(name)[0].since <= day else None


def months_of(start: date, number: Number) -> Due:
    """Return the last day of so many months of a parameter; it moves over holidays (CPL 105)."""
    return months_after(start, number.value, law=number.law, rolls=True)
