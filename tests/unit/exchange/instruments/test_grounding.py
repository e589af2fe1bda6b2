"""On what an instrument would stand: what was reported is so, what is silent is undetermined, and nothing is denied for it."""

from datetime import date, timedelta
from typing import Any

import pytest

from exchange.instruments.grounding import before, earlier_of, ground_of, is_established, restated
from zhenxie.law.instruments.ground import Earlier
from zhenxie.law.instruments.steps import State
from zhenxie.record.picture import MeasureTaken, Outcome, Picture, Step, Suspect
from zhenxie.wire.vocabulary import CaseStatus, Measure, Stage, SuspectStatus

DAY = date(2026, 3, 20)


def a_step(kind: str, occurred: str | None = "2026-03-05", **details: Any) -> Step:
    return Step(
        type=kind,
        occurred=occurred,
        stage=Stage.INVESTIGATION,
        source="640202000000",
        suspect_ref=None,
        document_number=None,
        details=details,
    )


def a_suspect(ref: str = "S1", status: SuspectStatus = SuspectStatus.DETAINED, **more: Any) -> Suspect:
    return Suspect(ref=ref, status=status, status_since=None, provisional=False, **more)


def test_of_a_case_of_which_nobody_said_more_everything_is_undetermined() -> None:
    ground = ground_of(DAY, Picture(suspects=[a_suspect(status=SuspectStatus.IDENTIFIED)]), ["S1"], [], [])

    facts = ("filed", "withdrawn", "filing_refused", "concluded", "arrest_requested", "sent_for_prosecution")
    assert {getattr(ground, one) for one in (*facts, "in_custody", "arrested", "not_prosecuted", "stage")} == {None}
    assert (ground.filed_on, ground.rule, ground.similar_cases) == (None, None, None)


def test_what_was_reported_of_the_case_is_a_fact() -> None:
    filed = a_step("case.filed", "2026-03-05T09:00:00+08:00", prompted_by="order_to_file")
    sent = a_step("case.sent_for_prosecution")
    prosecuted = Outcome(kind="not_prosecuted", step=a_step("suspect.not_prosecuted"))
    suspect = a_suspect(arrest_requests=[a_step("suspect.arrest_requested")], outcome=prosecuted)
    picture = Picture(
        status=CaseStatus.TRANSFERRED_FOR_PROSECUTION, filed=filed, sent_for_prosecution=sent, suspects=[suspect]
    )

    ground = ground_of(DAY, picture, [], [], [])

    assert (ground.filed, ground.filed_on, ground.supervised_filing) == (True, date(2026, 3, 5), True)
    assert (ground.concluded, ground.sent_for_prosecution, ground.stage) == (True, True, "prosecution")
    assert (ground.arrest_requested, ground.not_prosecuted) == (True, True)


def test_a_refusal_to_file_denies_the_filing_until_the_case_is_filed() -> None:
    refused = a_step("case.filing_refused")
    still = ground_of(DAY, Picture(status=CaseStatus.FILING_REFUSED, filing_refused=refused), [], [], [])
    filed = Picture(status=CaseStatus.FILED, filing_refused=refused, filed=a_step("case.filed", "2026-03"))
    then = ground_of(DAY, filed, [], [], [])

    own = Picture(status=CaseStatus.FILED, filed=a_step("case.filed", prompted_by="own_decision"))
    assert (ground_of(DAY, own, [], [], []).supervised_filing, then.supervised_filing) == (False, None)
    assert (still.filed, still.filing_refused) == (False, True)
    assert (then.filed, then.filing_refused, then.filed_on) == (True, None, None)


@pytest.mark.parametrize(
    ("status", "held", "custody", "arrested"),
    [
        pytest.param(SuspectStatus.DETAINED, True, True, None, id="detained"),
        pytest.param(SuspectStatus.ARRESTED, True, True, True, id="arrested"),
        pytest.param(SuspectStatus.ON_BAIL, False, False, False, id="on bail"),
        pytest.param(SuspectStatus.IDENTIFIED, False, None, None, id="identified"),
    ],
)
def test_custody_is_that_of_the_persons_whom_it_is_about(
    status: SuspectStatus,
    held: bool,
    custody: bool | None,
    arrested: bool | None,
) -> None:
    measure = MeasureTaken(
        kind=Measure.DETENTION,
        since="2026-03-01",
        until=None,
        in_force=held,
        ended_by=None,
        stage=Stage.INVESTIGATION,
        decided_by="640202000000",
        document_number=None,
        extensions=(),
        details={},
    )
    other = a_suspect("S2", SuspectStatus.ARRESTED, in_custody=True)
    picture = Picture(suspects=[a_suspect("S1", status, in_custody=held, measures=[measure]), other])

    ground = ground_of(DAY, picture, ["S1"], [], [])

    assert (ground.in_custody, ground.arrested) == (custody, arrested)


def test_alerts_lend_their_rules_and_their_cases() -> None:
    alerts = [{"rule": "M10-2", "case_id": case} for case in (1, 2, 2)] + [{"rule": "M11-1", "case_id": 3}]

    ground = ground_of(DAY, None, [], alerts, [])

    assert (ground.rule, ground.violations, ground.similar_cases) == ("M10-2", ("M10-2", "M11-1"), 3)


def an_order(**course: Any) -> dict[str, Any]:
    marks = dict.fromkeys(("answered", "reconsidered", "reviewed", "upheld"), False)
    row = {"kind": "order_to_file", "state": "served", "served_on": DAY, "reply_due": DAY}
    return row | {"course": marks | course}


def test_an_earlier_order_is_obeyed_only_by_what_was_reported() -> None:
    silent = earlier_of(an_order(), Picture())
    obeyed = earlier_of(an_order(), Picture(filed=a_step("case.filed")))
    contested = earlier_of(an_order() | {"state": "re_examining"}, None)

    assert (silent.obeyed, obeyed.obeyed, contested.contested) == (None, True, True)
    assert (silent.is_silent_on(date(2026, 3, 21)), obeyed.is_silent_on(date(2026, 3, 21))) == (None, False)


def test_reasons_fail_where_they_were_given_and_a_prosecutor_says_so() -> None:
    given, none = an_order(answered=True), an_order()

    assert earlier_of(given, None, reasons_fail=True).reasons_hold is False
    assert earlier_of(given, None).reasons_hold is None
    assert earlier_of(none, None, reasons_fail=True).reasons_hold is None


def a_finding(rule: str, standing: str = "stands", state: str = "new", model: str = "a_model") -> dict[str, Any]:
    return {"rule": rule, "case_id": 1, "standing": standing, "state": state, "model": model}


@pytest.mark.parametrize("rule", ["M09-1", "M09-2", "E6"])
def test_a_finding_that_the_decision_is_overdue_says_that_none_was_made(rule: str) -> None:
    ground = ground_of(DAY, Picture(), [], [a_finding(rule)], [])

    assert (ground.decision_overdue, ground.filed, ground.filing_refused) == (True, False, False)


def test_what_a_person_raised_is_found_when_the_office_established_it() -> None:
    by_hand = a_finding("M09-1", state="established", model="manual")

    assert ground_of(DAY, Picture(), [], [by_hand], []).decision_overdue is True


@pytest.mark.parametrize(
    "finding",
    [
        a_finding("M09-4"),
        a_finding("M09-2", "ended"),
        a_finding("M09-2", "in_doubt"),
        a_finding("M09-2", state="dismissed"),
        a_finding("M09-1", model="manual"),
    ],
    ids=["another rule", "ended", "in doubt", "dismissed", "raised by hand and not established"],
)
def test_nothing_else_says_that_it_is_overdue_nor_does_silence(finding: dict[str, Any]) -> None:
    silent = Picture(steps=[a_step("case.received", "2026-03-02")])

    ground = ground_of(DAY, silent, [], [finding], [])

    assert (ground.decision_overdue, ground.filed, ground.filing_refused) == (None, None, None)


def test_a_decision_that_was_reported_is_not_overdue_whatever_was_found_before() -> None:
    refused = Picture(status=CaseStatus.FILING_REFUSED, filing_refused=a_step("case.filing_refused"))

    ground = ground_of(DAY, refused, [], [a_finding("M09-2")], [])

    assert (ground.decision_overdue, ground.filing_refused) == (None, True)


def test_it_is_not_overdue_while_the_time_to_decide_runs() -> None:
    picture = Picture(steps=[a_step("case.received", "2026-03-18")])

    assert ground_of(DAY, picture, [], [], []).decision_overdue is False


def test_a_penalty_in_place_of_a_case_is_found_or_stated() -> None:
    same = [a_step("suspect.penalized", same_facts=True)]
    other = [a_step("suspect.penalized", same_facts=False), a_step("suspect.penalized")]
    filed = Picture(filed=a_step("case.filed"), suspects=[a_suspect(steps=same)])

    def instead(picture: Picture, *alerts: dict[str, Any]) -> bool | None:
        return ground_of(DAY, picture, [], alerts, []).penalized_instead

    assert instead(Picture(suspects=[a_suspect(steps=same)])) is True
    assert instead(Picture(suspects=[a_suspect(steps=other)])) is None
    assert instead(filed) is None
    assert instead(Picture(), a_finding("M10-2")) is True
    # A notice that no appraisal was made finds no crime.
    assert instead(Picture(), a_finding("M10-4")) is None


def test_an_agency_that_referred_the_case_withheld_nothing_and_of_the_others_nobody_says() -> None:
    referred = Picture(steps=[a_step("case.referred")])

    assert ground_of(DAY, referred, [], [], []).referral_withheld is False
    assert ground_of(DAY, Picture(), [], [], []).referral_withheld is None


def test_decisions_of_the_office_are_those_about_the_persons_named_and_about_the_case() -> None:
    approved = a_step("suspect.arrest_approved")
    refused = a_step("suspect.arrest_refused")
    suspects = [a_suspect("S1", steps=[approved]), a_suspect("S2", steps=[refused])]
    picture = Picture(suspects=suspects, steps=[a_step("case.returned")])

    assert ground_of(DAY, picture, ["S1"], [], []).decisions == ("returned", "arrest_approved")
    assert ground_of(DAY, Picture(), ["S1"], [], []).decisions == ()


@pytest.mark.parametrize(("contested", "running"), [(True, True), (False, None)])
def test_an_objection_runs_where_an_instrument_of_the_case_is_contested(contested: bool, running: bool | None) -> None:
    earlier = Earlier("correction_notice", State.RE_EXAMINING, contested=contested)

    assert ground_of(DAY, None, [], [], [earlier]).objection_running is running


SUGGESTED = {
    "kind": "release_or_change_suggestion",
    "state": "overdue",
    "issued_on": DAY - timedelta(days=20),
    "served_on": DAY - timedelta(days=20),
    "reply_due": DAY - timedelta(days=10),
    "course": dict.fromkeys(("answered", "reconsidered", "reviewed", "upheld"), False),
    "alert_ids": [],
    "grounds": {"rules": []},
}
CORRECTED = SUGGESTED | {
    "kind": "correction_notice",
    "issued_on": DAY - timedelta(days=9),
    "reply_due": DAY,
    "state": "served",
}


@pytest.mark.parametrize(
    ("change", "corrected"),
    [
        pytest.param({}, True, id="on the silence"),
        pytest.param({"kind": "oral_correction"}, True, id="by word of mouth, for the law leaves the form open"),
        pytest.param({"kind": "procuratorial_suggestion"}, False, id="another kind"),
        pytest.param({"issued_on": DAY - timedelta(days=10)}, False, id="on the last day"),
        pytest.param({"issued_on": None, "state": "approved"}, False, id="not issued"),
        pytest.param({"state": "withdrawn_by_issuer"}, False, id="withdrawn"),
        pytest.param({"alert_ids": [1], "grounds": {"rules": ["M05"]}}, False, id="on another finding"),
    ],
)
def test_a_silence_is_corrected_by_what_issued_on_it_after_the_last_day(
    change: dict[str, Any], *, corrected: bool
) -> None:
    silent, _ = before([SUGGESTED, CORRECTED | change], None)

    assert silent.is_silent_on(DAY) is True
    assert silent.corrected is corrected


def test_silence_to_an_order_is_corrected_on_the_finding_that_it_was_not_followed() -> None:
    order = SUGGESTED | {"kind": "order_to_withdraw"}
    found = CORRECTED | {"alert_ids": [1], "grounds": {"rules": ["M20-2"]}}
    spoken = found | {"kind": "oral_correction"}

    assert [before([order, later], None)[0].corrected for later in (found, spoken)] == [True, False]


@pytest.mark.parametrize(
    ("alert", "established"),
    [
        ({"state": "established", "standing": "stands"}, True),
        ({"state": "closed", "standing": "remedied", "confirmed": True}, True),
        ({"state": "closed", "standing": "remedied"}, False),
        ({"state": "transferred", "standing": "stands", "confirmed": True}, False),
        ({"state": "established", "standing": "withdrawn", "confirmed": True}, False),
        ({"state": "closed", "standing": "withdrawn", "confirmed": True}, False),
        ({"state": "new", "standing": "stands"}, False),
    ],
    ids=str,
)
def test_an_alert_that_was_established_stays_so_until_it_is_taken_back(
    alert: dict[str, Any], *, established: bool
) -> None:
    assert is_established(alert) is established


def test_an_outline_for_another_decision_needs_a_reason_of_its_own() -> None:
    grounds = {
        "stated": {"occasion": "returned", "purpose": None},
        "unknown": [{"code": "no_occasion"}, {"code": "own"}],
    }
    same = restated(grounds, {"kind": "supplement_outline", "ground": "returned"})
    other = restated(grounds, {"kind": "supplement_outline", "ground": "arrest_refused"})

    assert same == grounds
    assert other["stated"] == {"occasion": "arrest_refused", "purpose": None}
    assert other["unknown"] == [{"code": "own"}]
