"""Finds the models: every subclass of SupervisionModel that a module of `screening.models` defines."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from screening import models, parameters
from screening.rulebook import Rule, SupervisionModel


@cache
def every_model() -> Sequence[SupervisionModel]:
    """Return one instance of each model with its parameters, in the order of their slugs.

    :raises ValueError: two rules share a code, or two models a slug.
    """
    found: dict[str, SupervisionModel] = {}
    for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if _is_model_of(value, module.name):
                if value.slug in found:
                    raise ValueError(f"two models are called {value.slug}")
                found[value.slug] = value(parameters.load(value.parameters_of))
    _see_that_codes_differ([rule for model in found.values() for rule in model.rules])
    return tuple(found[slug] for slug in sorted(found))


def _is_model_of(value: object, module: str) -> bool:
    is_model = isinstance(value, type) and issubclass(value, SupervisionModel)
    # What a module only imports belongs to another one.
    return is_model and value.__module__ == module and "slug" in vars(value)


def _see_that_codes_differ(rules: Sequence[Rule]) -> None:
    codes = [code for rule in rules for code in (rule.code, *rule.aliases)]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise ValueError(f"one violation is one rule with one id: {', '.join(sorted(doubled))}")


def model_of(rule: str) -> SupervisionModel:
    """Return the model that holds a rule, named by its code.

    :raises KeyError: no model has it.
    """
    for model in every_model():
        if any(one.code == rule for one in model.rules):
            return model
    raise KeyError(rule)
