"""Numbers of law that begin on a day: before it a rule asks nothing of anybody; pure."""

from datetime import date

from screening.parameters import Number, Parameters


def number_on(parameters: Parameters, name: str, day: date) -> Number | None:
    """Return the value of a parameter that was in force on a legal day; None where the law did not know it yet.

    :raises KeyError: there is no such parameter.
    """
    return parameters.in_force(name, day) if parameters.values(name)[0].since <= day else None
