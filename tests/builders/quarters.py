"""A quarter of an office as it is counted: instruments, leads and tallies, made by plain rules; and the report's basis."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

from exchange.reports.basis import Basis
from exchange.statistics.answering import Heading, answer
from exchange.statistics.configuration import in_force
from exchange.statistics.counted import Counted, Ending, Instrument, Lead, Marked, Period, Plan, Tally
from exchange.statistics.stretches import days_of_quarter
from fixtures.agencies import AGENCIES, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE, PINGLUO_POLICE
from zhenxie.wire import json

UNITS = (DAWUKOU_POLICE, HUINONG_POLICE, PINGLUO_POLICE)
_KINDS = (
    *("investigation_supervision_notice", "correction_notice", "request_reason_filing", "oral_correction"),
    *("procuratorial_suggestion", "order_to_withdraw"),
)
_TALLIED = {
    "approved": (40, 30, 38),
    "refused": (15, 11, 14),
    "refused.no_crime": (2, 2, 2),
    "refused.insufficient_evidence": (5, 4, 5),
    "refused.no_social_danger": (6, 5, 6),
    "prosecuted": (44, 33, 42),
    "prosecuted.in_custody": (20, 17, 19),
    "prosecuted.not_in_custody": (22, 18, 21),
    "prosecuted.fast_track": (12, 12, 12),
    "not_prosecuted": (9, 8, 9),
    "not_prosecuted.discretionary": (6, 5, 6),
    "received": (50, 48, 0),
    "returned": (14, 11, 0),
    "matters": (80, 70, 90),
    "step.return": (14, 11, 0),
    "step.custody_extension": (5, 5, 5),
    "reconsidered_changed": (1, 1, 1),
    "reconsidered_upheld": (3, 3, 3),
    "reconsidered.reconsideration": (3, 3, 3),
    "reconsidered.review": (1, 1, 1),
}
"""What is tallied: documents, cases, persons."""


def counted(quarter: str, *, instruments: int = 24, leads: int = 36, ended: int = 5, share: int = 1) -> Counted:
    """Return a quarter; `share` divides what is tallied."""
    first, last = days_of_quarter(quarter)
    tallies = {(line, None): Tally(*(one // share for one in many)) for line, many in _TALLIED.items()}
    endings = [Ending(UUID(int=n), DAWUKOU_PROCURATORATE, UNITS[n % 3], first, "reason_request") for n in range(ended)]
    return Counted(
        Period(first, last),
        in_force(last),
        last,
        tallies=tallies,
        instruments=[_instrument(n, first) for n in range(instruments)],
        leads=[_lead(n, first) for n in range(leads)],
        filings=[replace(one, sent=one.case_id.int > 0) for one in endings[: 3 // share]],
        marked=[Marked(UUID(int=n), DAWUKOU_PROCURATORATE, UNITS[n % 3], n < 7 // share) for n in range(12 // share)],
        withdrawals=[replace(one, after="correction_notice") for one in endings[3:]],
    )


def _instrument(n: int, first: date) -> Instrument:
    issued = first + timedelta(days=n)
    due = issued + timedelta(days=15)
    return Instrument(
        id=f"I{n}",
        kind=_KINDS[n % len(_KINDS)],
        procuratorate=DAWUKOU_PROCURATORATE,
        unit=UNITS[n % 3],
        case_id=UUID(int=n),
        issued_on=issued,
        place=n,
        violations=(f"M{n % 2 + 1:02}",),
        due=due,
        replied_on=None if n % 6 == 5 else due,
        adoption=None if n % 4 == 3 else "adopted",
        adopted_on=None if n % 4 == 3 else due,
        overdue_on=due + timedelta(days=1) if n % 6 == 5 else None,
        plans=[Plan(first + timedelta(days=80), first + timedelta(days=80) if n % 4 == 1 else None)] if n % 2 else [],
    )


def _lead(n: int, first: date) -> Lead:
    day = first + timedelta(days=n)
    made = Lead(
        f"L{n}", f"M{n % 5 + 1:02}", "2026.1", DAWUKOU_PROCURATORATE, UNITS[n % 3], UUID(int=n), day, f"R{n:02}"
    )
    made.screened_on = day if n % 3 else None
    made.established_on = day if n % 3 == 1 else None
    if n % 3 == 2:
        made.dismissed_on, made.dismissal = day, ("data_error", "lawful_exception")[n % 2]
    return made


def answered(quarter: str, made: Counted | None = None) -> dict[str, Any]:
    """Return the answer of a quarter, as a snapshot keeps it."""
    first, last = (one.isoformat() for one in days_of_quarter(quarter))
    heading = Heading(first, last, last, quarter, DAWUKOU_PROCURATORATE, "1.1204", f"sha256:{'5e' * 32}")
    # What a snapshot keeps has its keys in the order of their letters.
    kept: dict[str, Any] = orjson.loads(json.canonical(answer(heading, counted(quarter) if made is None else made)))
    return kept


def a_basis(**more: Any) -> Basis:
    """Return what the report of 2026Q3 is made from; `more` replaces parts of it."""
    made = Basis(
        snapshot_id="01a0b7c4-0000-7000-8000-00000000000a",
        taken_on=date(2026, 10, 8),
        statistics=answered("2026Q3"),
        before=answered("2026Q2", counted("2026Q2", instruments=19, leads=20, share=2)),
        names={code: name for code, name, *_ in AGENCIES},
        cooperation={"early_intervention": (7, 3), "joint_meeting": (1, 1), "consultation": (4, 6)},
    )
    return replace(made, **more)
