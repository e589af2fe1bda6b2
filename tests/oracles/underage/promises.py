"""Of what an agency promised to speak, and through which day it has spoken (domain 14.1)."""

from datetime import datetime, time, timedelta

from oracles.underage.standing import BEIJING, ONE_DAY, span


def promised(context, name, until, *, since=None, agency="640202000000"):
    """Tell whether an agency promised to report a type from the filing on, and has spoken through a day and delay."""
    since = since or context["filed"]["days"][0]
    for declared in context["history"]["coverage"]:
        if declared["type"] == name and declared["agency"] == agency:
            spoken = midnight_after(span(declared["complete_through"])[1])
            delay = timedelta(hours=declared.get("usual_delay_hours", 0))
            return span(declared["complete_from"])[0] <= since and spoken >= midnight_after(until) + delay
    return False


def midnight_after(day):
    """Return the end of a day."""
    return datetime.combine(day, time(), BEIJING) + ONE_DAY
