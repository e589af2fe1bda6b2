"""Runs every model that watches over one case file: outcomes in, alerts' bodies out; pure."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from screening import registry
from screening.casefile import CaseFile, days_of
from screening.rulebook import Outcome, SupervisionModel
from zhenxie.law.articles import cite
from zhenxie.wire import json

Key = tuple[str, str, str]
"""What names an outcome within its case: rule, suspect, root."""


class Answered(NamedTuple):
    """An outcome with what names it and the model that gave it."""

    key: Key
    model: SupervisionModel
    outcome: Outcome


def watching(case: CaseFile, models: Sequence[SupervisionModel] | None = None) -> list[SupervisionModel]:
    """Return the models that watch this case; by default of every model."""
    types = {one.type for one in case.told}
    every = registry.every_model() if models is None else models
    return [model for model in every if not model.watches.isdisjoint(types)]


def answers(case: CaseFile, on: date, model: SupervisionModel) -> list[Answered]:
    """Return what one model that watches answers on the legal day `on`, in no particular order.

    :raises ValueError: it answered twice for the same rule, suspect and act.
    """
    answered = [Answered(key_of(outcome), model, outcome) for outcome in model.screen(case, on)]
    _see_that_none_is_doubled(answered)
    return answered


def evaluate(
    case: CaseFile, on: date, models: Sequence[SupervisionModel] | None = None
) -> list[tuple[SupervisionModel, Outcome]]:
    """Return what every model that watches this case answers on the legal day `on`, in a fixed order.

    :raises ValueError: a model answered twice for the same rule, suspect and act.
    """
    answered = in_order(one for model in watching(case, models) for one in answers(case, on, model))
    return [(one.model, one.outcome) for one in answered]


def in_order(answered: Iterable[Answered]) -> list[Answered]:
    """Return answers in the order in which they are told: by rule, suspect, root, and version of the model."""
    return sorted(answered, key=lambda one: (one.key, one.model.version))


def _see_that_none_is_doubled(answered: Sequence[Answered]) -> None:
    keys = [one.key for one in answered]
    if len(keys) != len(set(keys)):
        doubled = {key for key in keys if keys.count(key) > 1}
        raise ValueError(f"answered twice: {sorted(doubled)}")


def key_of(outcome: Outcome) -> Key:
    """Return what names an outcome within its case: rule, suspect, root."""
    return outcome.rule.code, outcome.suspect_ref or "", str(outcome.root.event_id)


def fingerprint(case_id: UUID, outcome: Outcome) -> str:
    """Return the fingerprint (64 hexadecimal digits) of a violation: never a computed date, never a version."""
    return fingerprint_of(case_id, key_of(outcome))


def fingerprint_of(case_id: UUID, key: Key) -> str:
    """Return the fingerprint of what a key names within a case."""
    rule, suspect, root = key
    return hashlib.sha256(json.canonical([rule, str(case_id), suspect, root])).hexdigest()


def evaluated(case: CaseFile, on: date) -> dict[str, Any]:
    """Return what was known and which day it was: with the model's version enough to get the same bytes again."""
    return {"epoch": case.epoch, "position": case.position, "day": on.isoformat()}


def body(case: CaseFile, model: SupervisionModel, outcome: Outcome) -> dict[str, Any]:
    """Return an alert as far as the law decides it; occurrence, standing and evaluation are added by its life."""
    rule = outcome.rule
    note = rule.instrument_note
    return {
        "case_id": str(case.case_id),
        "case_number": outcome.root.case_number or case.number,
        "suspect_ref": outcome.suspect_ref,
        "fingerprint": fingerprint(case.case_id, outcome),
        "rule": rule.code,
        "aliases": list(rule.aliases),
        "model": model.slug,
        "model_version": model.version,
        "parameters_hash": model.parameters.digest,
        "severity": outcome.severity or rule.severity,
        "confidence": outcome.confidence,
        "violated_from": outcome.violated_from,
        "ended_on": None if outcome.ended_on is None else outcome.ended_on.isoformat(),
        "title": rule.title.as_json(),
        "finding": None if outcome.finding is None else outcome.finding.as_json(),
        "reasoning": [ground.as_json() for ground in outcome.grounds],
        "articles": [_article(one) for one in _articles(outcome)],
        "grounds": _grounds(outcome),
        "suggested_instrument": rule.suggested_instrument,
        "instrument_note": None if note is None else note.as_json(),
        "addressed_to": rule.addressed_to,
        "missing": [one.as_json() for one in outcome.missing],
    }


def _articles(outcome: Outcome) -> list[str]:
    """Return what an alert cites, each once: the rule's articles as they were in force, then those of its grounds.

    A rule names the law of today. Of an older violation the grounds cite the edition that was applied; what began only
    afterwards is left out, unless nothing else would be cited that was in force.
    """
    grounds = [ground.article for ground in outcome.grounds if ground.article]
    day = _day_of(outcome)
    own = list(outcome.rule.articles)
    if day is not None and any(_had_begun(one, day) for one in grounds):
        own = [one for one in own if _had_begun(one, day)]
    return list(dict.fromkeys([*own, *grounds]))


def _day_of(outcome: Outcome) -> date | None:
    """Return the last legal day on which the violation can have begun, else that of its root."""
    days = days_of(outcome.violated_from) or days_of(outcome.root.occurred)
    return None if days is None else days.last


def _had_begun(named: str, day: date) -> bool:
    since = cite(named).in_force_from
    return since is None or since <= day


def _article(named: str) -> dict[str, Any]:
    article = cite(named)
    return {
        "id": named,
        "title": article.title,
        "number": article.number,
        "chinese": article.chinese,
        "in_force_from": None if article.in_force_from is None else article.in_force_from.isoformat(),
        "in_force_until": None if article.in_force_until is None else article.in_force_until.isoformat(),
        "gloss": article.gloss.as_json(),
    }


def _grounds(outcome: Outcome) -> list[str]:
    entries: Iterable[str] = (
        str(one.event_id) for one in (outcome.root, *(ground.entry for ground in outcome.grounds)) if one is not None
    )
    return list(dict.fromkeys(entries))
