"""The formulas about supervision instruments (监督文书): pure functions of their lives up to the period's last day."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from exchange.recurrences.grouping import Group, Violation, groups_of
from exchange.statistics.counted import Counted, Figures, Instrument
from exchange.statistics.stretches import months_before, quarter_between
from zhenxie.wire.quarters import quarter_of


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
    return [one for one in counted.instruments if counted.fell_due(one.due) and not one.taken_back]


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
    in_time = len(replied_by_then(counted))
    late = sum(one.replied_on is not None for one in due) - in_time
    return Figures(in_time, len(due), {"in_time": in_time, "late": late, "none": len(due) - in_time - late})


def replied_by_then(counted: Counted) -> list[Instrument]:
    """Return the instruments that fell due and were replied to no later."""
    due = _fell_due(counted)
    return [one for one in due if one.replied_on is not None and one.due is not None and one.replied_on <= one.due]


def still_owed(counted: Counted) -> list[Instrument]:
    """Return the instruments whose reply is owed and late."""
    return [one for one in counted.instruments if one.due is not None and one.due < counted.as_of and one.awaits_reply]


def overdue_open(counted: Counted) -> Figures:
    """超期提醒."""
    last, buckets = counted.as_of, counted.configuration.overdue_buckets
    edges = [*pairwise((0, *buckets))]
    names = [f"{low + 1}_{high}" for low, high in edges] + [f"over_{buckets[-1]}"]
    series = dict.fromkeys(names, 0)
    for one in still_owed(counted):
        age = (last - one.due).days if one.due is not None else 0
        series[next((name for name, (_, high) in zip(names, edges, strict=False) if age <= high), names[-1])] += 1
    return Figures(sum(series.values()), series=series)


def followed_up(counted: Counted) -> Figures:
    """回头看完成率."""
    due = [
        plan for one in counted.instruments for plan in one.plans if counted.fell_due(plan.due) and not one.taken_back
    ]
    return Figures(sum(plan.held_on is not None for plan in due), len(due))


_Noted = Mapping[tuple[str | None, str], list[tuple[date, int, frozenset[str]]]]
"""Instruments by unit and violation: when each was issued, and the alerts that it rests on."""


def relapses(counted: Counted) -> Figures:
    """同一单位同一违法情形反复."""
    again, issued = relapsed(counted), [one for one in _issued(counted) if not one.taken_back]
    return Figures(len(again), series={"issued": len(issued)})


def relapsed(counted: Counted) -> list[Instrument]:
    """Return the instruments of the period whose violation another one had named to the same unit not long before."""
    noted: dict[tuple[str | None, str], list[tuple[date, int, frozenset[str]]]] = {}
    for one in counted.instruments:
        for code in () if one.taken_back else one.violations:
            noted.setdefault((one.unit, code), []).append((one.issued_on, one.place, one.alerts))
    for places in noted.values():
        places.sort(key=lambda place: place[:2])
    issued = [one for one in _issued(counted) if not one.taken_back and one.unit is not None]
    return [one for one in issued if _repeats(one, noted, counted.configuration.relapse_months)]


def _repeats(one: Instrument, noted: _Noted, months: int) -> bool:
    earliest = months_before(one.issued_on, months)
    for code in one.violations:
        places = noted.get((one.unit, code), [])
        for index in range(bisect_left(places, (one.issued_on, one.place), key=lambda place: place[:2]) - 1, -1, -1):
            day, _, alerts = places[index]
            if day < earliest:
                break
            # Two documents on one alert are about one violation.
            if not alerts & one.alerts:
                return True
    return False


def violations(counted: Counted) -> list[Violation]:
    """Return each violation once: an alert that was confirmed, or what an instrument names that rests on none."""
    found = [
        Violation(one.rule or one.model, one.unit, one.established_on, one.case_id, alert_id=one.id)
        for one in counted.leads
        if one.established_on is not None and one.unit is not None
    ]
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for one in counted.instruments:
        if one.unit is None or one.taken_back or (one.alerts and counted.sees_leads):
            continue
        for code in one.violations:
            named = code, one.unit, one.alerts
            if named not in seen or not one.alerts:
                found.append(Violation(code, one.unit, one.issued_on, one.case_id, instrument_id=one.id))
            seen.add(named)
    return found


def class_groups(counted: Counted) -> list[Group]:
    """Return the groups that make a class, as `/v1/class-cases` does; another period than a quarter has none before it."""
    first, last = counted.period.first, counted.period.last
    every = violations(counted)
    if quarter_between(first, last) is None:
        every = [replace(one, day=first) for one in every if counted.period.holds(one.day)]
    threshold = counted.configuration.class_case_minimum
    return [one for one in groups_of(every, quarter_of(first)) if one.is_candidate(threshold)]


def classes(counted: Counted) -> list[dict[str, Any]]:
    """Return the violations that make a class, in the order of codes and units."""
    return [
        {
            "violation": one.code,
            "unit": one.unit,
            "numerator": len(one.violations),
            "series": {
                "cases": len({each.case_id for each in one.violations if each.case_id is not None}),
                "previous": one.previous,
            },
        }
        for one in sorted(class_groups(counted), key=lambda group: (group.code, group.unit))
    ]


def class_cases(counted: Counted) -> Figures:
    """类案."""
    return Figures(len(class_groups(counted)))
