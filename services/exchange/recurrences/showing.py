"""What recurs, as a caller may see it: established violations, their groups, and the look-backs that they ask for."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from exchange.db import AsyncSession
from exchange.recurrences import queries
from exchange.recurrences.grouping import Group, Violation, groups_of
from exchange.recurrences.schedule import Instrument, LookBack, look_backs
from exchange.recurrences.schemas import LookBacksAsked
from zhenxie.law.calendar import legal_day, start_of_day
from zhenxie.wire.quarters import first_day, following, preceding


async def class_cases(
    session: AsyncSession, instruments: Sequence[Instrument], *, quarter: str, threshold: int
) -> list[Group]:
    """Return the groups of a quarter, in the caller's sight, that may ask for a suggestion.

    :param instruments: those of which the caller was told.
    """
    since, until = first_day(preceding(quarter)), first_day(following(quarter))
    violations = await _violations(session, instruments, since=since, until=until)
    return [one for one in groups_of(violations, quarter) if one.is_candidate(threshold)]


async def groups_shown(session: AsyncSession, groups: Sequence[Group], quarter: str) -> list[dict[str, Any]]:
    """Return groups as they stand on the line, with the numbers of the cases that the caller sees."""
    cases = {one.case_id for group in groups for one in group.violations if one.case_id is not None}
    numbers = await queries.numbers_of(session, cases)
    return [_group(one, quarter, numbers) for one in groups]


def _group(group: Group, quarter: str, numbers: dict[UUID, str]) -> dict[str, Any]:
    cases = {one.case_id for one in group.violations if one.case_id is not None}
    return {
        "violation_code": group.code,
        "unit": group.unit,
        "quarter": quarter,
        "violations": len(group.violations),
        "previous": group.previous,
        "of_unit": group.of_unit,
        "of_unit_before": group.of_unit_before,
        "share_rises": group.share_rises,
        "cases": len(cases),
        "case_numbers": sorted(numbers[one] for one in cases if one in numbers),
        "alert_ids": [one.alert_id for one in group.violations if one.alert_id is not None],
        "instrument_ids": [one.instrument_id for one in group.violations if one.instrument_id is not None],
    }


async def page(
    session: AsyncSession, instruments: Sequence[Instrument], asked: LookBacksAsked, *, day: date
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of look-backs as they stand on a legal day, and the cursor of the next one."""
    closed = [one.closed_on for one in instruments if one.closed_on is not None]
    violations = await _violations(session, instruments, since=min(closed, default=day), until=date.max)
    after = () if asked.after is None else tuple(asked.after.split("."))
    wanted = [
        one
        for one in look_backs(instruments, violations)
        if one.order > after
        and (asked.due_before is None or one.due_on < date.fromisoformat(asked.due_before))
        and (one.state(day) == asked.state if asked.state else one.done_on is None)
    ]
    shown = wanted[: asked.limit]
    of_cases = {one.instrument.case_id for one in shown} | {v.case_id for one in shown for v in one.relapses}
    numbers = await queries.numbers_of(session, {one for one in of_cases if one is not None})
    following_one = ".".join(shown[-1].order) if len(wanted) > len(shown) else None
    return [_look_back(one, day, numbers) for one in shown], following_one


def _look_back(one: LookBack, day: date, numbers: dict[UUID, str]) -> dict[str, Any]:
    instrument = one.instrument
    return {
        "instrument_id": instrument.id,
        "instrument_kind": instrument.kind,
        "number": instrument.number,
        "issuer": instrument.issuer,
        "unit": instrument.addressee,
        "case_number": _number(instrument.case_id, numbers),
        "ground": one.ground,
        "due_on": one.due_on.isoformat(),
        "state": one.state(day),
        "done_on": None if one.done_on is None else one.done_on.isoformat(),
        "closed_on": None if instrument.closed_on is None else instrument.closed_on.isoformat(),
        "relapses": [
            {
                "violation_code": violation.code,
                "established_on": violation.day.isoformat(),
                "case_number": _number(violation.case_id, numbers),
                "alert_id": violation.alert_id,
                "instrument_id": violation.instrument_id,
            }
            for violation in one.relapses
        ],
    }


def _number(case_id: UUID | None, numbers: dict[UUID, str]) -> str | None:
    return None if case_id is None else numbers.get(case_id)


async def _violations(
    session: AsyncSession, instruments: Sequence[Instrument], *, since: date, until: date
) -> list[Violation]:
    """Return what was established in some days: confirmed alerts, and instruments that rest on no alert."""
    latest = start_of_day(min(until, date(9000, 1, 1)))
    rows = await queries.established(session, since=start_of_day(since), until=latest)
    found = [Violation(row.rule, row.unit, legal_day(row.at), row.case_id, alert_id=str(row.id)) for row in rows]
    for one in instruments:
        if one.alert_ids or one.withdrawn or one.issued_on is None or one.addressee is None:
            continue
        if since <= one.issued_on < until:
            found += [
                Violation(code, one.addressee, one.issued_on, one.case_id, instrument_id=one.id)
                for code in sorted(one.codes)
            ]
    return found
