"""Everything that is asked of the register of staff."""

from collections.abc import Collection

from sqlalchemy import select

from exchange.db import AsyncSession
from exchange.staff.register import Person, Register
from exchange.staff.tables import staff
from zhenxie.wire.staff import Role


async def register(session: AsyncSession, agencies: Collection[str]) -> Register:
    """Return everybody who is registered for some agencies."""
    people = {}
    for row in await session.execute(select(staff).where(staff.c.agency.in_(list(agencies)))):
        roles = frozenset(Role(one) for one in row.roles)
        people[row.agency, row.gh] = Person(
            row.agency, row.gh, roles, row.since, row.until, posting=row.posting, unit=row.unit
        )
    return Register(people)
