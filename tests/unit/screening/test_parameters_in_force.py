"""Which number is used on the eve and on the day of each turn of the law, and that no model asks past all turns."""

import re
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from screening import models, parameters
from screening.parameters import NotInForce
from zhenxie.law.ages import attained

EVE = timedelta(days=1)
NONE = None
CPL_1997, CPL_2013, CPL_2018 = date(1997, 1, 1), date(2013, 1, 1), date(2018, 10, 26)
CL_1980, CL_1997, CL_2021 = date(1980, 1, 1), date(1997, 10, 1), date(2021, 3, 1)
DUI_2023 = date(2023, 12, 28)
PSB_2020 = date(2020, 9, 1)
TWICE_INJURED = ["故意杀人罪", "故意伤害罪"]
ALCOHOL = ["alcohol_based"]
# File, number, the day from which on it reads so, its value and article before, and from that day on; a list by its length
# where it is long.
TURNS: list[tuple[str, str, date, Any, Any]] = [
    # 刑事诉讼法 1996 / 2012 / 2018
    ("expired_measure", "bail_months", CPL_1997, NONE, (12, "CPL-1996 58")),
    ("expired_measure", "bail_months", CPL_2013, (12, "CPL-1996 58"), (12, "CPL-2012 77")),
    ("expired_measure", "bail_months", CPL_2018, (12, "CPL-2012 77"), (12, "CPL 79")),
    ("expired_measure", "surveillance_months", CPL_1997, NONE, (6, "CPL-1996 58")),
    ("expired_measure", "surveillance_months", CPL_2013, (6, "CPL-1996 58"), (6, "CPL-2012 77")),
    ("expired_measure", "surveillance_months", CPL_2018, (6, "CPL-2012 77"), (6, "CPL 79")),
    ("returned_case", "supplement_months", CPL_1997, NONE, (1, "CPL-1996 140")),
    ("returned_case", "supplement_months", CPL_2013, (1, "CPL-1996 140"), (1, "CPL-2012 171")),
    ("returned_case", "supplement_months", CPL_2018, (1, "CPL-2012 171"), (1, "CPL 175")),
    # 羁押期限
    ("custody", "detention_days", CPL_1997, NONE, ([3, 7, 30], "CPL-1996 69")),
    ("custody", "detention_days", CPL_2013, ([3, 7, 30], "CPL-1996 69"), ([3, 7, 30], "CPL-2012 89")),
    ("custody", "detention_days", CPL_2018, ([3, 7, 30], "CPL-2012 89"), ([3, 7, 30], "CPL 91")),
    ("custody", "arrest_decision_days", CPL_1997, NONE, (7, "CPL-1996 69")),
    ("custody", "arrest_decision_days", CPL_2013, (7, "CPL-1996 69"), (7, "CPL-2012 89")),
    ("custody", "arrest_decision_days", CPL_2018, (7, "CPL-2012 89"), (7, "CPL 91")),
    ("custody", "at_once_hours", CPL_1997, NONE, (1, "CPL 90")),
    ("custody", "journey_days", CPL_1997, NONE, (15, "CPL 105")),
    ("custody", "custody_months", CPL_1997, NONE, ([2, 1, 2, 2], "CPL-1996 124")),
    ("custody", "custody_months", CPL_2013, ([2, 1, 2, 2], "CPL-1996 124"), ([2, 1, 2, 2], "CPL-2012 154")),
    ("custody", "custody_months", CPL_2018, ([2, 1, 2, 2], "CPL-2012 154"), ([2, 1, 2, 2], "CPL 156")),
    ("custody", "review_months_and_days", CPL_1997, NONE, ([1, 15], "CPL-1996 138")),
    ("custody", "review_months_and_days", CPL_2013, ([1, 15], "CPL-1996 138"), ([1, 15], "CPL-2012 169")),
    ("custody", "review_months_and_days", CPL_2018, ([1, 15], "CPL-2012 169"), ([1, 15], "CPL 172")),
    ("custody", "supplement_months", CPL_1997, NONE, (1, "CPL-1996 140")),
    ("custody", "supplement_months", CPL_2013, (1, "CPL-1996 140"), (1, "CPL-2012 171")),
    ("custody", "supplement_months", CPL_2018, (1, "CPL-2012 171"), (1, "CPL 175")),
    ("custody", "extension_request_days", date(2019, 12, 30), NONE, (7, "RULE 309")),
    ("custody", "recalculation_days", CPL_2013, NONE, (5, "PSB-2012 147")),
    ("custody", "recalculation_days", PSB_2020, (5, "PSB-2012 147"), (5, "PSB 151")),
    ("custody", "filed_with_the_procuratorate", CPL_2013, NONE, (True, "PSB-2012 147")),
    ("custody", "filed_with_the_procuratorate", PSB_2020, (True, "PSB-2012 147"), (True, "PSB 151")),
    ("custody", "repeated_acts", CPL_2013, NONE, (3, "PSB-2012 125")),
    ("custody", "repeated_acts", PSB_2020, (3, "PSB-2012 125"), (3, "PSB 129")),
    ("custody", "gang_participants", CPL_2013, NONE, (2, "PSB-2012 125")),
    ("custody", "gang_participants", PSB_2020, (2, "PSB-2012 125"), (2, "PSB 129")),
    ("custody", "arrest_needs_a_decision", CPL_1997, NONE, (True, "CPL-1996 59")),
    ("custody", "arrest_needs_a_decision", CPL_2013, (True, "CPL-1996 59"), (True, "CPL-2012 78")),
    ("custody", "arrest_needs_a_decision", CPL_2018, (True, "CPL-2012 78"), (True, "CPL 80")),
    ("custody", "whole_days_at_hand", CPL_1997, NONE, (1, "CPL 90")),
    ("custody", "at_once_hours", CPL_1997, NONE, (1, "CPL 90")),
    ("custody", "execution_receipt_days", PSB_2020, NONE, (3, "PSB 142")),
    ("custody", "arrest_needs_imprisonment", CPL_1997, NONE, (True, "CPL-1996 60")),
    ("custody", "arrest_needs_imprisonment", CPL_2013, (True, "CPL-1996 60"), (True, "CPL-2012 79")),
    ("custody", "arrest_needs_imprisonment", CPL_2018, (True, "CPL-2012 79"), (True, "CPL 81")),
    ("custody", "guarantor_or_deposit", CPL_1997, NONE, (True, "CPL-1996 53")),
    ("custody", "guarantor_or_deposit", CPL_2013, (True, "CPL-1996 53"), (True, "CPL-2012 66")),
    ("custody", "guarantor_or_deposit", CPL_2018, (True, "CPL-2012 66"), (True, "CPL 68")),
    ("custody", "questioning_hours", date(2004, 10, 1), NONE, ([12, 24, 48], "CQ04 11")),
    ("custody", "delivery_hours", CPL_2013, NONE, (24, "CPL-2012 83")),
    ("custody", "delivery_hours", CPL_2018, (24, "CPL-2012 83"), (24, "CPL 85")),
    # 刑法 1979 / 1997 / 修正案（十一）: the law of the act, and the milder one (CL 12)
    ("underage_suspect", "full_responsibility_age", CL_1980, NONE, (16, "CL-1979 14")),
    ("underage_suspect", "full_responsibility_age", CL_1997, (16, "CL-1979 14"), (16, "CL-1997 17")),
    ("underage_suspect", "full_responsibility_age", CL_2021, (16, "CL-1997 17"), (16, "CL 17¶1")),
    ("underage_suspect", "limited_responsibility_age", CL_1980, NONE, (14, "CL-1979 14")),
    ("underage_suspect", "limited_responsibility_age", CL_1997, (14, "CL-1979 14"), (14, "CL-1997 17")),
    ("underage_suspect", "limited_responsibility_age", CL_2021, (14, "CL-1997 17"), (14, "CL 17¶2")),
    ("underage_suspect", "approval_age", CL_1980, NONE, (0, "CL-1979 14")),
    ("underage_suspect", "approval_age", CL_1997, (0, "CL-1979 14"), (0, "CL-1997 17")),
    ("underage_suspect", "approval_age", CL_2021, (0, "CL-1997 17"), (12, "CL 17¶3")),
    ("underage_suspect", "acts_with_approval", CL_1980, NONE, ([], "CL-1979 14")),
    ("underage_suspect", "acts_with_approval", CL_1997, ([], "CL-1979 14"), ([], "CL-1997 17")),
    ("underage_suspect", "acts_with_approval", CL_2021, ([], "CL-1997 17"), (TWICE_INJURED, "CL 17¶3")),
    ("underage_suspect", "listed_acts", CL_1997, NONE, (7, "CL-1997 17")),
    ("underage_suspect", "listed_acts", CL_2021, (7, "CL-1997 17"), (7, "CL 17¶2")),
    ("underage_suspect", "acts_by_injury", CL_2021, (["故意伤害罪"], "CL-1997 17"), (["故意伤害罪"], "CL 17¶2")),
    ("underage_suspect", "acts_by_dealing", CL_1997, NONE, (2, "CL-1997 17")),
    ("underage_suspect", "acts_by_dealing", CL_2021, (2, "CL-1997 17"), (2, "CL 17¶2")),
    # 醉驾: 2011 / 2013 意见 / 2023 意见; 血液酒精含量标准; 程序规定
    ("drunk_driving", "drunk_mg_per_100ml", date(2011, 5, 1), NONE, (80, "GB19522-2004")),
    ("drunk_driving", "drunk_mg_per_100ml", date(2011, 7, 1), (80, "GB19522-2004"), (80, "GB19522-2010")),
    ("drunk_driving", "drunk_mg_per_100ml", date(2024, 8, 1), (80, "GB19522-2010"), (80, "GB19522")),
    ("drunk_driving", "drinking_mg_per_100ml", date(2024, 8, 1), (20, "GB19522-2010"), (20, "GB19522")),
    ("drunk_driving", "minor_below_mg_per_100ml", DUI_2023, NONE, (150, "DUI23 12")),
    (
        "drunk_driving",
        "delivery_days",
        date(2011, 9, 19),
        NONE,
        ({"days": 3, "working": False}, "DUI11"),
    ),
    (
        "drunk_driving",
        "delivery_days",
        date(2020, 5, 1),
        ({"days": 3, "working": False}, "DUI11"),
        ({"days": 5, "working": True}, "RTSV20 36"),
    ),
    (
        "drunk_driving",
        "delivery_days",
        DUI_2023,
        ({"days": 5, "working": True}, "RTSV20 36"),
        ({"days": 5, "working": True}, "DUI23 8"),
    ),
    ("drunk_driving", "opinion_working_days", DUI_2023, NONE, (3, "DUI23 8")),
    ("drunk_driving", "notice_working_days", date(2020, 5, 1), NONE, (5, "RTSV20 36")),
    ("drunk_driving", "notice_working_days", DUI_2023, (5, "RTSV20 36"), (5, "DUI23 8")),
    ("drunk_driving", "video_required", DUI_2023, NONE, (True, "DUI23 8")),
    ("drunk_driving", "sealing_required", DUI_2023, NONE, (True, "DUI23 8")),
    ("drunk_driving", "people_at_the_draw", date(2020, 5, 1), NONE, (2, "RTSV20 36")),
    ("drunk_driving", "revoked_before_closing", DUI_2023, NONE, (True, "DUI23 20")),
    ("drunk_driving", "fast_days", DUI_2023, NONE, (30, "DUI23 23")),
    ("drunk_driving", "prior_years", DUI_2023, NONE, ([5, 2], "DUI23 10")),
    (
        "drunk_driving",
        "spoiling_disinfectants",
        date(2024, 8, 1),
        (ALCOHOL, "GB19522-2010 5.3.1"),
        (ALCOHOL, "GB19522"),
    ),
    # 经济犯罪: 2017 规定 reaches back to cases filed before it; 修正案（十二） adds charges
    ("stalled_economic_case", "months_without_measure", CPL_1997, NONE, (24, "ECON17 25¶1(2)")),
    ("stalled_economic_case", "months_after_lifting", CPL_1997, NONE, (12, "ECON17 25¶1(1)")),
    ("stalled_economic_case", "months_after_expiry", date(2016, 1, 1), NONE, (12, "COMP15 2")),
    ("stalled_economic_case", "economic_charges", date(2024, 3, 1), (77, "PROS22"), (80, "CL-A12")),
]


def in_force(file: str, name: str, day: date) -> Any:
    try:
        number = parameters.load(file).in_force(name, day)
    except NotInForce:
        return NONE
    return number.value, number.law


@pytest.mark.parametrize(
    ("file", "name", "since", "before", "after"), TURNS, ids=[f"{one[0]}: {one[1]} {one[2]}" for one in TURNS]
)
def test_on_the_eve_the_older_law_is_used_and_on_the_day_the_newer(
    file: str, name: str, since: date, before: Any, after: Any
) -> None:
    found = [in_force(file, name, day) for day in (since - EVE, since, since + EVE)]

    if isinstance(parameters.load(file).in_force(name, since).value, list) and isinstance(after[0], int):
        # Long lists are told by their length.
        found = [NONE if one is NONE else (len(one[0]), one[1]) for one in found]
    assert found == [before, after, after]


def test_every_turn_of_these_laws_stands_in_the_table() -> None:
    listed = {(file, name, since) for file, name, since, _, _ in TURNS}
    for file in ("expired_measure", "returned_case", "custody"):
        known = parameters.load(file)
        assert {(file, name, one.since) for name in known for one in known.values(name)} <= listed


def test_an_act_of_a_child_of_thirteen_needs_approval_from_march_2021_on_and_was_no_crime_before() -> None:
    birth, numbers = date(2008, 1, 15), parameters.load("underage_suspect")
    ages = {}
    for day in (CL_2021 - EVE, CL_2021):
        approval, lower = numbers.in_force("approval_age", day), numbers.in_force("limited_responsibility_age", day)
        assert not attained(birth, lower.value, day)
        ages[day] = approval.value > 0 and attained(birth, approval.value, day)

    # Of two laws the milder one holds: what was no crime on its day is none today (CL 12).
    assert ages == {CL_2021 - EVE: False, CL_2021: True}


def _asked_past_all_turns() -> set[str]:
    sources = [one for one in files(models).iterdir() if one.name.endswith(".py")]
    found = [
        name
        for source in sources
        for name in re.findall(r"in_force\(\s*\"(\w+)\",\s*date\.max\s*\)", source.read_text(encoding="utf-8"))
    ]
    return set(found)


def test_what_is_asked_past_all_turns_of_the_law_has_no_turn() -> None:
    asked = _asked_past_all_turns()
    known = {
        name: len(held.values(name))
        for file in files(parameters).iterdir()
        if file.name.endswith(".toml") and (held := parameters.load(file.name.removesuffix(".toml")))
        for name in held
        if name in asked
    }

    # Design numbers, days of grace, and one that only informs: none is a rule of law with an older text.
    assert asked >= {"warning_days", "months_without_investigation", "grace_days", "custody_grace_days"}
    assert dict.fromkeys(asked, 1) == known
