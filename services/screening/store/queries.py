"""What screening asks its database about itself: its revision, how far it is, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, literal_column, select, text

from screening.store.db import AsyncSession
from screening.store.tables import agenda, case_states, feed_cursor, heard, outbox, progress


async def revision_in_force(session: AsyncSession) -> str | None:
    """Return the revision that the database was migrated to, or None if it never was."""
    known = await session.scalar(text("select to_regclass('alembic_version')::text"))
    if known is None:
        return None
    revision: str | None = await session.scalar(text("select version_num from alembic_version"))
    return revision


async def ping(session: AsyncSession) -> None:
    """Ask the database for an answer, any answer."""
    await session.execute(text("select 1"))


@dataclass(frozen=True)
class Figures:
    """How far screening is: heard, worked in by the least far partition, unsent, parked, overdue; where a model failed.

    `heard` is up to where the feed was read, `last_heard` the last entry of it that screening may see. `passes` holds
    of each partition that was ever worked on a mark that is another after each pass that was stored, wherever that
    leaves its position; `least` is the partition that is least far, `earliest` the one that has the earliest day.
    """

    heard: int
    complete_before: datetime
    unsent: int
    oldest_unsent: datetime | None
    parked: int
    earliest_day: date | None
    failed: int
    last_heard: int
    worked_in: int = 0
    passes: Mapping[str, str] = field(default_factory=dict)
    least: str | None = None
    earliest: str | None = None


async def figures(session: AsyncSession) -> Figures:
    """Return how far screening is."""
    earliest = select(agenda).order_by(agenda.c.day, agenda.c.case_id).limit(1)
    unsent, parked = outbox.c.parked.is_(None), outbox.c.parked.is_not(None)
    found = await session.execute(
        select(
            feed_cursor.c.position,
            feed_cursor.c.complete_before,
            select(func.count()).select_from(outbox).where(unsent).scalar_subquery(),
            # The first by number is the oldest, and found by the index however many wait.
            select(outbox.c.written_at).where(unsent).order_by(outbox.c.id).limit(1).scalar_subquery(),
            select(func.count()).select_from(outbox).where(parked).scalar_subquery(),
            earliest.with_only_columns(agenda.c.day).scalar_subquery(),
            select(func.count()).select_from(case_states).where(case_states.c.failed).scalar_subquery(),
            select(func.coalesce(func.max(heard.c.position), 0)).scalar_subquery(),
        )
    )
    asked = Figures(*tuple(found.one()))
    # The number of the transaction that wrote a row last: a pass writes it even where the position stays.
    pass_of: ColumnElement[str] = literal_column("progress.xmin::text").label("pass")
    rows = (await session.execute(select(progress, pass_of).order_by(progress.c.position, progress.c.partition))).all()
    if not rows:
        return asked
    first, count = rows[0], int(rows[0].partition.partition("/")[2])
    index = await session.scalar(earliest.with_only_columns(func.mod(agenda.c.case_hash, count)))
    return replace(
        asked,
        worked_in=first.position,
        passes={row.partition: row[-1] for row in rows},
        least=first.partition,
        earliest=None if index is None else f"{int(index)}/{count}",
    )


async def take_lock(session: AsyncSession, word: str) -> bool:
    """Take the lock of a word until the transaction ends; False when another process has it."""
    question = text("select pg_try_advisory_xact_lock(hashtextextended(:word, 0))")
    return bool(await session.scalar(question, {"word": word}))


async def wipe(session: AsyncSession, *, heard_too: bool) -> None:
    """Forget what was remembered of every case, and with `heard_too` everything; the feed has it all.

    Passes that are under way are waited for, and none begins meanwhile: nothing of theirs is left behind.
    """
    await session.execute(text("lock table progress in exclusive mode"))
    kept = ["ties", "heard"] if heard_too else []
    for name in (*kept, "case_states", "agenda", "awaiting", "progress", "outbox"):
        await session.execute(text(f"delete from {name}"))  # noqa: S608  the names stand in the line above
    # The exchange may have been restored: an alert that it raises once more has another id.
    await session.execute(text("delete from published"))
    # Work begins again when the feed was heard to its head: what is shared late is known by then.
    await session.execute(text("update feed_cursor set complete_before = 'epoch'"))
    if heard_too:
        await session.execute(text("update feed_cursor set cursor = '0', position = 0"))
