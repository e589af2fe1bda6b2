"""Whose case it was on the day that the law looks at: the economic-crime unit's (经侦部门), or another's."""

from datetime import date
from typing import Any

import pytest

from builders.casefiles import case_file
from screening import parameters
from screening.models.economic_charges import Jurisdiction, jurisdiction

FILED: dict[str, Any] = {
    "type": "case.filed",
    "occurred": "2023-02-10",
    "handling_department": "economic_crime_unit",
    "charges": [{"cl_article": "224", "name": "合同诈骗罪"}],
}
LAST_DAY = date(2025, 2, 10)


def whose(*events: dict[str, Any]) -> Jurisdiction:
    return jurisdiction(case_file(events), parameters.load("stalled_economic_case"), date(2023, 2, 10), as_of=LAST_DAY)


def handed_over(occurred: str | None) -> dict[str, Any]:
    return {"type": "case.notified", "occurred": occurred, "handling_department": "criminal_investigation"}


def test_a_case_that_was_handed_over_on_the_last_day_is_no_longer_the_economic_crime_units() -> None:
    assert whose(FILED, handed_over("2025-02-10")) is Jurisdiction.NO


def test_a_case_that_was_handed_over_a_day_later_still_was_the_economic_crime_units() -> None:
    assert whose(FILED, handed_over("2025-02-11")) is Jurisdiction.YES


def test_of_a_case_that_was_handed_over_nobody_says_when_it_is_not_known_whose_it_was() -> None:
    assert whose(FILED, handed_over(None)) is Jurisdiction.PERHAPS
    assert whose(FILED, handed_over("2025-02")) is Jurisdiction.PERHAPS


def test_a_unit_that_was_told_only_later_tells_how_it_was() -> None:
    filed = {"type": "case.filed", "occurred": "2023-02-10"}

    assert whose(filed, {**handed_over("2026-03-01"), "handling_department": "economic_crime_unit"}) is Jurisdiction.YES


@pytest.mark.parametrize("charges", [[], [{"cl_article": "224", "name": "合同诈骗罪"}]])
def test_before_there_was_a_list_of_charges_no_case_is_said_to_be_on_it_or_not(charges: list[dict[str, Any]]) -> None:
    case = case_file([{"type": "case.filed", "occurred": "1996-12-31", "charges": charges}])
    dated = parameters.load("stalled_economic_case")

    assert jurisdiction(case, dated, date(1996, 12, 31)) is Jurisdiction.PERHAPS
    assert jurisdiction(case, dated, date(1997, 1, 1)) is (Jurisdiction.YES if charges else Jurisdiction.NO)
