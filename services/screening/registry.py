"""Finds the models: every subclass of SupervisionModel that a module of `screening.models` defines."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache

from screening import models, parameters
from screening.rulebook import Rule, SupervisionModel


@cache
def every_model() -> Sequence[SupervisionModel]:
    """Return one instance of each version of each model with its parameters, in the order of slug and version.

    :raises ValueError: two rules share a code, two versions a name, or several versions of a model are live at once.
    """
    found: dict[tuple[str, str], SupervisionModel] = {}
    for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if _is_model_of(value, module.name):
                for kind in (value, *_variants(value)):
                    if (kind.slug, kind.version) in found:
                        raise ValueError(f"two models are called {kind.slug}, version {kind.version}")
                    found[kind.slug, kind.version] = kind(parameters.load(kind.parameters_of))
    every = tuple(found[named] for named in sorted(found))
    _see_that_they_go_together(every)
    return every


def _is_model_of(value: object, module: str) -> bool:
    is_model = isinstance(value, type) and issubclass(value, SupervisionModel)
    # What a module only imports belongs to another one.
    return is_model and value.__module__ == module and not {"slug", "version"}.isdisjoint(vars(value))


def _variants(kind: type[SupervisionModel]) -> Iterator[type[SupervisionModel]]:
    for one in vars(kind).get("variants", ()):
        said = {"__module__": kind.__module__, "__doc__": kind.__doc__, "variants": ()}
        numbers = {"version": one.version, "parameters_of": one.parameters_of, "status": one.status}
        yield type(kind.__name__, (kind,), said | numbers)


def _see_that_they_go_together(every: Sequence[SupervisionModel]) -> None:
    whose: dict[str, str] = {}
    live: set[str] = set()
    for model in every:
        _see_that_codes_differ(model.rules)
        for code in (code for rule in model.rules for code in (rule.code, *rule.aliases)):
            if whose.setdefault(code, model.slug) != model.slug:
                raise ValueError(f"one violation is one rule with one id: {code}")
        if model.status == "live":
            if model.slug in live:
                raise ValueError(f"one version of {model.slug} alerts, and the others run in shadow")
            live.add(model.slug)


def _see_that_codes_differ(rules: Sequence[Rule]) -> None:
    codes = [code for rule in rules for code in (rule.code, *rule.aliases)]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise ValueError(f"one violation is one rule with one id: {', '.join(sorted(doubled))}")


def find(slug: str, version: str) -> SupervisionModel:
    """Return a model in one of its versions.

    :raises KeyError: this code does not hold it.
    """
    for model in every_model():
        if (model.slug, model.version) == (slug, version):
            return model
    raise KeyError(slug, version)


def model_of(rule: str) -> SupervisionModel:
    """Return the model that holds a rule, named by its code; of its versions the one that is live as the code says.

    :raises KeyError: no model has it.
    """
    holding = [model for model in every_model() if any(one.code == rule for one in model.rules)]
    if not holding:
        raise KeyError(rule)
    return next((model for model in holding if model.status == "live"), holding[-1])
