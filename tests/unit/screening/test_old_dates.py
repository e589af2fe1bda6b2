"""Dates of another age (1900-01-01 for "unknown", 1996, a slip of the pen): no model fails on them, whatever it answers."""

import re
from datetime import date
from typing import Any

import pytest

from builders.casefiles import case_file, everything, other_case
from law.every_case import every_case
from screening import engine, registry

_DATE = re.compile(r"(?<!\d)(\d{4})(?=-\d{2}(?:-\d{2})?(?:T|$))")
_OF_A_LEAP_DAY = re.compile(r"-02-29(?=T|$)")


def _moved(value: Any, years: int) -> Any:
    """Return what a table spells, with every date in it so many years later; 29 February becomes the 28th."""
    if isinstance(value, dict):
        return {key: _moved(one, years) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, years) for one in value]
    if isinstance(value, date):
        return date.fromisoformat(_text(value.isoformat(), years)[:10])
    return _text(value, years) if isinstance(value, str) else value


def _text(value: str, years: int) -> str:
    if not _DATE.match(value):
        return value
    return _OF_A_LEAP_DAY.sub("-02-28", _DATE.sub(lambda one: f"{int(one[1]) + years:04d}", value, count=1))


@pytest.mark.parametrize(
    ("years", "screened_today"),
    # The last as of a day of then: a case that somebody goes back over.
    [(-120, True), (-60, True), (-30, True), (40, True), (-30, False)],
)
def test_no_model_fails_on_dates_of_another_age(years: int, *, screened_today: bool) -> None:
    models = {one.slug: one for one in registry.every_model()}
    failed: dict[str, str] = {}
    answered = 0
    for case in every_case():
        spelt = case.spelt
        on = spelt["on"] if screened_today else _moved(spelt["on"], years)
        events = _moved(spelt["events"], years)
        related = [other_case(_moved(one, years), number) for number, one in enumerate(spelt.get("related", []), 1)]
        coverage = everything(on) + everything(on, agency="640202")
        file = case_file(events, coverage=coverage, related=related)
        try:
            answered += len(list(engine.evaluate(file, on, [models[case.slug]])))
        except Exception as error:  # noqa: BLE001
            failed.setdefault(f"{case.slug}: {error!r}"[:150], case.name)

    assert failed == {}
    assert answered
