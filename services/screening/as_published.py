"""Models as they were when an alert was made: what runs here, with the alert's own model as it was published then; pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from screening import registry
from screening.parameters import Parameters
from screening.rulebook import SupervisionModel


def running(report: Mapping[str, Any]) -> SupervisionModel | None:
    """Return the model of an alert as it runs here, in the alert's version where there are several; None: it is gone."""
    return asked(registry.every_model(), report)


def is_as_then(model: SupervisionModel, report: Mapping[str, Any]) -> bool:
    """Tell whether a model has the version and the parameters that an alert names."""
    return (model.version, model.parameters.digest) == (report["model_version"], report["parameters_hash"])


def models_as_of(report: Mapping[str, Any], published: Mapping[str, Any] | None = None) -> Sequence[SupervisionModel]:
    """Return every model by which an alert is reproduced.

    They are those that run here, where the version that the alert names is among them with its numbers: which of them
    alerted then, the feed says. Else its own model is there in that version alone, with the numbers that were published
    with it; what it does is in the code that runs here.

    :param published: the content of that version at the exchange; None where it has none, or none is needed.
    """
    every, own = registry.every_model(), running(report)
    if own is None or is_as_then(own, report):
        return every
    if published is not None and published["parameters_hash"] == report["parameters_hash"]:
        own = _as_published(own, str(report["model_version"]), published)
    return (*(one for one in every if one.slug != own.slug), own)


def asked(models: Sequence[SupervisionModel], report: Mapping[str, Any]) -> SupervisionModel | None:
    """Return the one of these that answers for an alert: in its version where there are several; None: there is none."""
    found = [one for one in models if one.slug == report["model"]]
    same = [one for one in found if one.version == report["model_version"]]
    return next(iter(same or found), None)


def _as_published(model: SupervisionModel, version: str, published: Mapping[str, Any]) -> SupervisionModel:
    kind = type(model)
    # It alerted when the alert was made, whatever became of it since.
    said = {"version": version, "status": "live", "__doc__": kind.__doc__}
    of_then: type[SupervisionModel] = type(kind.__name__, (kind,), said)
    tables = {one["name"]: _table(one, _holds_days(model, one["name"])) for one in published["parameters"]}
    return of_then(Parameters(tables, published["parameters_hash"]))


def _holds_days(model: SupervisionModel, name: str) -> bool:
    return name in model.parameters.tables and any(isinstance(one.value, date) for one in model.parameters.values(name))


def _table(published: Mapping[str, Any], days: bool) -> dict[str, Any]:  # noqa: FBT001  a word for it reads no better
    values = [
        {**one, "since": date.fromisoformat(one["since"]), "value": _value(one["value"], days)}
        for one in published["values"]
    ]
    named = {name: published[name] for name in ("means", "means_chinese", "unit") if published.get(name) is not None}
    # Each value was published with its own mark; the table's is asked for besides.
    return {**named, "mark": values[0]["mark"], "values": values}


def _value(said: Any, days: bool) -> Any:  # noqa: FBT001
    # JSON knows no days: what TOML wrote as one was published as text.
    return date.fromisoformat(said) if days and isinstance(said, str) else said
