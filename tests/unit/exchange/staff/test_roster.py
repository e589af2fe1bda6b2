"""To whom a new lead goes: the rotating person of the day, who stands in for him, the resident one, or nobody."""

from datetime import date

import pytest

from exchange.staff.roster import Absence, Duty, on_duty

RESIDENT, ROTATING, SUBSTITUTE, OTHER = "640202001", "640202002", "640202003", "640202004"
ROSTER = (
    Duty("resident", date(2026, 1, 1), date(2026, 12, 31), RESIDENT),
    Duty("rotating", date(2026, 3, 2), date(2026, 3, 8), ROTATING),
    Duty("rotating", date(2026, 3, 5), date(2026, 3, 5), OTHER),
    Duty("rotating", date(2026, 3, 7), date(2026, 3, 7), None),
)


def found(day: int, *absences: Absence, gone: str = "") -> str | None:
    return on_duty(ROSTER, absences, date(2026, 3, day), acts=lambda gh: gh != gone)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, RESIDENT),
        (2, ROTATING),
        (4, ROTATING),
        (5, OTHER),
        (6, ROTATING),
        (7, RESIDENT),
        (8, ROTATING),
        (9, RESIDENT),
    ],
)
def test_the_rotating_person_has_his_days_and_the_resident_one_the_others(day: int, expected: str) -> None:
    assert found(day) == expected


@pytest.mark.parametrize(("day", "expected"), [(2, ROTATING), (3, SUBSTITUTE), (4, SUBSTITUTE), (6, ROTATING)])
def test_who_is_away_is_stood_in_for_on_the_first_day_and_the_last(day: int, expected: str) -> None:
    away = Absence(ROTATING, date(2026, 3, 3), date(2026, 3, 4), SUBSTITUTE)

    assert found(day, away) == expected


def test_without_a_substitute_it_is_the_residents() -> None:
    assert found(3, Absence(ROTATING, date(2026, 3, 3), date(2026, 3, 3))) == RESIDENT


def test_a_substitute_who_is_away_too_is_stood_in_for() -> None:
    first = Absence(ROTATING, date(2026, 3, 3), date(2026, 3, 3), SUBSTITUTE)
    second = Absence(SUBSTITUTE, date(2026, 3, 3), date(2026, 3, 3), OTHER)

    assert found(3, first, second) == OTHER


def test_two_who_stand_in_for_each_other_are_nobody_and_it_is_the_residents() -> None:
    first = Absence(ROTATING, date(2026, 3, 3), date(2026, 3, 3), SUBSTITUTE)
    second = Absence(SUBSTITUTE, date(2026, 3, 3), date(2026, 3, 3), ROTATING)

    assert found(3, first, second) == RESIDENT


def test_who_no_longer_acts_for_the_office_gets_nothing() -> None:
    assert found(3, gone=ROTATING) == RESIDENT


def test_with_everybody_away_it_is_nobodys() -> None:
    away = [Absence(one, date(2026, 3, 3), date(2026, 3, 3)) for one in (ROTATING, RESIDENT)]

    assert found(3, *away) is None
