"""Tables of a report, and the charts that are drawn from the very same lines; pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exchange.documents.paper import Block, Chart, Series, chart, table
from exchange.reports import sentences
from exchange.reports.basis import Basis, Line, Share


def side_by_side(basis: Basis, title: str, lines: Sequence[Line]) -> Block:
    """Return lines as a table: the period and the one before it as counts beside each other, and no difference."""
    units = {one.unit for one in lines}
    periods = (basis.this_period, basis.period_before)
    if len(units) == 1:
        rows = tuple((one.name, str(one.now), str(one.before)) for one in lines)
        return table(("项目", *periods), rows, text=title, label=units.pop(), widths=(5, 2, 2))
    mixed = tuple((one.name, one.unit, str(one.now), str(one.before)) for one in lines)
    return table(("项目", "单位", *periods), mixed, text=title, widths=(5, 1, 2, 2))


def drawn(basis: Basis, title: str, lines: Sequence[Line]) -> list[Block]:
    """Return the lines of one unit as bars; nothing where there is nothing to draw.

    :raises ValueError: the lines are not of one unit.
    """
    if len({one.unit for one in lines}) > 1:
        raise ValueError("a chart has one unit")
    if not any(one.now or one.before for one in lines):
        return []
    series = (
        Series(basis.period_before, tuple(one.before for one in lines)),
        Series(basis.this_period, tuple(one.now for one in lines)),
    )
    return [chart(Chart("bars", title, lines[0].unit, tuple(one.name for one in lines), series))]


def with_chart(basis: Basis, title: str, lines: Sequence[Line]) -> list[Block]:
    """Return lines of one unit as a table, and as the chart beside it."""
    return [side_by_side(basis, title, lines), *drawn(basis, f"{title}（图）", lines)]


def shares(basis: Basis, title: str, found: Sequence[Share], shown: Callable[[Share, int], str]) -> Block:
    """Return shares as a table of counts, with the rate where there are enough."""
    rows = tuple(
        (
            f"{one.name}（仅供参考）" if one.informational else one.name,
            f"{one.numerator}{one.numerator_unit}",
            f"{one.denominator}{one.denominator_unit}",
            shown(one, basis.minimum),
        )
        for one in found
    )
    return table(("指标", "分子", "分母", "比率"), rows, text=title, widths=(5, 2, 2, 3))


def rates(basis: Basis, codes: Sequence[str]) -> Block:
    """Return metrics that are parts of a whole as a table of shares."""
    found = [basis.share(code) for code in codes]
    return shares(basis, f"{basis.this_period}各项比率", found, sentences.rate)


Column = tuple[str, str, str | None]
"""A column of a table by places: its heading, the metric, and one of its series or None for the numerator."""


def by_place(basis: Basis, title: str, dimension: str, columns: Sequence[Column], label: str) -> list[Block]:
    """Return counts by procuratorate or by unit in the order of their codes; nothing where nothing belongs to any."""
    found: dict[str, list[int]] = {}
    for number, (_, code, series) in enumerate(columns):
        for place in basis.metric(code)[dimension]:
            cells = found.setdefault(place["code"], [0] * len(columns))
            cells[number] = _cell(place, series)
    if not found:
        return []
    rows = tuple((basis.named(code), code, *map(str, found[code])) for code in sorted(found))
    header = ("单位", "代码", *(heading for heading, *_ in columns))
    return [table(header, rows, text=title, label=label, widths=(5, 4, *([2] * len(columns))))]


def _cell(place: Mapping[str, Any], series: str | None) -> int:
    found: int = place["numerator"] if series is None else place["series"].get(series, 0)
    return found
