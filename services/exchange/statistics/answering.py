"""The answer of the statistics, from what was counted: the same bytes from the same counts; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from exchange.statistics.counted import Counted, Figures
from exchange.statistics.definitions import LABELS, METRICS, Metric

_FOUR_PLACES: Final = Decimal("0.0001")
_DIMENSIONS: Final = {"procuratorate": "by_procuratorate", "unit": "by_unit"}


@dataclass(frozen=True)
class Heading:
    """What an answer is about: the period, whose figures, and what was known."""

    first: str
    last: str
    as_of: str
    quarter: str | None
    agency: str
    known_at: str
    configuration: str

    def shown(self) -> dict[str, Any]:
        """Return it as it stands at the head of an answer."""
        return {
            "from": self.first,
            "to": self.last,
            "as_of": self.as_of,
            "quarter": self.quarter,
            "agency": self.agency,
            "known_at": self.known_at,
            "configuration": self.configuration,
        }


def answer(heading: Heading, counted: Counted, metrics: Iterable[Metric] = METRICS) -> dict[str, Any]:
    """Return the whole answer; places stand in the order of their codes, never of their figures."""
    narrowed = {dimension: counted.by(dimension) for dimension in _DIMENSIONS}
    return heading.shown() | {"metrics": [_metric(one, counted, narrowed) for one in metrics]}


def _metric(metric: Metric, counted: Counted, narrowed: Mapping[str, Mapping[str, Counted]]) -> dict[str, Any]:
    minimum = counted.configuration.rate_minimum
    found: dict[str, Any] = {
        "code": metric.code,
        "name": metric.chinese,
        "definition": {"zh": metric.zh, "en": metric.en},
        "informational": metric.informational,
        "unit": metric.unit,
        "unit_label": LABELS[metric.unit],
        "denominator_unit": metric.of,
        "denominator_unit_label": None if metric.of is None else LABELS[metric.of],
        **_figures(metric.formula(counted), minimum),
    }
    for dimension, name in _DIMENSIONS.items():
        every = ((code, metric.formula(here)) for code, here in narrowed[dimension].items())
        found[name] = [{"code": code, **_figures(one, minimum)} for code, one in every if _says_anything(one)]
    found["groups"] = [_group(one, minimum) for one in metric.groups(counted)] if metric.groups else []
    return found


def _says_anything(figures: Figures) -> bool:
    return bool(figures.numerator or figures.denominator or any(figures.series.values()))


def _figures(figures: Figures, minimum: int) -> dict[str, Any]:
    shares = rate(figures.numerator, figures.denominator, minimum)
    return {
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        **shares,
        "series": dict(figures.series),
    }


def rate(numerator: int, denominator: int | None, minimum: int) -> dict[str, Any]:
    """Return a share with four places, or that there are too few to speak of one; null where there is no denominator."""
    if denominator is None:
        return {"rate": None, "too_few": False}
    if denominator < max(minimum, 1):
        return {"rate": None, "too_few": True}
    share = (Decimal(numerator) / Decimal(denominator)).quantize(_FOUR_PLACES, ROUND_HALF_UP)
    return {"rate": str(share), "too_few": False}


def _group(group: Mapping[str, Any], minimum: int) -> dict[str, Any]:
    named = {key: value for key, value in group.items() if key not in {"numerator", "denominator", "series"}}
    figures = Figures(group["numerator"], group.get("denominator"), group.get("series", {}))
    return {"named": named, **_figures(figures, minimum)}
