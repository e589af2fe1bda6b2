"""On what an instrument would stand: what was reported is so, what is silent is undetermined, and nothing is denied for it."""

from datetime import date
from typing import Any

import pytest

from exchange.instruments.grounding import earlier_of, ground_of
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
