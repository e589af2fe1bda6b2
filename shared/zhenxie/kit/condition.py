"""How a PostgreSQL is, as one who works on it may ask: its clock, who waits for a lock, and its standbys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text


@dataclass(frozen=True, slots=True)
class LockWait:
    """The longest wait for a lock in this database: for how long, which process waits, and for which ones."""

    seconds: float
    waiting: int
    held_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standby:
    """One standby as the primary sees it; without the rights of `pg_read_all_stats` (`hidden`) only that it is there.

    What only receives the log, as `pg_receivewal` does for an archive, never has a `replayed`. `written` and `replayed` are places in the log, in bytes: how far the primary has written, and the standby played.
    """

    process: int
    name: str | None
    synchronous: bool | None
    written: int | None
    replayed: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class UnusedSlot:
    """A replication slot (复制槽) that a standby has left: for it the primary keeps so many bytes of its log.

    `kept` is None where that has grown too much, and the slot is of no use any more.
    """

    name: str
    kept: int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found: the clock, the longest wait, the standbys, whether commits wait for one, and who left a slot."""

    now: datetime
    lock_wait: LockWait | None
    standbys: Sequence[Standby]
    commits_wait_for_standby: bool
    unused_slots: Sequence[UnusedSlot] = ()


async def condition(session: Any) -> Condition:
    """Ask a database how it is; `session` is one of SQLAlchemy's."""
    now, wanted = (await session.execute(_NOW)).one()
    wait = (await session.execute(_LONGEST_WAIT)).one_or_none()
    standbys = [Standby(*row) for row in await session.execute(_STANDBYS)]
    slots = [UnusedSlot(*row) for row in await session.execute(_UNUSED_SLOTS)]
    waited = None if wait is None else LockWait(float(wait[0]), wait[1], tuple(wait[2]))
    return Condition(now, waited, standbys, bool(wanted), slots)


_NOW: Final = text("SELECT clock_timestamp(), current_setting('synchronous_standby_names') <> ''")
# A wait for a row stands in pg_locks without its database, so the process's own is asked.
_LONGEST_WAIT: Final = text("""
    SELECT extract(epoch FROM clock_timestamp() - l.waitstart), l.pid, pg_blocking_pids(l.pid)
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.datname = current_database()
     ORDER BY l.waitstart LIMIT 1
""")
# A backup under way is no standby. On a standby itself there is no log to be written.
_STANDBYS: Final = text("""
    SELECT pid, application_name, sync_state IN ('sync', 'quorum'),
           CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint END,
           pg_wal_lsn_diff(replay_lsn, '0/0')::bigint, state IS NULL
      FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup' ORDER BY pid
""")
# A slot that was made and never used keeps nothing yet. Those of a logical kind are no standby's.
_UNUSED_SLOTS: Final = text("""
    SELECT slot_name, CASE WHEN NOT pg_is_in_recovery() THEN
           pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint END
      FROM pg_replication_slots
     WHERE slot_type = 'physical' AND NOT active AND (restart_lsn IS NOT NULL OR wal_status = 'lost') ORDER BY slot_name
""")
