"""The periods of instruments: the day before, the day, the day after; over holidays, leap days and ends of months."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.articles import cite
from zhenxie.law.calendar import CALENDAR
from zhenxie.law.instruments.catalogue import Objection, UnknownKind, kinds
from zhenxie.law.instruments.periods import (
    TO_ASK,
    decision_due,
    is_overdue,
    objection_until,
    overdue_on,
    reminder_from,
    reply_due,
)

ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "served", "last"),
    [
        # Seven days; the opening day is not counted (CPL 105).
        ("request_reason_not_filing", "2026-03-02", "2026-03-09"),
        ("request_reason_filing", "2026-03-02", "2026-03-09"),
        ("request_reason_overdue", "2026-03-02", "2026-03-09"),
        # National Day of 2025: 1 to 8 October.
        ("request_reason_filing", "2025-09-24", "2025-10-09"),
        ("request_reason_filing", "2025-09-23", "2025-09-30"),
        ("order_to_file", "2025-09-18", "2025-10-09"),
        # Spring Festival of 2026: 15 to 23 February; Saturday the 14th is worked.
        ("order_to_withdraw", "2026-01-30", "2026-02-14"),
        ("order_to_withdraw", "2026-01-31", "2026-02-24"),
        ("order_to_file", "2026-02-08", "2026-02-24"),
        # Saturday 28 February 2026 is a make-up working day.
        ("order_to_file", "2026-02-13", "2026-02-28"),
        # Two months: from the last of a month to the last; where there is no such day, to the last (SPC21 202).
        ("procuratorial_suggestion", "2025-12-31", "2026-02-28"),
        ("procuratorial_suggestion", "2023-12-31", "2024-02-29"),
        ("procuratorial_suggestion", "2022-12-30", "2023-02-28"),
        ("procuratorial_suggestion", "2025-06-30", "2025-09-01"),
        ("procuratorial_suggestion", "2024-02-29", "2024-04-30"),
        # Ten days, over Labour Day.
        ("release_or_change_suggestion", "2026-04-21", "2026-05-06"),
    ],
)
def test_it_is_answered_until_the_day_and_overdue_the_day_after(kind: str, served: str, last: str) -> None:
    due = reply_due(kind, day(served))

    assert due is not None
    assert (due.first, due.last) == (day(last), day(last))
    assert not is_overdue(due, day(last) - ONE_DAY)
    assert not is_overdue(due, day(last))
    assert is_overdue(due, day(last) + ONE_DAY)
    assert overdue_on(due) == day(last) + ONE_DAY


@pytest.mark.parametrize("kind", ["correction_notice", "investigation_supervision_notice", "procuratorial_suggestion"])
@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("2026-03-12", "2026-03-12"),  # a Thursday
        ("2026-03-13", "2026-03-13"),
        ("2026-03-14", "2026-03-16"),  # a Saturday, and the Sunday behind it
        ("2026-03-15", "2026-03-16"),
        ("2026-03-16", "2026-03-16"),
        # National Day of 2025: 1 to 8 October; Saturday the 11th is worked.
        ("2025-09-30", "2025-09-30"),
        ("2025-10-01", "2025-10-09"),
        ("2025-10-08", "2025-10-09"),
        ("2025-10-11", "2025-10-11"),
        ("2025-10-12", "2025-10-13"),
    ],
)
def test_a_last_day_that_a_notice_sets_moves_behind_a_day_of_rest(kind: str, asked: str, last: str) -> None:
    received = day(asked) - timedelta(days=9)

    by_days = reply_due(kind, received, set_days=9)
    by_day = reply_due(kind, received, set_days=3, set_on=day(asked))

    for due in (by_days, by_day):
        assert due is not None
        assert (due.first, due.last) == (day(last), day(last))
        assert [is_overdue(due, day(last) + ONE_DAY * step) for step in (-1, 0, 1)] == [False, False, True]


def test_a_notice_that_sets_no_day_has_none() -> None:
    assert reply_due("correction_notice", day("2025-09-20")) is None


def test_a_suggestion_may_ask_sooner_and_never_later_than_the_law() -> None:
    sooner = reply_due("procuratorial_suggestion", day("2026-03-02"), set_days=10)
    later = reply_due("procuratorial_suggestion", day("2026-03-02"), set_days=90)

    assert sooner is not None
    assert sooner.last == day("2026-03-12")
    assert later is not None
    assert later.last == day("2026-05-06")


def test_the_periods_of_the_law_are_not_shortened_by_a_notice() -> None:
    assert reply_due("order_to_file", day("2026-03-02"), set_days=3) == reply_due("order_to_file", day("2026-03-02"))


def test_what_asks_for_no_answer_is_due_on_no_day() -> None:
    silent = [code for code in kinds() if reply_due(code, day("2026-03-02"), set_days=15) is None]

    assert silent == ["oral_correction", "supplement_outline", "re_examination_result"]


@pytest.mark.parametrize("wrong", [{"set_days": 0}, {"set_on": date(2026, 3, 1)}])
def test_a_notice_cannot_set_a_day_before_its_receipt(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="none before its receipt"):
        reply_due("correction_notice", day("2026-03-02"), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("objection", "received", "last"),
    [
        ("reconsideration", "2026-03-02", "2026-03-09"),  # the fifth day is a Saturday
        ("reconsideration", "2026-03-03", "2026-03-09"),  # and so is what falls on Sunday
        ("reconsideration", "2026-03-04", "2026-03-09"),
        ("reconsideration", "2025-09-27", "2025-10-09"),
        ("review", "2026-02-09", "2026-02-14"),
        ("review", "2026-02-10", "2026-02-24"),
    ],
)
def test_the_police_object_to_an_order_to_withdraw_within_five_days(
    objection: Objection, received: str, last: str
) -> None:
    until = objection_until("order_to_withdraw", objection, day(received))

    assert until is not None
    assert until.last == day(last)


def test_nothing_else_is_contested_within_a_time() -> None:
    every = {(code, one) for code in kinds() for one in get_args(Objection)}

    timed = {(code, one) for code, one in every if objection_until(code, one, day("2026-03-02")) is not None}

    assert timed == {("order_to_withdraw", one) for one in TO_ASK}


@pytest.mark.parametrize(
    ("kind", "objection", "received", "last"),
    [
        ("order_to_withdraw", "reconsideration", "2026-03-02", "2026-03-09"),
        ("order_to_withdraw", "reconsideration", "2025-09-24", "2025-10-09"),
        ("order_to_withdraw", "review", "2026-03-02", "2026-03-17"),
        ("order_to_withdraw", "review", "2026-02-01", "2026-02-24"),
        ("correction_notice", "re_examination", "2026-03-02", "2026-03-09"),
        ("investigation_supervision_notice", "re_examination", "2025-09-24", "2025-10-09"),
        ("oral_correction", "re_examination", "2024-02-22", "2024-02-29"),
    ],
)
def test_the_office_decides_on_an_objection_in_time(kind: str, objection: Objection, received: str, last: str) -> None:
    due = decision_due(kind, objection, day(received))

    assert due is not None
    assert due.last == day(last)
    assert [is_overdue(due, day(last) + ONE_DAY * step) for step in (-1, 0, 1)] == [False, False, True]


def test_an_objection_to_a_suggestion_is_heard_at_once_and_an_order_to_file_is_not_contested() -> None:
    assert decision_due("procuratorial_suggestion", "re_examination", day("2026-03-02")) is None
    assert decision_due("order_to_file", "reconsideration", day("2026-03-02")) is None


@pytest.mark.parametrize(
    ("filed", "first"),
    [
        ("2025-11-30", "2026-03-01"),
        ("2025-12-15", "2026-03-16"),
        ("2023-11-30", "2024-03-01"),
        ("2026-01-31", "2026-05-01"),
    ],
)
def test_a_reminder_may_be_sent_from_the_day_after_three_months(filed: str, first: str) -> None:
    assert reminder_from(day(filed)) == day(first)


def test_an_unknown_kind_has_no_period() -> None:
    with pytest.raises(UnknownKind):
        reply_due("summons", day("2026-03-02"))


@given(
    st.sampled_from(sorted(kinds())),
    st.dates(date(2019, 12, 30), date(2026, 10, 1)),
    st.none() | st.integers(1, 60),
)
def test_no_answer_is_overdue_on_the_day_of_receipt_and_every_step_cites_an_article(
    kind: str, served: date, days: int | None
) -> None:
    due = reply_due(kind, served, set_days=days)

    if due is not None:
        assert due.last is not None
        assert due.last > served
        assert not is_overdue(due, due.last)
        assert all("（" in step.chinese or "公布" in step.chinese for step in due.steps)
        if not due.provisional:
            assert CALENDAR.holiday_name(due.last) is None


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        ("correction_notice", "RULE 553"),
        ("procuratorial_suggestion", "SUGG19 19"),
        ("investigation_supervision_notice", "RULE 551"),
    ],
)
def test_the_days_that_a_document_sets_are_explained_by_their_article(kind: str, law: str) -> None:
    due = reply_due(kind, day("2026-03-02"), set_days=10)

    assert due is not None
    assert any(cite(law).chinese in step.chinese for step in due.steps)
