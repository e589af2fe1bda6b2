"""What the office must issue: by the finding, by the silence, by the fact; and never on what is undetermined."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from screening import registry
from zhenxie.law.articles import cite
from zhenxie.law.instruments.catalogue import kinds
from zhenxie.law.instruments.duties import duties, mandatory, proposals
from zhenxie.law.instruments.ground import Earlier, Ground
from zhenxie.law.instruments.periods import reply_due
from zhenxie.law.instruments.steps import State

ONE_DAY = timedelta(days=1)
SERVED = date(2026, 3, 2)


def asked(kind: str, **said: object) -> Earlier:
    due = reply_due(kind, SERVED, set_days=15)
    assert due is not None
    return replace(Earlier(kind, State.SERVED, SERVED, due.last), **said)  # type: ignore[arg-type]


def must(ground: Ground) -> list[tuple[str, str]]:
    return [(one.instrument, one.law) for one in mandatory(ground)]


def test_duties_name_rules_of_the_models_kinds_of_the_catalogue_and_articles_of_the_registry() -> None:
    rules = {rule.code: rule for model in registry.every_model() for rule in model.rules}

    assert len(duties()) > 4
    for duty in duties():
        assert set(duty.rules) <= rules.keys()
        assert duty.must.instrument in kinds()
        assert cite(duty.must.law).chinese
        # What the model suggests is what must follow.
        assert {rules[code].suggested_instrument for code in duty.rules} == {duty.must.instrument}


@pytest.mark.parametrize(
    ("rule", "instrument", "law", "any_form"),
    [
        ("M01", "correction_notice", "RULE 286¶2", True),
        ("M02", "correction_notice", "RULE 287¶3", False),
        ("M05", "correction_notice", "RULE 618", False),
        ("M14-3", "correction_notice", "RULE 460¶3", True),
        ("M18-1", "additional_prosecution", "RULE 356", True),
        ("M20-1", "correction_notice", "RULE 564¶2", False),
        ("M20-2", "correction_notice", "RULE 564¶2", False),
    ],
)
def test_a_finding_makes_an_instrument_a_duty(rule: str, instrument: str, law: str, *, any_form: bool) -> None:
    [found] = mandatory(Ground(SERVED, rule=rule))

    assert (found.instrument, found.law, found.any_form) == (instrument, law, any_form)


@pytest.mark.parametrize("rule", ["M04", "M03", "DUI-06", None])
def test_most_findings_leave_the_choice_to_the_prosecutor(rule: str | None) -> None:
    assert must(Ground(SERVED, rule=rule)) == []


@pytest.mark.parametrize(
    ("kind", "last", "law", "any_form"),
    [
        ("request_reason_overdue", date(2026, 3, 9), "RULE 562", True),
        ("order_to_file", date(2026, 3, 17), "RULE 564¶2", False),
        ("order_to_withdraw", date(2026, 3, 17), "RULE 564¶2", False),
        ("release_or_change_suggestion", date(2026, 3, 12), "RULE 581", True),
    ],
)
def test_silence_makes_a_correction_a_duty_from_the_day_after(
    kind: str, last: date, law: str, *, any_form: bool
) -> None:
    silent = asked(kind, obeyed=False)
    days = (last - ONE_DAY, last, last + ONE_DAY)

    found = [must(Ground(day, earlier=(silent,))) for day in days]

    assert silent.due == last
    assert found == [[], [], [("correction_notice", law)]]
    assert mandatory(Ground(days[2], earlier=(silent,)))[0].any_form is any_form


@pytest.mark.parametrize(
    "said",
    [
        {"obeyed": None},  # the filing may be there and not reported
        {"obeyed": True},
        {"obeyed": False, "answered": True},
        {"obeyed": False, "contested": True},
        {"obeyed": False, "corrected": True},
        {"obeyed": False, "state": State.WITHDRAWN_BY_ISSUER},
    ],
    ids=str,
)
def test_an_order_that_was_obeyed_contested_corrected_or_is_in_doubt_makes_no_duty(said: dict[str, object]) -> None:
    assert must(Ground(date(2026, 4, 1), earlier=(asked("order_to_withdraw", **said),))) == []


@pytest.mark.parametrize("kind", ["request_reason_filing", "correction_notice", "procuratorial_suggestion"])
def test_silence_to_the_others_leaves_the_choice_to_a_person(kind: str) -> None:
    assert must(Ground(date(2026, 12, 1), earlier=(asked(kind),))) == []


def test_one_duty_is_named_once_although_finding_and_silence_both_make_it() -> None:
    ground = Ground(date(2026, 4, 1), rule="M20-1", earlier=(asked("order_to_file", obeyed=False),))

    assert must(ground) == [("correction_notice", "RULE 564¶2")]


def test_whoever_complains_of_an_overdue_decision_makes_the_office_ask() -> None:
    ground = Ground(SERVED, complained=True, decision_overdue=True, filed=False, filing_refused=False)

    assert must(ground) == [("request_reason_overdue", "RULE 562")]
    assert must(replace(ground, complained=None)) == []
    assert must(replace(ground, filed=None)) == []
    assert must(replace(ground, earlier=(asked("request_reason_overdue"),))) == []


def test_whoever_complains_of_a_refusal_makes_the_office_ask() -> None:
    ground = Ground(SERVED, complained=True, filed=False, filing_refused=True)

    assert must(ground) == [("request_reason_not_filing", "CPL 113")]
    assert must(replace(ground, filing_refused=None)) == []
    assert must(replace(ground, earlier=(asked("request_reason_not_filing"),))) == []


@pytest.mark.parametrize(
    ("kind", "order", "base"),
    [
        ("request_reason_not_filing", "order_to_file", Ground(SERVED, filed=False)),
        ("request_reason_filing", "order_to_withdraw", Ground(SERVED, filed=True, withdrawn=False)),
    ],
)
def test_reasons_that_do_not_hold_make_the_order_a_duty_once(kind: str, order: str, base: Ground) -> None:
    wanting = asked(kind, answered=True, reasons_hold=False)

    assert must(replace(base, earlier=(wanting,))) == [(order, "RULE 561")]
    assert must(replace(base, earlier=(replace(wanting, reasons_hold=True),))) == []
    assert must(replace(base, earlier=(wanting, asked(order, contested=True)))) == []


def test_an_agency_that_does_not_refer_a_crime_must_be_given_an_opinion() -> None:
    assert must(Ground(SERVED, referral_withheld=True)) == [("procuratorial_opinion", "RULE 557¶3")]


def test_proposals_put_first_what_must_issue_and_leave_out_what_may_not() -> None:
    ground = Ground(SERVED, filed=True, withdrawn=False, in_custody=True, rule="M05")

    found = proposals(ground)

    assert (found[0].instrument, [one.law for one in found[0].musts]) == ("correction_notice", ["RULE 618"])
    assert not any(one.musts for one in found[1:])
    assert "request_reason_filing" not in {one.instrument for one in found}
    assert "investigation_supervision_notice" in {one.instrument for one in found}


def test_an_under_age_case_is_not_asked_why_it_was_filed() -> None:
    # Domain 14.2: the request is closed to it; a correction or a notice is open.
    ground = Ground(
        SERVED, filed=True, withdrawn=False, arrest_requested=False, sent_for_prosecution=False, rule="UA-1"
    )

    found = {one.instrument for one in proposals(ground)}

    assert {"correction_notice", "investigation_supervision_notice"} <= found
    assert not {"request_reason_filing", "order_to_withdraw"} & found
