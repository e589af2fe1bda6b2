"""What was heard of the feed: stored once by position, and read again by list, by case and by time."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import case, delete, exists, func, or_, select, true, update

from screening.coverage import Declaration
from screening.hearing import CASE_SHARED, Heard
from screening.related import PERSON, Joins, Tie
from screening.store.db import AsyncSession, any_of, insert_all
from screening.store.tables import feed_cursor, heard, ties
from zhenxie.record.model_decisions import DECIDED, ModelDecision
from zhenxie.record.told import Told

_DECLARATION: Final = "agency.coverage_declared"
_PROMPTING: Final = (_DECLARATION, DECIDED)


async def cursor(session: AsyncSession) -> Any:
    """Return where the feed was left: cursor, position, and until when everything is here."""
    return (await session.execute(select(feed_cursor))).one()


async def known(session: AsyncSession, *, upto: int) -> Any:
    """Return the cursor's row, the place of the last entry up to a position, and whether any case was ever joined.

    `epoch` and `last` are None where there is no such entry. Most feeds never hold a case that was joined.
    """
    place = select(heard.c.epoch, heard.c.position).where(heard.c.position <= upto).order_by(heard.c.position.desc())
    last = place.limit(1).subquery("last")
    return (
        await session.execute(
            select(
                feed_cursor,
                last.c.epoch,
                last.c.position.label("last"),
                exists().where(heard.c.joined_into.is_not(None)).label("any_joined"),
            ).select_from(feed_cursor.outerjoin(last, true()))
        )
    ).one()


def is_heard_to_its_head(known: Any) -> bool:
    """Tell of a cursor whether the feed was ever heard to its end since the beginning; before no case is looked at."""
    begun: datetime = known.complete_before
    return begun > datetime.fromtimestamp(0, UTC)


async def keep(session: AsyncSession, entries: Sequence[Heard], hashes: Sequence[int], known: Sequence[Tie]) -> None:
    """Store entries with the hash of each case, and the keys that became known with them; doubled ones are left."""
    if entries:
        rows = [_row(one, number) for one, number in zip(entries, hashes, strict=True)]
        await session.execute(insert_all(heard, rows).on_conflict_do_nothing())
    if known:
        rows = [
            {
                "kind": one.kind,
                "key": one.key,
                "case_id": one.case_id,
                "position": one.position,
                "suspect_ref": one.suspect_ref or "",
            }
            for one in known
        ]
        await session.execute(insert_all(ties, rows).on_conflict_do_nothing())


def _row(one: Heard, number: int) -> dict[str, Any]:
    return {
        "position": one.position,
        "epoch": one.epoch,
        "recorded_at": one.recorded_at,
        "list_end": one.list_end,
        "event_id": one.event_id,
        "type": one.type,
        "source": one.source,
        "case_id": one.case_id,
        "case_hash": number,
        "case_number": one.case_number,
        "corrects": one.corrects,
        "joined_into": one.joined_into,
        "payload": one.payload,
    }


async def move_cursor(session: AsyncSession, *, cursor: str, position: int, complete_before: datetime | None) -> None:
    """Note how far the feed was heard; `complete_before` only rises."""
    values: dict[str, Any] = {"cursor": cursor, "position": position}
    if complete_before is not None:
        values["complete_before"] = func.greatest(feed_cursor.c.complete_before, complete_before)
    await session.execute(update(feed_cursor).values(values))


async def forget_after(session: AsyncSession, position: int) -> None:
    """Drop what was heard beyond a position: the feed was restored, and it was given to other entries."""
    await session.execute(delete(heard).where(heard.c.position > position))
    await session.execute(delete(ties).where(ties.c.position > position))


async def keep_only_persons(session: AsyncSession, case_id: UUID, keys: Collection[str]) -> None:
    """Drop every key of a person of a case but these: somebody was expunged, and his key goes with him."""
    where = (ties.c.case_id == case_id, ties.c.kind == PERSON, ties.c.key.not_in(list(keys)))
    await session.execute(delete(ties).where(*where))


async def entries_after(session: AsyncSession, *, after: int, upto: int, limit: int) -> list[Heard]:
    """Return entries of a stretch, lowest first."""
    where = (heard.c.position > after, heard.c.position <= upto)
    found = await session.execute(select(heard).where(*where).order_by(heard.c.position).limit(limit))
    return [heard_of(row) for row in found]


async def marks_after(session: AsyncSession, *, after: int, upto: int, limit: int) -> list[Heard]:
    """Return entries of a stretch, lowest first, without what they say, but for declarations and decisions on models.

    That is all that decides which cases are looked at, and when; what was told of these is read for itself.
    """
    payload = case((heard.c.type.in_(_PROMPTING), heard.c.payload)).label("payload")
    columns = [payload if one is heard.c.payload else one for one in heard.c]
    where = (heard.c.position > after, heard.c.position <= upto)
    statement = select(*columns).where(*where).order_by(heard.c.position).limit(limit)
    return [heard_of(row) for row in await session.execute(statement)]


def heard_of(row: Any) -> Heard:
    """Return a row of what was heard as the entry that it keeps."""
    return Heard(
        position=row.position,
        epoch=row.epoch,
        recorded_at=row.recorded_at,
        list_end=row.list_end,
        event_id=row.event_id,
        type=row.type,
        source=row.source,
        payload=row.payload or {},
        case_id=row.case_id,
        case_number=row.case_number,
        corrects=row.corrects,
    )


async def told_of(
    session: AsyncSession, case_ids: Collection[UUID], joined: Joins, *, upto: int
) -> tuple[dict[UUID, list[Told]], dict[int, int]]:
    """Return what was told of each case, and of what was joined into it, lowest first; and what of it was known late.

    :param joined: what was joined into these cases.
    """
    told: dict[UUID, list[Told]] = {case_id: [] for case_id in case_ids}
    late: dict[int, int] = {}
    if told:
        where = (heard.c.case_id == any_of([*told, *joined.into]), heard.c.position <= upto)
        for row in await session.execute(select(heard).where(*where).order_by(heard.c.position)):
            told[joined.case_of(row.case_id)].append(heard_of(row).told())
            if row.case_id in joined.into:
                late[row.position] = joined.known_from(row.case_id, row.position)
    return told, late


async def joins(session: AsyncSession, case_ids: Collection[UUID]) -> Joins:
    """Return which provisional cases were joined into these, and which of these into another."""
    into, ids = heard.c.joined_into, list(case_ids)
    where = (into.is_not(None), or_(heard.c.case_id == any_of(ids), into == any_of(ids)))
    found = select(heard.c.case_id, into, func.min(heard.c.position).label("first")).where(*where)
    rows = await session.execute(found.group_by(heard.c.case_id, into)) if ids else ()
    return Joins({row.case_id: (row.joined_into, row.first) for row in rows})


async def shared_at(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return at which position cases were shared with screening, of those that it did not see from the first."""
    where = (heard.c.case_id == any_of(case_ids), heard.c.type == CASE_SHARED, heard.c.joined_into.is_(None))
    found = select(heard.c.case_id, func.min(heard.c.position).label("first")).where(*where).group_by(heard.c.case_id)
    return {row.case_id: row.first for row in await session.execute(found)} if case_ids else {}


async def declarations(session: AsyncSession, *, after: int, upto: int) -> list[Declaration]:
    """Return the declarations of coverage of a stretch."""
    where = (heard.c.type == _DECLARATION, heard.c.position > after, heard.c.position <= upto)
    found = await session.execute(select(heard).where(*where).order_by(heard.c.position))
    return [one for row in found if (one := heard_of(row).declaration()) is not None]


async def decisions(session: AsyncSession, *, after: int, upto: int) -> list[ModelDecision]:
    """Return the decisions on models of a stretch."""
    where = (heard.c.type == DECIDED, heard.c.position > after, heard.c.position <= upto)
    found = await session.execute(select(heard).where(*where).order_by(heard.c.position))
    return [one for row in found if (one := heard_of(row).decision()) is not None]


async def ties_between(session: AsyncSession, *, after: int, upto: int) -> list[Tie]:
    """Return the keys that became known in a stretch, those of the cases that were joined in it among them."""
    joined = select(heard.c.case_id).where(
        heard.c.joined_into.is_not(None), heard.c.position > after, heard.c.position <= upto
    )
    where = or_(ties.c.position.between(after + 1, upto), ties.c.case_id.in_(joined))
    return [_tie(row) for row in await session.execute(select(ties).where(where))]


async def own_ties_between(session: AsyncSession, *, after: int, upto: int) -> list[Tie]:
    """Return the keys that became known in a stretch, each with the case that it was told of."""
    return [_tie(row) for row in await session.execute(select(ties).where(ties.c.position.between(after + 1, upto)))]


async def ties_of(session: AsyncSession, case_ids: Collection[UUID]) -> list[Tie]:
    """Return the keys of some cases, and every case's keys that are the same."""
    if not case_ids:
        return []
    own = select(ties.c.kind, ties.c.key).where(ties.c.case_id == any_of(case_ids)).distinct().subquery()
    same = select(ties).join(own, (own.c.kind == ties.c.kind) & (own.c.key == ties.c.key))
    return [_tie(row) for row in await session.execute(same.order_by(ties.c.position))]


def _tie(row: Any) -> Tie:
    return Tie(row.kind, row.key, row.case_id, row.position, row.suspect_ref or None)
