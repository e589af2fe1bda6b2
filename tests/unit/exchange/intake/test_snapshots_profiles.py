"""Profiles: the shipped one holds together, a broken one says so, and dates are read as platforms write them."""

import pytest

from exchange.intake.profiles import columns, shapes
from exchange.intake.profiles.shapes import Column


def test_every_shipped_profile_can_be_read():
    assert "police_pinyin" in shapes.names()
    for name in shapes.names():
        assert shapes.load(name).title


def test_hyphens_may_stand_for_underscores():
    assert shapes.load("police-pinyin") == shapes.load("police_pinyin")


@pytest.mark.parametrize("name", ["", "nobody", "../police_pinyin", "shapes"])
def test_an_unknown_profile_is_named_as_such(name):
    with pytest.raises(shapes.NoSuchProfile):
        shapes.load(name)


WHOLE = """
title = "试"
case_number = "ASJBH"
[columns]
ASJBH = { kind = "case_number" }
LARQ = { kind = "date" }
[slots.filed]
type = "case.filed"
occurred = "LARQ"
"""


def test_a_whole_profile_is_read():
    assert shapes.read("own", WHOLE).slots["filed"].columns == {"LARQ"}


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('occurred = "LARQ"', 'occurred = "LARQX"'),
        ('kind = "date"', 'kind = "dat"'),
        ('case_number = "ASJBH"', 'case_number = "BH"'),
        ('title = "试"', ""),
        ("[columns]", "[columns"),
        ('type = "case.filed"', 'sort = "case.filed"'),
    ],
)
def test_a_broken_profile_says_so(was, becomes):
    with pytest.raises(shapes.BrokenProfile, match="own"):
        shapes.read("own", WHOLE.replace(was, becomes))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("202603", "2026-03"),
        ("20260301", "2026-03-01"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03", "2026-03"),
        ("2026/3/1", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("2026年3月", "2026-03"),
        ("20260301093000", "2026-03-01T09:30:00+08:00"),
        ("202603010930", "2026-03-01T09:30:00+08:00"),
        ("2026-03-01 09:30:00", "2026-03-01T09:30:00+08:00"),
        ("2026-03-01 09:30:00.0", "2026-03-01T09:30:00+08:00"),
        ("2026/3/1 9:30", "2026-03-01T09:30:00+08:00"),
        ("2026-03-01T01:30:00Z", "2026-03-01T01:30:00Z"),
    ],
)
def test_dates_are_read_as_platforms_write_them(written, read):
    assert columns.moment(written) == read


@pytest.mark.parametrize(
    "written", ["20260230", "2026-13-01", "2026", "00000000", "3/1/2026", "2026-03-01 25:00:00", "昨天"]
)
def test_what_is_no_date_is_unreadable(written):
    with pytest.raises(columns.Unreadable):
        columns.moment(written)


def test_midnight_in_a_column_of_dates_is_a_day_and_in_a_column_of_times_an_instant():
    midnight = "2026-03-01 00:00:00"

    assert columns.read(midnight, Column("date")).said == "2026-03-01"
    assert columns.read(midnight, Column("moment")).said == "2026-03-01T00:00:00+08:00"


@pytest.mark.parametrize("value", [20260301, "20260301", " 20260301\x00", "２０２６０３０１"])
def test_a_date_may_be_a_number_padded_or_full_width(value):
    assert columns.read(value, Column("date")).said == "2026-03-01"


@pytest.mark.parametrize(
    ("value", "column"),
    [
        (640202000000, Column("unit")),
        (True, Column("text")),
        (1.5, Column("code")),
        ("2", Column("flag")),
        ([], Column("number")),
    ],
)
def test_a_value_of_another_type_is_unreadable(value, column):
    with pytest.raises(columns.Unreadable):
        columns.read(value, column)
