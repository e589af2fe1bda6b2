"""What people decide of models: which version alerts, from where on, and what becomes of what was alerted before."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from builders.casefiles import CASE_ID, POLICE, event_id
from screening import backtest, parameters, registry, virtual_time
from screening.casefile import CaseFile
from screening.coverage import Missing
from screening.hearing import Heard
from screening.life import Post
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Variant, Verdict
from zhenxie.law.calendar import BEIJING, start_of_day
from zhenxie.law.wording import Text

APRIL = start_of_day(date(2026, 4, 1))
# Before any day on which the quality of the data is looked at.
SOON = start_of_day(date(2026, 3, 2))
ALERTS = ("report", "remedy", "withdrawal", "ground_change")


def a_rule(code: str, *, shadow: bool = False) -> Rule:
    text = Text("试验规则", "A rule of the test")
    return Rule(code=code, title=text, articles=("CPL 105",), severity="high", shadow=shadow)


class First(SupervisionModel):
    """Finds every case that was filed."""

    slug = "decided"
    version = "1"
    title = Text("试验模型", "A model of the test")
    rules = (a_rule("T-01"), a_rule("T-02", shadow=True))
    watches = frozenset({"case.filed"})
    parameters_of = "backdated_correction"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        del on
        if self.finds(case):
            grounds = (Ground(Text("立案", "filed"), case.events[0].entry),)
            for rule in self.rules:
                yield Outcome(
                    rule=rule,
                    verdict=Verdict.FOUND,
                    root=case.events[0].entry,
                    finding=Text("发现", "found"),
                    grounds=grounds,
                )
        else:
            yield Outcome(rule=self.rules[0], verdict=Verdict.CLEAR, root=case.events[0].entry)

    def finds(self, case: CaseFile) -> bool:
        return not case.of_type("case.withdrawn")


class Second(First):
    """Finds the cases in which somebody was detained."""

    version = "2"
    status = "shadow"

    def finds(self, case: CaseFile) -> bool:
        return bool(case.of_type("suspect.detained"))


class Broken(Second):
    """Falls over every case."""

    def finds(self, case: CaseFile) -> bool:
        raise TypeError(case.number)


@pytest.fixture
def numbers() -> Parameters:
    return parameters.load("backdated_correction")


def entry(position: int, at: str, type_name: str = "case.filed", **data: Any) -> Heard:
    moment = datetime.fromisoformat(at).replace(tzinfo=BEIJING).astimezone(UTC)
    payload = {"type": type_name, "occurred": at[:10], "data": data, "suspect_ref": "S1"}
    whose = None if type_name == "model.decided" else CASE_ID
    return Heard(
        position, 1, moment, position, event_id(f"e{position}"), type_name, POLICE, payload, whose, "A64020200000020"
    )


def decided(position: int, at: str, decision: str, version: str = "2", **more: Any) -> Heard:
    return entry(position, at, "model.decided", model="decided", version=version, decision=decision, **more)


def told(entries: Sequence[Heard], models: Sequence[SupervisionModel]) -> list[tuple[str, Any, Any, str]]:
    """Return what is told of alerts: kind, version or reason, rule, and the day."""
    world = backtest.world_of(entries, horizon=APRIL, models=models)
    posts = [post for _, step in virtual_time.play(world) for post in step.posts if post.kind in ALERTS]
    return [_short(one) for one in posts]


def _short(post: Post) -> tuple[str, Any, Any, str]:
    said = (post.body.get("model_version") or post.body["reason"], post.body.get("rule"))
    return (post.kind, *said, post.body["evaluated"]["day"])


FILED = entry(1, "2026-03-02T09:00")
DETAINED = entry(2, "2026-03-03T09:00", "suspect.detained")


def test_without_a_decision_the_code_says_who_alerts(numbers: Parameters) -> None:
    assert told([FILED, DETAINED], [First(numbers), Second(numbers)]) == [("report", "1", "T-01", "2026-03-02")]


def test_both_versions_are_assessed_and_which_runs_in_shadow_is_said(numbers: Parameters) -> None:
    world = backtest.world_of([FILED, DETAINED], horizon=SOON, models=[First(numbers), Second(numbers)])
    *_, (_, last) = virtual_time.play(world)

    [assessed] = [post.body["outcomes"] for post in last.posts if post.kind == "assessments"]
    named = {(one["rule"], one["model_version"]): (one["verdict"], one["shadow"]) for one in assessed}
    assert named == {
        ("T-01", "1"): ("found", False),
        ("T-02", "1"): ("found", True),
        ("T-01", "2"): ("found", True),
        ("T-02", "2"): ("found", True),
    }


def test_a_promoted_version_goes_on_with_what_the_one_before_alerted(numbers: Parameters) -> None:
    models = [First(numbers), Second(numbers)]

    # Found by both: the same alert, brought up to date once.
    both = told([FILED, DETAINED, decided(3, "2026-03-05T10:00", "promote")], models)
    assert both == [("report", "1", "T-01", "2026-03-02"), ("report", "2", "T-01", "2026-03-05")]
    # Not found by the new one: only a person closes it.
    one = told([FILED, decided(3, "2026-03-05T10:00", "promote")], models)
    assert one == [("report", "1", "T-01", "2026-03-02"), ("ground_change", "model_replaced", None, "2026-03-05")]


def test_a_later_correction_takes_nothing_back_of_a_version_that_no_longer_alerts(numbers: Parameters) -> None:
    retracted = entry(4, "2026-03-06T10:00", "message.retracted")
    retracted = Heard(**{name: getattr(retracted, name) for name in Heard.__slots__} | {"corrects": FILED.event_id})
    posts = told(
        [FILED, DETAINED, decided(3, "2026-03-05T10:00", "shadow", "1"), retracted], [First(numbers), Second(numbers)]
    )

    assert posts == [("report", "1", "T-01", "2026-03-02")]


def test_a_demoted_version_raises_nothing_new_and_what_it_raised_stays_as_it_was_told_once(numbers: Parameters) -> None:
    for decision in ("shadow", "retire"):
        over = decided(2, "2026-03-03T10:00", decision, "1")
        entries = [
            FILED,
            over,
            entry(3, "2026-03-04T10:00", "case.withdrawn"),
            entry(4, "2026-03-05T10:00", "case.filed"),
        ]

        assert told(entries, [First(numbers)]) == [("report", "1", "T-01", "2026-03-02")]
        assert told([decided(1, "2026-03-01T10:00", decision, "1"), *entries[2:]], [First(numbers)]) == []


def test_promoted_again_it_goes_on_where_it_was(numbers: Parameters) -> None:
    entries = [
        FILED,
        decided(2, "2026-03-03T10:00", "shadow", "1"),
        entry(3, "2026-03-04T10:00", "case.withdrawn"),
        decided(4, "2026-03-05T10:00", "promote", "1"),
    ]

    assert told(entries, [First(numbers)]) == [
        ("report", "1", "T-01", "2026-03-02"),
        # Nobody replaced it: the case itself says otherwise.
        ("ground_change", "new_fact", None, "2026-03-05"),
    ]


def test_a_rule_in_shadow_is_promoted_by_itself_and_demoted_again(numbers: Parameters) -> None:
    promoted = decided(2, "2026-03-05T10:00", "promote", "1", rule="T-02")
    posts = told([FILED, promoted], [First(numbers)])
    assert posts == [("report", "1", "T-01", "2026-03-02"), ("report", "1", "T-02", "2026-03-05")]

    retired = decided(1, "2026-03-01T10:00", "retire", "1", rule="T-01")
    world = backtest.world_of([retired, entry(2, "2026-03-02T09:00")], horizon=SOON, models=[First(numbers)])
    [(_, step)] = virtual_time.play(world)
    assert [one.outcome.rule.code for one in step.answered] == ["T-02"]


def test_from_a_later_day_on_it_alerts_when_that_day_begins(numbers: Parameters) -> None:
    later = decided(3, "2026-03-05T10:00", "promote", in_force_from="2026-03-09")

    posts = told([FILED, DETAINED, later], [First(numbers), Second(numbers)])

    assert posts == [("report", "1", "T-01", "2026-03-02"), ("report", "2", "T-01", "2026-03-09")]
    # A later word that comes into force before counts until then.
    both = told([FILED, DETAINED, later, decided(4, "2026-03-06T10:00", "retire")], [First(numbers), Second(numbers)])
    assert both == posts


def test_a_retired_version_is_not_asked_and_waits_to_be_asked_again(numbers: Parameters) -> None:
    entries = [
        decided(1, "2026-03-01T10:00", "retire"),
        entry(2, "2026-03-02T09:00", "case.filed"),
        entry(3, "2026-03-03T09:00", "suspect.detained"),
        decided(4, "2026-03-05T10:00", "shadow"),
    ]
    world = backtest.world_of(entries, horizon=SOON, models=[First(numbers), Second(numbers)])
    looks = [
        (step.state.looked_at, sorted({one.model.version for one in step.answered}))
        for _, step in virtual_time.play(world)
    ]

    assert looks == [(2, ["1"]), (3, ["1"]), (4, ["1", "2"])]


def test_a_version_in_shadow_that_fails_silences_the_live_one_in_nothing(numbers: Parameters) -> None:
    entries = [FILED, entry(2, "2026-03-04T10:00", "case.withdrawn")]
    models = [First(numbers), Broken(numbers)]
    *_, (_, last) = virtual_time.play(backtest.world_of(entries, horizon=SOON, models=models))

    assert last.state.failed.keys() == {"decided@2"}
    assert told(entries, models) == [
        ("report", "1", "T-01", "2026-03-02"),
        ("ground_change", "new_fact", None, "2026-03-04"),
    ]


def test_cases_wait_for_a_decision_only_where_one_could_change_something(numbers: Parameters) -> None:
    class Plain(First):
        """A model without anything in shadow."""

        rules = (a_rule("T-01"),)

    def awaited(models: Sequence[SupervisionModel]) -> set[tuple[str, str]]:
        [(_, step)] = virtual_time.play(backtest.world_of([FILED], horizon=SOON, models=models))
        return set(step.state.awaits)

    assert awaited([Plain(numbers)]) == set()
    assert awaited([First(numbers)]) == {("@models", "decided")}
    assert awaited([Plain(numbers), Second(numbers)]) == {("@models", "decided")}


def test_what_is_missing_keeps_its_own_promise_beside(numbers: Parameters) -> None:
    class Doubtful(First):
        """A model that misses something."""

        def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
            del on
            gap = (Missing(Text("缺", "gap"), "case.withdrawn", POLICE),)
            yield Outcome(rule=self.rules[1], verdict=Verdict.UNDETERMINED, root=case.events[0].entry, missing=gap)

    [(_, step)] = virtual_time.play(backtest.world_of([FILED], horizon=SOON, models=[Doubtful(numbers)]))

    assert step.state.awaits == {("@models", "decided"), (POLICE, "case.withdrawn")}


def test_versions_stand_in_the_registry_side_by_side_and_one_of_them_alerts(numbers: Parameters) -> None:
    class Varied(First):
        """A model with another set of numbers."""

        version = "1"
        variants = (Variant("1-strict", "returned_case"),)

    [strict] = [kind(parameters.load(kind.parameters_of)) for kind in registry._variants(Varied)]
    assert (strict.version, strict.status, strict.slug) == ("1-strict", "shadow", "decided")
    assert set(strict.parameters) == {"supplement_months"}
    registry._see_that_they_go_together([Varied(numbers), strict])
    with pytest.raises(ValueError, match="one version of decided alerts"):
        registry._see_that_they_go_together([First(numbers), First(numbers)])


def test_a_code_belongs_to_one_model_in_all_its_versions(numbers: Parameters) -> None:
    class Other(First):
        """Another model that calls a rule the same."""

        slug = "other"

    with pytest.raises(ValueError, match="one violation is one rule with one id: T-01"):
        registry._see_that_they_go_together([First(numbers), Other(numbers)])


def test_a_model_is_found_by_its_version() -> None:
    assert registry.find("returned_case", "2") in registry.every_model()
    with pytest.raises(KeyError):
        registry.find("returned_case", "0")
