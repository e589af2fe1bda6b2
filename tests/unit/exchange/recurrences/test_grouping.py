"""Like violations by unit and quarter, and the pack of them that points at nobody."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel

from exchange.recurrences.grouping import Violation, groups_of, pack_of
from zhenxie.wire.class_cases import MeetingPack
from zhenxie.wire.quarters import first_day, following, preceding, quarter_of

UNIT, OTHER = "640202000000", "640205000000"


def violations(code: str, count: int, day: date = date(2026, 8, 1), unit: str = UNIT) -> list[Violation]:
    return [Violation(code, unit, day, alert_id=f"{code}-{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 6, 30), "2026Q2"),
        (date(2026, 7, 1), "2026Q3"),
        (date(2026, 9, 30), "2026Q3"),
        (date(2026, 10, 1), "2026Q4"),
    ],
)
def test_a_quarter_ends_on_its_last_day(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter
    assert first_day(quarter) <= day < first_day(following(quarter))
    assert following(preceding(quarter)) == quarter


def test_what_stands_in_another_quarter_is_of_another_quarter() -> None:
    told = [
        *violations("UA-03", 1, date(2026, 3, 31)),
        *violations("UA-03", 2, date(2026, 6, 30)),
        *violations("UA-03", 3, date(2026, 7, 1)),
        *violations("UA-03", 4, date(2026, 10, 1)),
    ]

    [group] = groups_of(told, "2026Q3")

    assert (len(group.violations), group.previous, group.of_unit, group.of_unit_before) == (3, 2, 3, 2)


def test_each_unit_and_each_code_is_a_group_of_its_own() -> None:
    told = [*violations("UA-03", 2), *violations("DUI-06", 1), *violations("UA-03", 1, unit=OTHER)]

    groups = groups_of(told, "2026Q3")

    assert [(one.unit, one.code, len(one.violations)) for one in groups] == [
        (UNIT, "DUI-06", 1),
        (UNIT, "UA-03", 2),
        (OTHER, "UA-03", 1),
    ]


@pytest.mark.parametrize(("count", "candidate"), [(2, False), (3, True), (4, True)])
def test_from_the_threshold_on_a_group_may_ask_for_a_suggestion(count: int, candidate: bool) -> None:
    [group] = groups_of(violations("UA-03", count), "2026Q3")

    assert group.is_candidate(3) is candidate


@pytest.mark.parametrize(
    ("now", "before", "rises"),
    [
        ((2, 10), (1, 10), True),
        ((1, 10), (1, 10), False),
        ((2, 20), (2, 10), False),
        ((2, 9), (1, 10), None),
        ((2, 10), (1, 9), None),
    ],
)
def test_shares_are_compared_where_ten_stand_on_both_sides(
    now: tuple[int, int], before: tuple[int, int], rises: bool | None
) -> None:
    told = [*violations("UA-03", now[0]), *violations("DUI-06", now[1] - now[0])]
    earlier = date(2026, 5, 1)
    told += [*violations("UA-03", before[0], earlier), *violations("DUI-06", before[1] - before[0], earlier)]

    group = next(one for one in groups_of(told, "2026Q3") if one.code == "UA-03")

    assert group.share_rises is rises
    assert group.is_candidate(1000) is (rises is True)


@pytest.mark.parametrize(("count", "shown"), [(2, None), (3, 3), (4, 4)])
def test_a_count_under_three_is_left_out_of_the_pack(count: int, shown: int | None) -> None:
    told = [*violations("UA-03", count), *violations("UA-03", count, date(2026, 5, 1))]

    pack = pack_of(groups_of(told, "2026Q3"), "2026Q3", None)

    assert [(one.violations, one.previous) for one in pack.groups] == [(shown, shown)]


@pytest.mark.parametrize(("cases", "shown"), [(1, None), (2, None), (3, 3)])
def test_a_count_that_comes_from_under_three_cases_is_left_out_of_the_pack(cases: int, shown: int | None) -> None:
    told = [
        Violation("UA-03", UNIT, day, UUID(int=number % cases), alert_id=f"a-{number}")
        for day in (date(2026, 8, 1), date(2026, 5, 1))
        for number in range(3)
    ]

    pack = pack_of(groups_of(told, "2026Q3"), "2026Q3", None)

    assert [(one.violations, one.previous) for one in pack.groups] == [(shown, shown)]


def leaves(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        inner = [one for one in (info.annotation, *get_args(info.annotation)) if isinstance(one, type)]
        below = [one for one in inner if issubclass(one, BaseModel)]
        yield from (leaf for one in below for leaf in leaves(one))
        if not below:
            yield name, info


def test_the_pack_has_no_field_that_could_hold_a_name_or_a_case() -> None:
    assert {name for name, _ in leaves(MeetingPack)} == {
        "quarter",
        "snapshot_id",
        "violation_code",
        "unit",
        "violations",
        "previous",
    }
