"""Every deadline by its table: what the case says, when it is due, and how it stands the day before, the day, the day after."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.casefiles import said
from zhenxie.law.articles import cite
from zhenxie.law.calendar import BEIJING
from zhenxie.law.deadlines.table import deadlines
from zhenxie.record.deadlines.judging import Judged, State
from zhenxie.record.deadlines.reckoning import deadlines_of
from zhenxie.record.deadlines.spoken import SPOKEN
from zhenxie.record.told import Told

TABLES = sorted(Path(__file__).parent.glob("*.toml"))
Case = Mapping[str, Any]


def cases() -> Iterator[Case]:
    """Yield every case of every table."""
    for path in TABLES:
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield {**one, "table": path.stem}


CASES = list(cases())


def told_of(case: Case, order: Sequence[int] | None = None) -> list[Told]:
    """Return what a case was told, in the order of the table or in another one."""
    events = case["events"]
    places = order or range(len(events))
    named = [{"id": f"e{number + 1}", **one} for number, one in enumerate(events)]
    return [said(named[place], position) for position, place in enumerate(places, 1)]


def found_of(case: Case, day: str, told: Sequence[Told]) -> list[Judged]:
    """Return what is due by the period of the case, as it stands on a day."""
    found = deadlines_of(told, date.fromisoformat(day), amber_days=case.get("amber_days"))
    suspect = case.get("suspect")
    return [
        one for one in found if one.opened.period.key == case["period"] and suspect in (None, one.opened.suspect_ref)
    ]


def due_of(one: Judged) -> list[str] | str | None:
    """Return when it is due as the tables spell it: a day, a moment, a span, or from a day on."""
    over = one.opened.expiry
    if over is None:
        return None
    if over.first_moment is not None:
        first, last = _minute(over.first_moment), None if over.last_moment is None else _minute(over.last_moment)
    else:
        first, last = over.first.isoformat(), None if over.last is None else over.last.isoformat()
    return first if first == last else [first, last or "?"]


def _minute(moment: datetime) -> str:
    # The last moment of a day that is known only to the day lies just before the full hour.
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("case", CASES, ids=[f"{one['table']}: {one['name']}" for one in CASES])
def test_a_deadline_is_due_and_stands(case: Case) -> None:
    told = told_of(case)
    for day, state in case["states"].items():
        found = found_of(case, day, told)
        if state == "none":
            assert found == [], day
            continue
        assert len(found) == 1, (day, [one.opened.root.type for one in found])
        one = found[0]
        assert one.state.value == state, (day, one.why.chinese, due_of(one))
        assert due_of(one) == case.get("due"), day
        red = one.overdue_since
        if state in {State.OVERDUE, State.MET_LATE, State.LAPSED_LATE}:
            assert red is not None
            assert red.isoformat() == case["red_since"], day
        else:
            assert red is None
        assert one.why.chinese
        if "by" in case and one.ended_by is not None:
            assert one.ended_by.said.type == case["by"]


@pytest.mark.parametrize("case", CASES, ids=[f"{one['table']}: {one['name']}" for one in CASES])
def test_what_opens_and_ends_it_is_what_the_catalogue_says(case: Case) -> None:
    day = max(case["states"])

    for one in deadlines_of(told_of(case), date.fromisoformat(day)):
        spoken = SPOKEN[one.opened.period.key]
        assert one.opened.root.type in spoken.start_types, one.opened.period.key
        assert {act.said.type for act in one.opened.acts} <= set(spoken.end_types), one.opened.period.key
        if one.opened.expiry is not None:
            assert one.opened.expiry.steps, one.opened.period.key


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_order_in_which_events_arrive_changes_nothing(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(CASES))
    order = data.draw(st.permutations(range(len(case["events"]))))
    day = date.fromisoformat(data.draw(st.sampled_from(sorted(case["states"]))))

    assert shape(deadlines_of(told_of(case, order), day)) == shape(deadlines_of(told_of(case), day))


STRANGE = ("0001-01-01", "0001-01", "9999-12-31", "9999-12", "1949-12-31", "2200-01-01", "2199-12-31", "1950-01-01")


def strangely(value: Any, day: str) -> Any:
    """Return a table's event in which every day is another one, such as what systems write for a day they do not know."""
    if isinstance(value, Mapping):
        return {name: strangely(one, day) for name, one in value.items()}
    if isinstance(value, list):
        return [strangely(one, day) for one in value]
    is_day = isinstance(value, date) or (isinstance(value, str) and value[:2] == "20" and value[4:5] == "-")
    return day if is_day else value


@given(case=st.sampled_from(CASES), strange=st.sampled_from(STRANGE), on=st.dates(), chosen=st.integers(0, 5))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_day_that_nobody_means_breaks_nothing(case: Case, strange: str, on: date, chosen: int) -> None:
    day = strange if len(strange) == 10 else f"{strange}-01"
    events = [strangely(one, day) if chosen in (number, 5) else dict(one) for number, one in enumerate(case["events"])]
    for one in events:
        one.pop("recorded", None)
    try:
        told = told_of({**case, "events": events})
    except ValueError:
        # Not even the wire takes it.
        return

    for one in deadlines_of(told, on):
        assert one.why.chinese


def shape(found: Sequence[Judged]) -> list[tuple[Any, ...]]:
    """Return what must not depend on the feed: all but positions and times of recording."""
    return sorted(
        (
            one.opened.period.key,
            one.opened.suspect_ref or "",
            str(one.opened.root.event_id),
            one.state.value,
            str(due_of(one)),
            "" if one.ended_by is None else str(one.ended_by.said.event_id),
            one.why.chinese,
        )
        for one in found
    )


def test_the_catalogue_speaks_of_every_period_and_of_no_other() -> None:
    periods = {one.key for found in deadlines().values() for one in found.periods.values()}

    assert set(SPOKEN) == periods
    assert [key for key, one in SPOKEN.items() if not one.starts and one.note is None] == []


def test_every_period_that_an_event_opens_has_cases_on_both_sides_of_its_last_day() -> None:
    # Longer ones of the same deadline are reached through the shorter; these say only how much longer it may last.
    only_longer = {
        *("D09.complex", "D28.extension", "D39.extension", "D39.fast_track", "D39.fast_track_long", "D40.times"),
        *("D46.shortest", "D51.fast_track_long", "D51.simplified_long", "D51.longest", "D51.extension"),
    }
    opened = {key for key, one in SPOKEN.items() if one.starts} - only_longer
    shown = {one["period"] for one in CASES}

    assert opened - shown == set()


def test_everybody_who_owes_it_and_every_article_is_named() -> None:
    for case in CASES:
        for one in deadlines_of(told_of(case), date.fromisoformat(max(case["states"]))):
            assert [cite(article) for article in one.opened.period.articles]
            if one.state is State.OVERDUE:
                assert "不属逾期" in one.why.chinese


def test_a_case_of_which_nothing_is_told_has_no_deadlines() -> None:
    assert deadlines_of([], datetime(2026, 3, 1, tzinfo=UTC).date()) == []
