"""Whether a measure was carried out outside of the handling unit's district (GB/T 2260); pure."""

from dataclasses import dataclass
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.words import word
from zhenxie.law.wording import Text

_MUNICIPALITIES: Final = ("11", "12", "31", "50")
# Development zones and the like have codes of their own that no act is placed in: such a unit acts in its city [design].
_ZONES: Final = range(70, 81)


@dataclass(frozen=True)
class Place:
    """Where a measure was carried out: its code, whether that is outside, and whether it is in the same city at least.

    `outside` None: not known, and `missing` says why.
    """

    code: str | None
    outside: bool | None
    same_city: bool = False
    missing: tuple[Missing, ...] = ()


def place_of(case: CaseFile, taken: Event) -> Place:
    """Return where a measure was carried out, seen from every unit that is said to handle the case."""
    code = word(taken.data.get("place_division_code"))
    units = {str(value) for value, _ in case.stated("handling_unit")}
    if code is None:
        text = Text("执行地区划未报送", "where it was carried out is not stated")
        return Place(None, None, missing=(Missing(text, taken.type, taken.entry.source),))
    if not units:
        text = Text("办案单位未报送", "which unit handles the case is not stated")
        return Place(code, None, missing=(Missing(text, "case.filed", case.police),))
    areas = [_area(unit[:6]) for unit in units]
    if any(code.startswith(area) for area in areas):
        return Place(code, outside=False)
    if any(area.startswith(_stem(code)) for area in areas):
        text = Text("执行地区划只到市或者省", "where it was carried out is stated by city or province only")
        return Place(code, None, missing=(Missing(text, taken.type, taken.entry.source),))
    return Place(code, outside=True, same_city=any(code.startswith(_city(area)) for area in areas))


def _area(division: str) -> str:
    """Return the beginning that every division of a unit's district has: a city's unit acts in the whole city."""
    return division[:4] if int(division[4:]) in _ZONES and division[2:4] != "00" else _stem(division)


def _stem(division: str) -> str:
    return division[:2] if division.endswith("0000") else division[:4] if division.endswith("00") else division


def _city(area: str) -> str:
    return area[:2] if area.startswith(_MUNICIPALITIES) else area[:4]
