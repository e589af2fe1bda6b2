"""Whether somebody was held on a day: only what is said, and whose silence counts."""

from datetime import date
from typing import Any

import pytest

from builders.casefiles import PROCURATORATE, case_file, everything
from screening.models.custody import standing_on

DAY = date(2026, 3, 20)
DETAINED = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1"}
ARRESTED = {"type": "suspect.arrested", "occurred": "2026-03-15", "suspect": "S1"}
BAILED = {"type": "suspect.bail_imposed", "occurred": "2026-03-10", "suspect": "S1"}
SENT = {"type": "case.sent_for_prosecution", "occurred": "2026-03-18"}
INDICTED = {"type": "suspect.prosecuted", "occurred": "2026-03-19", "suspect": "S1", "source": PROCURATORATE}


def promised(*agencies: str) -> list[dict[str, Any]]:
    return [row for one in agencies or ("640202000000",) for row in everything(DAY.isoformat(), agency=one)]


@pytest.mark.parametrize(
    ("events", "held", "title"),
    [
        ([DETAINED], True, "suspect.detained"),
        ([DETAINED, ARRESTED], True, "suspect.arrested"),
        ([DETAINED, BAILED], False, "suspect.detained"),
        ([DETAINED, BAILED, ARRESTED], True, "suspect.arrested"),
        ([DETAINED, {**BAILED, "occurred": "2026-03-20"}], False, "suspect.detained"),
        ([DETAINED, {**BAILED, "occurred": "2026-03-21"}], True, "suspect.detained"),
        ([DETAINED, {**BAILED, "suspect": "S2"}], True, "suspect.detained"),
        # Bail that came before belongs to another time.
        ([{**BAILED, "occurred": "2026-03-01"}, DETAINED], True, "suspect.detained"),
        ([{**DETAINED, "occurred": "2026-03-21"}], False, None),
        ([{"type": "case.filed", "occurred": "2026-03-01"}], False, None),
        # Which of two came first on one day, only the hour says.
        ([DETAINED, {**BAILED, "occurred": "2026-03-02"}], None, "suspect.detained"),
        (
            [
                {**DETAINED, "occurred": "2026-03-02T08:00:00+08:00"},
                {**BAILED, "occurred": "2026-03-02T20:00:00+08:00"},
            ],
            False,
            "suspect.detained",
        ),
        (
            [
                {**DETAINED, "occurred": "2026-03-02T20:00:00+08:00"},
                {**BAILED, "occurred": "2026-03-02T08:00:00+08:00"},
            ],
            True,
            "suspect.detained",
        ),
        ([{**DETAINED, "occurred": None}], None, "suspect.detained"),
        ([{**DETAINED, "occurred": "2026-03"}], None, "suspect.detained"),
        ([DETAINED, {**BAILED, "occurred": None}], None, "suspect.detained"),
        ([DETAINED, {**BAILED, "occurred": "2026-03"}], None, "suspect.detained"),
        # A lifting ends the measure that it names; one that names none may have ended custody.
        ([DETAINED, {**BAILED, "type": "suspect.measure_lifted", "measure": "bail"}], True, "suspect.detained"),
        ([DETAINED, {**BAILED, "type": "suspect.measure_lifted", "measure": "detention"}], False, "suspect.detained"),
        ([DETAINED, {**BAILED, "type": "suspect.measure_lifted"}], None, "suspect.detained"),
        ([DETAINED, {**BAILED, "type": "suspect.at_large"}], None, "suspect.detained"),
        ([DETAINED, {**BAILED, "type": "suspect.at_large", "at_large": False}], True, "suspect.detained"),
        # After the transfer the procuratorate owes what frees him, and in court nobody here can promise it.
        ([DETAINED, SENT], None, "suspect.detained"),
        ([DETAINED, {**SENT, "occurred": "2026-03-21"}], True, "suspect.detained"),
        ([DETAINED, SENT, INDICTED], None, "suspect.detained"),
    ],
)
def test_the_standing_at_the_end_of_a_day(events: list[dict[str, Any]], held: bool | None, title: str | None) -> None:
    standing = standing_on(case_file(events, coverage=promised()), "S1", DAY)

    assert standing.held is held, standing.why
    assert (standing.title and standing.title.type) == title
    assert bool(standing.why) is (held is None)
    assert all(one.event_type and one.owed_by for one in standing.why)


@pytest.mark.parametrize("events", [[DETAINED], [{"type": "case.filed", "occurred": "2026-03-01"}]])
def test_silence_counts_only_where_it_was_promised(events: list[dict[str, Any]]) -> None:
    standing = standing_on(case_file(events), "S1", DAY)

    assert standing.held is None
    assert {one.owed_by for one in standing.why} == {"640202000000"}


def test_after_the_transfer_the_procuratorate_can_promise_it_too() -> None:
    file = case_file([DETAINED, SENT], coverage=promised("640202000000", PROCURATORATE))

    assert standing_on(file, "S1", DAY).held is True


def test_a_request_to_arrest_brings_the_case_to_no_other_stage() -> None:
    opened = {"type": "case.proceeding_opened", "occurred": "2026-03-05", "kind": "arrest_request"}
    file = case_file([DETAINED, {**opened, "source": PROCURATORATE}], coverage=promised())

    assert standing_on(file, "S1", DAY).held is True
