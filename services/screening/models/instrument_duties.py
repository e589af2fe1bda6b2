"""What a supervision instrument obliges the police to do by a day: the shape that the duties on one share; pure."""

from collections.abc import Sequence
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.instruments import DECIDED, SERVED, WITHDRAWN, Instrument
from screening.models.dated import number_on
from screening.models.duties import latest_of
from screening.models.economic_case_course import may_follow, procuratorate_of
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Rule, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

GOES: Final = ("case.transferred_out", "case.merged")
"""With these the case, and what was owed in it, is another unit's."""


def counted(
    case: CaseFile, rule: Rule, order: Instrument, parameters: Parameters, name: str
) -> Outcome | tuple[Days, dict[str, Any]] | None:
    """Return the last days to do what an instrument asks for, with what every duty on one shares.

    An outcome where not even the day of its issue is known; None before the law set a number (`name`).
    """
    start = order.received or order.begun.days
    if start is None:
        return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=order.root, missing=not_served(case, order))
    number = number_on(parameters, name, start.first)
    if number is None:
        return None
    first, last = (days_after(day, number.value, law=number.law, rolls=True) for day in (start.first, start.last))
    due = Days(first.day, last.day)
    served = () if order.served is None else (order.served,)
    text = Text("公安机关收到文书", "the instrument was received")
    return due, {
        "root": order.root,
        "due": due,
        "latest": latest_of(last),
        "since": start.first,
        "owed_by": case.police,
        "owed_elsewhere": ((order.issuer or procuratorate_of(case), (WITHDRAWN, *DECIDED)),),
        "grounds": (
            Ground(Text("检察机关文书", "the procuratorate's instrument"), entry=order.root),
            *(Ground(text, entry=one.entry) for one in served),
            *(by_law(number, step) for step in last.steps),
        ),
        "doubts": not_served(case, order),
        "late_needs_silence": True,
    }


def not_served(case: CaseFile, order: Instrument) -> tuple[Missing, ...]:
    """Return what is missing where nobody says when the police received an instrument."""
    if order.received is not None:
        return ()
    text = Text("文书送达公安机关的时间未报送", "when the police received the instrument is not stated")
    return (Missing(text, SERVED, case.police or order.root.source),)


def served_when(order: Instrument) -> str:
    """Return when it was received, else issued, in Chinese words."""
    return (order.served or order.begun).when


def received_on(order: Instrument) -> str:
    """Return when it was received, else issued, as the wire states it."""
    return str((order.served or order.begun).occurred)


def gone_since(case: CaseFile, order: Instrument) -> Sequence[Event]:
    """Return what took the case to another unit since."""
    return [one for one in case.of_type(*GOES) if may_follow(one, order.begun)]
