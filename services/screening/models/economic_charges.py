"""Whether a case is an economic-crime case (经济犯罪案件): by the unit that handles it, else by its charges; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from screening.casefile import CaseFile
from screening.parameters import Parameters

_UNIT = "economic_crime_unit"
# A station or a legal department files cases for others: it says nothing about whose case it is.
_SAYS_NOTHING = frozenset({"police_station", "legal_affairs_unit", "other"})


def is_economic(case: CaseFile, parameters: Parameters, on: date) -> bool:
    """Tell whether the police's economic-crime department has the case (ECON17 76: the test is jurisdiction).

    The unit that handles it is trusted over its charges; without a unit, every charge must stand in the table.
    """
    department = case.picture.handling_department
    if isinstance(department, str) and department not in _SAYS_NOTHING:
        return department == _UNIT
    charges = case.picture.charges
    table = dict(one.split(":", 1) for one in parameters.in_force("economic_charges", on).value)
    return bool(charges) and all(_stands_in(table, charge) for charge in charges)


def _stands_in(table: Mapping[str, str], charge: Mapping[str, Any]) -> bool:
    article, paragraph = charge.get("cl_article"), charge.get("paragraph")
    if charge.get("name") in table.values():
        return True
    if charge.get("name") is not None or article is None:
        return False
    return article in table or f"{article}¶{paragraph}" in table
