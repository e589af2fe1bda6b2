"""The family of stalled economic-crime cases against a plain reading of the articles, in thousands of random histories."""

import random
import sys
from collections import Counter
from functools import cache
from pprint import pformat
from typing import Any

import pytest

from builders.casefiles import case_file, event_id
from oracles.economic.facts import MEASURES, standing
from oracles.economic.generating import History, history
from oracles.economic.reading import Key, answers, notices
from oracles.economic.verdicts import FOUND, Answer
from screening import engine, registry
from screening.rulebook import Outcome, Verdict

_SLUGS = ("stalled_economic_case", "economic_case_notices", "expired_measure", "returned_case")
_PARTS, _SEEDS = 10, 400
# Of each answer of each rule at least so many in all, or the comparison has become hollow.
_AT_LEAST = {
    "E1": {"found": 300, "clear": 1500, "undetermined": 250},
    "E2": {"found": 80, "clear": 300, "undetermined": 100},
    "E6": {"found": 40, "clear": 80, "undetermined": 70},
    "E7": {"found": 70, "clear": 250, "undetermined": 80},
    "M04": {"found": 250, "clear": 700, "undetermined": 130},
    "M12": {"found": 130, "clear": 200, "undetermined": 200},
}


def screened(past: History) -> dict[Key, Outcome]:
    models = [one for one in registry.every_model() if one.slug in _SLUGS]
    names = {event_id(one["id"]): one["id"] for one in past.events}
    file = case_file(past.for_the_model(), coverage=past.coverage)
    return {
        (one.rule.code, one.suspect_ref, names[one.root.event_id]): one
        for _, one in engine.evaluate(file, past.on, models)
    }


def twins(past: History) -> dict[str, str]:
    """Measures of one kind that were imposed on one person on one day are one: either may open its period."""
    first: dict[tuple[Any, ...], str] = {}
    measures = [one for one in standing(past.events) if one.type in MEASURES]
    return {one.id: first.setdefault((one.type, one.suspect, one.stage, one.days), one.id) for one in measures}


def differences(past: History, said: dict[Key, Outcome], read: dict[Key, Answer]) -> list[str]:
    """Say where the model and the plain reading differ; notices are read apart."""
    found = []
    same = twins(past)
    said, read = (
        {(code, suspect, same.get(root, root)): answer for (code, suspect, root), answer in some.items()}
        for some in (said, read)
    )
    for key in sorted({one for one in said if one[0] not in ("E3", "E5")} | read.keys(), key=str):
        model = said[key].verdict.value if key in said else "none"
        oracle = read[key].verdict if key in read else "none"
        if key in read and read[key].loose and model != FOUND:
            continue
        if model != oracle:
            found.append(f"{key}: the model says {model}, the reading {oracle} {read.get(key)}")
        elif model == FOUND and said[key].violated_from != str(read[key].start):
            found.append(f"{key}: violated from {said[key].violated_from}, by the reading {read[key].start}")
    for key, verdict in notices(past.events).items():
        if key in said and said[key].verdict.value != verdict:
            found.append(f"{key}: the notice says {said[key].verdict.value}, the reading {verdict}")
    found += [f"{key} is never found" for key, one in said.items() if key[0] in ("E3", "E5") and _is_found(one)]
    return found


def _is_found(one: Outcome) -> bool:
    return one.verdict is Verdict.FOUND


def told(past: History, wrong: list[str]) -> str:
    terms: dict[str, list[str]] = {}
    for one in past.coverage:
        said = {key: value for key, value in one.items() if key != "type"}
        terms.setdefault(str(said), []).append(one["type"])
    promised = [f"{len(types)} types {said}: {types[:3]} ..." for said, types in terms.items()]
    return "\n".join([f"seed {past.seed}, evaluated on {past.on}", pformat(past.events), *promised, *wrong])


def compare(seeds: range) -> Counter[tuple[str, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for seed in seeds:
        past = history(seed)
        said, read = screened(past), answers(past.events, past.coverage, past.on)
        wrong = differences(past, said, read)
        assert wrong == [], told(past, wrong)
        seen.update((key[0], one.verdict) for key, one in read.items())
    return seen


@cache
def of_part(part: int) -> Counter[tuple[str, str]]:
    return compare(range(part * _SEEDS, (part + 1) * _SEEDS))


@pytest.mark.parametrize("part", range(_PARTS))
def test_the_models_say_what_the_articles_say(part: int) -> None:
    assert of_part(part)


def test_every_rule_gives_every_answer_often() -> None:
    seen = sum((of_part(part) for part in range(_PARTS)), Counter())

    rare = {(rule, verdict): seen[rule, verdict] for rule, least in _AT_LEAST.items() for verdict in least}
    assert all(rare[rule, verdict] >= least for rule in _AT_LEAST for verdict, least in _AT_LEAST[rule].items()), rare


def test_a_history_is_the_same_at_each_run() -> None:
    assert all(history(seed) == history(seed) for seed in range(50))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(_PARTS))
def test_the_model_says_what_the_articles_say_in_ten_times_as_many_new_histories(part: int) -> None:
    base = random.SystemRandom().randrange(10**9)
    sys.stdout.write(f"histories {base} to {base + 10 * _SEEDS - 1}\n")

    compare(range(base, base + 10 * _SEEDS))
