"""What is remembered of each case, when it must be looked at again, and what is to be told of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Text

from screening.case_state import CaseState
from screening.coverage import Pair
from screening.life import Post
from screening.store.db import AsyncSession, any_of, insert_all
from screening.store.tables import agenda, awaiting, case_states, feed_cursor, heard, outbox, progress, published
from zhenxie.law.calendar import start_of_day

Partition = tuple[int, int]
"""Index and count."""


_ASSESSMENTS: Final = "assessments"
_QUALITY: Final = "quality"
# The case's hash, as the other tables hold it: eight bytes as an unsigned number, which PostgreSQL has none of.
_HASH_OF_AWAITING: Final[ColumnElement[Decimal]] = literal_column(
    "mod(('x' || left(encode(sha256(convert_to(awaiting.case_id::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint"
    " + 18446744073709551616, 18446744073709551616)"
)


def _mine(column: Any, partition: Partition) -> Any:
    index, count = partition
    return func.mod(column, count) == index


async def rests(session: AsyncSession, partition: Partition) -> bool:
    """Tell whether nothing was heard that a partition has not worked in, and none of its days has come.

    One question without a lock: most ticks find nothing, whatever sleeps. A partition that is new does not rest, and one
    whose feed was not yet heard to its head does.
    """
    mine = select(agenda.c.day).where(_mine(agenda.c.case_hash, partition)).order_by(agenda.c.day, agenda.c.case_id)
    row = (
        await session.execute(
            select(
                select(progress.c.position).where(progress.c.partition == _name(partition)).scalar_subquery(),
                select(func.coalesce(func.max(heard.c.position), 0)).scalar_subquery(),
                mine.limit(1).scalar_subquery(),
                feed_cursor.c.complete_before,
            )
        )
    ).one()
    position, last, day, complete_before = row
    if position is None:
        return False
    return position >= last and (day is None or start_of_day(day) > complete_before)


async def position_of(session: AsyncSession, partition: Partition) -> int:
    """Return how far a partition is, locked until the transaction ends; a new one begins at 0."""
    mine = select(progress.c.position).where(progress.c.partition == _name(partition)).with_for_update()
    position: int | None = await session.scalar(mine)
    if position is None:
        await session.execute(upsert(progress).values(partition=_name(partition), position=0).on_conflict_do_nothing())
        position = (await session.execute(mine)).scalar_one()
    return position


def _name(partition: Partition) -> str:
    return f"{partition[0]}/{partition[1]}"


async def move_to(session: AsyncSession, partition: Partition, position: int) -> None:
    """Note how far a partition is."""
    await session.execute(update(progress).where(progress.c.partition == _name(partition)).values(position=position))


async def partitions_known(session: AsyncSession) -> set[str]:
    """Return the names of the partitions that were ever worked on."""
    return set((await session.execute(select(progress.c.partition))).scalars())


async def due(session: AsyncSession, partition: Partition, *, upto: date, limit: int) -> list[tuple[UUID, date]]:
    """Return cases that must be looked at on a day up to `upto`, the earliest day first."""
    found = await session.execute(
        select(agenda.c.case_id, agenda.c.day)
        .where(agenda.c.day <= upto, _mine(agenda.c.case_hash, partition))
        .order_by(agenda.c.day, agenda.c.case_id)
        .limit(limit)
    )
    return [(row.case_id, row.day) for row in found]


async def waiting_for(
    session: AsyncSession,
    partition: Partition,
    asked: Collection[tuple[Pair, bool]],
    *,
    before: int | None = None,
    limit: int | None = None,
) -> list[UUID]:
    """Return the cases that wait for coverage of these types by these agencies, in the order of their ids.

    :param asked: agency and type, and whether those cases are meant with which they count already.
    :param before: leave out what was looked at at this position or behind it.
    """
    if not asked:
        return []
    agencies, types, counts = zip(*((*pair, counts) for pair, counts in asked), strict=True)
    lists = cast(list(agencies), ARRAY(Text)), cast(list(types), ARRAY(Text)), cast(list(counts), ARRAY(Boolean))
    pair = func.unnest(*lists).table_valued("agency", "type", "counts").render_derived(name="asked")
    same = (getattr(pair.c, name) == awaiting.c[name] for name in ("agency", "type", "counts"))
    found = select(awaiting.c.case_id).join(pair, and_(*same)).distinct().order_by(awaiting.c.case_id).limit(limit)
    if partition[1] > 1:
        found = found.where(_mine(_HASH_OF_AWAITING, partition))
    if before is not None:
        looked_at = case_states.c.state["looked_at"].astext.cast(BigInteger)
        found = found.join(case_states, case_states.c.case_id == awaiting.c.case_id).where(looked_at < before)
    return list((await session.execute(found)).scalars())


async def states_of(session: AsyncSession, case_ids: Iterable[UUID]) -> dict[UUID, CaseState]:
    """Return what is remembered of some cases; one never looked at is not among them."""
    asked = any_of(case_ids)
    found = (await session.execute(select(case_states).where(case_states.c.case_id == asked))).all()
    if not found:
        return {}
    days: dict[UUID, dict[str, date]] = {}
    for row in await session.execute(select(agenda).where(agenda.c.case_id == asked)):
        days.setdefault(row.case_id, {})[row.rule] = row.day
    waits: dict[tuple[UUID, bool], set[Pair]] = {}
    for row in await session.execute(select(awaiting).where(awaiting.c.case_id == asked)):
        waits.setdefault((row.case_id, row.counts), set()).add((row.agency, row.type))
    return {
        row.case_id: CaseState.of_json(
            row.state,
            days.get(row.case_id),
            *(frozenset(waits.get((row.case_id, counts), ())) for counts in (False, True)),
        )
        for row in found
    }


async def save(
    session: AsyncSession,
    states: Mapping[UUID, CaseState],
    hashes: Mapping[UUID, int],
    *,
    known: Collection[UUID] | None = None,
) -> None:
    """Store what is remembered of cases, with the rows of their agenda and of the coverage that they wait for.

    :param known: which of them were remembered before; by default any of them may have been.
    """
    if not states:
        return
    rows = [
        {"case_id": case_id, "state": state.to_json(), "failed": bool(state.failed)}
        for case_id, state in states.items()
    ]
    statement = insert_all(case_states, rows)
    changed = {"state": statement.excluded.state, "failed": statement.excluded.failed}
    await session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=changed))
    ids = [one for one in states if known is None or one in known]
    for table in (agenda, awaiting) if ids else ():
        await session.execute(delete(table).where(table.c.case_id == any_of(ids)))
    days = [
        {"case_id": case_id, "rule": rule, "day": day, "case_hash": hashes[case_id]}
        for case_id, state in states.items()
        for rule, day in state.agenda.items()
    ]
    if days:
        await session.execute(insert_all(agenda, days))
    waits = [
        {"agency": agency, "type": kind, "case_id": case_id, "counts": counts}
        for case_id, state in states.items()
        for counts, pairs in ((False, state.awaits), (True, state.rests_on))
        for agency, kind in sorted(pairs)
    ]
    if waits:
        await session.execute(insert_all(awaiting, waits))


async def tell(session: AsyncSession, posts: Sequence[tuple[UUID, Post]], *, now: datetime) -> None:
    """Put posts into the outbox, in their order; of what was assessed of a case only the last word is still to be told."""
    last = {case_id: place for place, (case_id, post) in enumerate(posts) if post.kind == _ASSESSMENTS}
    if last:
        where = (outbox.c.kind == _ASSESSMENTS, outbox.c.parked.is_(None), outbox.c.case_id == any_of(last))
        await session.execute(delete(outbox).where(*where))
    rows = [
        {
            "case_id": case_id,
            "kind": post.kind,
            "fingerprint": post.fingerprint,
            "occurrence": post.occurrence,
            "body": dict(post.body),
            "written_at": now,
        }
        for place, (case_id, post) in enumerate(posts)
        if last.get(case_id, place) == place or post.kind != _ASSESSMENTS
    ]
    if rows:
        await session.execute(insert_all(outbox, rows))


async def unsent(session: AsyncSession, *, limit: int) -> Sequence[Any]:
    """Return what is to be told, oldest first; a case with a parked post waits for the operator as a whole.

    A remark on the form of data that was refused keeps back no more than the other remarks of its case.
    """
    held = outbox.alias("held")
    holds = or_(held.c.kind != _QUALITY, outbox.c.kind == _QUALITY)
    parked = select(held.c.id).where(held.c.case_id == outbox.c.case_id, held.c.parked.is_not(None), holds).exists()
    found = await session.execute(
        select(outbox).where(outbox.c.parked.is_(None), ~parked).order_by(outbox.c.id).limit(limit)
    )
    return found.all()


async def sent(session: AsyncSession, post_ids: Collection[int], *, alerts: Mapping[tuple[str, int], UUID]) -> None:
    """Note that posts were told, and the exchange's ids of alerts by fingerprint and occurrence."""
    if post_ids:
        await session.execute(delete(outbox).where(outbox.c.id == any_(cast(list(post_ids), ARRAY(BigInteger)))))
    if alerts:
        rows = [
            {"fingerprint": fingerprint, "occurrence": occurrence, "alert_id": alert_id}
            # In one order for every process, or two of them could wait for each other.
            for (fingerprint, occurrence), alert_id in sorted(alerts.items())
        ]
        statement = insert_all(published, rows)
        changed = {"alert_id": statement.excluded.alert_id}
        keys = ["fingerprint", "occurrence"]
        await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


async def park(session: AsyncSession, post_id: int, *, why: str) -> None:
    """Set a post aside that the exchange refused."""
    await session.execute(update(outbox).where(outbox.c.id == post_id).values(parked=why))


async def unpark(session: AsyncSession) -> int:
    """Let every parked post be tried again, and return how many there are."""
    found = await session.execute(
        update(outbox)
        .where(outbox.c.parked.is_not(None))
        .values(parked=bindparam("nothing", None))
        .returning(outbox.c.id)
    )
    return len(found.all())


async def alert_id_of(session: AsyncSession, fingerprint: str, occurrence: int) -> UUID | None:
    """Return the exchange's id of an alert that was told."""
    where = (published.c.fingerprint == fingerprint, published.c.occurrence == occurrence)
    found: UUID | None = await session.scalar(select(published.c.alert_id).where(*where))
    return found
