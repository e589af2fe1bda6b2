"""The formulas about supervision instruments (监督文书): pure functions of their lives up to the period's last day."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from exchange.statistics.counted import Counted, Figures, Instrument
from exchange.statistics.stretches import months_before, quarter_of


def _issued(counted: Counted) -> list[Instrument]:
    return [one for one in counted.instruments if counted.period.holds(one.issued_on)]


def instruments_issued(counted: Counted) -> Figures:
    """监督文书制发数."""
    kinds = Counter(one.kind for one in _issued(counted))
    return Figures(kinds.total(), series=dict(sorted(kinds.items())))


def instruments_course(counted: Counted) -> Figures:
    """制发、回复、采纳、逾期, each by its own day."""
    holds, every = counted.period.holds, counted.instruments
    adopted = [one for one in every if one.adopted and holds(one.adopted_on)]
    series = {
        "issued": len(_issued(counted)),
        "replied": sum(holds(one.replied_on) for one in every),
        "adopted": len(adopted),
        "adopted_of_earlier_periods": sum(one.issued_on < counted.period.first for one in adopted),
        "overdue": sum(holds(one.overdue_on) for one in every),
        "taken_back": sum(one.taken_back for one in _issued(counted)),
    }
    return Figures(series["issued"], series=series)


def late_adoptions(counted: Counted) -> list[dict[str, Any]]:
    """Return the adoptions of the period by the quarter in which the instrument was issued."""
    holds = counted.period.holds
    quarters = Counter(
        quarter_of(one.issued_on) for one in counted.instruments if one.adopted and holds(one.adopted_on)
    )
    return [{"issued_in": quarter, "numerator": many} for quarter, many in sorted(quarters.items())]


def _fell_due(counted: Counted) -> list[Instrument]:
    return [one for one in counted.instruments if counted.period.holds(one.due) and not one.taken_back]


def adopted_of_due(counted: Counted) -> Figures:
    """采纳率, by the end of the reply period."""
    due = _fell_due(counted)
    kinds = Counter(one.adoption or "undecided" for one in due)
    return Figures(sum(one.adopted for one in due), len(due), dict(sorted(kinds.items())))


def adopted_of_replied(counted: Counted) -> Figures:
    """采纳率, by the replies."""
    replied = [one for one in counted.instruments if counted.period.holds(one.replied_on) and not one.taken_back]
    kinds = Counter(one.adoption or "undecided" for one in replied)
    return Figures(sum(one.adopted for one in replied), len(replied), dict(sorted(kinds.items())))


def replied_in_time(counted: Counted) -> Figures:
    """按期回复率."""
    due = _fell_due(counted)
    in_time = sum(one.replied_on is not None and one.due is not None and one.replied_on <= one.due for one in due)
    late = sum(one.replied_on is not None for one in due) - in_time
    return Figures(in_time, len(due), {"in_time": in_time, "late": late, "none": len(due) - in_time - late})


def overdue_open(counted: Counted) -> Figures:
    """超期提醒."""
    last, buckets = counted.as_of, counted.configuration.overdue_buckets
    edges = [*pairwise((0, *buckets))]
    names = [f"{low + 1}_{high}" for low, high in edges] + [f"over_{buckets[-1]}"]
    series = dict.fromkeys(names, 0)
    for one in counted.instruments:
        if one.due is None or one.due >= last or one.replied_on is not None or one.ended:
            continue
        age = (last - one.due).days
        series[next((name for name, (_, high) in zip(names, edges, strict=False) if age <= high), names[-1])] += 1
    return Figures(sum(series.values()), series=series)


def followed_up(counted: Counted) -> Figures:
    """回头看完成率."""
    due = [one for one in counted.instruments for planned in one.planned if counted.period.holds(planned)]
    return Figures(sum(bool(one.followed) for one in due), len(due))


def relapses(counted: Counted) -> Figures:
    """同一单位同一违法情形反复."""
    noted: dict[tuple[str | None, str], list[tuple[date, int]]] = {}
    for one in counted.instruments:
        for code in () if one.taken_back else one.violations:
            noted.setdefault((one.unit, code), []).append((one.issued_on, one.place))
    for places in noted.values():
        places.sort()
    issued = [one for one in _issued(counted) if not one.taken_back]
    again = [one for one in issued if _repeats(one, noted, counted.configuration.relapse_months)]
    return Figures(len(again), series={"issued": len(issued)})


def _repeats(one: Instrument, noted: Mapping[tuple[str | None, str], list[tuple[date, int]]], months: int) -> bool:
    earliest = months_before(one.issued_on, months)
    for code in one.violations if one.unit is not None else ():
        places = noted.get((one.unit, code), [])
        before = bisect_left(places, (one.issued_on, one.place))
        if before and places[before - 1][0] >= earliest:
            return True
    return False


def classes(counted: Counted) -> list[dict[str, Any]]:
    """Return violations by code and unit with as many instruments as make a class, in the order of codes and units."""
    found: dict[tuple[str, str], list[Instrument]] = {}
    for one in _issued(counted):
        for code in one.violations if one.unit is not None and not one.taken_back else ():
            found.setdefault((code, str(one.unit)), []).append(one)
    return [
        {
            "violation": code,
            "unit": unit,
            "numerator": len(many),
            "series": {"cases": len({one.case_id for one in many if one.case_id is not None})},
        }
        for (code, unit), many in sorted(found.items())
        if len(many) >= counted.configuration.class_case_minimum
    ]


def class_cases(counted: Counted) -> Figures:
    """类案."""
    return Figures(len(classes(counted)))
