"""One investigator in two interrogations at once, told in two cases: tied by his number and the day, found in one of them."""

from datetime import date
from typing import Any
from uuid import UUID

from builders.casefiles import said
from screening import engine, registry, related
from screening.casefile import CaseFile
from screening.rulebook import Outcome, Verdict

OURS, THEIRS = UUID(int=1), UUID(int=2)
MORNING = {"started_at": "2026-03-06T09:00+08:00", "ended_at": "2026-03-06T11:00+08:00"}
LATER = {"started_at": "2026-03-06T10:30+08:00", "ended_at": "2026-03-06T12:00+08:00"}
AFTER = {"started_at": "2026-03-06T11:00+08:00", "ended_at": "2026-03-06T12:00+08:00"}


def file(case_id: UUID, position: int, hours: dict[str, str], *officers: str) -> CaseFile:
    """Return a case with one interrogation."""
    spelt: dict[str, Any] = {"type": "suspect.interrogated", "suspect": "S1", "occurred": hours["started_at"]}
    one = said({"id": f"e{case_id}", **spelt, "data": {**hours, "officers": list(officers)}}, position)
    return CaseFile(case_id, [one], 1, 2)


def answer(own: CaseFile, other: CaseFile) -> Outcome:
    """Return what M15-7 answers of `own`, as it is tied to `other`."""
    ties = [list(related.stated_ties(one.told[0], one.case_id)) for one in (own, other)]
    facts = related.facts(ties[0], [(tie, other) for tie in ties[1]], ())
    tied = CaseFile(own.case_id, own.told, 1, 2, own.coverage, facts)
    model = next(one for one in registry.every_model() if one.slug == "interrogations")
    outcomes = engine.evaluate(tied, date(2026, 3, 10), [model])
    return next(one for _, one in outcomes if one.rule.code == "M15-7")


def test_it_is_found_in_the_case_of_the_one_that_began_later() -> None:
    ours, theirs = file(OURS, 1, MORNING, "P1", "P2"), file(THEIRS, 2, LATER, "P2", "P1")

    assert answer(ours, theirs).verdict is Verdict.CLEAR
    found = answer(theirs, ours)
    assert found.verdict is Verdict.FOUND
    assert found.violated_from == LATER["started_at"]
    assert found.finding is not None
    assert "P1、P2" in found.finding.chinese


def test_one_that_follows_the_other_and_one_of_other_officers_are_clear() -> None:
    ours = file(OURS, 1, MORNING, "P1", "P2")

    assert answer(file(THEIRS, 2, AFTER, "P1", "P2"), ours).verdict is Verdict.CLEAR
    assert answer(file(THEIRS, 2, LATER, "P3", "P4"), ours).verdict is Verdict.CLEAR


def test_what_agrees_to_the_minute_may_be_one_interrogation_told_in_both_cases() -> None:
    ours, theirs = file(OURS, 1, MORNING, "P1", "P2"), file(THEIRS, 2, MORNING, "P1", "P2")
    verdicts = {answer(ours, theirs).verdict, answer(theirs, ours).verdict}

    assert verdicts == {Verdict.CLEAR, Verdict.UNDETERMINED}
