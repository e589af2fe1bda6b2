"""Numbers of law: which one was in force on a day, where it stands, and that a change of any shows."""

import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest

from screening import parameters
from screening.parameters import NotInForce, Parameters, parse
from zhenxie.law.articles import cite

ONE_DAY = timedelta(days=1)
FILES = sorted(one.name.removesuffix(".toml") for one in files(parameters).iterdir() if one.name.endswith(".toml"))
NUMBERS = [
    pytest.param(parameters.load(name), parameter, id=f"{name}: {parameter}")
    for name in FILES
    for parameter in parameters.load(name)
]
DELIVERY = """
[delivery_days]
means = "Days within which a sample is sent."
mark = "checked"

[[delivery_days.values]]
since = 2020-05-01
value = { days = 5, working = true }
law = "RTSV20 36"

[[delivery_days.values]]
since = 2011-09-19
value = { days = 3, working = false }
law = "DUI11"
mark = "memory"
"""


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2011, 9, 19), 3),
        (date(2020, 4, 30), 3),  # the day before
        (date(2020, 5, 1), 5),  # the day
        (date(2020, 5, 2), 5),  # the day after
        (date.max, 5),
    ],
)
def test_the_value_of_a_day_is_the_one_that_was_then_in_force(day: date, days: int) -> None:
    assert parse(DELIVERY).in_force("delivery_days", day).value["days"] == days


def test_before_its_first_value_a_parameter_was_not_in_force_and_an_unknown_one_is_a_bug() -> None:
    with pytest.raises(NotInForce, match="delivery_days on 2011-09-18"):
        parse(DELIVERY).in_force("delivery_days", date(2011, 9, 18))
    with pytest.raises(KeyError):
        parse(DELIVERY).in_force("delivery_hours", date(2026, 1, 1))


def test_a_value_is_read_once_by_each_who_reads_it_and_each_value_for_itself() -> None:
    known, asked = parse(DELIVERY), []

    def days(value: dict) -> int:
        asked.append(value["days"])
        return value["days"]

    found = [known.read("delivery_days", date(2011, 9, 19), days), known.read("delivery_days", date(2020, 4, 30), days)]
    found += [known.read("delivery_days", date(2020, 5, 1), days), known.read("delivery_days", date.max, days)]

    assert (found, asked) == ([3, 3, 5, 5], [3, 5])
    assert known.read("delivery_days", date.max, lambda value: value["working"]) is True
    with pytest.raises(NotInForce):
        known.read("delivery_days", date(2011, 9, 18), days)
    assert known.turns == {date(2011, 9, 19), date(2020, 5, 1)}


def test_values_come_oldest_first_with_article_and_mark() -> None:
    older, newer = parse(DELIVERY).values("delivery_days")

    assert (older.since, older.law, older.mark) == (date(2011, 9, 19), "DUI11", "memory")
    assert (newer.since, newer.law, newer.mark) == (date(2020, 5, 1), "RTSV20 36", "checked")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("days = 5", "days = 6"),
        ("working = true", "working = false"),
        ("since = 2020-05-01", "since = 2020-05-02"),
        ('law = "RTSV20 36"', 'law = "RTSV20 35"'),
        ('mark = "memory"', 'mark = "checked"'),
        ("Days within", "Working days within"),
    ],
)
def test_the_digest_changes_with_anything_that_a_prosecutor_could_read(old: str, new: str) -> None:
    assert old in DELIVERY
    assert parse(DELIVERY.replace(old, new)).digest != parse(DELIVERY).digest


def test_the_digest_does_not_change_with_comments_and_blank_lines() -> None:
    assert parse(f"# as checked in November\n\n{DELIVERY}").digest == parse(DELIVERY).digest
    assert len(parse(DELIVERY).digest) == 64


def test_what_is_no_toml_or_no_file_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        parse("[delivery_days")
    with pytest.raises(FileNotFoundError):
        parameters.load("nothing")


def test_no_two_files_have_the_same_digest() -> None:
    assert len({parameters.load(name).digest for name in FILES}) == len(FILES) >= 6


@pytest.mark.parametrize(("known", "name"), NUMBERS)
def test_a_number_says_what_it_means_by_which_article_and_how_sure_that_is(known: Parameters, name: str) -> None:
    assert known.tables[name]["means"]
    assert known.tables[name]["means_chinese"]
    for number in known.values(name):
        assert number.mark in {"checked", "memory", "design"}
        cite(number.law)


@pytest.mark.parametrize(("known", "name"), NUMBERS)
def test_each_value_is_in_force_from_its_day_until_the_eve_of_the_next(known: Parameters, name: str) -> None:
    values = known.values(name)

    days = [one.since for one in values]
    assert len(days) == len(set(days))
    with pytest.raises(NotInForce):
        known.in_force(name, days[0] - ONE_DAY)
    for number, since in enumerate(days):
        assert known.in_force(name, since) == known.in_force(name, since + ONE_DAY) == values[number]
        if number:
            assert known.in_force(name, since - ONE_DAY) == values[number - 1]
