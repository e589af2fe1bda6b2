"""Whether a case is one of economic crime (经济犯罪案件, ECON17 76): by the unit that handles it, else by its charges."""

import tomllib
from datetime import date
from typing import Any

from oracles.economic.counting import ROOT

YES, NO, PERHAPS = "yes", "no", "perhaps"
_TABLE = ROOT / "services/screening/parameters/stalled_economic_case.toml"
_VALUES = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["economic_charges"]["values"]


def economic(department: Any, charges: list[dict[str, Any]], day: date) -> str | None:
    """The handling unit is trusted over the charges; None where neither is stated."""
    if isinstance(department, str):
        return YES if department == "economic_crime_unit" else NO
    if department is not None:
        return PERHAPS
    if not charges:
        return None
    answers = {listed(one, day) for one in charges}
    # Which department takes a mixed case is not said by its charges.
    return answers.pop() if len(answers) == 1 else PERHAPS


def listed(charge: dict[str, Any], day: date) -> str:
    """Whether the list in force on a day holds this charge, by its name, its article and its paragraph."""
    last = max(value["since"] for value in _VALUES if value["since"] <= day)
    rows = [_row(one) for value in _VALUES if value["since"] == last for one in value["value"]]
    article, paragraph, name = charge.get("cl_article"), charge.get("paragraph"), charge.get("name")
    if article is None and name is None:
        return PERHAPS
    said = [_agrees(row, article, paragraph, name) for row in rows]
    if YES in said:
        return YES
    return PERHAPS if PERHAPS in said else NO


def _row(spelt: str) -> tuple[str, int | None, str]:
    where, name = spelt.split(":")
    article, _, paragraph = where.partition("¶")
    return article, int(paragraph) if paragraph else None, name


_SHARED = ("165", "166", "169")


def _agrees(row: tuple[str, int | None, str], article: str | None, paragraph: int | None, name: str | None) -> str:
    where, number, listed_name = row
    same_name = None if name is None else name.removesuffix("罪") == listed_name.removesuffix("罪")
    if article is None:
        # The three names of 2024 belong to state companies too, by another paragraph of the same article.
        return NO if not same_name else PERHAPS if where in _SHARED else YES
    if article != where:
        # An article outside the list beside a name of the list contradicts itself.
        return PERHAPS if same_name else NO
    if same_name is False:
        return NO if number else PERHAPS
    return YES if number in (None, paragraph) else _other_paragraph(where, paragraph, bool(same_name))


def _other_paragraph(where: str, paragraph: int | None, same_name: bool) -> str:
    # 271 and 272 hold a crime of officials in the second paragraph; what the other articles hold is all listed.
    if where in ("271", "272", *_SHARED):
        if paragraph is not None:
            return NO
        return YES if same_name and where not in _SHARED else PERHAPS
    return YES if same_name or paragraph is None else PERHAPS
