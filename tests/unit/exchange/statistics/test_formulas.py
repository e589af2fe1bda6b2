"""Each formula on figures that are counted by hand, and the answer that is made of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from exchange.statistics import formulas, instrument_formulas
from exchange.statistics.answering import Heading, answer, rate
from exchange.statistics.configuration import in_force
from exchange.statistics.counted import (
    Counted,
    Ending,
    Figures,
    Instrument,
    Lead,
    Marked,
    Period,
    Plan,
    Tally,
    supervised,
)
from exchange.statistics.definitions import LABELS, METRICS
from exchange.statistics.lives import instruments_of, leads_of

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
DAY_BEFORE, DAY_AFTER = date(2026, 6, 30), date(2026, 10, 1)
POLICE, OFFICE = "640202000000", "640202"


def counted(as_of=LAST, **more):
    return Counted(Period(FIRST, LAST), in_force(LAST), as_of, **more)


def tallied(**lines):
    return counted(tallies={(name.replace("__", "."), None): Tally(many, many, many) for name, many in lines.items()})


def an_instrument(issued_on=FIRST, place=1, **more):
    kind, unit = more.pop("kind", "correction_notice"), more.pop("unit", POLICE)
    return Instrument(str(uuid4()), kind, OFFICE, unit, more.pop("case_id", None), issued_on, place, **more)


def withdrawn_after(endings, instruments):
    configuration = in_force(LAST)
    kinds = {one: one for one in configuration.withdrawal_instruments}
    return list(supervised(endings, instruments, configuration.withdrawal_causes, kinds))


def an_ending(case_id=None, day=FIRST, after="reason_request", **more):
    return Ending(case_id or uuid4(), OFFICE, POLICE, day, after, **more)


def a_lead(raised_on=FIRST, **more):
    return Lead(str(uuid4()), more.pop("model", "stalled_case"), "1", OFFICE, POLICE, uuid4(), raised_on, **more)


def test_supervised_filings_state_both_parts_and_count_a_case_once():
    twice = uuid4()
    filings = [an_ending(twice), an_ending(twice), an_ending(after="order_to_file")]

    found = formulas.supervised_filings(counted(filings=filings))

    assert found == Figures(2, None, {"reason_request": 1, "order_to_file": 1})


def test_what_became_of_supervised_filings_is_a_share_of_them():
    filings = [an_ending(sent=True, convicted=True), an_ending(sent=True), an_ending()]

    assert formulas.transferred_later(counted(filings=filings)) == Figures(2, 3)
    assert formulas.convicted_later(counted(filings=filings)) == Figures(1, 3)


@pytest.mark.parametrize(
    ("issued_on", "withdrawn"),
    [(date(2026, 8, 1), 1), (date(2026, 8, 2), 1), (date(2026, 8, 3), 0)],
    ids=["the day before", "the day", "the day after"],
)
def test_a_withdrawal_comes_after_the_supervision_of_its_day_or_before(issued_on, withdrawn):
    case = uuid4()

    found = withdrawn_after(
        [an_ending(case, date(2026, 8, 2), "own_decision")], [an_instrument(issued_on, case_id=case)]
    )

    assert [one.after for one in found] == ["correction_notice"] * withdrawn


def test_only_configured_kinds_that_were_not_taken_back_make_a_supervised_withdrawal():
    cases = [uuid4() for _ in range(3)]
    instruments = [
        an_instrument(case_id=cases[0], kind="procuratorial_suggestion"),
        an_instrument(case_id=cases[1], taken_back=True),
        an_instrument(case_id=cases[2], kind="investigation_supervision_notice"),
        an_instrument(case_id=cases[2], kind="correction_notice", issued_on=date(2026, 7, 9), place=2),
    ]

    found = withdrawn_after([an_ending(one, LAST, "own_decision") for one in cases], instruments)

    assert [(one.case_id, one.after) for one in found] == [(cases[2], "correction_notice")]


def test_a_cause_that_the_police_name_stands_before_the_instruments():
    case = uuid4()
    endings = [an_ending(case, LAST, "order_to_withdraw"), an_ending(after="returned")]

    found = withdrawn_after(endings, [an_instrument(case_id=case)])

    assert [one.after for one in found] == ["order_to_withdraw"]


def test_established_is_a_share_of_the_leads_that_came_into_screening():
    leads = [a_lead(screened_on=FIRST), a_lead(screened_on=DAY_BEFORE), a_lead(screened_on=LAST), a_lead()]

    found = formulas.established(counted(leads=leads, filings=[an_ending()], withdrawals=[an_ending()]))

    assert (found.numerator, found.denominator) == (2, 2)


def test_rates_of_persons():
    given = tallied(
        approved=6, refused=4, prosecuted=8, not_prosecuted=2, prosecuted__fast_track=3, prosecuted__in_custody=5
    )

    assert formulas.approved(given) == Figures(6, 10)
    assert formulas.refused(given) == Figures(4, 10)
    assert (formulas.not_prosecuted(given).numerator, formulas.not_prosecuted(given).denominator) == (2, 10)
    assert formulas.fast_track(given) == Figures(3, 8)
    custody = formulas.custody_before_prosecution(given)
    assert (custody.numerator, custody.denominator, custody.series["not_stated"]) == (5, 8, 3)


def test_categories_of_refusal_are_shares_of_the_refused():
    given = tallied(refused=5, refused__no_crime=2, refused__no_social_danger=2)

    assert formulas.refusals_by_category(given).series["not_stated"] == 1
    assert [one["numerator"] for one in formulas.refusal_shares(given)] == [2, 0, 0, 2, 0]


def test_returns_matters_and_reconsiderations():
    given = counted(
        tallies={
            ("returned", None): Tally(documents=5, cases=3),
            ("received", None): Tally(documents=12, cases=12),
            ("matters", None): Tally(documents=20, cases=18),
            ("step.return", None): Tally(documents=5),
            ("step.custody_extension", None): Tally(documents=2),
            ("reconsidered_changed", None): Tally(documents=1),
            ("reconsidered_upheld", None): Tally(documents=3),
        }
    )

    assert formulas.returned(given) == Figures(3, 12, {"returns": 5})
    assert formulas.average_returns(given) == Figures(5, 12)
    assert (formulas.case_to_matters(given).numerator, formulas.case_to_matters(given).denominator) == (25, 18)
    assert formulas.reconsidered(given).numerator == 1
    assert formulas.reconsidered(given).denominator == 4


def test_early_intervention_is_a_share_of_the_cases_marked():
    marked = [Marked(uuid4(), OFFICE, POLICE, here) for here in (True, True, False, False, False)]

    assert formulas.intervened_early(counted(marked=marked)) == Figures(2, 5)


def test_a_case_filed_twice_stands_in_the_part_of_the_last_time():
    case = uuid4()
    filings = [an_ending(case, FIRST), an_ending(case, LAST, "order_to_file")]

    found = formulas.supervised_filings(counted(filings=filings))

    assert found == Figures(1, None, {"reason_request": 0, "order_to_file": 1})


def test_conversion_goes_by_the_day_of_each_step_and_by_model():
    leads = [
        a_lead(screened_on=FIRST, established_on=LAST),
        a_lead(DAY_BEFORE, screened_on=FIRST, dismissed_on=LAST, dismissal="data_error"),
        a_lead(LAST, screened_on=DAY_AFTER),
        a_lead(DAY_BEFORE, model="silent"),
    ]

    found = formulas.conversion_by_model(counted(leads=leads))

    assert [one["model"] for one in found] == ["stalled_case"]
    assert found[0]["series"] == {"warned": 2, "screened": 2, "established": 1, "dismissed.data_error": 1}


def test_a_late_adoption_counts_in_its_own_quarter_with_the_quarter_of_issue():
    given = counted(
        instruments=[
            an_instrument(DAY_BEFORE, adoption="adopted", adopted_on=FIRST),
            an_instrument(FIRST, adoption="partially_adopted", adopted_on=LAST),
            an_instrument(FIRST, adoption="adopted", adopted_on=DAY_AFTER),
            an_instrument(FIRST, adoption="rejected", adopted_on=LAST),
        ]
    )

    course = instrument_formulas.instruments_course(given).series

    assert (course["issued"], course["adopted"], course["adopted_of_earlier_periods"]) == (3, 2, 1)
    assert instrument_formulas.late_adoptions(given) == [
        {"issued_in": "2026Q2", "numerator": 1},
        {"issued_in": "2026Q3", "numerator": 1},
    ]


def test_both_denominators_of_adoption():
    given = counted(
        instruments=[
            an_instrument(due=LAST, replied_on=LAST, adoption="adopted", adopted_on=LAST),
            an_instrument(due=FIRST),
            an_instrument(due=DAY_AFTER, replied_on=LAST),
            an_instrument(due=LAST, taken_back=True),
        ]
    )

    assert instrument_formulas.adopted_of_due(given) == Figures(1, 2, {"adopted": 1, "undecided": 1})
    assert instrument_formulas.adopted_of_replied(given) == Figures(1, 2, {"adopted": 1, "undecided": 1})


def test_a_reply_on_the_due_day_is_in_time_and_the_day_after_is_late():
    due = date(2026, 8, 10)
    replies = (date(2026, 8, 9), due, date(2026, 8, 11), None)

    found = instrument_formulas.replied_in_time(
        counted(instruments=[an_instrument(due=due, replied_on=one) for one in replies])
    )

    assert found == Figures(2, 4, {"in_time": 2, "late": 1, "none": 1})


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2026, 9, 29), "1_7"),
        (date(2026, 9, 23), "1_7"),
        (date(2026, 9, 22), "8_15"),
        (date(2026, 9, 15), "8_15"),
        (date(2026, 9, 14), "16_30"),
        (date(2026, 7, 2), "31_90"),
        (date(2026, 7, 1), "over_90"),
    ],
)
def test_an_open_reply_is_in_the_bucket_of_its_age(due, bucket):
    found = instrument_formulas.overdue_open(counted(instruments=[an_instrument(due=due)]))

    assert {name for name, many in found.series.items() if many} == {bucket}


def test_nothing_is_overdue_on_its_day_nor_answered_nor_ended_nor_before_the_day_of_asking():
    given = [an_instrument(due=LAST), an_instrument(due=FIRST, replied_on=LAST), an_instrument(due=FIRST, ended=True)]
    running = counted(as_of=date(2026, 8, 1), instruments=[an_instrument(due=date(2026, 8, 1))])

    assert instrument_formulas.overdue_open(counted(instruments=given)).numerator == 0
    assert instrument_formulas.overdue_open(running).numerator == 0


@pytest.mark.parametrize(
    ("earlier", "again"),
    [(date(2026, 1, 30), 0), (date(2026, 1, 31), 1), (date(2026, 7, 31), 1)],
    ids=["a day too long ago", "six months", "the same day"],
)
def test_the_same_violation_of_the_same_unit_within_six_months_is_a_relapse(earlier, again):
    this = an_instrument(date(2026, 7, 31), 9, violations=("late_notice", "no_recording"))
    others = [
        an_instrument(earlier, 1, violations=("late_notice",)),
        an_instrument(date(2026, 7, 30), 2, violations=("late_notice",), unit="640205000000"),
        an_instrument(date(2026, 7, 30), 3, violations=("wrong_place",)),
        an_instrument(date(2026, 7, 30), 4, violations=("late_notice",), taken_back=True),
    ]

    found = instrument_formulas.relapses(counted(instruments=[*others, this]))

    assert found.numerator == again


def test_two_documents_on_one_alert_are_no_relapse():
    first, second = (
        an_instrument(FIRST, place, violations=("no_recording",), alerts=frozenset({"a"})) for place in (1, 2)
    )
    other = an_instrument(LAST, 3, violations=("no_recording",), alerts=frozenset({"b"}))

    assert instrument_formulas.relapsed(counted(instruments=[first, second])) == []
    assert instrument_formulas.relapsed(counted(instruments=[first, second, other])) == [other]


def test_a_violation_counts_once_however_many_documents_are_about_it():
    lead = a_lead(rule="SC-01", established_on=FIRST)
    papers = [an_instrument(violations=("SC-01",), alerts=frozenset({lead.id})) for _ in range(3)]
    bare = an_instrument(violations=("SC-01",))

    office = instrument_formulas.violations(counted(leads=[lead], instruments=[*papers, bare]))
    police = instrument_formulas.violations(counted(instruments=[*papers, bare], sees_leads=False))

    assert [(one.alert_id, one.instrument_id) for one in office] == [(lead.id, None), (None, bare.id)]
    assert [one.instrument_id for one in police] == [papers[0].id, bare.id]


def test_a_rising_share_makes_a_class_of_a_quarter_and_of_no_other_period():
    before = [an_instrument(DAY_BEFORE, violations=("wrong_place",)) for _ in range(10)]
    now = [an_instrument(violations=("wrong_place",)) for _ in range(8)]
    rising = [an_instrument(violations=("late_notice",)) for _ in range(2)]
    quarter = counted(instruments=[*before, *now, *rising])
    days = replace(quarter, period=Period(FIRST, date(2026, 9, 29)))

    assert [one["violation"] for one in instrument_formulas.classes(quarter)] == ["late_notice", "wrong_place"]
    assert [one["violation"] for one in instrument_formulas.classes(days)] == ["wrong_place"]


def test_three_of_one_violation_and_unit_make_a_class():
    given = [an_instrument(violations=("late_notice",)) for _ in range(3)]
    few = [an_instrument(violations=("wrong_place",)) for _ in range(2)]
    back = [an_instrument(violations=("wrong_place",), taken_back=True)]

    found = instrument_formulas.classes(counted(instruments=[*given, *few, *back]))

    assert [(one["violation"], one["unit"], one["numerator"]) for one in found] == [("late_notice", POLICE, 3)]


def test_look_backs_are_done_when_they_were_held_and_due_when_their_day_is_over():
    given = [
        an_instrument(plans=[Plan(LAST, LAST)]),
        an_instrument(plans=[Plan(FIRST), Plan(DAY_AFTER)]),
        an_instrument(plans=[Plan(FIRST)], taken_back=True),
    ]

    assert instrument_formulas.followed_up(counted(instruments=given)) == Figures(1, 2)
    assert instrument_formulas.followed_up(counted(as_of=FIRST, instruments=given)) == Figures(0, 0)
    assert instrument_formulas.followed_up(counted(as_of=date(2026, 7, 2), instruments=given)) == Figures(0, 1)


def test_a_look_back_answers_the_plan_that_was_made_before_it():
    steps = [
        row("instrument.issued", FIRST, kind="correction_notice"),
        row("instrument.follow_up_planned", FIRST, due=date(2026, 8, 1)),
        row("instrument.follow_up_planned", FIRST, due=date(2026, 8, 15)),
        row("instrument.followed_up", date(2026, 8, 3), codes=["partial"]),
        row("instrument.follow_up_planned", date(2026, 8, 4), due=LAST),
        row("instrument.closed", date(2026, 8, 4)),
    ]

    [found] = instruments_of(steps)
    [closed] = instruments_of([steps[0], steps[-1]])

    assert found.plans == [Plan(date(2026, 8, 15), date(2026, 8, 3)), Plan(LAST)]
    assert closed.plans == [Plan(date(2026, 11, 4))]


@pytest.mark.parametrize(
    ("as_of", "due"),
    [(date(2026, 8, 9), 0), (date(2026, 8, 10), 0), (date(2026, 8, 11), 1)],
    ids=["the day before", "the day", "the day after"],
)
def test_in_an_open_period_only_what_fell_due_counts(as_of, due):
    given = counted(as_of=as_of, instruments=[an_instrument(due=date(2026, 8, 10)), an_instrument(due=LAST)])

    assert instrument_formulas.replied_in_time(given).denominator == due
    assert instrument_formulas.adopted_of_due(given).denominator == due


def test_nothing_is_overdue_that_was_found_adopted_or_is_contested():
    issued, served = row("instrument.issued", FIRST, reply_days=3), row("instrument.served", FIRST)
    for step, open_replies in (
        ("instrument.adopted", 0),
        ("instrument.rejected", 0),
        ("instrument.re_examination_requested", 0),
        ("instrument.followed_up", 1),
    ):
        lived = instruments_of([issued, served, row(step, FIRST)])
        assert instrument_formulas.overdue_open(counted(instruments=lived)).numerator == open_replies
    again = [row(f"instrument.{one}", FIRST) for one in ("re_examination_requested", "re_examined")]
    assert (
        instrument_formulas.overdue_open(counted(instruments=instruments_of([issued, served, *again]))).numerator == 1
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (9, 9, {"rate": None, "too_few": True}),
        (9, 10, {"rate": "0.9000", "too_few": False}),
        (0, 0, {"rate": None, "too_few": True}),
        (3, None, {"rate": None, "too_few": False}),
        (2, 3_000, {"rate": "0.0007", "too_few": False}),
    ],
)
def test_a_rate_is_shown_from_ten_on(numerator, denominator, shown):
    assert rate(numerator, denominator, 10) == shown


def test_places_stand_in_the_order_of_their_codes_and_sum_up_where_nobody_is_in_two():
    tallies = {
        ("approved", place): Tally(1, 1, many) for place, many in ((None, 9), (("unit", "B"), 8), (("unit", "A"), 1))
    }
    heading = Heading("2026-07-01", "2026-09-30", "2026-09-30", "2026Q3", OFFICE, "1.7", "sha256:00")

    found = answer(heading, counted(tallies=tallies))["metrics"]

    approved = next(one for one in found if one["code"] == "arrest_approved")
    assert [(one["code"], one["numerator"]) for one in approved["by_unit"]] == [("A", 1), ("B", 8)]
    assert sum(one["numerator"] for one in approved["by_unit"]) == approved["numerator"]
    assert Decimal(approved["numerator"]) == 9


def test_every_metric_has_names_and_a_definition_in_both_languages_and_counts_something():
    codes = [one.code for one in METRICS]

    assert len(set(codes)) == len(codes) >= 25
    assert all(one.chinese and len(one.zh) > 8 and len(one.en) > 8 and one.unit in LABELS for one in METRICS)
    assert [one.code for one in METRICS if one.formula(counted()).numerator] == []
    assert {one.of for one in METRICS} <= {None, *LABELS}


def row(step, day, **more):
    blank = dict.fromkeys(("kind", "due", "reply_days", "case_id", "model", "model_version", "alert_ids"))
    said = {
        "type": step,
        "day": day,
        "subject_id": "i",
        "position": 1,
        "codes": [],
        "unit": POLICE,
        "procuratorate": OFFICE,
    }
    return blank | said | more


def test_the_due_day_is_the_stated_one_or_counts_from_service():
    issued = row("instrument.issued", FIRST, kind="correction_notice", reply_days=15)

    counted_due = instruments_of([issued, row("instrument.served", date(2026, 7, 3))])
    stated_due = instruments_of([issued, row("instrument.served", date(2026, 7, 3), due=date(2026, 7, 31))])
    unserved = instruments_of([issued])

    # The fifteenth day is a Saturday (CPL 105).
    assert [one[0].due for one in (counted_due, stated_due, unserved)] == [date(2026, 7, 20), date(2026, 7, 31), None]


def test_a_corrected_service_takes_the_place_of_the_first_and_what_was_not_overdue_by_it_is_not_counted():
    issued = row("instrument.issued", FIRST, kind="correction_notice", reply_days=15)
    served = row("instrument.served", date(2026, 7, 6), due=date(2026, 7, 21), position=2)
    overdue = row("instrument.overdue", date(2026, 7, 22), due=date(2026, 7, 21), position=3)

    def corrected(day, due, position):
        return row("instrument.served", day, due=due, position=position, codes=["corrected"])

    later = corrected(date(2026, 7, 23), date(2026, 8, 7), 4)
    sooner = corrected(date(2026, 7, 3), date(2026, 7, 20), 5)
    between = corrected(date(2026, 7, 8), date(2026, 7, 23), 6)
    lives = [
        instruments_of(rows)[0]
        for rows in (
            [issued, served, overdue],
            [issued, served, overdue, later],
            [issued, sooner, served, overdue, later],
            [issued, served, between, overdue],
        )
    ]

    assert [(one.due, one.overdue_on) for one in lives] == [
        (date(2026, 7, 21), date(2026, 7, 22)),
        (date(2026, 8, 7), None),
        (date(2026, 7, 20), date(2026, 7, 22)),
        (date(2026, 7, 23), None),
    ]


def test_what_nobody_issued_or_raised_has_no_life():
    assert instruments_of([row("instrument.replied", FIRST)]) == []
    assert leads_of([row("alert.reviewed", FIRST, codes=["confirmed"])]) == []


def test_a_lead_is_screened_on_the_first_day_and_snoozing_is_no_screening():
    raised = row("alert.raised", FIRST, model="stalled_case", model_version="3")
    steps = [row("alert.reviewed", day, codes=[step]) for day, step in ((FIRST, "snoozed"), (LAST, "started"))]

    [lead] = leads_of([raised, *steps, row("alert.reviewed", DAY_AFTER, codes=["dismissed"])])

    assert (lead.version, lead.screened_on, lead.dismissal) == ("3", LAST, "not_stated")


def test_a_narrowed_count_holds_one_place_alone():
    both = counted(
        instruments=[an_instrument(), an_instrument(unit="640205000000")],
        tallies={("x", ("unit", "640221000000")): Tally()},
    )

    assert list(both.by("unit")) == [POLICE, "640205000000", "640221000000"]
    assert len(both.by("unit")[POLICE].instruments) == 1
    assert replace(both, instruments=()).by("procuratorate") == {}
