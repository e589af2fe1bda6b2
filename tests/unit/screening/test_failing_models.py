"""A model that fails on one case: it silences nobody, takes nothing back, and is asked again."""

from collections.abc import Iterator
from datetime import date

import pytest

from builders.casefiles import case_file
from screening import course, parameters
from screening.case_state import CaseState
from screening.casefile import CaseFile
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text

FILED = {"type": "case.filed", "occurred": "2026-03-01", "id": "filed"}
ODD = {
    "type": "suspect.detention_extended",
    "occurred": "2026-03-02",
    "id": "odd",
    "suspect": "S1",
    "ground": "roaming",
}
DAY = date(2026, 3, 20)


def a_rule(code: str) -> Rule:
    return Rule(code=code, title=Text("试验规则", "A rule of the test"), articles=("CPL 105",), severity="high")


class Steady(SupervisionModel):
    """Finds every filed case."""

    slug = "steady"
    version = "1"
    title = Text("稳定模型", "A steady model")
    rules = (a_rule("T-01"),)
    watches = frozenset({"case.filed"})
    parameters_of = "backdated_correction"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        del on
        filed = case.of_type("case.filed")[0]
        yield Outcome(
            rule=self.rules[0],
            verdict=Verdict.FOUND,
            root=filed.entry,
            finding=Text("发现", "found"),
            grounds=(Ground(Text("立案", "filed"), filed.entry),),
        )


class Fragile(Steady):
    """Finds every filed case, and falls over a detention that was extended."""

    slug = "fragile"
    rules = (a_rule("T-02"),)

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        yield from super().screen(case, on)
        if case.of_type("suspect.detention_extended"):
            raise TypeError("马小军: unhashable")


@pytest.fixture
def models() -> list[SupervisionModel]:
    numbers = parameters.load("backdated_correction")
    return [Fragile(numbers), Steady(numbers)]


def test_a_model_that_fails_silences_no_other(models: list[SupervisionModel]) -> None:
    step = course.step(case_file([FILED, ODD]), DAY, CaseState(), models)

    assert [one.body["rule"] for one in step.posts if one.kind == "report"] == ["T-01"]
    assert step.state.failed.keys() == {"fragile"}


def test_where_it_failed_is_kept_and_nothing_of_what_the_case_says(models: list[SupervisionModel]) -> None:
    step = course.step(case_file([FILED, ODD]), DAY, CaseState(), models)

    assert step.state.failed["fragile"].startswith("TypeError in screen, line ")
    assert "马小军" not in str(step)


def test_what_it_cannot_judge_is_told_as_undetermined_and_asked_again_on_the_next_day(
    models: list[SupervisionModel],
) -> None:
    step = course.step(case_file([FILED, ODD]), DAY, CaseState(), models)

    [assessed] = [one.body for one in step.posts if one.kind == "assessments"]
    verdicts = {one["rule"]: one["verdict"] for one in assessed["outcomes"]}
    assert verdicts == {"T-01": "found", "T-02": "undetermined"}
    assert step.state.agenda == {"T-02": date(2026, 3, 21)}


def test_what_it_found_before_stays_as_it_stood_until_it_can_answer(models: list[SupervisionModel]) -> None:
    first = course.step(case_file([FILED]), DAY, CaseState(), models)
    fallen = course.step(case_file([FILED, ODD]), DAY, first.state, models)
    odd = [{"type": "message.retracted", "corrects": "odd", "id": "r"}]
    mended = course.step(case_file([FILED, ODD, *odd]), DAY, fallen.state, models)

    assert {held.body["rule"] for held in fallen.state.findings.values()} == {"T-01", "T-02"}
    assert [one.kind for one in fallen.posts if one.kind != "quality"] == ["assessments"]
    assert fallen.state.findings == first.state.findings
    assert mended.state.failed == {}
    assert [one.kind for one in mended.posts if one.kind != "quality"] == ["assessments"]
    assert {held.standing for held in mended.state.findings.values()} == {"stands"}


def test_a_failure_is_remembered_with_the_case(models: list[SupervisionModel]) -> None:
    state = course.step(case_file([FILED, ODD]), DAY, CaseState(), models).state

    again = CaseState.of_json(state.to_json(), state.agenda, state.awaits, state.rests_on)

    assert again == state
