"""The engine: which models look, in which order they answer, and what names a violation for ever."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from builders.casefiles import CASE_ID, case_file, event_id
from screening import engine, parameters
from screening.casefile import CaseFile
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text

FILED = {"type": "case.filed", "occurred": "2026-03-01", "id": "filed"}
LI = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1", "id": "li-detained"}
WANG = {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S2", "id": "wang-detained"}
DAY = date(2026, 3, 20)


def rule(code: str) -> Rule:
    return Rule(code=code, title=Text("试验规则", "A rule"), articles=("CPL 91", "CPL 105"), severity="high")


class Detentions(SupervisionModel):
    """Every detention is found, the last one first."""

    slug = "detentions"
    version = "1"
    title = Text("试验模型", "A model of the test")
    rules = (rule("T-02"), rule("T-01"))
    watches = frozenset({"suspect.detained"})
    parameters_of = "backdated_correction"
    days = 3

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002 - it answers the same every day
        for one in self.rules:
            for detained in reversed(case.of_type("suspect.detained")):
                yield self.found(one, detained.entry, detained.suspect_ref)

    def found(self, of: Rule, root, suspect: str | None) -> Outcome:
        computed = date(2026, 3, 2 + self.days)
        return Outcome(
            rule=of,
            verdict=Verdict.FOUND,
            root=root,
            suspect_ref=suspect,
            finding=Text(f"应于{computed}前提请批准逮捕", f"an arrest was to be requested by {computed}"),
            grounds=(Ground(Text("拘留", "detained"), root), Ground(Text("三日", "three days"), article="CPL 91")),
            violated_from=computed.isoformat(),
        )


class FiveDays(Detentions):
    """The same of a later version, which counts otherwise."""

    version = "2"
    days = 5


class Twice(Detentions):
    """Contradicts itself."""

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        yield from super().screen(case, on)
        yield from super().screen(case, on)


def model(kind: type[SupervisionModel]) -> SupervisionModel:
    return kind(parameters.load("backdated_correction"))


def answers(events: list[dict], kind: type[SupervisionModel] = Detentions) -> list[Outcome]:
    return [outcome for _, outcome in engine.evaluate(case_file(events), DAY, [model(kind)])]


def test_answers_come_in_the_order_of_rule_suspect_and_root_whatever_the_model_says_first() -> None:
    wanted = [("T-01", "S1"), ("T-01", "S2"), ("T-02", "S1"), ("T-02", "S2")]

    for events in ([FILED, LI, WANG], [WANG, LI, FILED]):
        assert [(one.rule.code, one.suspect_ref) for one in answers(events)] == wanted


def test_a_model_that_watches_nothing_of_the_case_is_not_asked() -> None:
    assert answers([FILED]) == []


def test_a_model_that_answers_twice_for_one_act_is_refused() -> None:
    with pytest.raises(ValueError, match=r"answered twice: .*T-01"):
        answers([FILED, LI], Twice)


def test_one_fingerprint_for_one_rule_one_person_and_one_act() -> None:
    names = [engine.fingerprint(CASE_ID, one) for one in answers([FILED, LI, WANG])]

    assert len(set(names)) == 4
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in names)
    assert engine.fingerprint(uuid4(), answers([FILED, LI])[0]) not in names


def test_a_fingerprint_is_the_same_for_ever() -> None:
    said = f'["T-01","{CASE_ID}","S1","{event_id("li-detained")}"]'

    assert engine.fingerprint(CASE_ID, answers([FILED, LI])[0]) == hashlib.sha256(said.encode()).hexdigest()


def test_another_version_that_counts_another_day_names_the_violation_the_same() -> None:
    [first, _], [second, _] = answers([LI]), answers([LI], FiveDays)

    assert first.violated_from != second.violated_from
    assert engine.fingerprint(CASE_ID, first) == engine.fingerprint(CASE_ID, second)


def test_a_corrected_date_names_the_violation_the_same() -> None:
    earlier = {
        "type": "suspect.detained",
        "message_id": "m-x",
        "occurred": "2026-03-01",
        "suspect_ref": "S1",
        "data": {},
    }
    correction = {
        "type": "message.corrected",
        "occurred": "2026-03-20",
        "corrects": "li-detained",
        "replacement": earlier,
    }

    before, after = answers([LI])[0], answers([LI, correction])[0]

    assert after.root.occurred == "2026-03-01"
    assert engine.fingerprint(CASE_ID, before) == engine.fingerprint(CASE_ID, after)


def test_verdict_severity_and_words_are_no_part_of_a_fingerprint() -> None:
    [found, _] = answers([LI])
    clear = Outcome(rule=found.rule, verdict=Verdict.CLEAR, root=found.root, suspect_ref="S1")

    for other in (clear, replace(found, severity="low", finding=Text("其他", "other"), ended_on=date(2026, 4, 1))):
        assert engine.fingerprint(CASE_ID, other) == engine.fingerprint(CASE_ID, found)


def test_an_alert_names_each_entry_and_each_article_once_the_rule_s_before_the_grounds() -> None:
    file = case_file([FILED, LI])
    [found, _] = answers([FILED, LI])

    body = engine.body(file, model(Detentions), found)

    assert body["grounds"] == [str(event_id("li-detained"))]
    assert [one["id"] for one in body["articles"]] == ["CPL 91", "CPL 105"]
    assert body["articles"][0]["title"] == "刑事诉讼法"
    assert body["articles"][0]["in_force_from"] == "2018-10-26"
    assert body["fingerprint"] == engine.fingerprint(CASE_ID, found)
    assert body["parameters_hash"] == parameters.load("backdated_correction").digest


@pytest.mark.parametrize(
    ("violated_from", "occurred", "applied", "cited"),
    [
        # CPL in this edition and PSB in this edition began on 2018-10-26 and 2020-09-01.
        ("2014-03-02", "2014-03-01", "CPL-2012 83", ["CPL-2012 83"]),
        ("2018-10-25", "2014-03-01", "CPL-2012 83", ["CPL-2012 83"]),
        ("2018-10-26", "2014-03-01", "CPL-2012 83", ["CPL 85", "CPL-2012 83"]),
        ("2020-08-31", "2020-08-30", "CPL 85", ["CPL 85"]),
        ("2020-09-01", "2020-08-30", "CPL 85", ["CPL 85", "PSB 127"]),
        # What is known by the month alone may have begun on its last day.
        ("2018-10", "2014-03-01", "CPL-2012 83", ["CPL 85", "CPL-2012 83"]),
        (None, "2014-03-01", "CPL-2012 83", ["CPL-2012 83"]),
        (None, None, "CPL-2012 83", ["CPL 85", "PSB 127", "CPL-2012 83"]),
        # Nothing that was in force would be left: an alert always cites its law.
        ("2014-03-02", "2014-03-01", None, ["CPL 85", "PSB 127"]),
        ("2014-03-02", "2014-03-01", "PSB 125", ["CPL 85", "PSB 127", "PSB 125"]),
    ],
)
def test_an_alert_cites_no_article_of_its_rule_that_began_after_the_violation(
    violated_from: str | None, occurred: str | None, applied: str | None, cited: list[str]
) -> None:
    file = case_file([FILED, {**LI, "occurred": occurred} if occurred else {k: LI[k] for k in LI if k != "occurred"}])
    [found, _] = model(Detentions).screen(file, DAY)
    grounds = (Ground(Text("依据", "by law"), entry=found.root, article=applied),)
    old = replace(found.rule, articles=("CPL 85", "PSB 127"))

    body = engine.body(file, model(Detentions), replace(found, rule=old, grounds=grounds, violated_from=violated_from))

    assert [one["id"] for one in body["articles"]] == cited


def test_the_same_file_and_day_give_the_same_alert() -> None:
    bodies = [
        [engine.body(case_file([FILED, LI, WANG]), model(Detentions), one) for one in answers([FILED, LI, WANG])]
        for _ in range(2)
    ]

    assert bodies[0] == bodies[1]


def test_what_was_known_is_epoch_position_and_day() -> None:
    assert engine.evaluated(case_file([FILED, LI]), DAY) == {"epoch": 1, "position": 2, "day": "2026-03-20"}
    assert UUID(engine.key_of(answers([LI])[0])[2]) == event_id("li-detained")
