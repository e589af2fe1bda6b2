"""Whether the police still have time to decide on a filing, by the picture alone: it says that time runs, never that it is over."""

from datetime import date, timedelta
from typing import Any

import pytest

from zhenxie.record.deadlines.pictured import review_runs
from zhenxie.record.picture import Picture, Step
from zhenxie.wire.vocabulary import Stage


def told(kind: str, occurred: str | None, **details: Any) -> Step:
    return Step(
        type=kind,
        occurred=occurred,
        stage=Stage.INVESTIGATION,
        source="640202000000",
        suspect_ref=None,
        document_number=None,
        details=details,
    )


RECEIVED = told("case.received", "2026-03-02T09:00:00+08:00")
ECONOMIC = told("case.notified", "2026-03-02", handling_department="economic_crime_unit")


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        # D23: three days, and seven where leads are checked; D24: seven; D25: three from the receipt.
        pytest.param([RECEIVED], date(2026, 3, 5), id="report"),
        pytest.param(
            [RECEIVED, told("case.filing_review_extended", "2026-03-04", ground="leads_to_check")],
            date(2026, 3, 9),
            id="extended",
        ),
        pytest.param([ECONOMIC, RECEIVED], date(2026, 3, 9), id="economic"),
        pytest.param([told("case.referred", "2026-03-01", received_at="2026-03-03")], date(2026, 3, 6), id="referral"),
    ],
)
def test_it_runs_through_the_last_day_of_the_period_and_then_nobody_knows(steps: list[Step], last: date) -> None:
    found = [review_runs(Picture(steps=steps), last + timedelta(days=one)) for one in (-1, 0, 1)]

    assert found == [True, True, False]


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([], id="nothing"),
        pytest.param([told("case.received", None)], id="no day"),
        pytest.param([RECEIVED, told("case.filed", "2026-03-03")], id="filed"),
        pytest.param([RECEIVED, told("case.filing_refused", "2026-03-03")], id="refused"),
    ],
)
def test_it_does_not_run_where_it_was_decided_or_nobody_says_from_when(steps: list[Step]) -> None:
    assert review_runs(Picture(steps=steps), date(2026, 3, 4)) is False


def test_what_was_taken_in_again_after_a_refusal_is_reviewed_again() -> None:
    steps = [RECEIVED, told("case.filing_refused", "2026-03-04"), told("case.received", "2026-03-16")]

    assert review_runs(Picture(steps=steps), date(2026, 3, 18)) is True
