"""Reproduces an alert from what was heard: the same bytes, or the exact difference and its cause; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from screening import as_published, engine, virtual_time
from screening.backtest import world_of
from screening.hearing import Heard
from screening.related import Tie
from screening.rulebook import Outcome, SupervisionModel, Verdict
from screening.virtual_time import Place, World
from zhenxie.law.calendar import start_of_day
from zhenxie.law.wording import Text
from zhenxie.wire import json

_WHOLE: Final = "report"
CAUSES: Final[Mapping[str, Text]] = {
    "model_gone": Text("本系统已不含该监督模型", "this model is no longer part of the software"),
    "model_version_changed": Text(
        "运行中的监督模型版本与线索所载不同", "the model runs here in another version than the alert names"
    ),
    "parameters_changed": Text(
        "参数与线索所载不同，且未取得当时发布的参数",
        "the parameters are others than the alert names, and those of then are not at hand",
    ),
    "expunged": Text("本案或者关联案件的个人信息已被清除", "persons of the case, or of a tied one, were expunged"),
    "feed_differs": Text(
        "线索所载的数据流记录与现有记录不同", "entries that the alert rests on are not those of this feed"
    ),
    "software_differs": Text(
        "模型版本和参数均未变化，软件的判断结果不同",
        "version and parameters are the same, and the software answers otherwise",
    ),
}
"""Why an alert can come out otherwise, by code."""


@dataclass(frozen=True)
class Reproduced:
    """What came out: identical, or else what differs by field, and why by code; and the model that was asked."""

    identical: bool
    differences: Mapping[str, tuple[Any, Any]]
    causes: tuple[str, ...] = ()
    model: SupervisionModel | None = None


@dataclass(frozen=True)
class Memory:
    """What is heard of an alert's case, up to the position that the alert names.

    `entries` hold every entry of the case, of every case tied to its own, and what concerns all; `ties` are those of
    persons. `last_before` returns the last place of the whole feed recorded before a moment; by default of `entries`.
    `expunged`: whether persons of one of these cases were expunged at any time.
    """

    entries: Sequence[Heard]
    ties: Sequence[Tie] = ()
    last_before: Callable[[datetime], Place] | None = None
    expunged: bool = False
    models: Sequence[SupervisionModel] | None = field(default=None)


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
    return again(report, Memory(entries, ties, models=models))


def again(report: Mapping[str, Any], memory: Memory) -> Reproduced:
    """Look at the alert's case again as it was looked at then; say what differs, and why."""
    models = as_published.models_as_of(report) if memory.models is None else memory.models
    model = as_published.asked(models, report)
    world = _world(report, memory, models)
    tries = [_told(world, report), _looked_at(world, report, model)]
    differences = [_differences(report, made) for made in tries if made is not None]
    fewest = min(differences, key=len, default={_WHOLE: (dict(report), None)})
    if not fewest:
        return Reproduced(True, {}, model=model)
    return Reproduced(False, fewest, _causes(report, memory, model), model)


def _world(report: Mapping[str, Any], memory: Memory, models: Sequence[SupervisionModel]) -> World:
    position, day = report["evaluated"]["position"], date.fromisoformat(report["evaluated"]["day"])
    known = [one for one in memory.entries if one.position <= position]
    ties = [one for one in memory.ties if one.position <= position]
    world = world_of(known, horizon=start_of_day(day), ties=ties, models=models)
    case_id = UUID(report["case_id"])
    world.mine = lambda one: one == case_id
    if memory.last_before is not None:
        world.last_before = memory.last_before
    return world


def _told(world: World, report: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what virtual time tells of the alert at the place and on the day that it names; it fills `world.states`."""
    made: dict[str, Any] | None = None
    for _, step in virtual_time.play(world):
        for post in step.posts:
            body = post.body if post.kind == "report" else post.body.get("body")
            if body and (body["fingerprint"], body["occurrence"]) == (report["fingerprint"], report["occurrence"]):
                made = dict(body) if body["evaluated"] == report["evaluated"] else made
    return made


def _looked_at(world: World, report: Mapping[str, Any], model: SupervisionModel | None) -> dict[str, Any] | None:
    """Return what the rule answers at just that place, whoever or whatever asked for the look then.

    Another model of then, or an earlier version of this one, may have been what prompted it.
    """
    evaluated, case_id = report["evaluated"], UUID(report["case_id"])
    case = virtual_time.file_of(world, case_id, (evaluated["epoch"], evaluated["position"]))
    if not case.told or model is None:
        return None
    for one, outcome in engine.evaluate(case, date.fromisoformat(evaluated["day"]), [model]):
        if engine.fingerprint(case_id, outcome) == report["fingerprint"]:
            held = world.states[case_id].findings.get(report["fingerprint"]) if case_id in world.states else None
            body = engine.body(case, one, outcome) if outcome.verdict is Verdict.FOUND else _doubted(held, outcome)
            if body is not None:
                standing = "in_doubt" if outcome.verdict is Verdict.UNDETERMINED else "stands"
                standing = standing if outcome.ended_on is None else "ended"
                return {**body, "occurrence": report["occurrence"], "standing": standing, "evaluated": dict(evaluated)}
    return None


def _doubted(held: Any, outcome: Outcome) -> dict[str, Any] | None:
    if held is None or outcome.verdict is not Verdict.UNDETERMINED:
        return None
    return {**held.body, "missing": [one.as_json() for one in outcome.missing]}


def _differences(report: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    if json.canonical(dict(report)) == json.canonical(dict(made)):
        return {}
    names = sorted(report.keys() | made.keys())
    return {name: (report.get(name), made.get(name)) for name in names if report.get(name) != made.get(name)}


def _causes(report: Mapping[str, Any], memory: Memory, model: SupervisionModel | None) -> tuple[str, ...]:
    runs = as_published.running(report)
    found = []
    if model is None or runs is None:
        found.append("model_gone")
    else:
        if runs.version != report["model_version"]:
            found.append("model_version_changed")
        if model.parameters.digest != report["parameters_hash"]:
            found.append("parameters_changed")
    if memory.expunged:
        found.append("expunged")
    if _rests_on_others(report, memory.entries):
        found.append("feed_differs")
    return tuple(found) or ("software_differs",)


def _rests_on_others(report: Mapping[str, Any], entries: Sequence[Heard]) -> bool:
    heard = {(one.position, str(one.event_id)) for one in entries}
    said = [step["entry"] for step in report["reasoning"] if step.get("entry") is not None]
    return any((entry["position"], entry["event_id"]) not in heard for entry in said)
