"""罪名: whether drunk driving is what somebody is charged with, and on a given day nothing else."""

from collections.abc import Sequence
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.charges_then import charges_of, charging, earlier_charges
from screening.reading import read_once
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_CHARGE: Final = "危险驾驶"
_ARTICLE: Final = "133-1"


def is_dangerous_driving(charge: Any) -> bool:
    """Tell whether a charge is dangerous driving: by its article, or by its name, with 罪 or without."""
    name = str(charge.get("name") or "")
    return charge.get("cl_article") == _ARTICLE or name.removesuffix("罪") == _CHARGE


@read_once
def concerns_drunk_driving(case: CaseFile) -> bool:
    """Tell whether dangerous driving is among what the case is about, as a charge says; how somebody drove does not."""
    return any(
        is_dangerous_driving(charge)
        for one in charging(case)
        for charge in (*charges_of(one, None), *earlier_charges(one))
    )


@read_once
def is_only_drunk_driving(case: CaseFile, person: str | None, by: Days | None) -> bool | None:
    """Tell whether dangerous driving was all that this person was charged with by a day; every charge of the case is his.

    A charge that surely came later changes nothing in what had to be done by then. None where another charge may have
    come before. Without a day, every charge that was ever stated counts.
    """
    about = [one for one in charging(case) if person is None or one.suspect_ref in (None, person)]
    later = [one for one in about if by is not None and one.days is not None and one.days.first > by.last]
    surely = [one for one in about if by is None or (one.days is not None and one.days.last <= by.first)]
    decided = {one.entry.event_id for one in (*later, *surely)}
    perhaps = [one for one in about if one.entry.event_id not in decided]
    stood = [charge for one in surely for charge in (*charges_of(one, person), *earlier_charges(one))]
    doubtful = [charge for one in perhaps for charge in (*charges_of(one, person), *earlier_charges(one))]
    # What he is said to have been charged with until a later day may have stood then, unless it was added since.
    doubtful += [charge for one in later for charge in earlier_charges(one) if not _added(charge, one, later, person)]
    if not stood and not doubtful:
        # Of who was charged only after that day, nobody says with what he was charged first.
        stood = [charge for one in later for charge in charges_of(one, person)]
    if not all(map(is_dangerous_driving, stood)):
        return False
    if not all(map(is_dangerous_driving, doubtful)):
        return None
    return bool(stood or doubtful)


def _added(charge: Any, until: Event, later: Sequence[Event], person: str | None) -> bool:
    return not is_dangerous_driving(charge) and any(
        charge in charges_of(one, person) for one in later if one is not until and _is_not_after(one, until)
    )


def _is_not_after(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.last <= other.days.first


def another_charge_in_doubt(case: CaseFile) -> Missing:
    """Return that it is not known whether another charge had been added by then."""
    text = Text("届时是否另有其他罪名不明", "whether there was another charge by then is not known")
    return Missing(text, "suspect.charges_changed", case.police)
