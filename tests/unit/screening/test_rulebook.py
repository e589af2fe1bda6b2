"""What an outcome must say for its verdict, and what it cannot say."""

from datetime import date
from typing import Any, Final, get_args

import pytest

from builders.casefiles import case_file
from screening.coverage import Missing
from screening.parameters import Number
from screening.registry import every_model
from screening.rulebook import Ground, Outcome, Rule, Verdict, by_law
from zhenxie.law.wording import Text
from zhenxie.wire.events.instruments import InstrumentKind

RULE = Rule(code="T-01", title=Text("试验规则", "A rule of the test"), articles=("CPL 105",), severity="high")
# What a literal type of the wire allows; the annotation around it carries its description.
INSTRUMENTS: Final = frozenset(get_args(get_args(InstrumentKind)[0]))
ENTRY = case_file([{"type": "case.filed", "occurred": "2026-03-01"}]).events[0].entry
FOUND = Text("应撤未撤", "not withdrawn")
GROUND = Ground(Text("立案", "filed"), ENTRY)
MISSING = Missing(Text("是否撤案不明", "whether it was withdrawn is not known"), "case.withdrawn", "640202000000")


def outcome(verdict: Verdict, **said: Any) -> Outcome:
    return Outcome(rule=RULE, verdict=verdict, root=ENTRY, **said)


def test_a_finding_says_what_was_found_and_why() -> None:
    found = outcome(Verdict.FOUND, finding=FOUND, grounds=(GROUND,), violated_from="2026-03-12")

    assert found.confidence == "certain"
    assert found.ended_on is None
    assert not found.remedied


@pytest.mark.parametrize("said", [{}, {"finding": FOUND}, {"grounds": (GROUND,)}])
def test_a_finding_without_its_sentence_or_without_its_grounds_is_none(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="T-01: a finding says what was found, and why"):
        outcome(Verdict.FOUND, **said)


def test_undetermined_says_what_is_missing() -> None:
    assert outcome(Verdict.UNDETERMINED, missing=(MISSING,)).missing == (MISSING,)
    with pytest.raises(ValueError, match="T-01: undetermined says what is missing"):
        outcome(Verdict.UNDETERMINED)


@pytest.mark.parametrize(("verdict", "said"), [(Verdict.CLEAR, {}), (Verdict.UNDETERMINED, {"missing": (MISSING,)})])
@pytest.mark.parametrize("end", [{"ended_on": date(2026, 3, 15)}, {"remedied": True}])
def test_only_a_violation_ends_or_is_made_good(verdict: Verdict, said: dict[str, Any], end: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only a violation ends"):
        outcome(verdict, **said, **end)


def test_a_remedy_has_its_day() -> None:
    made_good = {"finding": FOUND, "grounds": (GROUND,), "remedied": True}

    assert outcome(Verdict.FOUND, **made_good, ended_on=date(2026, 3, 15)).remedied
    with pytest.raises(ValueError, match="a remedy has its day"):
        outcome(Verdict.FOUND, **made_good)


def test_a_violation_may_end_without_being_made_good() -> None:
    assert not outcome(Verdict.FOUND, finding=FOUND, grounds=(GROUND,), ended_on=date(2026, 3, 15)).remedied


def test_only_what_is_clear_was_done_in_time() -> None:
    assert outcome(Verdict.CLEAR, cured_by=ENTRY).cured_by == ENTRY
    with pytest.raises(ValueError, match="done in time is clear"):
        outcome(Verdict.FOUND, finding=FOUND, grounds=(GROUND,), cured_by=ENTRY)
    with pytest.raises(ValueError, match="done in time is clear"):
        outcome(Verdict.UNDETERMINED, missing=(MISSING,), cured_by=ENTRY)


def test_a_step_that_takes_a_number_of_law_names_its_article_and_its_parameter() -> None:
    number = Number("bail_months", 12, date(2018, 10, 26), "CPL 79", "checked")

    assert by_law(number, FOUND).as_json() == {
        "chinese": "应撤未撤",
        "english": "not withdrawn",
        "entry": None,
        "article": "CPL 79",
        "parameter": "bail_months",
    }


def test_a_step_that_rests_on_an_entry_says_where_it_stands_in_the_feed() -> None:
    said = GROUND.as_json()["entry"]

    assert said == ENTRY.as_json()
    assert (said["position"], said["said_at"], said["type"]) == (1, 1, "case.filed")
    assert said["occurred"] == "2026-03-01"


@pytest.mark.parametrize("rule", [one for model in every_model() for one in model.rules], ids=lambda rule: rule.code)
def test_what_a_rule_suggests_is_an_instrument_that_can_be_issued(rule: Rule) -> None:
    assert rule.suggested_instrument in INSTRUMENTS | {None}


def test_reasons_for_an_overdue_decision_are_asked_for_as_such() -> None:
    suggested = {one.code: one.suggested_instrument for model in every_model() for one in model.rules}

    assert {suggested[code] for code in ("M09-1", "M09-2")} == {"request_reason_overdue"}
    assert {suggested[code] for code in ("M10-1", "M10-2", "M10-3")} == {"request_reason_not_filing"}
