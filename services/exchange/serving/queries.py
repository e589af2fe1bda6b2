"""What the database says about itself: its revision, its clock, and what our roles could do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from exchange.db import READER, WRITER, AsyncSession

OWNER: Final = "exchange_owner"
_ROLES: Final = (OWNER, WRITER, READER)


@dataclass(frozen=True, slots=True)
class Power:
    """A role that row-level security would not hold, and why: `superuser`, `bypassrls`, `owner` or `missing`."""

    role: str
    why: str


async def revision(session: AsyncSession) -> str | None:
    """Return the migration that the database is at."""
    found = await session.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


async def moment(session: AsyncSession) -> datetime:
    """Return what the database's clock says, aware."""
    found = await session.execute(text("SELECT clock_timestamp()"))
    said: datetime = found.scalar_one()
    return said


async def unruly_roles(session: AsyncSession) -> Sequence[Power]:
    """Return each of our roles, the login first, that could see past a policy; empty when all is well."""
    found = await session.execute(_UNRULY, {"roles": list(_ROLES), "owner": OWNER})
    return [Power(role, why) for role, why in found]


# The owner of a table is not held by its policies, so neither the login nor the two working roles may own one, be a
# member of the owner, or be the owner under another name.
_UNRULY: Final = text("""
    WITH ours AS (SELECT session_user::text AS role UNION SELECT unnest(CAST(:roles AS text[])))
    SELECT ours.role, 'missing' FROM ours LEFT JOIN pg_roles r ON r.rolname = ours.role WHERE r.oid IS NULL
    UNION ALL
    SELECT r.rolname, CASE WHEN r.rolsuper THEN 'superuser' ELSE 'bypassrls' END
      FROM pg_roles r JOIN ours ON ours.role = r.rolname WHERE r.rolsuper OR r.rolbypassrls
    UNION ALL
    SELECT DISTINCT r.rolname, 'owner'
      FROM pg_roles r JOIN ours ON ours.role = r.rolname JOIN pg_class c ON c.relnamespace = 'public'::regnamespace
     WHERE r.rolname <> :owner AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')
       AND NOT r.rolsuper AND c.relname <> 'alembic_version'
""")
