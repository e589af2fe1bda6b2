"""Reproduces an alert from what was heard: the same bytes, or the exact difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from screening import virtual_time
from screening.backtest import world_of
from screening.hearing import Heard
from screening.related import Tie
from screening.rulebook import SupervisionModel
from zhenxie.law.calendar import start_of_day
from zhenxie.wire import json


@dataclass(frozen=True)
class Reproduced:
    """What came out: identical, or else what differs by field, and by which evaluation it was looked for."""

    identical: bool
    differences: Mapping[str, tuple[Any, Any]]


def reproduce(
    report: Mapping[str, Any],
    entries: Sequence[Heard],
    *,
    ties: Sequence[Tie] = (),
    models: Sequence[SupervisionModel] | None = None,
) -> Reproduced:
    """Look at the alert's case again as it was looked at then, and compare the canonical bytes of the report.

    :param report: the alert as the exchange has it.
    :param entries: everything heard up to the position that the alert names, of every case tied to its own.
    """
    evaluated = report["evaluated"]
    position, day = evaluated["position"], date.fromisoformat(evaluated["day"])
    known = [one for one in entries if one.position <= position]
    world = world_of(
        known, horizon=start_of_day(day), ties=[one for one in ties if one.position <= position], models=models
    )
    made: dict[str, Any] | None = None
    case_id = UUID(report["case_id"])
    world.mine = lambda one: one == case_id
    for _, step in virtual_time.play(world):
        for post in step.posts:
            body = post.body if post.kind == "report" else post.body.get("body")
            if body and (body["fingerprint"], body["occurrence"]) == (report["fingerprint"], report["occurrence"]):
                made = dict(body) if body["evaluated"] == evaluated else made
    if made is None:
        return Reproduced(False, {"": (dict(report), None)})
    if json.canonical(dict(report)) == json.canonical(made):
        return Reproduced(True, {})
    names = sorted(report.keys() | made.keys())
    return Reproduced(
        False, {name: (report.get(name), made.get(name)) for name in names if report.get(name) != made.get(name)}
    )
