"""The table of deadlines D01-D53, and when a period of it is over (domain 2)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.articles import cite
from zhenxie.law.calendar import BEIJING
from zhenxie.law.deadlines.expiry import Start, before, chained, expiry, lengthened, set_on
from zhenxie.law.deadlines.table import KINDS, UNITS, NoNumberInForce, deadlines, parsed, period
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DAYS = st.dates(date(2019, 12, 30), date(2026, 12, 31))
PERIODS = [one for found in deadlines().values() for one in found.periods.values()]
COUNTED = [one for one in PERIODS if one.unit not in {"hours", "as_set", "times"} and not one.backwards]


def on(day: str, last: str | None = None) -> Start:
    first = date.fromisoformat(day)
    return Start(Days(first, first if last is None else date.fromisoformat(last)))


def at(moment: str) -> Start:
    found = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)
    return Start(Days(found.date(), found.date()), found)


def ends(key: str, start: str, *, in_custody: bool = False) -> str:
    found = expiry(period(key), on(start), in_custody=in_custody)
    assert found.is_one_day
    return found.first.isoformat()


def test_every_deadline_of_the_table_is_there_once_in_order() -> None:
    assert list(deadlines()) == [f"D{number:02d}" for number in range(1, 54)]


def test_every_period_says_what_who_how_long_and_by_which_article() -> None:
    assert len(PERIODS) > 80
    for one in PERIODS:
        assert one.kind in KINDS, one.key
        assert one.unit in UNITS, one.key
        assert one.what.chinese, one.key
        assert one.what.english, one.key
        assert one.who, one.key
        assert one.articles, one.key
        assert 0 <= one.amber_days <= 30, one.key
        assert [cite(article).chinese for article in one.articles], one.key
        assert one.numbers, one.key
        assert [number.since for number in one.numbers] == sorted({number.since for number in one.numbers}), one.key
        for number in one.numbers:
            assert cite(number.law).chinese, one.key
            assert number.mark in {"checked", "memory", "design"}, one.key
            assert (number.value is None) == (one.unit == "as_set"), one.key


def test_custody_and_ceilings_never_roll_over_a_holiday() -> None:
    assert [one.key for one in PERIODS if one.rolls and one.kind == "ceiling"] == []
    assert [one.key for one in PERIODS if one.rolls and one.unit == "hours"] == []
    held = ("D08.request", "D08.special", "D08.wandering", "D09.detained", "D15.base", "D51.ordinary")
    assert [key for key in held if period(key).rolls] == []


def test_a_number_was_in_force_from_its_day_on() -> None:
    long_summons = period("D01.extended")

    assert long_summons.in_force(date(2013, 1, 1)).law == "CPL-2012 117"
    with pytest.raises(NoNumberInForce):
        long_summons.in_force(date(2012, 12, 31))
    assert [period("D08.request").in_force(day).law for day in (date(2012, 12, 31), date(2018, 10, 26))] == [
        "CPL-1996 69",
        "CPL 91",
    ]


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        # The test vectors of domain 2.1.
        ("D08.request", "2025-03-01", "2025-03-04"),
        ("D08.wandering", "2025-03-01", "2025-03-31"),
        ("D09.detained", "2025-03-31", "2025-04-07"),
        ("D15.base", "2025-01-31", "2025-03-31"),
        ("D15.base", "2024-12-30", "2025-02-28"),
        ("D20.bail", "2024-02-29", "2025-02-28"),
        ("D21.surveillance", "2024-08-31", "2025-02-28"),
        # A Saturday moves what is to be done, and nothing that holds somebody.
        ("D12.reconsideration", "2026-03-02", "2026-03-09"),
        ("D22.decision", "2025-09-25", "2025-10-09"),
        # 1 to 7 October 2026, with the make-up working day of 10 October.
        ("D30.reply", "2026-09-25", "2026-10-08"),
        ("D30.reply", "2026-10-03", "2026-10-10"),
        ("D10.release", "2026-10-03", "2026-10-03"),
        ("D39.extension", "2026-03-02", "2026-03-17"),
        ("D51.simplified_long", "2026-01-31", "2026-03-15"),
        ("D43.securities", "2024-02-29", "2026-02-28"),
    ],
)
def test_a_period_ends_on(key: str, start: str, last: str) -> None:
    assert ends(key, start) == last


def test_who_is_held_waits_for_no_working_day() -> None:
    assert ends("D39.base", "2026-02-14") == "2026-03-16"
    assert ends("D39.base", "2026-02-14", in_custody=True) == "2026-03-14"
    assert ends("D40.supplement", "2026-02-14") == "2026-03-16"
    assert ends("D40.supplement", "2026-02-14", in_custody=True) == "2026-03-14"


def test_hours_are_counted_from_the_next_full_hour() -> None:
    found = expiry(period("D03.delivery"), at("2026-03-01T10:20"))

    assert found.first_moment == found.last_moment == datetime(2026, 3, 2, 11, tzinfo=BEIJING)
    assert (found.first, found.last) == (date(2026, 3, 2), date(2026, 3, 2))
    assert not found.surely_over_on(date(2026, 3, 2))
    assert found.surely_over_on(date(2026, 3, 3))


def test_hours_from_a_day_end_somewhere_in_a_day() -> None:
    found = expiry(period("D01.ordinary"), on("2026-03-01"))

    assert found.first_moment == datetime(2026, 3, 1, 13, tzinfo=BEIJING)
    assert found.last_moment == datetime(2026, 3, 2, 12, tzinfo=BEIJING)
    assert "精确到日" in found.steps[0].chinese
    assert found.perhaps_over_on(date(2026, 3, 2))
    assert not found.surely_over_on(date(2026, 3, 2))
    assert found.surely_over_on(date(2026, 3, 3))


def test_twelve_hours_from_noon_are_over_with_the_day() -> None:
    found = expiry(period("D01.ordinary"), at("2026-03-01T11:59"))

    assert found.first_moment == datetime(2026, 3, 2, 0, tzinfo=BEIJING)
    assert found.last == date(2026, 3, 1)
    assert found.surely_over_on(date(2026, 3, 2))
    assert not found.surely_over_on(date(2026, 3, 1))


def test_a_start_known_by_the_month_gives_a_span() -> None:
    found = expiry(period("D08.request"), on("2026-02-01", "2026-02-28"))

    assert (found.first, found.last) == (date(2026, 2, 4), date(2026, 3, 3))
    assert len(found.steps) == 2


def test_what_counts_from_a_receipt_that_nobody_reports_has_no_latest_day() -> None:
    day = on("2026-03-02")
    found = expiry(period("D13.reconsideration"), Start(day.days, no_earlier=True))

    assert (found.first, found.last) == (date(2026, 3, 9), None)
    assert found.perhaps_over_on(date(2026, 3, 10))
    assert not found.surely_over_on(date(2036, 3, 10))


def test_custody_is_extended_from_the_original_base() -> None:
    tiers = [period(f"D15.{name}") for name in ("base", "first", "second", "third")]

    assert chained(tiers[:1], on("2024-12-30")).first == date(2025, 2, 28)
    assert chained(tiers[:2], on("2024-12-30")).first == date(2025, 3, 30)
    assert chained(tiers, on("2024-12-31")).first == date(2025, 7, 31)


def test_days_that_do_not_count_are_added_to_custody() -> None:
    stretch = Days(date(2026, 2, 1), date(2026, 2, 10))

    assert chained([period("D15.base")], on("2026-01-15"), [stretch]).first == date(2026, 3, 25)


def test_an_extension_is_counted_in_one_from_the_same_start() -> None:
    request, special = period("D08.request"), period("D08.special")

    assert lengthened(request, special, on("2025-03-01")).first == date(2025, 3, 8)
    assert lengthened(request, special, on("2025-03-01"), by=1).first == date(2025, 3, 5)
    assert lengthened(request, special, on("2025-03-01"), by=9).first == date(2025, 3, 8)
    assert lengthened(period("D39.base"), period("D39.extension"), on("2026-01-31")).first == date(2026, 3, 16)


def test_what_must_be_done_before_an_expiry_is_counted_back() -> None:
    ahead = chained([period("D15.base")], on("2026-01-15"))

    assert ahead.first == date(2026, 3, 15)
    assert before(period("D16.request"), ahead).first == date(2026, 3, 8)
    step = before(period("D16.request"), ahead).steps[-1]
    assert "至迟2026-03-08" in step.chinese
    assert "2026-03-08 at the latest" in step.english


def test_an_earlier_day_of_the_decision_itself_cuts_it_short() -> None:
    found = expiry(period("D20.bail"), on("2026-01-15"))
    step = Text("决定书载明", "the decision says")

    assert found.no_later_than(date(2026, 6, 1), step).last == date(2026, 6, 1)
    assert found.no_later_than(date(2027, 6, 1), step) is found
    assert found.no_later_than(found.first, step) is found


def test_the_notice_itself_sets_its_day_and_no_number_does() -> None:
    reply = period("D36.reply")

    assert reply.in_force(date(2026, 3, 1)).value is None
    assert set_on(reply, date(2026, 3, 8), Text("载明", "set")).first == date(2026, 3, 8)
    with pytest.raises(ValueError, match="counts nothing"):
        expiry(reply, on("2026-03-01"))


def test_holidays_that_are_not_at_hand_are_charged_to_nobody() -> None:
    found = expiry(period("D30.reply"), on("2031-09-24"))

    assert found.provisional
    assert found.first == date(2031, 10, 1)
    assert found.last is not None
    assert found.last >= date(2031, 10, 9)


@given(day=DAYS, later=st.integers(0, 400))
def test_a_later_start_never_ends_earlier(day: date, later: int) -> None:
    for one in COUNTED:
        if one.numbers[0].since > day:
            continue
        early = expiry(one, Start(Days(day, day)))
        moved = day + timedelta(days=later)
        late = expiry(one, Start(Days(moved, moved)))
        if not early.provisional and not late.provisional:
            assert early.first <= late.first, one.key


@given(day=DAYS, wide=st.integers(0, 40))
def test_a_span_holds_every_end_that_its_days_can_have(day: date, wide: int) -> None:
    for one in COUNTED:
        if one.numbers[0].since > day:
            continue
        last = day + timedelta(days=wide)
        whole = expiry(one, Start(Days(day, last)))
        inside = expiry(one, Start(Days(last, last)))
        assert whole.first <= inside.first, one.key
        assert whole.last is not None
        assert inside.last is not None
        assert inside.last <= whole.last, one.key


SPELT = """
[D98]
what = ["示例", "An example"]

[D98.request]
what = ["三日以内", "Within three days"]
who = "police"
kind = "act"
unit = "days"
amber_days = 1
articles = ["CPL 91"]
values = [
  { since = 2027-01-01, value = 5, law = "CPL 91", mark = "design" },
  { since = 2018-10-26, value = 3, law = "CPL 91" },
]
"""


def test_a_legal_officer_adds_a_dated_number_and_it_counts_from_its_day_on() -> None:
    request = parsed([SPELT])["D98"].periods["request"]

    assert [request.in_force(day).value for day in (date(2026, 12, 31), date(2027, 1, 1))] == [3, 5]
    assert request.in_force(date(2026, 12, 31)).mark == "checked"


@pytest.mark.parametrize(
    "texts",
    [
        [SPELT, SPELT],
        [SPELT.replace('kind = "act"', 'kind = "deed"')],
        [SPELT.replace('unit = "days"', 'unit = "weeks"')],
    ],
)
def test_a_table_that_contradicts_itself_is_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match="D98"):
        parsed(texts)
