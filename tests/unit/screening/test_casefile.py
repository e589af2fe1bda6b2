"""The case file: what stands of a case, where it was said, on which days it can have been, and who promised to speak."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.casefiles import POLICE, PROCURATORATE, case_file, event_id, everything
from screening.casefile import days_of, in_chinese
from zhenxie.law.spans import Days

FILED = {"type": "case.filed", "occurred": "2026-03-01", "id": "filed"}
DETAINED = {"type": "suspect.detained", "occurred": "2026-03-02T10:00:00+08:00", "suspect": "S1", "id": "detained"}
RELEASED = {"type": "suspect.released", "occurred": "2026-03-05", "suspect": "S1", "id": "released"}


def corrects(target: str, name: str, replacement: dict | None) -> dict:
    kind = "message.retracted" if replacement is None else "message.corrected"
    said = {"type": kind, "occurred": "2026-03-20", "id": name, "corrects": target}
    return said if replacement is None else said | {"replacement": replacement}


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2026-03-04T10:00:00+08:00", date(2026, 3, 4), date(2026, 3, 4)),
        ("2026-03-04T00:00:00+08:00", date(2026, 3, 4), date(2026, 3, 4)),
        ("2026-03-03T23:59:59.999999+08:00", date(2026, 3, 3), date(2026, 3, 3)),
        ("2026-03-03T15:59:59Z", date(2026, 3, 3), date(2026, 3, 3)),
        ("2026-03-03T16:00:00Z", date(2026, 3, 4), date(2026, 3, 4)),
        ("2026-03-04", date(2026, 3, 4), date(2026, 3, 4)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_an_instant_and_a_day_are_one_day_and_a_month_is_all_of_its_days(moment: str, first: date, last: date) -> None:
    assert days_of(moment) == Days(first, last)


def test_a_fact_without_a_time_has_no_days() -> None:
    assert days_of(None) is None
    assert case_file([{"type": "case.filed"}]).events[0].days is None


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)))
def test_a_day_lies_within_its_month(day: date) -> None:
    known, month = days_of(day.isoformat()), days_of(f"{day:%Y-%m}")

    assert known is not None
    assert month is not None
    assert known.is_one_day
    assert month.first <= known.first <= month.last
    assert month.first.day == 1


def test_the_events_stand_in_the_order_of_the_law_however_they_were_told() -> None:
    file = case_file([RELEASED, DETAINED, FILED])

    assert [one.type for one in file.events] == ["case.filed", "suspect.detained", "suspect.released"]
    assert [one.entry.position for one in file.events] == [3, 2, 1]


def test_what_was_never_corrected_was_said_where_it_stands() -> None:
    [filed] = case_file([FILED]).events

    assert (filed.entry.position, filed.entry.said_at, filed.entry.corrected) == (1, 1, False)


def test_a_corrected_event_keeps_its_place_and_names_the_entry_whose_words_stand() -> None:
    later = {"type": "suspect.released", "message_id": "m-x", "occurred": "2026-03-07", "suspect_ref": "S1", "data": {}}
    file = case_file([FILED, RELEASED, corrects("released", "c", later)])

    [released] = file.of_type("suspect.released")
    assert released.entry.event_id == event_id("released")
    assert (released.entry.position, released.entry.said_at) == (2, 3)
    assert released.entry.corrected
    assert released.days == Days(date(2026, 3, 7), date(2026, 3, 7))
    assert released.entry.recorded_at == file.told[2].recorded_at


def test_a_correction_that_was_retracted_was_never_said() -> None:
    later = {"type": "suspect.released", "message_id": "m-x", "occurred": "2026-03-07", "suspect_ref": "S1", "data": {}}
    file = case_file([FILED, RELEASED, corrects("released", "c", later), corrects("c", "r", None)])

    [released] = file.of_type("suspect.released")
    assert not released.entry.corrected
    assert released.occurred == "2026-03-05"


def test_a_retracted_event_is_gone() -> None:
    file = case_file([FILED, RELEASED, corrects("released", "r", None)])

    assert file.of_type("suspect.released") == []


def test_of_a_fact_said_twice_the_one_said_first_stands() -> None:
    file = case_file([FILED, RELEASED, RELEASED | {"id": "again"}])

    assert [one.entry.event_id for one in file.of_type("suspect.released")] == [event_id("released")]


def test_what_screening_and_the_office_did_with_alerts_is_no_fact_of_the_case() -> None:
    file = case_file(
        [FILED, {"type": "alert.reviewed", "occurred": "2026-03-20", "alert_id": str(event_id("a")), "step": "started"}]
    )

    assert [one.type for one in file.events] == ["case.filed"]


def test_the_first_and_the_last_event_of_a_kind_are_those_of_one_person() -> None:
    file = case_file([FILED, DETAINED, RELEASED, RELEASED | {"suspect": "S2", "occurred": "2026-03-06", "id": "other"}])

    assert file.first("suspect.released", suspect="S2") == file.last("suspect.released")
    assert file.first("suspect.released") == file.first("suspect.released", suspect="S1")
    assert file.first("suspect.arrested") is None
    assert file.last("suspect.arrested") is None


def test_who_filed_the_case_last_owes_its_facts() -> None:
    received = {"type": "case.received", "occurred": "2026-02-27", "source": "640200000000"}

    assert case_file([received, FILED]).police == POLICE
    assert case_file([received]).police == "640200000000"
    assert case_file([]).police is None


def test_silence_is_asked_of_coverage_and_remembered() -> None:
    file = case_file([FILED], coverage=everything("2026-03-31"))
    stretch = {"since": date(2026, 3, 1), "until": date(2026, 3, 11)}

    assert file.silence(["suspect.released", "case.withdrawn"], owed_by=POLICE, **stretch) == ()
    # An answer that rests on a promise is looked at again when the promise changes.
    assert file.consulted == {(POLICE, "suspect.released"), (POLICE, "case.withdrawn")}
    [missing] = file.silence(["suspect.arrest_approved"], owed_by=PROCURATORATE, **stretch)
    assert missing.owed_by == PROCURATORATE
    assert (PROCURATORATE, "suspect.arrest_approved") in file.consulted
    assert file.unpromised == {(PROCURATORATE, "suspect.arrest_approved")}


def test_silence_that_nobody_is_known_to_owe_waits_for_nobody() -> None:
    file = case_file([FILED], coverage=everything("2026-03-31"))

    assert file.silence(["case.withdrawn"], owed_by=None, since=date(2026, 3, 1), until=date(2026, 3, 2))
    assert file.consulted == set()


def test_a_promise_for_the_division_of_the_handling_unit_counts() -> None:
    only = {"agency": POLICE, "type": "case.withdrawn", "complete_from": "2020-01-01", "complete_through": "2026-03-31"}
    stretch = {"owed_by": POLICE, "since": date(2026, 3, 1), "until": date(2026, 3, 11)}

    assert (
        case_file([FILED], coverage=[only | {"division_codes": ["640202"]}]).silence(["case.withdrawn"], **stretch)
        == ()
    )
    assert case_file([FILED], coverage=[only | {"division_codes": ["640205"]}]).silence(["case.withdrawn"], **stretch)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-08T23:00:00+08:00", "2026年3月8日23时00分"),
        ("2026-03-08T16:05:00Z", "2026年3月9日0时05分"),
        ("2026-03-08", "2026年3月8日"),
        ("2026-03", "2026年3月"),
        (None, "日期不明"),
    ],
)
def test_a_moment_is_read_in_beijing_and_as_precise_as_it_was_said(moment: str | None, words: str) -> None:
    assert in_chinese(moment) == words
