"""What the database says about itself: its revision, its clock, what our roles could do; and how far readers read."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a client has read with one of its questions, when it asked and moved last, and its usual pause.

    `waits_until` is when its last question is, or was, answered, but for one that it had been answered before.
    """

    client_id: str
    question: str
    position: int
    asked_at: datetime
    moved_at: datetime
    waits_until: datetime
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a reader is behind the head: in positions, and for how long it neither moved nor waited for an answer.

    `positions` is negative for one that stands beyond the head: the feed was restored, and its cursor is refused.
    """

    client_id: str
    question: str
    positions: int
    seconds: float
    asked_seconds_ago: float
    pause_seconds: float


async def keep_stands(session: AsyncSession, stands: Sequence[Stand]) -> None:
    """Store how far readers are; what another process knows of a later question stays."""
    names = [one.name for one in fields(Stand)]
    await session.execute(_KEEP, {name: [getattr(stand, name) for stand in stands] for name in names})


async def forget_stands(session: AsyncSession, *, before: datetime) -> None:
    """Forget readers that have not asked since a moment."""
    await session.execute(text("DELETE FROM feed_readers WHERE asked_at < :before"), {"before": before})


async def lags(session: AsyncSession, *, now: datetime) -> list[Lag]:
    """Return how far each reader is behind, the furthest first; clients that were revoked read no more."""
    return [Lag(*row) for row in await session.execute(_LAGS, {"now": now})]


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
_KEEP: Final = text("""
    INSERT INTO feed_readers (client_id, question, position, asked_at, moved_at, waits_until, pause)
    SELECT * FROM unnest(CAST(:client_id AS text[]), CAST(:question AS text[]), CAST(:position AS bigint[]),
           CAST(:asked_at AS timestamptz[]), CAST(:moved_at AS timestamptz[]), CAST(:waits_until AS timestamptz[]),
           CAST(:pause AS interval[]))
    ON CONFLICT (client_id, question) DO UPDATE
       SET position = excluded.position, asked_at = excluded.asked_at, moved_at = excluded.moved_at,
           waits_until = excluded.waits_until, pause = excluded.pause
     WHERE excluded.asked_at >= feed_readers.asked_at
""")
# Positions have no gap, so the oldest entry that was not read stands right behind what was. Of two moments one of which
# is null, the other is the greatest.
_LAGS: Final = text("""
    SELECT r.client_id, r.question, h.position - r.position,
           CASE WHEN h.position = r.position THEN 0
                ELSE greatest(0, extract(epoch FROM :now - greatest(e.recorded_at, r.moved_at, r.waits_until)))::float END,
           extract(epoch FROM :now - r.asked_at)::float, extract(epoch FROM r.pause)::float
      FROM feed_readers r JOIN clients c ON c.client_id = r.client_id CROSS JOIN feed_head h
      LEFT JOIN entries e ON e.position = r.position + 1
     WHERE c.revoked_at IS NULL
     ORDER BY abs(h.position - r.position) DESC LIMIT 500
""")
