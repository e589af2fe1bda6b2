"""When silence counts: only about what was promised, from when it was promised, and up to the watermark."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.casefiles import POLICE, PROCURATORATE, declarations, declared
from screening.coverage import Coverage, Declaration, Missing

RELEASED = "suspect.released"
DUE = date(2026, 3, 11)
DAWUKOU, HUINONG = "640202", "640205"


def silence(coverage: Coverage, **other: Any) -> tuple[Missing, ...]:
    """Ask whether silence about a release from 1 March through the due day counts, in Dawukou."""
    asked = {"owed_by": POLICE, "since": date(2026, 3, 1), "until": DUE, "division": DAWUKOU} | other
    return coverage.silence([RELEASED], **asked)


def promised(through: str | None, **other: Any) -> dict[str, Any]:
    stated = {"type": RELEASED, "complete_from": "2026-01-01", "complete_through": through}
    return {key: value for key, value in (stated | other).items() if value is not None}


def test_silence_that_was_promised_through_the_due_day_counts() -> None:
    assert silence(declared([promised("2026-03-11")])) == ()


def test_silence_that_nobody_promised_does_not_count_and_names_who_owes_the_fact() -> None:
    [missing] = silence(Coverage())

    assert (missing.event_type, missing.owed_by) == (RELEASED, POLICE)
    assert "未声明" in missing.what.chinese
    assert "no coverage" in missing.what.english
    assert missing.as_json() == {
        "chinese": missing.what.chinese,
        "english": missing.what.english,
        "event_type": RELEASED,
        "owed_by": POLICE,
    }


def test_the_promise_of_another_agency_or_of_another_type_is_none() -> None:
    assert silence(declared([promised("2026-03-31", agency=PROCURATORATE)]))
    assert silence(declared([promised("2026-03-31") | {"type": "suspect.arrested"}]))
    assert silence(declared([promised("2026-03-31")]), owed_by=None)


@pytest.mark.parametrize(
    ("complete_from", "counts"), [("2026-02-28", True), ("2026-03-01", True), ("2026-03-02", False)]
)
def test_what_is_complete_from_a_later_day_leaves_the_days_before_open(complete_from: str, counts: bool) -> None:
    missing = silence(declared([promised("2026-03-31", complete_from=complete_from)]))

    assert (missing == ()) is counts
    if missing:
        assert complete_from in missing[0].what.chinese
        assert "2026-03-01" in missing[0].what.english


@pytest.mark.parametrize(
    ("through", "counts"),
    [
        (None, False),  # a gateway that stopped would look the same
        ("2026-02", False),
        ("2026-03-10", False),
        ("2026-03-11T23:59:59.999999+08:00", False),
        ("2026-03-11T15:59:59Z", False),
        ("2026-03-11T16:00:00Z", True),
        ("2026-03-12T00:00:00+08:00", True),
        ("2026-03-11", True),
        ("2026-03-12", True),
        ("2026-03", True),
    ],
)
def test_the_watermark_must_lie_behind_the_end_of_the_due_day_in_beijing(through: str | None, counts: bool) -> None:
    assert (silence(declared([promised(through)])) == ()) is counts


@pytest.mark.parametrize(
    ("through", "counts"),
    [
        ("2026-03-11", False),
        ("2026-03-12", False),
        ("2026-03-13T23:59:59+08:00", False),  # just before
        ("2026-03-14T00:00:00+08:00", True),  # two days after the end of the due day
        ("2026-03-13", True),
        ("2026-03-14T00:00:01+08:00", True),
    ],
)
def test_the_usual_delay_comes_on_top_of_the_due_day(through: str, counts: bool) -> None:
    assert (silence(declared([promised(through, usual_delay_hours=48)])) == ()) is counts


def test_the_last_declaration_counts_also_where_it_promises_less() -> None:
    more, less = declarations([promised("2026-03-31")]), declarations([promised("2026-03-05")], position=2)
    coverage = Coverage([*more, *less])

    assert silence(coverage)
    assert silence(coverage.known_at(1)) == ()
    assert silence(coverage.known_at(0))


def test_a_promise_that_was_ended_holds_through_its_last_watermark_and_not_longer() -> None:
    kept = declarations([promised("2026-03-11")])
    ended = declarations([promised(None, ended=True)], position=2)
    coverage = Coverage([*kept, *ended])

    assert silence(coverage) == ()
    assert silence(coverage, until=date(2026, 3, 12))


def test_an_end_that_states_a_watermark_takes_the_place_of_the_older_one() -> None:
    kept = declarations([promised("2026-03-11")])
    ended = declarations([promised("2026-03-10", ended=True)], position=2)

    assert silence(Coverage([*kept, *ended]))


def test_a_promise_for_one_division_says_nothing_of_another_and_leaves_the_older_promise_to_it() -> None:
    here = declarations([promised("2026-03-31", division_codes=[HUINONG])], position=2)
    everywhere = declarations([promised("2026-03-11")])

    alone, both = Coverage(here), Coverage([*everywhere, *here])

    assert silence(alone, division=HUINONG) == ()
    assert silence(alone, division=DAWUKOU)
    assert silence(alone, division=None)
    assert silence(both, division=DAWUKOU) == ()
    assert silence(both, division=DAWUKOU, until=date(2026, 3, 12))
    assert silence(both, division=HUINONG, until=date(2026, 3, 12)) == ()


def test_of_several_types_each_one_that_is_not_promised_is_named() -> None:
    coverage = declared([promised("2026-03-31")])
    asked = [RELEASED, "suspect.arrested", "suspect.measure_lifted"]

    missing = coverage.silence(asked, owed_by=POLICE, since=date(2026, 3, 1), until=DUE, division=DAWUKOU)

    assert [one.event_type for one in missing] == asked[1:]


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
STATED = st.fixed_dictionaries(
    {"type": st.just(RELEASED), "complete_from": DAYS.map(str)},
    optional={
        "complete_through": DAYS.map(str),
        "usual_delay_hours": st.integers(0, 200),
        "ended": st.just(True),
        "division_codes": st.lists(st.sampled_from([DAWUKOU, HUINONG]), max_size=2),
    },
)


@given(st.lists(STATED, max_size=4), DAYS, DAYS)
def test_silence_that_counts_for_a_stretch_counts_for_every_shorter_one(
    stated: list[dict[str, Any]], one: date, other: date
) -> None:
    coverage = Coverage([Declaration(number, POLICE, [types]) for number, types in enumerate(stated, 1)])
    since, until = min(one, other), max(one, other)

    if silence(coverage, since=since, until=until) == ():
        assert silence(coverage, since=until, until=until) == ()
        assert silence(coverage, since=since, until=since) == ()


def test_a_watermark_that_moves_on_takes_nothing_from_anybody() -> None:
    coverage = Coverage([*declarations([promised("2026-03-10")]), *declarations([promised("2026-03-11")], position=2)])

    assert not coverage.shrinks((POLICE, RELEASED), 1, 1)
    assert not coverage.shrinks((POLICE, RELEASED), 2, 2)
    assert not coverage.shrinks((POLICE, "suspect.arrested"), 1, 2)


@pytest.mark.parametrize(
    "lesser",
    [
        promised("2026-03-09"),
        promised("2026-03-10", usual_delay_hours=24),
        promised("2026-03-10", complete_from="2026-02-01"),
        promised("2026-03-10", division_codes=[DAWUKOU]),
        promised(None),
    ],
)
def test_a_promise_of_less_is_noticed(lesser: dict[str, Any]) -> None:
    coverage = Coverage([*declarations([promised("2026-03-10")]), *declarations([lesser], position=7)])

    assert coverage.shrinks((POLICE, RELEASED), 5, 9)
    assert not coverage.shrinks((POLICE, RELEASED), 1, 6)


@given(st.lists(STATED, min_size=2, max_size=5), DAYS, DAYS, st.sampled_from([DAWUKOU, HUINONG]))
def test_silence_that_counted_still_counts_after_whatever_does_not_promise_less(
    stated: list[dict[str, Any]], one: date, other: date, division: str
) -> None:
    coverage = Coverage([Declaration(number, POLICE, [types]) for number, types in enumerate(stated, 1)])
    last = len(stated)

    if not coverage.shrinks((POLICE, RELEASED), last, last):
        asked = {"since": min(one, other), "until": max(one, other), "division": division}
        assert silence(coverage.known_at(last - 1), **asked) or silence(coverage, **asked) == ()
