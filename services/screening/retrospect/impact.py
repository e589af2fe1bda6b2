"""Which past outcomes change when a number of law changes: by which number, since when, by which article; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from screening import parameters
from screening.parameters import Parameters
from screening.registry import every_model
from screening.retrospect.plan import Unanswerable


@dataclass(frozen=True)
class Changed:
    """One number that reads otherwise: `before` or `after` is None where it was added or left out."""

    name: str
    since: date
    law: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "parameter": self.name,
            "since": self.since.isoformat(),
            "law": self.law,
            "before": _plain(self.before),
            "after": _plain(self.after),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def supported() -> list[str]:
    """Return the parameter files whose change can be looked at: those of the models."""
    return sorted({one.parameters_of for one in every_model()})


def name_of(path: Path, named: str | None) -> str:
    """Return which parameter file a changed one stands for: as it is named, or as the file is.

    :raises Unanswerable: no model has such a file; that of the calendar and the deadlines, which are law to every model
        at once, is none of them.
    """
    name = path.stem if named is None else named.removesuffix(".toml")
    if name in supported():
        return name
    raise Unanswerable(
        f"{name}.toml 不是监督模型的参数文件；日历和期限等法律核心数据的变更须以新版本发布，不在此比对范围内。"
        f" {name}.toml holds no parameters of a model; what a change of the calendar or of the deadlines of the law's core"
        f" does is not computed here. Supported, by the file's name or --parameters: {', '.join(supported())}"
    )


def models_using(name: str) -> tuple[str, ...]:
    """Return the live models that use a parameter file, as SLUG@VERSION."""
    live = [one for one in every_model() if one.parameters_of == name and one.status == "live"]
    return tuple(f"{one.slug}@{one.version}" for one in live)


def shipped(name: str) -> Parameters:
    """Return a parameter file as it is shipped."""
    return parameters.parse((files(parameters) / f"{name}.toml").read_text(encoding="utf-8"))


def changes(before: Parameters, after: Parameters) -> list[Changed]:
    """Return every number that reads otherwise, by its day or by what it is."""
    found = []
    for name in sorted({*before, *after}):
        were, are = ({one.since: one for one in held.values(name)} if name in held else {} for held in (before, after))
        for since in sorted({*were, *are}):
            one, other = were.get(since), are.get(since)
            if one is None or other is None or (one.value, one.law) != (other.value, other.law):
                law = other.law if other is not None else one.law if one is not None else ""
                found.append(Changed(name, since, law, one and one.value, other and other.value))
    return found


def explained(
    differences: Iterable[Mapping[str, Any]], changed: Sequence[Changed]
) -> Iterator[tuple[Mapping[str, Any], list[Changed]]]:
    """Yield each difference with the changed numbers that made it: those that its reasoning names, as of its own time.

    Of a number that changed more than once the one counts that was in force when the violation begins, on one side or the
    other; where no reasoning and no day tell it, all of them are named.
    """
    for row in differences:
        days = [one["violated_from"][:7] for one in (row["before"], row["after"]) if one and one["violated_from"]]
        yield row, _in_force([one for one in changed if one.name in row["parameters"]] or list(changed), days)


def _in_force(changed: Sequence[Changed], months: Sequence[str]) -> list[Changed]:
    if not months:
        return list(changed)
    found: dict[str, Changed] = {}
    for one in changed:
        if one.since.isoformat()[:7] <= min(months):
            found[one.name] = one
    return list(found.values()) or list(changed)
