"""A number of law that stands in two files is one number: the deadlines' table and the models' parameters say the same."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest

from architecture.sources import ROOT
from screening.parameters import load
from zhenxie.law.deadlines.table import period

PARAMETERS: Final = "services/screening/parameters"
TABLE: Final = "shared/zhenxie/law/deadlines"


def itself(value: Any) -> int:
    """Return a number that stands alone."""
    return int(value)


def at(place: int) -> Callable[[Any], int]:
    """Return what takes the number at a place of a list."""
    return lambda value: int(value[place])


def beyond(place: int) -> Callable[[Any], int]:
    """Return what takes how much longer a list's number is than the one before it."""
    return lambda value: int(value[place] - value[place - 1])


PAIRS: Final = [
    ("D01.ordinary", "interrogations", "appearance_hours", itself),
    ("D01.extended", "interrogations", "extended_appearance_hours", itself),
    ("D02.first", "custody", "questioning_hours", at(0)),
    ("D02.second", "custody", "questioning_hours", at(1)),
    ("D02.third", "custody", "questioning_hours", at(2)),
    ("D03.delivery", "custody", "delivery_hours", itself),
    ("D03.delivery", "measures_elsewhere", "delivery_hours", itself),
    ("D04.interrogation", "interrogations", "after_detention_hours", itself),
    ("D05.family", "family_and_rights_notices", "detention_notice_hours", itself),
    ("D06.interrogation", "interrogations", "after_arrest_hours", itself),
    ("D06.family", "family_and_rights_notices", "arrest_notice_hours", itself),
    ("D07.family", "family_and_rights_notices", "surveillance_notice_hours", itself),
    ("D08.request", "custody", "detention_days", at(0)),
    ("D08.special", "custody", "detention_days", beyond(1)),
    ("D08.wandering", "custody", "detention_days", at(2)),
    ("D09.detained", "custody", "arrest_decision_days", itself),
    ("D10.release", "release_after_refusal", "release_days", itself),
    ("D10.receipt", "release_after_refusal", "receipt_days", itself),
    ("D11.receipt", "custody", "execution_receipt_days", itself),
    ("D14.disposal", "after_refused_arrest", "withdrawal_days", itself),
    ("D15.base", "custody", "custody_months", at(0)),
    ("D15.first", "custody", "custody_months", at(1)),
    ("D15.second", "custody", "custody_months", at(2)),
    ("D15.third", "custody", "custody_months", at(3)),
    ("D16.request", "custody", "extension_request_days", itself),
    ("D17.approval", "custody", "recalculation_days", itself),
    ("D20.bail", "expired_measure", "bail_months", itself),
    ("D21.surveillance", "expired_measure", "surveillance_months", itself),
    ("D23.ordinary", "stalled_economic_case", "ordinary_filing_review_days", at(0)),
    ("D23.leads", "stalled_economic_case", "ordinary_filing_review_days", at(1)),
    ("D23.complex", "stalled_economic_case", "ordinary_filing_review_days", at(2)),
    ("D24.ordinary", "stalled_economic_case", "filing_review_days", at(0)),
    ("D24.county", "stalled_economic_case", "filing_review_days", at(1)),
    ("D24.upper", "stalled_economic_case", "filing_review_days", beyond(2)),
    ("D25.ordinary", "stalled_economic_case", "referral_review_days", at(0)),
    ("D26.notice", "stalled_economic_case", "incomplete_referral_hours", itself),
    ("D27.notice", "stalled_economic_case", "refusal_notice_days", itself),
    ("D30.reply", "reasons_asked", "days_to_explain", itself),
    ("D32.filing", "supervised_filing", "days_to_follow_a_notice", itself),
    ("D35.reminder", "supervised_filing", "months_to_conclude", itself),
    ("D39.base", "custody", "review_months_and_days", at(0)),
    ("D39.base", "repeated_return", "decision_months", itself),
    ("D40.supplement", "custody", "supplement_months", itself),
    ("D40.supplement", "returned_case", "supplement_months", itself),
    ("D40.times", "repeated_return", "returns_at_most", itself),
    ("D42.release", "held_property", "days_to_free_the_irrelevant", itself),
    ("D43.money", "held_property", "months_of_money", at(0)),
    ("D43.money_grave", "held_property", "months_of_money", at(1)),
    ("D43.securities", "held_property", "months_of_securities", at(0)),
    ("D43.equity", "held_property", "months_of_equity", at(0)),
    ("D47.notice", "juvenile_procedure", "legal_aid_notice_days", itself),
]
"""By which period of the table, in which file, as which parameter, and which part of its value."""


def in_words(key: str) -> str:
    """Return in which file of the table a period stands."""
    [path] = [one for one in (ROOT / TABLE).glob("*.toml") if f"\n[{key}]\n" in one.read_text(encoding="utf-8")]
    return f"{TABLE}/{path.name} [{key}]"


@pytest.mark.parametrize(("key", "file", "name", "part"), PAIRS, ids=[f"{one[0]}-{one[1]}-{one[2]}" for one in PAIRS])
def test_both_files_hold_the_same_number_on_every_day(
    key: str, file: str, name: str, part: Callable[[Any], int]
) -> None:
    table, parameters = period(key), load(file)
    begun = max(table.numbers[0].since, parameters.values(name)[0].since)
    turns = {one.since for one in table.numbers} | {one.since for one in parameters.values(name)}
    # What either file sets anew holds from its day to the eve of the next: all other days are like one of these.
    days = {begun, date.max} | {day for turn in turns for day in (turn - timedelta(days=1), turn) if begun <= day}

    differ = {
        day: (there, here)
        for day in sorted(days)
        if (there := table.in_force(day).value) != (here := part(parameters.in_force(name, day).value))
    }

    assert differ == {}, f"{in_words(key)} and {PARAMETERS}/{file}.toml [{name}] hold different numbers"


def test_a_number_of_the_table_is_tied_to_a_parameter_once() -> None:
    assert len({(key, file, name) for key, file, name, _ in PAIRS}) == len(PAIRS)
