"""What a report rests on: the figures of a snapshot, those of the period before, and names; plain values, pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from exchange.statistics.stretches import days_of_quarter, months_before, quarter_between
from zhenxie.wire.quarters import quarter_of

LEAST: Final = 10
"""Below so many nobody speaks of a percentage (policy of October 2024), whatever the statistics are configured to."""
_ORDINALS: Final = "一二三四"


@dataclass(frozen=True)
class Line:
    """One thing that is counted: in the period (`now`) and in the one before it, in one unit (人, 件, 份 …)."""

    name: str
    unit: str
    now: int
    before: int


@dataclass(frozen=True)
class Share:
    """How many of how many; `rate` has four places, and is None where there are too few to speak of one."""

    name: str
    numerator: int
    numerator_unit: str
    denominator: int
    denominator_unit: str
    rate: Decimal | None
    informational: bool = False


@dataclass(frozen=True)
class Basis:
    """What a report is made from, and nothing else: the same basis gives the same bytes.

    `statistics` is the answer that the snapshot kept, `before` that of the period before as known at the same position,
    and `kept_before` the one that an earlier snapshot of that period kept. `names` are those of agencies by their codes.
    `cooperation` says how many records of each kind were opened, in the period and before.
    """

    snapshot_id: str
    taken_on: date
    statistics: Mapping[str, Any]
    before: Mapping[str, Any]
    names: Mapping[str, str]
    cooperation: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kept_before: Mapping[str, Any] | None = None
    minimum: int = LEAST

    @property
    def this_period(self) -> str:
        """How the text calls the period."""
        return "本季度" if self.statistics["quarter"] else "本期"

    @property
    def period_before(self) -> str:
        """How the text calls the one before it."""
        return "上季度" if self.statistics["quarter"] else "上期"

    def metric(self, code: str) -> Mapping[str, Any]:
        """Return a metric of the period.

        :raises KeyError: the snapshot holds none by this code.
        """
        found = _found(self.statistics, code)
        if found is None:
            raise KeyError(code)
        return found

    def line(self, code: str, name: str | None = None) -> Line:
        """Return a metric's numerator as a line, under its own name or another."""
        metric, earlier = self.metric(code), _found(self.before, code) or {}
        return Line(name or metric["name"], metric["unit_label"], metric["numerator"], earlier.get("numerator", 0))

    def of_which(self, code: str) -> Line:
        """Return a metric's denominator as a line."""
        metric, earlier = self.metric(code), _found(self.before, code) or {}
        unit = str(metric["denominator_unit_label"])
        return Line(metric["name"], unit, metric["denominator"] or 0, earlier.get("denominator") or 0)

    def series(self, code: str, name: str, shown: str, unit: str | None = None) -> Line:
        """Return one series of a metric as a line, by how it is shown."""
        metric, earlier = self.metric(code), _found(self.before, code) or {"series": {}}
        now, before = metric["series"].get(name, 0), earlier["series"].get(name, 0)
        return Line(shown, unit or metric["unit_label"], now, before)

    def every_series(self, code: str) -> list[str]:
        """Return the names of a metric's series in either period: the period's in its order, then what only was before."""
        now, before = self.metric(code)["series"], (_found(self.before, code) or {"series": {}})["series"]
        return list(dict.fromkeys((*now, *before)))

    def share(self, code: str) -> Share:
        """Return a metric as so many of so many."""
        metric = self.metric(code)
        return share_of(metric, metric["name"], metric, self.minimum)

    def groups(self, code: str, *, earlier: bool = False) -> Sequence[Mapping[str, Any]]:
        """Return the groups of a metric, of the period or of the one before it."""
        found = _found(self.before if earlier else self.statistics, code)
        return () if found is None else found["groups"]

    def named(self, code: str) -> str:
        """Return the name of an agency, or its code where the directory has none."""
        return self.names.get(code, code)


def _found(statistics: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    return next((one for one in statistics["metrics"] if one["code"] == code), None)


def share_of(figures: Mapping[str, Any], name: str, metric: Mapping[str, Any], minimum: int) -> Share:
    """Return the figures of a metric, or of one of its groups, as so many of so many."""
    denominator = figures["denominator"] or 0
    shown = None if figures["rate"] is None or denominator < minimum else Decimal(figures["rate"])
    units = metric["unit_label"], metric["denominator_unit_label"] or metric["unit_label"]
    return Share(
        name,
        *(figures["numerator"], units[0], denominator, units[1], shown),
        informational=metric["informational"],
    )


def period_before(first: date, last: date) -> tuple[date, date]:
    """Return the period before: the quarter before a quarter, else as many days that end on the eve of the first."""
    if quarter_between(first, last) is not None:
        return days_of_quarter(quarter_of(months_before(first, 3)))
    # A snapshot of an absurd period, of before periods were bounded, still has a report.
    days = min(last - first, first - timedelta(days=1) - date.min)
    return first - days - timedelta(days=1), first - timedelta(days=1)


def period_named(statistics: Mapping[str, Any]) -> str:
    """Return a period as a title says it: 2026年第三季度, or its days."""
    quarter = statistics["quarter"]
    if quarter is not None:
        return f"{quarter[:4]}年第{_ORDINALS[int(quarter[-1]) - 1]}季度"
    return f"{day_named(date.fromisoformat(statistics['from']))}至{day_named(date.fromisoformat(statistics['to']))}"


def day_named(day: date) -> str:
    """Return a day as the text of a document says it: 2026年10月8日."""
    return f"{day.year}年{day.month}月{day.day}日"
