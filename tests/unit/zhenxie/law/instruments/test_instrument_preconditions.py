"""What the law asks before an instrument: the case in which it is open, each condition alone, and what nobody says."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from zhenxie.law.articles import cite
from zhenxie.law.instruments.catalogue import UnknownKind, kinds
from zhenxie.law.instruments.ground import PURPOSES, Earlier, Fact, Ground, every, no, some
from zhenxie.law.instruments.periods import reply_due
from zhenxie.law.instruments.preconditions import HOLDS, Checked, check, conditions
from zhenxie.law.instruments.steps import State

ON = date(2026, 3, 10)
ONE_DAY = timedelta(days=1)
# Served on Monday 2 March: the reasons were due on the 9th.
SERVED = date(2026, 3, 2)


def asked(kind: str, served_on: date = SERVED, **said: object) -> Earlier:
    due = reply_due(kind, served_on)
    assert due is not None
    return replace(Earlier(kind, State.SERVED, served_on, due.last), **said)  # type: ignore[arg-type]


NOT_FILED = Ground(ON, filed=False, filing_refused=True, decision_overdue=False, penalized_instead=False)
FILED = Ground(
    ON,
    filed=True,
    withdrawn=False,
    purpose="revenge",
    arrest_requested=False,
    sent_for_prosecution=False,
)
OPEN: dict[str, Ground] = {
    "oral_correction": Ground(ON, rule="M04"),
    "investigation_supervision_notice": Ground(ON, violations=("blood_sample_unsealed",)),
    "correction_notice": Ground(ON, rule="M02"),
    "request_reason_not_filing": NOT_FILED,
    "request_reason_filing": FILED,
    "request_reason_overdue": Ground(ON, decision_overdue=True, complained=True, filed=False, filing_refused=False),
    "order_to_file": replace(NOT_FILED, earlier=(asked("request_reason_not_filing"),)),
    "order_to_withdraw": replace(FILED, earlier=(asked("request_reason_filing"),)),
    "filing_reminder": Ground(ON, supervised_filing=True, concluded=False, filed_on=date(2025, 12, 9)),
    "procuratorial_suggestion": Ground(ON, similar_cases=3),
    "procuratorial_opinion": Ground(ON, not_prosecuted=True),
    "release_or_change_suggestion": Ground(ON, in_custody=True, arrested=True, stage="investigation"),
    "supplement_outline": Ground(ON, occasion="returned", decisions=("returned",)),
    "request_arrest": Ground(ON, arrest_requested=True, arrested=False),
    "additional_prosecution": Ground(ON, sent_for_prosecution=True),
    "legality_explanation_request": Ground(ON, arrest_requested=True),
    "re_examination_result": Ground(ON, objection_running=True),
}


def unmet(code: str, ground: Ground) -> list[str]:
    return [one.code for one in check(code, ground).unmet]


def unknown(code: str, ground: Ground) -> list[str]:
    return [one.code for one in check(code, ground).unknown]


def test_every_kind_has_its_conditions_and_every_condition_its_article_and_its_reading() -> None:
    stated = conditions()
    codes = {one.code for found in stated.values() for one in found}

    assert set(stated) == set(kinds()) == set(OPEN)
    assert codes == set(HOLDS)
    for one in (one for found in stated.values() for one in found):
        assert cite(one.law).chinese
        assert one.text.chinese
        assert one.text.english


@pytest.mark.parametrize("code", sorted(OPEN))
def test_each_kind_issues_where_all_its_conditions_are_fulfilled(code: str) -> None:
    assert check(code, OPEN[code]) == Checked((), ())
    assert check(code, OPEN[code]).is_open


def test_an_unknown_kind_is_not_checked() -> None:
    with pytest.raises(UnknownKind):
        check("summons", Ground(ON))


@pytest.mark.parametrize(
    ("code", "change", "named"),
    [
        ("oral_correction", {"rule": None}, "no_violation_stated"),
        ("investigation_supervision_notice", {"violations": ()}, "no_violation_stated"),
        ("correction_notice", {"rule": None}, "no_violation_stated"),
        ("request_reason_not_filing", {"filed": True}, "already_filed"),
        ("request_reason_not_filing", {"filing_refused": False}, "still_under_review"),
        ("request_reason_filing", {"filed": False}, "not_filed"),
        ("request_reason_filing", {"withdrawn": True}, "already_withdrawn"),
        ("request_reason_filing", {"purpose": None}, "no_ground_of_rule_559"),
        ("request_reason_filing", {"purpose": "below_age"}, "no_ground_of_rule_559"),
        ("request_reason_filing", {"arrest_requested": True}, "arrest_requested"),
        ("request_reason_filing", {"sent_for_prosecution": True}, "sent_for_prosecution"),
        ("request_reason_overdue", {"decision_overdue": False}, "not_overdue"),
        ("request_reason_overdue", {"complained": False}, "nobody_complained"),
        ("request_reason_overdue", {"filed": True}, "already_decided"),
        ("request_reason_overdue", {"filing_refused": True}, "already_decided"),
        ("order_to_file", {"filed": True}, "already_filed"),
        ("order_to_file", {"earlier": ()}, "reasons_for_not_filing_stand"),
        ("order_to_withdraw", {"filed": False}, "not_filed"),
        ("order_to_withdraw", {"withdrawn": True}, "already_withdrawn"),
        ("order_to_withdraw", {"earlier": ()}, "reasons_for_filing_stand"),
        ("filing_reminder", {"supervised_filing": False}, "not_a_supervised_filing"),
        ("filing_reminder", {"concluded": True}, "concluded"),
        ("filing_reminder", {"filed_on": date(2025, 12, 10)}, "three_months_not_over"),
        ("procuratorial_suggestion", {"similar_cases": 2}, "not_widespread"),
        ("procuratorial_opinion", {"not_prosecuted": False, "referral_withheld": False}, "no_ground_of_an_opinion"),
        ("release_or_change_suggestion", {"in_custody": False}, "not_in_custody"),
        ("release_or_change_suggestion", {"arrested": False}, "not_arrested"),
        ("release_or_change_suggestion", {"stage": "prosecution"}, "own_stage"),
        ("supplement_outline", {"occasion": None, "decisions": ()}, "no_occasion"),
        ("request_arrest", {"arrest_requested": False}, "no_arrest_case"),
        ("request_arrest", {"arrested": True}, "already_arrested"),
        ("additional_prosecution", {"sent_for_prosecution": False}, "not_sent_for_prosecution"),
        ("legality_explanation_request", {"arrest_requested": False, "sent_for_prosecution": False}, "not_under_examination"),
        ("re_examination_result", {"objection_running": False}, "no_objection"),
    ],
)  # fmt: skip
def test_what_is_not_fulfilled_is_named_and_nothing_else(code: str, change: dict[str, object], named: str) -> None:
    ground = replace(OPEN[code], **change)  # type: ignore[arg-type]

    assert unmet(code, ground) == [named]
    assert unknown(code, ground) == []


@pytest.mark.parametrize(
    ("code", "change", "named"),
    [
        ("request_reason_not_filing", {"filed": None}, "already_filed"),
        ("request_reason_not_filing", {"filing_refused": None}, "still_under_review"),
        ("request_reason_filing", {"filed": None}, "not_filed"),
        ("request_reason_filing", {"arrest_requested": None}, "arrest_requested"),
        ("request_reason_filing", {"sent_for_prosecution": None}, "sent_for_prosecution"),
        ("request_reason_overdue", {"decision_overdue": None}, "not_overdue"),
        ("request_reason_overdue", {"complained": None}, "nobody_complained"),
        ("filing_reminder", {"concluded": None}, "concluded"),
        ("filing_reminder", {"filed_on": None}, "three_months_not_over"),
        ("procuratorial_suggestion", {"similar_cases": None}, "not_widespread"),
        ("release_or_change_suggestion", {"in_custody": None}, "not_in_custody"),
        ("release_or_change_suggestion", {"stage": None}, "own_stage"),
        ("supplement_outline", {"decisions": ()}, "no_occasion"),
        ("supplement_outline", {"occasion": "arrest_refused"}, "no_occasion"),
        ("request_arrest", {"arrested": None}, "already_arrested"),
        ("re_examination_result", {"objection_running": None}, "no_objection"),
    ],
)
def test_what_nobody_says_is_neither_fulfilled_nor_a_bar(code: str, change: dict[str, object], named: str) -> None:
    checked = check(code, replace(OPEN[code], **change))  # type: ignore[arg-type]

    assert [one.code for one in checked.unknown] == [named]
    assert checked.is_open
    assert checked.needs_a_reason


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_each_ground_of_the_rule_opens_the_request_for_the_reasons_of_a_filing(purpose: str) -> None:
    assert check("request_reason_filing", replace(FILED, purpose=purpose)).is_open


@pytest.mark.parametrize(("request_", "order", "base"), [
    ("request_reason_not_filing", "order_to_file", NOT_FILED),
    ("request_reason_filing", "order_to_withdraw", FILED),
])  # fmt: skip
def test_an_order_follows_silence_only_when_the_last_day_is_over(request_: str, order: str, base: Ground) -> None:
    silent = replace(base, earlier=(asked(request_),))

    found = {day.day: check(order, replace(silent, day=day)).is_open for day in (ON - ONE_DAY * 2, ON - ONE_DAY, ON)}

    assert found == {8: False, 9: False, 10: True}


@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ({"answered": True, "reasons_hold": None}, False),  # RULE 561: first they are examined
        ({"answered": True, "reasons_hold": True}, False),
        ({"answered": True, "reasons_hold": False}, True),
        ({"state": State.WITHDRAWN_BY_ISSUER, "reasons_hold": False}, False),
    ],
)
def test_an_order_follows_reasons_only_where_they_do_not_hold(said: dict[str, object], *, is_open: bool) -> None:
    ground = replace(FILED, day=SERVED + ONE_DAY, earlier=(asked("request_reason_filing", **said),))

    assert check("order_to_withdraw", ground).is_open is is_open


def test_the_route_of_rule_562_leads_to_an_order_to_file_without_reasons_that_fail() -> None:
    ground = replace(NOT_FILED, day=SERVED + ONE_DAY, earlier=(asked("request_reason_overdue"),))

    assert check("order_to_file", ground).is_open


def test_a_request_for_other_reasons_opens_no_order() -> None:
    ground = replace(NOT_FILED, earlier=(asked("request_reason_filing"),))

    assert unmet("order_to_file", ground) == ["reasons_for_not_filing_stand"]


def test_a_correction_may_stand_on_an_order_that_was_left_unanswered() -> None:
    late = asked("order_to_file", date(2026, 2, 9), obeyed=False)

    assert late.due == date(2026, 2, 24)
    assert check("correction_notice", Ground(date(2026, 2, 25), earlier=(late,))).is_open
    assert not check("correction_notice", Ground(date(2026, 2, 24), earlier=(late,))).is_open


def test_an_order_that_may_have_been_obeyed_is_a_ground_only_with_a_reason() -> None:
    silent = asked("order_to_file", date(2026, 2, 9))
    found = {
        day: check("correction_notice", Ground(day, earlier=(silent,)))
        for day in (date(2026, 2, 24), date(2026, 2, 25))
    }

    assert [one.is_open for one in found.values()] == [False, True]
    assert [one.needs_a_reason for one in found.values()] == [False, True]


@pytest.mark.parametrize(
    ("change", "silent"),
    [
        ({"obeyed": False}, True),
        ({"obeyed": True}, False),
        ({"obeyed": None}, None),
        ({"obeyed": False, "contested": True}, False),
        ({"obeyed": False, "answered": True}, False),
        ({"obeyed": False, "served_on": None}, False),
        ({"obeyed": False, "due": None}, False),
        ({"obeyed": False, "state": State.DRAFTED}, False),
        ({"obeyed": False, "state": State.WITHDRAWN_BY_ISSUER}, False),
    ],
)
def test_an_order_was_met_with_silence_only_where_it_is_known(change: dict[str, object], silent: Fact) -> None:
    order = replace(asked("order_to_withdraw", date(2026, 2, 9)), **change)  # type: ignore[arg-type]

    assert order.is_silent_on(ON) is silent


def test_what_is_not_served_is_no_silence_and_an_unreported_deed_is_none_either() -> None:
    assert asked("request_reason_filing").is_silent_on(ON) is True
    assert asked("order_to_file", date(2026, 2, 9)).is_silent_on(ON) is None


def test_management_gaps_open_a_suggestion_whatever_the_count() -> None:
    assert check("procuratorial_suggestion", Ground(ON, similar_cases=0, management_gap=True)).is_open
    assert check("procuratorial_suggestion", Ground(ON, similar_cases=4, class_case_minimum=5)).unmet


@pytest.mark.parametrize("facts", list(product((True, False, None), repeat=2)), ids=str)
def test_facts_are_joined_as_statements_are(facts: tuple[Fact, Fact]) -> None:
    # De Morgan, also for what is undetermined.
    assert every(*facts) is no(some(*(no(one) for one in facts)))
    assert some(*facts) is no(every(*(no(one) for one in facts)))
    assert some(*facts, True) is True
    assert every(*facts, False) is False
