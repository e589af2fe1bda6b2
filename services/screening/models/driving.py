"""What a case says of somebody's driving (domain 5.4): values, and each circumstance stated true, false, or not; pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from zhenxie.law.wording import Text

CHARGE: Final = "危险驾驶罪"
ARTICLE: Final = "133-1"
# DUI23 10, items 1 to 14; the fifteenth, "other", is nothing that could be stated false.
AGGRAVATING: Final = (
    "accident_at_fault",
    "fled_after_accident",
    "car_without_licence",
    "grave_overload_or_speeding",
    "after_controlled_drugs",
    "passengers_in_service",
    "school_bus",
    "motorway",
    "heavy_truck",
    "hazardous_goods",
    "evaded_check",
    "obstructed_proceedings",
    "punished_within_two_years",
    "convicted_within_five_years",
)


def is_drunk_driving(case: CaseFile) -> bool:
    """Tell whether dangerous driving is all that the case is about."""
    charges = case.picture.charges
    named = [one.get("name") == CHARGE or one.get("cl_article") == ARTICLE for one in charges]
    return all(named) if named else next(case.stated("driving"), None) is not None


def blood_opinion(case: CaseFile) -> Event | None:
    """Return the last opinion that states a blood alcohol value."""
    found = [
        one for one in case.of_type("evidence.forensic_opinion_issued") if one.data.get("blood_alcohol_mg_per_100ml")
    ]
    return found[-1] if found else None


def blood_value(opinion: Event) -> Decimal:
    """Return the blood alcohol value in mg/100 ml."""
    return Decimal(opinion.data["blood_alcohol_mg_per_100ml"])


def stated(case: CaseFile, *path: str) -> Any:
    """Return a value of `driving` as last said, or None."""
    found = [
        (event.entry.said_at, number, value) for number, (value, event) in enumerate(case.stated("driving", *path))
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def circumstance(case: CaseFile, name: str) -> bool | None:
    """Return whether an aggravating circumstance is stated true or false; None when nobody says, or both are said."""
    said = {value for value, _ in case.stated("driving", "aggravating", name)}
    said |= {
        one.data["value"]["truth"]
        for one in case.of_type("fact.established")
        if one.data.get("key") == f"aggravating.{name}" and "truth" in one.data["value"]
    }
    return said.pop() if len(said) == 1 else None


def unstated(case: CaseFile, names: Sequence[str]) -> tuple[Missing, ...]:
    """Return the circumstances that are neither stated true nor stated false."""
    return tuple(
        Missing(
            Text(f"从重处理情形“{name}”未明确有无", f"whether {name} is the case is not stated"),
            "fact.established",
            case.police,
        )
        for name in names
        if circumstance(case, name) is None
    )


def day_of_driving(case: CaseFile) -> date | None:
    """Return the last legal day on which he can have driven, None when nobody says."""
    moments = [stated(case, "stopped_at")]
    moments += [one.occurred for one in case.of_type("evidence.breath_tested", "evidence.blood_drawn", "case.filed")]
    days = [days for moment in moments if (days := days_of(moment)) is not None]
    return days[0].last if days else None
