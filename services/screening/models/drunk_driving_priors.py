"""醉驾前科: what other cases of the same person show of DUI23 10, items 13 and 14."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.models import driving
from screening.models.drunk_driving_charges import is_dangerous_driving
from screening.parameters import Parameters
from screening.related import PERSON
from zhenxie.law.spans import Days

CONVICTED: Final = "convicted_within_five_years"
PUNISHED: Final = "punished_within_two_years"
# A conviction without a penalty (免予刑事处罚) is a conviction.
_CONVICTIONS: Final = ("convicted", "exempted")


def known_priors(
    case: CaseFile, parameters: Parameters, person: str | None
) -> Iterator[tuple[str, bool | None, Event]]:
    """Yield each prior that may be one of this driver: the item, whether it certainly is one, and the fact.

    None: whether it is a prior, or within the years, is not known. What surely is none is left out, and so is what
    another suspect of the case did, who did not drive.
    """
    days = driving.day_of_driving(case, person)
    # Nobody asks for priors before DUI23 was in force, and the years came with it.
    convicted, punished = parameters.in_force("prior_years", date.max if days is None else days.last).value
    for one in case.related:
        if one.kind != PERSON or (person is not None and one.own_suspect_ref not in (None, person)):
            continue
        item, years = (PUNISHED, punished) if one.event.type == "suspect.penalized" else (CONVICTED, convicted)
        # Where nobody says who drove, whose prior it is decides nothing yet.
        his = True if person is not None and one.own_suspect_ref == person else None
        claims = (_counts(one.event), _within(one.event.days, days, years), his)
        if False not in claims:
            yield item, driving.all_of(*claims), one.event


def _counts(one: Event) -> bool | None:
    """Tell whether a fact is a prior at all: convicted of, or not prosecuted at discretion for, dangerous driving.

    What an administrative penalty was for stands sealed (治安管理处罚法 136): it never is more than a reason to look.
    """
    if one.type == "suspect.penalized":
        return None
    if one.type == "suspect.judged":
        return driving.all_of(
            _among(driving.stated_code(one.data.get("outcome")), _CONVICTIONS), _dangerous(one.data.get("charges"))
        )
    if one.type == "suspect.not_prosecuted":
        return driving.all_of(
            _among(driving.stated_code(one.data.get("kind")), ("discretionary",)), _dangerous(one.data.get("charges"))
        )
    return False


def _among(said: str | None, wanted: tuple[str, ...]) -> bool | None:
    return None if said is None else said in wanted


def _dangerous(charges: Any) -> bool | None:
    if not charges:
        return None
    return any(map(is_dangerous_driving, charges))


def _within(prior: Days | None, act: Days | None, years: int) -> bool | None:
    if prior is None or act is None:
        return None
    if prior.last < _years_before(act.first, years) or prior.first > act.last:
        return False
    return True if prior.first >= _years_before(act.last, years) and prior.last <= act.first else None


def _years_before(day: date, years: int) -> date:
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
