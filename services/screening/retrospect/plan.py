"""What a backtest is asked: which models, over which days, against what; told to each process as it is."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from screening import parameters, registry
from screening.parameters import Parameters
from screening.rulebook import SupervisionModel
from zhenxie.wire import json

PARTS: Final = 16
"""Parts of a backtest, whatever the number of processes: each has a state file, by which it goes on after a kill."""
GROUP: Final = 100
"""Cases that a process holds at once, beside those that are tied to them."""


class Unanswerable(ValueError):
    """The question names a model, a version or a file that is not there, or compares nothing."""


@dataclass(frozen=True)
class Plan:
    """A backtest: `models` as SLUG@VERSION; `source` tells one input from another.

    `version` is another version to be compared, or `numbers` the name and text of a changed parameter file.
    """

    models: tuple[str, ...]
    since: date
    until: date
    source: str
    version: str | None = None
    numbers: tuple[str, str] | None = None

    @property
    def digest(self) -> str:
        """What the state files of a run bear (hexadecimal SHA-256): another question, code or input is another run."""
        before, after = sides(self)
        values = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in dataclasses.asdict(self).items()
        }
        held = [f"{one.slug}@{one.version}:{one.parameters.digest}" for one in (*before, *after)]
        return json.digest({"plan": _plain(values), "held": held, "parts": PARTS, "group": GROUP}).hex()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def models_named(words: Sequence[str]) -> tuple[str, ...]:
    """Return models as SLUG@VERSION, in the order of their names; without a version it is the one that the code has live.

    :raises Unanswerable: there is no such model, or not in this version.
    """
    found: dict[str, None] = {}
    for word in words or [one.slug for one in registry.every_model() if one.status == "live"]:
        slug, _, version = word.partition("@")
        every = [one for one in registry.every_model() if one.slug == slug]
        fitting = [one for one in every if one.version == version or (not version and one.status == "live")]
        if not fitting:
            known = ", ".join(f"{one.slug}@{one.version}" for one in (every or registry.every_model()))
            raise Unanswerable(f"there is no model {word}; there are {known}")
        found[f"{slug}@{fitting[0].version}"] = None
    return tuple(sorted(found))


def sides(plan: Plan) -> tuple[list[SupervisionModel], list[SupervisionModel]]:
    """Return the models of a backtest, and those that they are compared with (none: nothing is compared).

    :raises Unanswerable: the other version is not there, or no model uses the changed numbers.
    """
    before = [registry.find(*one.split("@", 1)) for one in plan.models]
    if plan.version is not None:
        try:
            after = [registry.find(one.slug, plan.version) for one in before]
        except KeyError as error:
            raise Unanswerable(f"there is no version {plan.version} of {error.args[0]}") from None
        if any(one in before for one in after):
            raise Unanswerable(f"version {plan.version} would be compared with itself")
        return before, after
    if plan.numbers is not None:
        name, text = plan.numbers
        changed = parameters.parse(text)
        before = [one for one in before if one.parameters_of == name]
        if not before:
            raise Unanswerable(f"none of these models uses {name}.toml")
        return before, [_with(one, changed) for one in before]
    return before, []


def _with(model: SupervisionModel, changed: Parameters) -> SupervisionModel:
    missing = set(model.parameters) - set(changed)
    if missing:
        raise Unanswerable(f"the changed file lacks {', '.join(sorted(missing))}")
    said = {"version": f"{model.version}+{changed.digest[:8]}", "__module__": type(model).__module__}
    made: type[SupervisionModel] = type(type(model).__name__, (type(model),), said)
    return made(changed)
