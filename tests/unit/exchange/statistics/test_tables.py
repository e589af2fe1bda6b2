"""Periods, the dated configuration, and the table of an answer as CSV and as a workbook."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from exchange.statistics import tabling
from exchange.statistics.configuration import in_force, read
from exchange.statistics.stretches import days_of_quarter, months_before, quarter_between
from zhenxie.wire.quarters import quarter_of

FIGURES = {"numerator": 3, "denominator": 9, "rate": None, "too_few": True, "series": {"in_time": 2}}
METRIC = {
    "code": "replied_in_time",
    "name": "按期回复率",
    "definition": {"zh": "=按期÷应回", "en": "in time ÷ due"},
    "informational": False,
    "unit": "documents",
    "unit_label": "份",
    "denominator_unit": "documents",
    "denominator_unit_label": "份",
    **FIGURES,
    "by_procuratorate": [],
    "by_unit": [{"code": "640202000000", **FIGURES, "series": {}}],
    "groups": [{"named": {"violation": "-late"}, **FIGURES, "series": {}}],
}
ANSWER = {"agency": "640202", "from": "2026-07-01", "to": "2026-09-30", "known_at": "1.7", "metrics": [METRIC]}
CONFIGURATION = """
[[configuration]]
since = {since}
filing_causes = []
filing_instruments = []
simple_refusals = []
withdrawal_causes = []
withdrawal_instruments = []
class_case_minimum = 3
relapse_months = 6
rate_minimum = 10
overdue_buckets = [7]
complex_facts = []
"""


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2026Q2", "2026-04-01", "2026-06-30"),
        ("2026Q3", "2026-07-01", "2026-09-30"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_the_days_of_a_quarter(quarter, first, last):
    days = date.fromisoformat(first), date.fromisoformat(last)

    assert days_of_quarter(quarter) == days
    assert quarter_between(*days) == quarter == quarter_of(days[1])


@pytest.mark.parametrize("quarter", ["2026Q0", "2026Q5", "26Q1", "2026-Q1", "0000Q1", ""])
def test_what_is_no_quarter(quarter):
    with pytest.raises(ValueError, match=quarter or "^$"):
        days_of_quarter(quarter)


def test_other_days_are_no_quarter():
    assert quarter_between(date(2026, 7, 1), date(2026, 9, 29)) is None
    assert quarter_between(date(2026, 6, 30), date(2026, 9, 30)) is None


@pytest.mark.parametrize(
    ("day", "earlier"), [("2026-08-31", "2026-02-28"), ("2024-08-31", "2024-02-29"), ("2026-03-05", "2025-09-05")]
)
def test_six_months_before_a_day_the_month_may_be_shorter(day, earlier):
    assert months_before(date.fromisoformat(day), 6) == date.fromisoformat(earlier)


def test_the_configuration_of_a_day_is_the_last_one_that_began():
    found = read(CONFIGURATION.format(since="2026-07-01") + CONFIGURATION.format(since="2020-01-01"))

    days = (date(2019, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2))
    assert [in_force(day, found).since.year for day in days] == [2020, 2020, 2026, 2026]
    assert found[0].digest != found[1].digest


def test_a_configuration_that_says_nothing_or_begins_twice_is_refused():
    for text in ("", CONFIGURATION.format(since="2020-01-01") * 2):
        with pytest.raises(ValueError, match="never two"):
            read(text)


def test_the_shipped_configuration_counts_withdrawals_after_every_kind_of_supervision():
    shipped = in_force(date(2026, 9, 30))

    assert {"correction_notice", "investigation_supervision_notice", "order_to_withdraw"} <= set(
        shipped.withdrawal_instruments
    )
    assert (shipped.class_case_minimum, shipped.relapse_months, shipped.rate_minimum) == (3, 6, 10)


def test_a_row_stands_for_each_figure_and_no_cell_is_a_formula():
    text = tabling.as_csv(ANSWER).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0] == list(tabling.HEADINGS)
    assert rows[1] == [
        *(
            "replied_in_time",
            "按期回复率",
            "份",
            "合计",
            "",
            "",
            "3",
            "9",
            "份",
            "",
            "基数过小，不计比率",
            "'=按期÷应回",
        ),
    ]
    assert [row[3:6] for row in rows[2:]] == [
        ["合计", "", "in_time"],
        ["公安机关", "640202000000", ""],
        ["分组", "'-late", ""],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_reckon_is_text(cell):
    assert tabling.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["中", "a=1", 7, -7])
def test_what_is_harmless_stays_as_it_is(cell):
    assert tabling.harmless(cell) == cell


def test_the_workbook_has_the_same_rows_no_formula_and_the_same_bytes_again():
    made = tabling.as_workbook(ANSWER)
    sheet = load_workbook(io.BytesIO(made)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

    assert made == tabling.as_workbook(ANSWER)
    assert rows[0] == list(tabling.HEADINGS)
    assert (rows[1][6], rows[1][7], rows[1][11]) == (3, 9, "=按期÷应回")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
