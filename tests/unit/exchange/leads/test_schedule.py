"""Until when a lead is worked, by severity, and which office works it."""

from datetime import date

import pytest

from exchange.errors import InvalidParameter
from exchange.leads.projection import lowest
from exchange.leads.schedule import due_on
from exchange.leads.schemas import place_of, read_place

PARENTS = {"640202": "640200", "640221": "640200", "640200": "640000", "640000": None}


@pytest.mark.parametrize(
    ("severity", "seen", "due"),
    [
        ("urgent", "2026-03-12", "2026-03-13"),
        # A weekend lies between.
        ("urgent", "2026-03-13", "2026-03-16"),
        ("urgent", "2026-03-14", "2026-03-16"),
        ("high", "2026-03-09", "2026-03-12"),
        ("high", "2026-03-11", "2026-03-16"),
        ("medium", "2026-03-09", "2026-03-18"),
        ("low", "2026-03-09", "2026-03-30"),
        # 清明节 2026-04-04 to 04-06.
        ("urgent", "2026-04-03", "2026-04-07"),
    ],
)
def test_a_lead_is_due_so_many_working_days_after_it_was_seen(severity: str, seen: str, due: str) -> None:
    assert due_on(severity, date.fromisoformat(seen)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("offices", "expected"),
    [
        ([("640202", "rule"), ("640200", "rule"), ("640000", "rule")], "640202"),
        ([("640200", "rule"), ("640000", "rule")], "640200"),
        ([("640202", "rule"), ("640221", "report"), ("640200", "rule"), ("640000", "rule")], "640221"),
        ([("640221", "rule"), ("640202", "rule"), ("640200", "rule")], "640202"),
        ([], None),
    ],
)
def test_the_lowest_office_works_it_and_the_appointed_one_before_that_of_the_map(
    offices: list[tuple[str, str]], expected: str | None
) -> None:
    assert lowest(offices, PARENTS) == expected


def test_a_place_is_read_as_it_was_written() -> None:
    place = (date(2026, 3, 5), 1, 1204)

    assert read_place(place_of(place)) == place
    assert read_place("0") is None


@pytest.mark.parametrize(
    "text", ["", "1", "2026-03-05", "2026-3-5.1.2", "2026-02-30.1.2", "2026-03-05.1.x", "٢٠٢٦-03-05.1.2"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter):
        read_place(text)
