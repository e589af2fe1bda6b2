"""Whether an economic-crime case that had gone to the procuratorate was back with the police when a measure was lifted; pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from screening.casefile import Event
from screening.models.duties import ONE_DAY
from screening.models.economic_case_course import ACCEPTED, RESUBMITTED, RETURNED, SENDINGS, Investigation, may_follow
from zhenxie.law.spans import Days


def taken_in_before(course: Investigation, shown: Sequence[Event], lifting: Event) -> list[Event]:
    """Return what the procuratorate had taken in before and never returned: it was not the police's to dispose of."""
    taken_in = [one for one in shown if one.type == ACCEPTED[0] and not may_follow(one, lifting)]
    returned = course.of_type(RETURNED)
    return [one for one in taken_in if not any(_surely_follows(each, one) for each in returned)]


def _surely_follows(one: Event, start: Event) -> bool:
    return one.days is not None and start.days is not None and one.days.first >= start.days.last


def came_back(course: Investigation, sent: Event, lifting: Event) -> bool | None:
    """Tell whether a sending was undone by a return before the measure was lifted; None where that is not known."""
    if sent.type not in SENDINGS or sent.days is None or lifting.days is None:
        return False
    if sent.days.first >= lifting.days.last:
        return False
    # On one day a case is returned before it is sent again, and sent before it is returned.
    since = sent.days.first + (ONE_DAY if sent.type == RESUBMITTED else timedelta())
    back = [one for one in course.of_type(RETURNED) if one.days is None or since <= one.days.last]
    if any(one.days is not None and one.days.last < lifting.days.first for one in back):
        return True
    return None if any(one.days is None or one.days.first < lifting.days.last for one in back) else False


def surely_between(hints: Sequence[Event], lifted: Days | None, last: date) -> list[Event]:
    """Return what surely was after a lifting, if there was one, and by a day.

    What may have been before the lifting says nothing of the year after it.
    """
    since = date.min if lifted is None else lifted.last
    return [one for one in hints if one.days is not None and since <= one.days.first and one.days.last <= last]
