"""The drunk-driving models against a plain reading of the articles, on thousands of random histories."""

import json
import random
from collections import Counter

import pytest

from builders.casefiles import case_file, event_id, other_case
from oracles.driving.generating import history_of
from oracles.driving.history import History
from oracles.driving.reading import read
from oracles.driving.verdicts import Answer, Key
from screening import engine, registry

_HISTORIES, _PARTS = 3_200, 8
_MODELS = [one for one in registry.every_model() if one.slug.startswith("drunk_driving")]
_NEVER_FOUND = {"DUI-13"}  # a notice


def screened(history: History) -> dict[Key, Answer]:
    """Return what the models answer of a history, in the oracle's words."""
    related = [other_case(one, number) for number, one in enumerate(history.related, 1)]
    case = case_file(history.reports, coverage=history.coverage, related=related)
    names = {event_id(one["id"]): one["id"] for one in history.reports}
    return {
        (one.rule.code, one.suspect_ref, names[one.root.event_id]): Answer(one.verdict.value, one.violated_from)
        for _, one in engine.evaluate(case, history.on, _MODELS)
    }


def told(seed: int, history: History, differing: dict[Key, tuple[Answer | None, Answer | None]]) -> str:
    """Return a history as a person can read it, and where the two answers part."""
    lines = [f"seed {seed}, looked at on {history.on}"]
    for name, said in (("told", history.reports), ("other cases", history.related), ("promised", history.coverage[:3])):
        lines += [f"  {name}: {json.dumps(one, ensure_ascii=False)}" for one in said]
    lines += [f"  {key}: the articles say {ours}, the model {theirs}" for key, (ours, theirs) in differing.items()]
    return "\n".join(lines)


def disagreement(seed: int) -> str | None:
    """Return how model and oracle differ on the history of this seed."""
    history = history_of(seed)
    ours, theirs = read(history), screened(history)
    keys = sorted({*ours, *theirs}, key=str)
    differing = {key: (ours.get(key), theirs.get(key)) for key in keys if ours.get(key) != theirs.get(key)}
    return told(seed, history, differing) if differing else None


@pytest.mark.parametrize("part", range(_PARTS))
def test_the_models_answer_as_the_articles_read(part: int) -> None:
    size = _HISTORIES // _PARTS
    for seed in range(part * size, (part + 1) * size):
        assert (differing := disagreement(seed)) is None, differing


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(_PARTS))
def test_the_models_answer_as_the_articles_read_on_histories_never_seen(part: int) -> None:
    base = random.SystemRandom().randrange(10**6, 10**9)
    print(f"base seed {base}, part {part}")  # noqa: T201

    for seed in range(base, base + 10 * _HISTORIES // _PARTS):
        assert (differing := disagreement(seed)) is None, differing


def test_the_histories_hold_every_answer_of_every_rule() -> None:
    # Counted where the oracle answers alone: what no history asks, no agreement shows.
    answered = Counter(
        (key[0], one.verdict) for seed in range(_HISTORIES) for key, one in read(history_of(seed)).items()
    )

    rules = {rule.code for model in _MODELS for rule in model.rules}
    assert {rule for rule, _ in answered} == rules
    for rule in rules:
        for verdict in ("found", "clear", "undetermined"):
            least = 0 if verdict == "found" and rule in _NEVER_FOUND else 25
            assert answered[rule, verdict] >= least, (rule, verdict, answered[rule, verdict])


def test_the_history_of_a_seed_is_the_same_at_each_run() -> None:
    told = [one["type"] for one in history_of(7).reports]

    assert history_of(7) == history_of(7)
    assert told[:3] == ["case.filing_refused", "evidence.breath_tested", "evidence.forensic_opinion_issued"]
