"""Everything that is asked of the register of staff and of the duty roster, and written into them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.db import AsyncSession
from exchange.staff.register import Person, Register
from exchange.staff.roster import Absence, Duty
from exchange.staff.tables import absences, duties, staff
from zhenxie.wire.staff import Role


async def register(session: AsyncSession, agencies: Collection[str]) -> Register:
    """Return everybody who is registered for some agencies."""
    people: dict[tuple[str, str], Person] = {}
    if not agencies:
        return Register(people)
    for row in await session.execute(select(staff).where(staff.c.agency.in_(list(agencies)))):
        roles = frozenset(Role(one) for one in row.roles)
        people[row.agency, row.gh] = Person(
            row.agency, row.gh, roles, row.since, row.until, posting=row.posting, unit=row.unit
        )
    return Register(people)


async def enter(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """Write a person into the register, or what he is from now on."""
    await _put(session, staff, ("agency", "gh"), row)


async def put_duty(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """Write who is on duty from a day on."""
    await _put(session, duties, ("agency", "kind", "first"), row)


async def put_absence(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """Write who is away from a day on."""
    await _put(session, absences, ("agency", "gh", "first"), row)


async def _put(session: AsyncSession, table: Table, key: tuple[str, ...], row: Mapping[str, Any]) -> None:
    statement = upsert(table).values(**row)
    values = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=values))


@dataclass(frozen=True)
class Plan:
    """The duties and absences of some agencies between two days, by agency."""

    duties: Mapping[str, Sequence[Duty]]
    absences: Mapping[str, Sequence[Absence]]


async def plan(session: AsyncSession, agencies: Collection[str], *, first: date, last: date) -> Plan:
    """Return who is on duty and who is away between two days, both included."""
    on: dict[str, list[Duty]] = {}
    away: dict[str, list[Absence]] = {}
    for row in await session.execute(_between(duties, agencies, first, last).order_by(duties.c.first, duties.c.kind)):
        on.setdefault(row.agency, []).append(Duty(row.kind, row.first, row.last, row.gh))
    for row in await session.execute(_between(absences, agencies, first, last).order_by(absences.c.first)):
        away.setdefault(row.agency, []).append(Absence(row.gh, row.first, row.last, row.substitute))
    return Plan(on, away)


def _between(table: Table, agencies: Collection[str], first: date, last: date) -> Select[Any]:
    return select(table).where(table.c.agency.in_(list(agencies)), table.c.first <= last, table.c.last >= first)
