"""How a remark lives beside the alerts of its case: found, cleared, found again; told once, and part of nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from builders.casefiles import CASE_ID, POLICE, declared, said
from screening import course, parameters
from screening.case_state import CaseState
from screening.casefile import CaseFile
from screening.course import QUALITY, Step
from screening.coverage import Missing
from screening.quality import evaluating
from screening.roster import Decisions
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text
from zhenxie.record.model_decisions import ModelDecision
from zhenxie.wire import json
from zhenxie.wire.quality import QualityReport

DAY = date(2026, 3, 20)
MONTH = {"type": "case.filed", "occurred": "2026-02", "id": "filed", "recorded": "2026-03-01T00:00:00+00:00"}
FILED = {**MONTH, "occurred": "2026-02-10"}


def amended(to: str, name: str) -> dict[str, Any]:
    event = {"type": "case.filed", "message_id": "m-filed", "occurred": to, "data": {}}
    return {
        "type": "message.corrected",
        "corrects": "filed",
        "id": name,
        "replacement": event,
        "recorded": "2026-03-05T00:00:00+00:00",
    }


class Asks(SupervisionModel):
    """Asks the police for the end of every filed case, unless it was withdrawn."""

    slug = "asks"
    version = "1"
    title = Text("询问模型", "A model that asks")
    rules = (Rule(code="T-03", title=Text("试验", "A test"), articles=("CPL 105",), severity="low"),)
    watches = frozenset({"case.filed"})
    parameters_of = "backdated_correction"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        del on
        if case.of_type("suspect.detention_extended"):
            raise TypeError("unhashable")
        owes = (Missing(Text("未报送", "not said"), "case.withdrawn", POLICE),)
        withdrawn = bool(case.of_type("case.withdrawn"))
        yield Outcome(
            rule=self.rules[0],
            verdict=Verdict.CLEAR if withdrawn else Verdict.UNDETERMINED,
            root=case.of_type("case.filed")[0].entry,
            missing=() if withdrawn else owes,
        )


class AsksInShadow(Asks):
    """Asks the same, and is not yet in force."""

    slug = "asks_in_shadow"
    rules = (Rule(code="T-04", title=Text("试验", "A test"), articles=("CPL 105",), severity="low", shadow=True),)


class Story:
    """One case, looked at after each thing that happens."""

    def __init__(self, *models: type[SupervisionModel]) -> None:
        numbers = parameters.load("backdated_correction")
        self.models, self.told, self.state = [one(numbers) for one in models], [], CaseState()
        self.step: Step

    def looks(self, *events: dict[str, Any], on: date = DAY) -> list[str]:
        for one in events:
            self.told.append(said(one, len(self.told) + 1))
        file = CaseFile(CASE_ID, list(self.told), 1, len(self.told), declared([]))
        self.step = course.step(file, on, self.state, self.models)
        # What is remembered passes through the database between two looks.
        kept = self.step.state
        self.state = CaseState.of_json(_stored(kept), kept.agenda, kept.awaits, kept.rests_on)
        assert self.state == kept
        posts = [one for one in self.step.posts if one.kind == "quality"]
        for one in posts:
            QualityReport.model_validate_json(json.canonical(dict(one.body)))
            assert (one.fingerprint, one.occurrence) == (one.body["fingerprint"], one.body["occurrence"])
        return [f"{one.body['code']} {one.body['standing']} {one.occurrence}" for one in posts]


def _stored(state: CaseState) -> Any:
    return json.parse(json.canonical(state.to_json()))


def test_it_is_told_once_cleared_when_it_is_mended_and_found_again_it_is_the_next() -> None:
    story = Story()

    assert story.looks(MONTH) == ["too_coarse found 1"]
    assert story.looks(on=DAY + timedelta(days=9)) == []
    assert story.looks(amended("2026-02-10", "c1")) == ["too_coarse cleared 1"]
    assert story.looks(amended("2026-01", "c2")) == ["too_coarse found 2"]
    assert story.looks({"type": "message.retracted", "corrects": "filed", "id": "r"}) == ["too_coarse cleared 2"]
    assert story.looks() == []


def test_it_is_part_of_no_alert_and_no_assessment() -> None:
    story = Story()
    story.looks(MONTH)

    assert [one.kind for one in story.step.posts] == ["quality"]
    assert story.state.findings == {}


def test_a_fact_is_owed_since_the_first_look_and_remarked_thirty_days_later_by_the_calendar_alone() -> None:
    story = Story(Asks)

    assert story.looks(FILED, on=DAY) == []
    assert story.state.agenda == {QUALITY: DAY + timedelta(days=30)}
    assert story.looks(on=DAY + timedelta(days=29)) == []
    assert story.looks(on=DAY + timedelta(days=30)) == ["owed_fact found 1"]
    assert story.state.agenda == {}
    [post] = [one for one in story.step.posts if one.kind == "quality"]
    assert (post.body["sender"], post.body["event_type"], post.body["subjects"]) == (POLICE, "case.withdrawn", [])
    withdrawn = {"type": "case.withdrawn", "occurred": "2026-02-12", "recorded": "2026-04-20T00:00:00+00:00"}
    assert story.looks(withdrawn, on=DAY + timedelta(days=31)) == ["owed_fact cleared 1"]
    assert story.state.owed == {}


def test_a_rule_that_somebody_took_out_of_shadow_or_put_into_it_asks_or_does_not() -> None:
    for model, decision, asks in ((AsksInShadow, "promote", True), (Asks, "shadow", False)):
        [rule] = model.rules
        decided = ModelDecision(1, CASE_ID, model.slug, model.version, rule.code, decision, DAY)
        file = CaseFile(CASE_ID, [said(FILED, 1)], 1, 1, declared([]))
        kind = [model(parameters.load("backdated_correction"))]

        state = course.step(file, DAY, CaseState(), kind, Decisions([decided])).state

        assert bool(state.owed) is asks, decision


def test_in_a_backtest_where_nothing_alerts_nothing_is_remarked() -> None:
    file = CaseFile(CASE_ID, [said(MONTH, 1)], 1, 1, declared([]))
    models = [Asks(parameters.load("backdated_correction"))]

    shown = course.step(file, DAY, CaseState(), models)
    hidden = course.step(file, DAY, CaseState(), models, Decisions(in_shadow=True))

    assert [one.kind for one in shown.posts if one.kind == "quality"] == ["quality"]
    assert (hidden.posts, hidden.state.remarks, hidden.state.owed) == ((), {}, {})


def test_a_rule_in_shadow_asks_nobody() -> None:
    story = Story(AsksInShadow)

    assert story.looks(FILED) == []
    assert (story.state.owed, story.state.agenda) == ({}, {})


def test_while_a_model_fails_what_was_owed_stays_owed() -> None:
    story = Story(Asks)
    story.looks(FILED)
    odd = {"type": "suspect.detention_extended", "occurred": "2026-03-02", "suspect": "S1", "ground": "roaming"}

    assert story.looks({**odd, "recorded": "2026-03-21T00:00:00+00:00", "id": "odd"}, on=DAY + timedelta(days=1)) == []
    assert story.state.owed == {(POLICE, "case.withdrawn"): DAY}


def test_where_the_remarks_fail_they_stay_as_they_stood_and_the_rules_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story(Asks)
    story.looks(MONTH)
    before = story.state.remarks

    def falls(*_: Any) -> Any:
        raise TypeError("马小军: unhashable")

    monkeypatch.setattr(evaluating, "evaluate", falls)
    assert story.looks(amended("2026-02-10", "c1")) == []
    assert story.state.remarks == before
    assert story.state.failed[QUALITY].startswith("TypeError in falls, line ")
    assert "马小军" not in str(story.step)
    assert story.state.agenda[QUALITY] == DAY + timedelta(days=1)
    monkeypatch.undo()
    assert story.looks(on=DAY + timedelta(days=1)) == ["too_coarse cleared 1"]
    assert story.state.failed == {}


def test_what_an_earlier_release_remembered_is_read() -> None:
    values = _stored(CaseState())
    del values["remarks"], values["owed"]

    assert CaseState.of_json(values) == CaseState()
