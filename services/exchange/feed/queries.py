"""The feed's SQL: the head, entries as one agency may see them, and what a case has been told."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    update,
)

from exchange.access import queries as access_rows
from exchange.access.tables import agencies, grants
from exchange.db import AsyncSession
from exchange.feed.asked import Arrival, Epoch, Extent, Head, Here, Last, Question, Rows
from exchange.feed.errors import CursorOutOfRange
from exchange.feed.schemas import cursor
from exchange.feed.tables import addressees, case_numbers, entries, feed_epochs, feed_head, sealed_parts
from zhenxie.kit.db import Compiled, compiled, execute_many, fetch, insert_from_lists, insert_of, lists_of
from zhenxie.record.fold import Told
from zhenxie.wire.vocabulary import AgencyKind, Audience

# Asked with the head of every group, for a database can be put in the place of another between two groups. The timeline
# is that of the log being written: what the control file says of it lags behind a promotion until the next checkpoint.
_HERE: Final[ColumnElement[str]] = literal_column(
    "(SELECT system_identifier FROM pg_control_system()) || '.' ||"
    " ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int || '.' ||"
    " (SELECT oid FROM pg_database WHERE datname = current_database())",
    Text,
)
_PLACE: Final = compiled(select(feed_head.c.epoch, feed_head.c.position))


async def head(session: AsyncSession) -> tuple[int, int]:
    """Return epoch and last position; every position up to there is committed and visible."""
    [(epoch, position)] = await fetch(session, _PLACE)
    return epoch, position


async def head_beyond(session: AsyncSession, *, epoch: int | None, position: int) -> tuple[int, int]:
    """Return epoch and head of the feed for a reader whose cursor names this epoch (None: the present) and position.

    :raises CursorOutOfRange: it lies ahead of the feed, or in another epoch; it names the last position surely in common.
    """
    now, last = await head(session)
    if position <= last and epoch in (None, now):
        return now, last
    raise CursorOutOfRange(resume_after=cursor(now, min(position, (await extent(session)).common(epoch))))


async def extent(session: AsyncSession) -> Extent:
    """Return how far the feed reaches, and where its epochs began."""
    rows = await session.execute(select(feed_epochs.c.epoch, feed_epochs.c.starts_after))
    return Extent(*await head(session), {1: 0} | {row.epoch: row.starts_after for row in rows})


async def head_for_change(session: AsyncSession) -> tuple[Head, Here]:
    """Return the head, locked until the transaction ends, and the database it was found in."""
    found = tuple((await fetch(session, _HEAD_LOCKED))[0])
    return Head(*found[:-2]), Here(*found[-2:])


async def head_for_reading(session: AsyncSession) -> Head:
    """Return the whole head without locking it, under the writer's role."""
    return Head(*(await session.execute(_whole_head())).one())


def _whole_head() -> Any:
    return select(*(feed_head.c[one.name] for one in fields(Head)))


_HEAD_LOCKED: Final = compiled(_whole_head().add_columns(_HERE, func.clock_timestamp()).with_for_update())


async def name_database(session: AsyncSession, identity: str) -> None:
    """Write down which database the feed lives in."""
    await session.execute(update(feed_head).values(database_identity=identity))


async def begin_epoch(session: AsyncSession, epoch: Epoch) -> None:
    """Write down that a new epoch begins after the locked head."""
    row = {name: getattr(epoch, name) for name in ("starts_after", "reason", "began_at")}
    await session.execute(insert(feed_epochs), [row | {"epoch": epoch.number}])
    await session.execute(update(feed_head).values(epoch=epoch.number, database_identity=epoch.database_identity))


async def append(session: AsyncSession, rows: Rows, last: Last) -> None:
    """Store entries with their sealed parts and addressees, move the locked head, and wake whoever listens after the commit."""
    if rows.sealed:
        await execute_many(session, _SEALED, rows.sealed)
    if rows.addressees:
        await execute_many(session, _ADDRESSEE, rows.addressees)
    told = lists_of(rows.entries, entries)
    place = {"position": last.position, "last_hash": last.hash, "last_recorded_at": last.recorded_at}
    await fetch(session, _TELL, place | {f"entry_{name}": value for name, value in told.items()})


def _tell() -> Compiled:
    names = ("position", "last_hash", "last_recorded_at")
    values = {name: bindparam(name, type_=feed_head.c[name].type) for name in names}
    moved = update(feed_head).values(values).returning(feed_head.c.position).cte("moved")
    woken = select(func.pg_notify(literal_column("'zhenxie_feed'"), cast(moved.c.position, Text)))
    return compiled(woken.add_cte(insert_from_lists(entries, prefix="entry_", strict=True).cte("told")))


_TELL: Final = _tell()
_SEALED: Final = insert_of(sealed_parts)
_ADDRESSEE: Final = insert_of(addressees)
_CASE, _OWN, _PLATFORM = (
    literal_column(f"'{one}'", Text) for one in (Audience.CASE, Audience.AGENCY, AgencyKind.PLATFORM)
)
_AFTER, _UPTO = (bindparam(name, type_=BigInteger) for name in ("after", "upto"))
_STRETCH: Final = and_(entries.c.position > _AFTER, entries.c.position <= _UPTO)
_SHOWN: Final = (
    *("position", "epoch", "recorded_at", "event_id", "type", "source", "case_id", "case_number", "suspect_ref"),
    *("occurred_from", "precision", "corrects", "traceparent", "remaining", "payload"),
)


def _visible() -> ColumnElement[bool]:
    """Return the condition under which `:agency` may see a row of `entries`.

    The same rule stands as a row-level policy in the database; either alone is enough.
    """
    agency = bindparam("agency", type_=Text)
    granted = exists().where(
        grants.c.case_id == entries.c.case_id,
        grants.c.agency == agency,
        or_(grants.c.whole_history, grants.c.from_position <= entries.c.position),
        or_(grants.c.until_position.is_(None), entries.c.position < grants.c.until_position),
    )
    addressed = exists().where(addressees.c.position == entries.c.position, addressees.c.agency == agency)
    operator = exists().where(agencies.c.code == agency, agencies.c.kind == _PLATFORM)
    audience = entries.c.audience
    return or_(and_(audience == _CASE, granted), addressed, and_(audience == _OWN, operator))


@cache
def _page(asked: frozenset[str], filtered: bool) -> Compiled:  # noqa: FBT001  both are what it is remembered by
    bound = {name: bindparam(name, type_=BigInteger) for name in ("limit", "index", "count")}
    where = {
        "types": entries.c.type == any_(bindparam("types", type_=ARRAY(Text))),
        "case_ids": entries.c.case_id == any_(bindparam("case_ids", type_=ARRAY(Uuid))),
        "partition": func.mod(entries.c.case_hash, bound["count"]) == bound["index"],
    }
    page = select(*(entries.c[name] for name in _SHOWN)).where(_STRETCH, *(where[name] for name in sorted(asked)))
    page = page.where(_visible()) if filtered else page
    return compiled(page.order_by(entries.c.position).limit(bound["limit"]))


async def entries_after(
    session: AsyncSession, *, question: Question, agency: str, filtered: bool = True
) -> Sequence[Any]:
    """Return the driver's rows of the entries that answer `question` and that `agency` may see, oldest first.

    `filtered` leaves the rule of visibility to the database's policies alone; only a test turns it off.
    """
    index, count = question.partition or (0, 1)
    given = {**vars(question), "agency": agency, "index": index, "count": count}
    asked = {"types": bool(question.types), "case_ids": question.case_ids is not None, "partition": count > 1}
    return await fetch(session, _page(frozenset(name for name in asked if asked[name]), filtered), given)


async def told_of_cases(
    session: AsyncSession, case_ids: Sequence[UUID], *, upto: int | None = None
) -> dict[UUID, list[Told]]:
    """Return what each case has been told, by position: its entries of audience case that this session may see."""
    where = [entries.c.case_id.in_(case_ids), entries.c.audience == Audience.CASE.value]
    if upto is not None:
        where.append(entries.c.position <= upto)
    shown = (
        entries.c.case_id,
        entries.c.position,
        entries.c.event_id,
        entries.c.recorded_at,
        entries.c.source,
        entries.c.type,
        entries.c.payload,
        entries.c.corrects,
        entries.c.case_number,
    )
    told: dict[UUID, list[Told]] = {case_id: [] for case_id in case_ids}
    found = await session.execute(select(*shown).where(*where).order_by(entries.c.position))
    for case_id, position, event_id, at, source, kind, payload, corrects, number in found:
        said = orjson.loads(payload)
        told[case_id].append(Told(position, event_id, at, source, kind, said, corrects, number))
    return told


async def case_ids_of(session: AsyncSession, *, number: str, agency: str) -> list[UUID]:
    """Return every case id that `number` means to `agency`, the opened case first."""
    # Under the reader's role the policy hides numbers of cases without a grant; this says the same for the writer's.
    meant = access_rows.knew(agency, case_numbers.c.case_id, case_numbers.c.since_position)
    question = select(case_numbers.c.case_id).where(case_numbers.c.number == number, meant)
    return list(dict.fromkeys(await session.scalars(question.order_by(case_numbers.c.reporter, case_numbers.c.id))))


async def position_known_at(session: AsyncSession, moment: datetime) -> int:
    """Return the last position recorded at or before `moment`; 0 when the feed began later."""
    found = await session.execute(
        select(entries.c.position)
        .where(entries.c.recorded_at <= moment)
        .order_by(entries.c.recorded_at.desc(), entries.c.position.desc())
        .limit(1)
    )
    return found.scalar_one_or_none() or 0


async def arrivals(session: AsyncSession, *, after: int, upto: int) -> list[Arrival]:
    """Return, for the entries of a stretch, every agency that may see each; the writer's role sees them all."""
    found = await fetch(session, _arrivals(), {"after": after, "upto": upto})
    return [Arrival(agency, type_, case_id, int(case_hash)) for agency, type_, case_id, case_hash in found]


@cache
def _arrivals() -> Compiled:
    shown, case = (entries.c.type, entries.c.case_id, entries.c.case_hash), entries.c.audience == _CASE
    granted = select(grants.c.agency, *shown).where(
        _STRETCH,
        case,
        grants.c.case_id == entries.c.case_id,
        or_(grants.c.until_position.is_(None), entries.c.position < grants.c.until_position),
    )
    addressed = select(addressees.c.agency, *shown).where(_STRETCH, addressees.c.position == entries.c.position)
    # Every operator sees every entry about an agency.
    operators = select(agencies.c.code, *shown).select_from(entries.join(agencies, true()))
    own = operators.where(_STRETCH, entries.c.audience == _OWN, agencies.c.kind == _PLATFORM)
    return compiled(granted.union(addressed, own))


async def entries_to_verify(session: AsyncSession, *, after: int, upto: int, limit: int) -> Sequence[Any]:
    """Return whole entries after a position, as they are stored."""
    stretch = select(entries).where(entries.c.position > after, entries.c.position <= upto)
    return (await session.execute(stretch.order_by(entries.c.position).limit(limit))).all()


async def sealed_between(session: AsyncSession, *, after: int, upto: int) -> dict[tuple[int, int], Any]:
    """Return the sealed parts of a stretch by position and ordinal."""
    found = await session.execute(
        select(sealed_parts).where(sealed_parts.c.position > after, sealed_parts.c.position <= upto)
    )
    return {(row.position, row.ordinal): row for row in found}


async def addressed_between(session: AsyncSession, *, after: int, upto: int) -> dict[int, tuple[str, ...]]:
    """Return to whom the entries of a stretch are addressed, by position."""
    found: dict[int, tuple[str, ...]] = {}
    question = (
        select(addressees.c.position, addressees.c.agency)
        .where(addressees.c.position > after, addressees.c.position <= upto)
        .order_by(addressees.c.position, addressees.c.agency)
    )
    for position, agency in await session.execute(question):
        found[position] = (*found.get(position, ()), agency)
    return found


async def sealed_of_case(session: AsyncSession, case_ids: Sequence[UUID]) -> Sequence[Any]:
    """Return every sealed part of some cases, with the event it belongs to."""
    found = await session.execute(
        select(sealed_parts, entries.c.event_id, entries.c.case_number, entries.c.source)
        .join(entries, entries.c.position == sealed_parts.c.position)
        .where(sealed_parts.c.case_id.in_(list(case_ids)))
        .order_by(sealed_parts.c.position, sealed_parts.c.ordinal)
    )
    return found.all()


async def delete_sealed(session: AsyncSession, places: Sequence[tuple[int, int]]) -> int:
    """Delete sealed parts, salt and all; return how many there were."""
    columns = (sealed_parts.c.position, sealed_parts.c.ordinal)
    gone = await session.execute(delete(sealed_parts).where(tuple_(*columns).in_(list(places))).returning(*columns))
    return len(gone.all())


async def cases_numbered(session: AsyncSession, number: str) -> list[UUID]:
    """Return every case, opened or provisional, that bears a number, whoever may see it."""
    return list(await session.scalars(select(case_numbers.c.case_id).where(case_numbers.c.number == number).distinct()))
