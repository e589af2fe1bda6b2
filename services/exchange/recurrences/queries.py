"""What the feed and the alerts hold of established violations and of instruments, as far as a session may see it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select

from exchange.alerts.tables import alert_versions, alerts
from exchange.cases.tables import case_turns, cases
from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, entries

# Spelled as the partial indexes spell it, or they would not be used.
_CONFIRMED: Final[ColumnElement[bool]] = literal_column(
    "(alert_versions.said = 'reviewed' AND (alert_versions.body ->> 'step') = 'confirm')"
)
_OF_INSTRUMENTS: Final[ColumnElement[bool]] = literal_column(
    "entries.type IN ('instrument.issued', 'instrument.closed', 'instrument.follow_up_planned',"
    " 'instrument.followed_up', 'instrument.withdrawn_by_issuer')"
)


async def established(session: AsyncSession, *, since: datetime, until: datetime) -> Sequence[Any]:
    """Return the alerts that were confirmed (成案) between two moments, each with its unit and when it was first.

    Its unit is the one that handled the case when the alert was raised: who takes a case over answers for nothing before. One that was withdrawn since, because its facts were corrected, tells of no violation.
    """
    first = func.min(alert_versions.c.at).label("at")
    statement = (
        select(alerts.c.id, alerts.c.rule, alerts.c.case_id, unit_of_alert().label("unit"), first)
        .join(alerts, alerts.c.id == alert_versions.c.alert_id)
        .join(cases, cases.c.case_id == alerts.c.case_id)
        .where(_CONFIRMED, alert_versions.c.at < until, alerts.c.standing != "withdrawn")
        .group_by(alerts.c.id, cases.c.handling_agency)
        .having(first >= since)
    )
    return (await session.execute(statement.order_by(first, alerts.c.id))).all()


def unit_of_alert() -> Any:
    """Return the column of who handled an alert's case when it was raised; now, where the session may not see that."""
    turn = select(case_turns.c.handling_agency).where(
        case_turns.c.case_id == alerts.c.case_id, case_turns.c.since_position <= alerts.c.raised_position
    )
    then = turn.order_by(case_turns.c.since_position.desc()).limit(1).correlate(alerts).scalar_subquery()
    return func.coalesce(then, cases.c.handling_agency)


async def rules_of(session: AsyncSession, alert_ids: Collection[UUID]) -> dict[str, str]:
    """Return the rules of some alerts that this session may see, by the alert's id."""
    statement = select(alerts.c.id, alerts.c.rule).where(alerts.c.id.in_(list(alert_ids)))
    return {str(alert_id): rule for alert_id, rule in await session.execute(statement)}


async def told_of_instruments(session: AsyncSession, *, after: int) -> Sequence[Any]:
    """Return what this session may see of what was told of instruments after a position, in the order of the feed."""
    shown = (
        entries.c.position,
        entries.c.type,
        entries.c.source,
        entries.c.case_id,
        entries.c.occurred_from,
        entries.c.recorded_at,
    )
    statement = select(*shown, entries.c.payload).where(_OF_INSTRUMENTS, entries.c.position > after)
    return (await session.execute(statement.order_by(entries.c.position))).all()


async def numbers_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the first number of each of some cases that this session may see."""
    columns = (case_numbers.c.case_id, case_numbers.c.number)
    statement = select(*columns).where(case_numbers.c.case_id.in_(list(case_ids))).order_by(case_numbers.c.id.desc())
    # The later of two numbers comes first, so that the first one stays.
    return {row.case_id: row.number for row in await session.execute(statement)}
