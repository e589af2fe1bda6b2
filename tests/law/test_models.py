"""Runs the tables of cases that a prosecutor can read: one TOML file, or several, for each model."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders.casefiles import case_file, event_id, everything, other_case
from screening import engine, registry
from screening.rulebook import Outcome, Verdict
from zhenxie.law.articles import cite

DAY = timedelta(days=1)
_TABLES = sorted(Path(__file__).parent.glob("*.toml"))


def _cases() -> list[Any]:
    tables = [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in _TABLES]
    return [
        pytest.param(table["model"], case, id=f"{stem}: {case['name']}")
        for stem, table in tables
        for case in table["cases"]
    ]


def _outcomes(slug: str, case: dict[str, Any]) -> dict[str, Outcome]:
    coverage = case.get("coverage", [])
    if coverage == "all":
        # Everything the police and the procuratorate owe is promised through the day before.
        coverage = everything(case["on"]) + everything(case["on"], agency="640202")
    related = [other_case(one, number) for number, one in enumerate(case.get("related", []), 1)]
    file = case_file(case["events"], coverage=coverage, related=related)
    model = next(one for one in registry.every_model() if one.slug == slug)
    found: dict[str, Outcome] = {}
    for _, outcome in engine.evaluate(file, case["on"], [model]):
        name = outcome.rule.code + (f":{outcome.suspect_ref}" if outcome.suspect_ref else "")
        # Several acts of one person: the second has its root's name behind it in the table.
        roots = {
            event_id(one.get("id", f"e{number}")): one.get("id", f"e{number}")
            for number, one in enumerate(case["events"], 1)
        }
        if name in found or f"{name}@{roots[outcome.root.event_id]}" in case["expect"]:
            name = f"{name}@{roots[outcome.root.event_id]}"
        found[name] = outcome
    return found


@pytest.mark.parametrize(("slug", "case"), _cases())
def test_a_case_of_the_table(slug: str, case: dict[str, Any]) -> None:
    outcomes = _outcomes(slug, case)

    answered = {name: outcomes[name].verdict.value if name in outcomes else "none" for name in case["expect"]}
    assert answered == case["expect"], {name: (one.finding, one.missing) for name, one in outcomes.items()}
    # Nobody is accused of what the table does not say.
    assert {name for name, one in outcomes.items() if one.verdict is Verdict.FOUND} <= case["expect"].keys()
    for name, day in case.get("violated_from", {}).items():
        assert outcomes[name].violated_from == str(day), name
    for name, day in case.get("ended_on", {}).items():
        assert str(outcomes[name].ended_on) == str(day), name
    for name, day in case.get("look_again_on", {}).items():
        assert str(outcomes[name].look_again_on) == str(day), name
    for name, types in case.get("missing", {}).items():
        assert sorted({one.event_type or "" for one in outcomes[name].missing}) == sorted(types), name
    for name, wanted in case.get("remedied", {}).items():
        assert outcomes[name].remedied is wanted, name
    for name, wanted in case.get("notice", {}).items():
        assert (outcomes[name].notice is not None) is wanted, name
    for name, severity in case.get("severity", {}).items():
        assert (outcomes[name].severity or outcomes[name].rule.severity) == severity, name
    for name, entry in case.get("cured_by", {}).items():
        cured = outcomes[name].cured_by
        assert (cured and cured.event_id) == (event_id(entry) if entry else None), name
    for name, words in case.get("says", {}).items():
        assert words in _text(outcomes[name]), name
    for name, words in case.get("does_not_say", {}).items():
        assert words not in _text(outcomes[name]), name


def _text(outcome: Outcome) -> str:
    said = [outcome.finding, outcome.notice, *(one.what for one in outcome.missing)]
    texts = [one for one in (*said, *(ground.says for ground in outcome.grounds)) if one]
    return "\n".join(words for one in texts for words in (one.chinese, one.english))


def test_every_model_has_a_table_and_every_rule_all_three_answers() -> None:
    answers: dict[str, set[str]] = {}
    for path in _TABLES:
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["cases"]:
            for name, verdict in case["expect"].items():
                answers.setdefault(name.partition(":")[0].partition("@")[0], set()).add(verdict)

    # A rule that the law never lets say `found` says so in its title, and cannot have such a case.
    for model in registry.every_model():
        for rule in model.rules:
            wanted = {"clear", "undetermined"} | (set() if rule.title.english.startswith("Notice") else {"found"})
            assert wanted <= answers.get(rule.code, set()), rule.code


def test_every_parameter_and_every_rule_cites_an_article_of_the_registry() -> None:
    for model in registry.every_model():
        for rule in model.rules:
            assert rule.articles, rule.code
            for article in rule.articles:
                cite(article)
        for name in model.parameters:
            table = model.parameters.tables[name]
            assert table["means"], name
            for number in model.parameters.values(name):
                cite(number.law)
                assert number.mark in {"checked", "memory", "design"}, name


def test_every_number_cites_the_edition_that_was_in_force() -> None:
    wrong = []
    for model in registry.every_model():
        for name in model.parameters:
            numbers = model.parameters.values(name)
            stated = sorted(model.parameters.tables[name]["values"], key=lambda one: one["since"])
            for number, one, after in zip(numbers, stated, [*numbers[1:], None], strict=True):
                article, until = cite(number.law), None if after is None else after.since
                early = article.in_force_from is not None and article.in_force_from > number.since
                outlived = article.in_force_until is not None and (
                    until is None or until > article.in_force_until + DAY
                )
                # A number of our own (design) rests on no edition; one that reaches further back says why.
                if number.mark != "design" and (outlived or (early and not one.get("reaches_back"))):
                    wrong.append(f"{model.parameters_of}.{name} since {number.since}: {number.law}")

    assert sorted(set(wrong)) == []
