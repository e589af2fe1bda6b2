"""What becomes of a finding: every state of its life, and how it is reached."""

from collections.abc import Iterator
from datetime import date

import pytest

from builders.casefiles import CASE_ID, declared, event_id, everything, said
from screening import course, parameters
from screening.case_state import CaseState
from screening.casefile import CaseFile
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text

RULE = Rule(code="T-01", title=Text("试验规则", "A rule of the test"), articles=("CPL 105",), severity="high")
DAY = date(2026, 3, 20)
FILED = {"type": "case.filed", "occurred": "2026-03-01", "id": "filed"}
WITHDRAWN_LATE = {"type": "case.withdrawn", "occurred": "2026-03-15", "id": "withdrawn"}
HANDED_OVER = {
    "type": "case.transferred_out",
    "occurred": "2026-03-02",
    "id": "over",
    "receiving_agency": "640205000000",
}
WITHDRAWN_IN_TIME = {"type": "case.withdrawn", "occurred": "2026-03-05", "id": "withdrawn"}


class WithdrawWithinTenDays(SupervisionModel):
    """A filed case must be withdrawn by 11 March unless it is about an enterprise, or was handed over."""

    slug = "test"
    version = "1"
    title = Text("试验模型", "A model of the test")
    rules = (RULE,)
    watches = frozenset({"case.filed"})
    parameters_of = "backdated_correction"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        filed, withdrawn, due = case.first("case.filed"), case.first("case.withdrawn"), date(2026, 3, 11)
        if filed is None:
            return
        found = {
            "rule": RULE,
            "root": filed.entry,
            "finding": Text("应撤未撤", "not withdrawn"),
            "grounds": (Ground(Text("立案", "filed"), filed.entry),),
            "violated_from": "2026-03-12",
        }
        if filed.data.get("private_enterprise") or case.of_type("case.transferred_out"):
            yield Outcome(rule=RULE, verdict=Verdict.CLEAR, root=filed.entry)
        elif withdrawn is not None and withdrawn.days.last <= due:
            yield Outcome(rule=RULE, verdict=Verdict.CLEAR, root=filed.entry, cured_by=withdrawn.entry)
        elif withdrawn is not None:
            yield Outcome(verdict=Verdict.FOUND, ended_on=withdrawn.days.last, remedied=True, **found)
        elif on <= due:
            yield Outcome(rule=RULE, verdict=Verdict.CLEAR, root=filed.entry, look_again_on=date(2026, 3, 12))
        elif missing := case.silence(["case.withdrawn"], owed_by=case.police, since=date(2026, 3, 1), until=due):
            yield Outcome(rule=RULE, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
        else:
            yield Outcome(verdict=Verdict.FOUND, **found)


@pytest.fixture
def models() -> list[SupervisionModel]:
    return [WithdrawWithinTenDays(parameters.load("backdated_correction"))]


class Story:
    """One case, looked at again after each thing that happens."""

    def __init__(self, models: list[SupervisionModel]) -> None:
        self.models, self.told, self.state = models, [], CaseState()
        self.coverage = declared(everything("2026-03-31"))

    def hears(self, *events: dict, on: date = DAY) -> list[str]:
        """Report events as one list, and return what the exchange is told: kind, occurrence, standing."""
        for one in events:
            self.told.append(said(one, len(self.told) + 1))
        return self.looks(on)

    def looks(self, on: date = DAY) -> list[str]:
        file = CaseFile(CASE_ID, self.told, 1, len(self.told), self.coverage)
        step = course.step(file, on, self.state, self.models)
        self.state, self.posts = step.state, [one for one in step.posts if one.kind not in {"assessments", "quality"}]
        return [f"{one.kind} {one.occurrence} {one.body.get('standing', '')}".strip() for one in self.posts]

    def office(self, step: str, occurrence: int = 1) -> None:
        """Let the office take a step with the alert; it comes through the feed."""
        [name] = self.state.findings
        review = {"type": "alert.reviewed", "occurred": "2026-03-20", "alert_id": str(CASE_ID), "step": step}
        self.told.append(said({**review, "fingerprint": name, "occurrence": occurrence}, len(self.told) + 1))


@pytest.fixture
def story(models: list[SupervisionModel]) -> Story:
    return Story(models)


def test_the_calendar_alone_raises_an_alert_on_the_day_after_the_last_lawful_day(story: Story) -> None:
    assert story.hears(FILED, on=date(2026, 3, 2)) == []
    assert story.state.agenda["T-01"] == date(2026, 3, 12)

    assert story.looks(date(2026, 3, 11)) == []
    assert story.looks(date(2026, 3, 12)) == ["report 1 stands"]
    assert story.state.agenda == {}


def test_looked_at_again_nothing_new_is_told(story: Story) -> None:
    story.hears(FILED)

    assert story.looks(date(2026, 4, 30)) == []


def test_silence_that_was_not_promised_raises_nothing_and_waits_for_the_promise(story: Story) -> None:
    story.coverage = declared([])

    assert story.hears(FILED) == []
    assert ("640202000000", "case.withdrawn") in story.state.awaits

    story.coverage = declared(everything("2026-03-19"))
    assert story.looks() == ["report 1 stands"]


def test_a_promise_that_is_taken_back_puts_the_alert_in_doubt_and_a_new_one_lets_it_stand(story: Story) -> None:
    story.hears(FILED)
    assert ("640202000000", "case.withdrawn") in story.state.rests_on
    assert story.state.awaits == frozenset()

    story.coverage = declared(everything("2026-03-08"))
    assert story.looks() == ["report 1 in_doubt"]
    assert ("640202000000", "case.withdrawn") in story.state.awaits
    assert story.posts[0].body["finding"] == {"chinese": "应撤未撤", "english": "not withdrawn"}
    assert story.posts[0].body["missing"][0]["owed_by"] == "640202000000"
    assert story.looks() == []

    story.coverage = declared(everything("2026-03-31"))
    assert story.looks() == ["report 1 stands"]


def test_what_the_police_do_late_remedies_the_alert(story: Story) -> None:
    story.hears(FILED)

    assert story.hears(WITHDRAWN_LATE) == ["remedy 1"]
    assert story.posts[0].body["ended_on"] == "2026-03-15"
    assert story.posts[0].body["body"]["standing"] == "ended"
    assert story.looks(date(2026, 5, 1)) == []


def test_what_was_over_before_we_heard_of_it_is_raised_as_ended(story: Story) -> None:
    assert story.hears(FILED, WITHDRAWN_LATE) == ["report 1 ended"]
    assert story.looks(date(2026, 5, 1)) == []


def test_a_correction_that_shows_that_the_ground_never_existed_withdraws_the_alert(story: Story) -> None:
    story.hears(FILED)
    replacement = {
        "type": "case.filed",
        "message_id": "m-x",
        "occurred": "2026-03-01",
        "data": {"private_enterprise": True},
    }
    correction = {
        "type": "message.corrected",
        "occurred": "2026-03-20",
        "corrects": "filed",
        "replacement": replacement,
    }

    assert story.hears(correction) == ["withdrawal 1"]
    assert story.posts[0].body["reason"] == "correction"


def test_a_retracted_root_withdraws_the_alert(story: Story) -> None:
    story.hears(FILED)

    assert story.hears({"type": "message.retracted", "occurred": "2026-03-20", "corrects": "filed"}) == ["withdrawal 1"]


def test_a_new_report_that_makes_it_vanish_withdraws_nothing(story: Story) -> None:
    story.hears(FILED)

    assert story.hears(HANDED_OVER) == ["ground_change 1"]
    assert story.posts[0].body["prompted_by"] == str(event_id("over"))
    assert story.looks() == []


def test_a_correction_of_something_else_that_comes_with_it_does_not_withdraw_either(story: Story) -> None:
    story.hears({"type": "case.received", "occurred": "2026-02-28", "id": "received"}, FILED)
    retraction = {"type": "message.retracted", "occurred": "2026-03-20", "corrects": "received"}

    assert story.hears(HANDED_OVER, retraction) == ["ground_change 1"]


def test_a_correction_that_changed_nothing_then_withdraws_nothing_later(story: Story) -> None:
    story.hears(FILED)
    same = {"type": "case.filed", "message_id": "m-x", "occurred": "2026-03-01", "data": {}}
    story.hears({"type": "message.corrected", "occurred": "2026-03-20", "corrects": "filed", "replacement": same})

    assert story.hears(HANDED_OVER) == ["ground_change 1"]


def test_a_late_report_that_cures_only_changes_the_ground(story: Story) -> None:
    story.hears(FILED)

    assert story.hears(WITHDRAWN_IN_TIME) == ["ground_change 1"]
    assert story.posts[0].body["prompted_by"] == str(event_id("withdrawn"))
    assert story.looks() == []


def test_a_correction_that_cures_only_changes_the_ground_also_of_a_remedied_alert(story: Story) -> None:
    story.hears(FILED)
    story.hears(WITHDRAWN_LATE)
    earlier = {"type": "case.withdrawn", "message_id": "m-x", "occurred": "2026-03-05", "data": {}}
    correction = {
        "type": "message.corrected",
        "occurred": "2026-03-20",
        "corrects": "withdrawn",
        "replacement": earlier,
    }

    assert story.hears(correction) == ["ground_change 1"]


def test_reports_out_of_order_end_where_reports_in_order_end(models: list[SupervisionModel]) -> None:
    one, other = Story(models), Story(models)

    one.hears(FILED, on=date(2026, 3, 2))
    one.hears(WITHDRAWN_IN_TIME, on=date(2026, 3, 6))
    other.hears(WITHDRAWN_IN_TIME, on=date(2026, 3, 6))
    other.hears(FILED, on=date(2026, 3, 7))

    assert one.looks() == other.looks() == []
    assert one.state.findings == other.state.findings == {}


def test_a_dismissed_alert_that_stays_found_is_no_new_one(story: Story) -> None:
    story.hears(FILED)
    story.office("dismissed")

    assert story.looks() == []


def test_a_dismissed_alert_found_again_after_another_answer_is_the_next_occurrence(story: Story) -> None:
    story.hears(FILED)
    story.office("dismissed")
    story.coverage = declared(everything("2026-03-08"))
    assert story.looks() == ["report 1 in_doubt"]
    story.hears({"type": "fact.established", "occurred": "2026-03-20", "key": "plea", "value": {"truth": True}})
    story.coverage = declared(everything("2026-03-31"))

    assert story.looks() == ["report 2 stands"]


def test_a_withdrawn_alert_found_again_is_the_next_occurrence(story: Story) -> None:
    story.hears(FILED)
    other = {"type": "case.filed", "message_id": "m-x", "occurred": "2026-03-01", "data": {"private_enterprise": True}}
    story.hears(
        {"type": "message.corrected", "occurred": "2026-03-20", "id": "c", "corrects": "filed", "replacement": other}
    )

    assert story.hears({"type": "message.retracted", "occurred": "2026-03-21", "corrects": "c"}) == ["report 2 stands"]


def test_a_ground_that_changed_and_changed_back_stands_again_in_the_same_occurrence(story: Story) -> None:
    story.hears(FILED)
    story.hears(WITHDRAWN_IN_TIME)

    retraction = {"type": "message.retracted", "occurred": "2026-03-21", "corrects": "withdrawn"}
    assert story.hears(retraction) == ["report 1 stands"]


def test_a_state_survives_being_stored(story: Story) -> None:
    story.hears(FILED)

    kept = CaseState.of_json(story.state.to_json(), story.state.agenda, story.state.awaits, story.state.rests_on)

    assert kept == story.state


def test_the_same_end_told_twice_bears_the_same_message_id(models: list[SupervisionModel]) -> None:
    ids = []
    for _ in range(2):
        story = Story(models)
        story.hears(FILED)
        story.hears(WITHDRAWN_LATE)
        ids.append(story.posts[0].body["message_id"])

    assert ids[0] == ids[1]
