"""What the police are told of the form of their data warns them of no violation: that is for a prosecutor to say first."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders.casefiles import case_file, everything, other_case
from screening import engine, registry
from screening.quality import evaluating
from screening.quality.rulebook import AT_ONCE, CONTRADICTION, IMPOSSIBLE_ORDER
from screening.rulebook import Outcome, Verdict

# What a sender is told of the order and the overlap of acts; a code or a bare month says nothing of what was done.
OF_ACTS = {AT_ONCE, CONTRADICTION, IMPOSSIBLE_ORDER}
TABLES = sorted(Path(__file__).parent.glob("*.toml"))


def found(slug: str, case: dict[str, Any]) -> Iterator[tuple[Outcome, Any]]:
    coverage = case.get("coverage", [])
    if coverage == "all":
        coverage = everything(case["on"]) + everything(case["on"], agency="640202")
    related = [other_case(one, number) for number, one in enumerate(case.get("related", []), 1)]
    file = case_file(case["events"], coverage=coverage, related=related)
    models = [one for one in registry.every_model() if one.slug == slug]
    for _, outcome in engine.evaluate(file, case["on"], models):
        if outcome.verdict is Verdict.FOUND:
            yield outcome, file


@pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in TABLES])
def test_what_a_rule_finds_is_no_remark_to_the_police(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    warned = set()

    for case in table["cases"]:
        if "found" not in case["expect"].values():
            continue
        for outcome, file in found(table["model"], case):
            at_fault = {outcome.root.event_id, *(one.entry.event_id for one in outcome.grounds if one.entry)}
            for remark in evaluating.evaluate(file, case["on"], {}).findings:
                if remark.kind in OF_ACTS and remark.sender == file.police and at_fault & set(remark.subjects):
                    warned.add((case["name"], outcome.rule.code, remark.kind.code, remark.explanation.english))

    assert warned == set()
