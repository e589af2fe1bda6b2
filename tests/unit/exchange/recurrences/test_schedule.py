"""When an instrument is looked back on: three months after closing, on the planned day, and on relapse."""

from datetime import date
from typing import Any

import pytest

from exchange.recurrences.grouping import Violation
from exchange.recurrences.schedule import LookBack, Months, Told, instruments_of, look_backs, months_on

OFFICE, UNIT, OTHER = "640202", "640202000000", "640205000000"
INSTRUMENT = "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c03"
CLOSED = date(2026, 3, 31)


def told(kind: str, day: date, /, **said: Any) -> Told:
    return Told(f"instrument.{kind}", OFFICE, None, day, {"instrument_id": INSTRUMENT, **said})


ISSUED = told("issued", date(2026, 2, 1), addressee=UNIT, violations=["late_family_notice"], kind="correction_notice")


def planned(*entries: Told, violations: list[Violation] | None = None) -> list[LookBack]:
    return look_backs(instruments_of([ISSUED, *entries]).values(), violations or [])


def again(day: date, code: str = "late_family_notice", unit: str = UNIT) -> Violation:
    return Violation(code, unit, day, alert_id="a-1")


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2026, 6, 29), "planned"), (date(2026, 6, 30), "planned"), (date(2026, 7, 1), "overdue")],
)
def test_three_months_after_it_was_closed_it_is_due(day: date, state: str) -> None:
    [one] = planned(told("closed", CLOSED))

    assert (one.ground, one.due_on, one.state(day)) == ("closed", date(2026, 6, 30), state)


def test_a_day_that_was_planned_comes_first() -> None:
    at_closing = planned(told("closed", CLOSED, planned_on="2026-05-01"))
    by_an_act = planned(told("follow_up_planned", CLOSED, planned_on="2026-05-01"))
    moved = planned(told("closed", CLOSED), told("follow_up_planned", CLOSED, planned_on="2026-05-01"))

    assert [(one.ground, one.due_on) for one in (*at_closing, *by_an_act, *moved)] == [
        ("planned", date(2026, 5, 1))
    ] * 3


def test_what_is_neither_closed_nor_planned_or_was_taken_back_asks_for_none() -> None:
    assert planned() == []
    assert planned(told("closed", CLOSED), told("withdrawn_by_issuer", date(2026, 4, 1))) == []


@pytest.mark.parametrize(
    ("day", "done"), [(date(2026, 3, 30), None), (CLOSED, CLOSED), (date(2026, 4, 1), date(2026, 4, 1))]
)
def test_it_is_done_when_it_was_followed_up_after_the_closing(day: date, done: date | None) -> None:
    [one] = planned(told("closed", CLOSED), told("followed_up", day))

    assert one.done_on == done
    assert (one.state(date(2027, 1, 1)) == "done") is (done is not None)


def test_what_is_planned_after_one_was_held_is_to_be_held_again() -> None:
    held = [told("closed", CLOSED), told("followed_up", date(2026, 6, 30))]
    anew = told("follow_up_planned", date(2026, 6, 30), planned_on="2026-09-01")

    before = planned(*held, anew)
    after = planned(*held, anew, told("followed_up", date(2026, 9, 1)))

    assert [(one.due_on, one.done_on) for one in before] == [
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 9, 1), None),
    ]
    assert [one.done_on for one in after] == [date(2026, 6, 30), date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("day", "relapse"),
    [
        (CLOSED, False),
        (date(2026, 4, 1), True),
        (date(2026, 9, 29), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
    ],
)
def test_the_same_violation_within_six_months_is_a_relapse(day: date, relapse: bool) -> None:
    found = [one for one in planned(told("closed", CLOSED), violations=[again(day)]) if one.ground == "relapse"]

    assert [one.due_on for one in found] == ([day] if relapse else [])


def test_another_unit_or_another_violation_is_no_relapse() -> None:
    day = date(2026, 5, 1)
    others = [again(day, code="late_delivery"), again(day, unit=OTHER)]

    found = planned(told("closed", CLOSED), violations=others)

    assert [one.ground for one in found] == ["closed"]


def test_a_relapse_is_one_proposal_however_often_until_it_was_followed_up() -> None:
    days = [date(2026, 6, 1), date(2026, 5, 1)]
    closed = told("closed", CLOSED)

    open_one = planned(closed, violations=[again(day) for day in days])[0]
    done_one = planned(closed, told("followed_up", date(2026, 5, 1)), violations=[again(day) for day in days])[0]

    assert (open_one.ground, open_one.due_on, len(open_one.relapses)) == ("relapse", date(2026, 5, 1), 2)
    assert (open_one.done_on, done_one.done_on) == (None, date(2026, 5, 1))


def test_what_comes_back_after_the_office_has_looked_is_proposed_again() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)]
    entries = [told("closed", CLOSED), told("followed_up", days[1])]

    found = [one for one in planned(*entries, violations=[again(day) for day in days]) if one.ground == "relapse"]

    assert [(one.due_on, one.done_on, len(one.relapses)) for one in found] == [
        (days[0], days[1], 2),
        (days[2], None, 1),
    ]


def test_a_kind_that_nobody_looks_back_on_asks_for_none() -> None:
    issued = told("issued", date(2026, 2, 1), addressee=UNIT, violations=["late"], kind="supplement_outline")

    found = look_backs(
        instruments_of([issued, told("closed", CLOSED)]).values(), [again(date(2026, 5, 1), code="late")]
    )

    assert found == []


def test_a_number_holds_from_its_day_on() -> None:
    table = (Months(date(2021, 10, 31), 3), Months(date(2027, 1, 1), 6))

    held = [months_on(table, day) for day in (date(2020, 1, 1), date(2026, 12, 31), date(2027, 1, 1))]

    assert held == [3, 3, 6]
