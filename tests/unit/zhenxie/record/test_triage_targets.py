"""By when a case of each track is to be decided: the day before, the day, the day after."""

from datetime import date, timedelta
from typing import Any

import pytest

from builders.telling import PROCURATORATE, told
from builders.triaged import a_fact, a_plea, decision, drunk_driving, theft
from zhenxie.record.deadlines.judging import State
from zhenxie.record.triage.targets import Standing, standing, targets_of

SHORT = {"short": a_fact("sentence.up_to_one_year", "S1", truth=True)}
LONG = {"long": a_fact("sentence.up_to_one_year", "S1", truth=False)}
COURT = "640202C"


def received(day: str = "2026-03-10", **said: Any) -> Any:
    return told("case.proceeding_opened", day, source=PROCURATORATE, kind="prosecution", received_at=day, **said)


def indicted(day: str, **said: Any) -> Any:
    return told("suspect.prosecuted", day, "S1", source=PROCURATORATE, **said)


def target(events: dict[str, Any], name: str, on: str = "2026-03-10") -> Standing | None:
    found = {one.name: one for one in targets_of(decision(events))}
    return standing(found[name], date.fromisoformat(on)) if name in found else None


def states(events: dict[str, Any], name: str, last: str) -> list[str]:
    """Return how a target stands the day before its last day, on it, and the day after."""
    day = date.fromisoformat(last)
    found = [target(events, name, (day + timedelta(days=one)).isoformat()) for one in (-1, 0, 1)]
    return [one.state.value for one in found if one is not None]


@pytest.mark.parametrize(
    ("more", "last"),
    [(SHORT, "2026-03-20"), (LONG, "2026-03-25")],
    ids=["up to a year: ten days", "more than a year: fifteen"],
)
def test_the_procuratorate_decides_a_fast_case_in_ten_or_fifteen_days(more: dict[str, Any], last: str):
    events = theft(received=received(), **more)

    assert states(events, "prosecution", last) == ["running", "running", "overdue"]
    over = target(events, "prosecution", "2026-04-30")
    assert over is not None
    assert over.overdue_since == date.fromisoformat(last) + timedelta(days=1)
    assert (over.target.due.first, over.target.due.last) == (date.fromisoformat(last), date.fromisoformat(last))
    assert over.target.article == "CPL 172"


def test_where_nobody_says_whether_more_than_a_year_is_likely_the_last_day_is_a_span():
    events = theft(received=received())

    found = target(events, "prosecution", "2026-03-21")

    assert found is not None
    assert (found.target.due.first, found.target.due.last) == (date(2026, 3, 20), date(2026, 3, 25))
    on = [target(events, "prosecution", day) for day in ("2026-03-20", "2026-03-21", "2026-03-25", "2026-03-26")]
    assert [one.state for one in on if one] == [State.RUNNING, State.UNKNOWN, State.UNKNOWN, State.OVERDUE]


def test_a_last_day_on_a_holiday_moves_unless_somebody_is_held():
    # Ten days from 25 September 2025 end on 5 October, in the holiday of that year.
    suspect = {"suspect_ref": "S1", "birth_date": "1980-01-01", "acts": [{"from": "2025-09-01"}]}
    notified = told("case.notified", "2025-09-02", charges=[{"cl_article": "264"}], suspects=[suspect])
    free = theft(notified=notified, received=received("2025-09-25"), **SHORT)
    held = free | {"arrest": told("suspect.arrested", "2025-09-03", "S1")}
    was = held | {"bail": told("suspect.bail_imposed", "2025-09-28", "S1")}

    spans = [target(one, "prosecution").target.due for one in (free, held, was)]  # type: ignore[union-attr]

    assert [(one.first, one.last) for one in spans] == [
        (date(2025, 10, 9), date(2025, 10, 9)),
        (date(2025, 10, 5), date(2025, 10, 5)),
        (date(2025, 10, 5), date(2025, 10, 9)),
    ]


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-03-19", "met"), ("2026-03-20", "met"), ("2026-03-21", "met_late")],
)
def test_an_indictment_meets_it(day: str, state: str):
    found = target(theft(received=received(), done=indicted(day), **SHORT), "prosecution", "2026-05-01")

    assert found is not None
    assert found.state.value == state
    assert found.overdue_since == (date(2026, 3, 21) if state == "met_late" else None)


def test_what_happens_later_is_not_yet_done():
    events = theft(received=received(), done=indicted("2026-03-19"), **SHORT)

    assert target(events, "prosecution", "2026-03-18").state is State.RUNNING  # type: ignore[union-attr]


def test_a_suggested_fast_track_is_passed_on_on_the_day_of_receipt():
    suggested = told("case.sent_for_prosecution", "2026-03-10", fast_track_suggested=True)
    events = theft(sent=suggested, received=received(), **SHORT)

    assert states(events, "same_day", "2026-03-10") == ["running", "running", "unknown"]
    found = target(events, "same_day")
    assert found is not None
    assert (found.target.article, found.target.is_law) == ("RULE 273¶2", False)
    assert target(theft(received=received(), **SHORT), "same_day") is None


ACCEPTED = {"taken": a_fact("trial_accepted", on="2026-03-24", moment="2026-03-24")}


@pytest.mark.parametrize(
    ("more", "last"), [(SHORT, "2026-04-03"), (LONG, "2026-04-08")], ids=["ten days", "fifteen days"]
)
def test_the_court_tries_a_fast_case_in_ten_or_fifteen_days(more: dict[str, Any], last: str):
    events = theft(done=indicted("2026-03-20"), **ACCEPTED, **more)

    assert states(events, "trial", last) == ["running", "running", "overdue"]
    assert target(events, "trial").target.article == "CPL 225"  # type: ignore[union-attr]


@pytest.mark.parametrize(("day", "state"), [("2026-04-02", "met"), ("2026-04-03", "met"), ("2026-04-04", "met_late")])
def test_a_judgment_meets_it(day: str, state: str):
    judged = told("suspect.judged", day, "S1", source=COURT)
    events = theft(done=indicted("2026-03-20"), judged=judged, **ACCEPTED, **SHORT)

    assert target(events, "trial", "2026-06-01").state.value == state  # type: ignore[union-attr]


def test_without_the_day_of_acceptance_no_trial_is_late():
    found = target(theft(done=indicted("2026-03-20"), **SHORT), "trial", "2026-12-01")

    assert found is not None
    assert (found.state, found.target.due.first, found.target.due.last) == (State.UNKNOWN, date(2026, 3, 30), None)


SIMPLE = {
    "civil": a_fact("civil_compensation", code="not_settled"),
    "free": a_fact("objects_to_simplified", "S1", truth=False),
    "basic": a_fact("sentence.life_or_death_range", "S1", truth=False),
}


@pytest.mark.parametrize(
    ("sentence", "last"),
    [(True, "2026-04-13"), (False, "2026-05-09")],
    ids=["twenty days", "a month and a half"],
)
def test_the_simplified_procedure_has_its_own_days(sentence: bool, last: str):
    likely = a_fact("sentence.up_to_three_years", "S1", truth=sentence)
    events = theft(done=indicted("2026-03-20"), **ACCEPTED, **SIMPLE | {"sentence": likely})

    assert states(events, "trial", last) == ["running", "running", "overdue"]


def test_other_tracks_have_the_days_of_the_ordinary_procedure_and_may_be_extended():
    flag = a_fact("mass_victim", truth=True)
    events = theft(flag=flag, received=received(), done=indicted("2026-06-01"), **ACCEPTED)

    due = {one.name: (one.due.first, one.due.last) for one in targets_of(decision(events))}

    assert due == {
        "prosecution": (date(2026, 4, 10), date(2026, 4, 27)),
        "trial": (date(2026, 5, 24), date(2026, 9, 24)),
    }
    assert states(theft(flag=flag, received=received()), "prosecution", "2026-04-10") == [
        "running",
        "running",
        "unknown",
    ]
    assert states(theft(flag=flag, received=received()), "prosecution", "2026-04-27") == [
        "unknown",
        "unknown",
        "overdue",
    ]
    assert target(events, "prosecution", "2026-06-02").state is State.MET_LATE  # type: ignore[union-attr]


def test_a_return_ends_the_review():
    returned = told("case.returned", "2026-04-01", source=PROCURATORATE, stage="prosecution")
    found = target(theft(received=received(), returned=returned), "prosecution", "2026-05-01")

    assert found is not None
    assert (found.state, found.target.met[0].type) == (State.MET, "case.returned")  # type: ignore[index]


def test_where_the_day_of_the_decision_is_not_known_neither_is_whether_it_was_in_time():
    done = told("suspect.not_prosecuted", None, "S1", source=PROCURATORATE)
    months = indicted("2026-03")

    assert target(theft(received=received(), done=done, **SHORT), "prosecution").state is State.MET_UNCLEAR  # type: ignore[union-attr]
    assert (
        target(theft(received=received(), done=months, **SHORT), "prosecution", "2026-05-01").state is State.MET_UNCLEAR
    )  # type: ignore[union-attr]


# DUI23 23: thirty days from the filing of 21 February 2026.
def test_drunk_driving_is_usually_done_within_thirty_days_of_the_filing():
    assert states(drunk_driving(), "fast_handling", "2026-03-23") == ["running", "running", "overdue"]
    found = target(drunk_driving(), "fast_handling")
    assert found is not None
    assert (found.target.article, found.target.is_law, found.target.start.type) == ("DUI23 23", False, "case.filed")


@pytest.mark.parametrize(("day", "state"), [("2026-03-22", "met"), ("2026-03-23", "met"), ("2026-03-24", "met_late")])
def test_a_judgment_or_a_non_prosecution_ends_the_thirty_days(day: str, state: str):
    judged = told("suspect.judged", day, "S1", source=COURT)

    assert target(drunk_driving(judged=judged), "fast_handling", "2026-05-01").state.value == state  # type: ignore[union-attr]


def test_a_case_that_a_person_took_from_the_fast_track_has_no_thirty_days():
    at = "2026-03-02T09:00:00+08:00"
    taken = told("case.triage_overridden", at, source=PROCURATORATE, track="ordinary", reason="other")
    withdrawn = a_plea(on="2026-03-15", withdrawn=True)

    assert target(drunk_driving(taken=taken), "fast_handling") is None
    assert target(drunk_driving(withdrawn=withdrawn), "fast_handling") is None


def test_who_refuses_the_fast_track_is_still_handled_within_thirty_days_and_without_its_periods():
    refused = drunk_driving(plea=a_plea(fast_track_consent=False), received=received("2026-03-02"))

    found = {one.name: one for one in targets_of(decision(refused))}

    assert found["fast_handling"].due.last == date(2026, 3, 23)
    assert found["prosecution"].due.first == date(2026, 4, 2)


def test_a_track_that_was_chosen_against_the_law_shortens_no_period():
    child = {"suspect_ref": "S1", "birth_date": "2010-02-25", "acts": [{"from": "2026-02-20"}]}
    notified = told("case.notified", "2026-03-01", charges=[{"cl_article": "264"}], suspects=[child])
    at = "2026-03-11T10:00:00+08:00"
    chosen = told("case.triage_overridden", at, source=PROCURATORATE, track="fast_track", reason="fit_for_fast_track")

    ends = [
        target(theft(received=received(), chosen=chosen, **SHORT, **more), "prosecution").target.due.first
        for more in ({}, {"notified": notified})
    ]

    assert ends == [date(2026, 3, 20), date(2026, 4, 10)]


def test_while_nobody_says_whether_he_consents_neither_the_short_nor_the_usual_periods_are_over_too_early():
    silent = drunk_driving(received=received("2026-03-02"), done=indicted("2026-04-20"))

    found = {one.name: one for one in targets_of(decision(silent))}

    assert (found["prosecution"].due.first, found["prosecution"].due.last) == (date(2026, 3, 12), date(2026, 4, 17))
    assert (found["trial"].due.first, found["trial"].due.last) == (date(2026, 4, 30), None)
