"""Which cases stand behind the numerator of a metric; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from exchange.statistics.configuration import Configuration
from exchange.statistics.counted import Counted
from exchange.statistics.formulas import lines
from exchange.statistics.instrument_formulas import class_groups, relapsed, replied_by_then, still_owed

_Cases = Callable[[Counted], Iterable[UUID | None]]

LINES: Final[Mapping[str, str]] = {
    "arrest_approved": "approved",
    "arrest_refused": "refused",
    "arrest_refusal_categories": "refused",
    "reconsideration_changed": "reconsidered_changed",
    "returned": "returned",
    "average_returns": "returned",
    "not_prosecuted": "not_prosecuted",
    "custody_before_prosecution": "prosecuted.in_custody",
    "fast_track": "prosecuted.fast_track",
    "case_to_matters": "matters",
}
"""The line of which a metric's numerator is made."""


def _ended(counted: Counted) -> Iterable[UUID | None]:
    return (one.case_id for one in (*counted.filings, *counted.withdrawals))


LIVES: Final[Mapping[str, _Cases]] = {
    "supervised_filing": lambda counted: (one.case_id for one in counted.filings),
    "supervised_withdrawal": lambda counted: (one.case_id for one in counted.withdrawals),
    "supervision_established": _ended,
    "supervised_filing_transferred": lambda counted: (one.case_id for one in counted.filings if one.sent),
    "supervised_filing_convicted": lambda counted: (one.case_id for one in counted.filings if one.convicted),
    "instruments_issued": lambda counted: (
        one.case_id for one in counted.instruments if counted.period.holds(one.issued_on)
    ),
    "instruments_course": lambda counted: (
        one.case_id for one in counted.instruments if counted.period.holds(one.issued_on)
    ),
    "adoption_of_due": lambda counted: (
        one.case_id for one in counted.instruments if counted.fell_due(one.due) and one.adopted and not one.taken_back
    ),
    "adoption_of_replied": lambda counted: (
        one.case_id
        for one in counted.instruments
        if counted.period.holds(one.replied_on) and one.adopted and not one.taken_back
    ),
    "replied_in_time": lambda counted: (one.case_id for one in replied_by_then(counted)),
    "overdue_open": lambda counted: (one.case_id for one in still_owed(counted)),
    "follow_up_done": lambda counted: (
        one.case_id
        for one in counted.instruments
        if not one.taken_back and any(counted.fell_due(plan.due) and plan.held_on for plan in one.plans)
    ),
    "relapse": lambda counted: (one.case_id for one in relapsed(counted)),
    "class_cases": lambda counted: (one.case_id for group in class_groups(counted) for one in group.violations),
    "early_intervention": lambda counted: (one.case_id for one in counted.marked if one.intervened),
    "model_conversion": lambda counted: (
        one.case_id for one in counted.leads if counted.period.holds(one.established_on)
    ),
}
"""The cases of a metric that is made of lives."""


def types_of(metric: str, configuration: Configuration) -> list[tuple[str, frozenset[str]]]:
    """Return the types of events, with the codes each must have, that make up a metric's numerator."""
    return [
        (kind, frozenset(codes.split(",")) - {""})
        for name, kind, codes in lines(configuration)
        if name == LINES.get(metric)
    ]


def cases_of(rows: Sequence[Mapping[str, Any]], wanted: Sequence[tuple[str, frozenset[str]]]) -> set[UUID]:
    """Return the cases of rows that have the type and the codes wanted."""
    return {
        row["case_id"]
        for row in rows
        if row["case_id"] is not None
        and any(row["type"] == kind and codes.issubset(row["codes"]) for kind, codes in wanted)
    }
