"""What counting asks the database: how far it came, what the feed holds from there on, and where it writes what counts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from exchange.access.tables import agencies, grants
from exchange.cases.tables import case_turns
from exchange.db import AsyncSession
from exchange.feed.tables import entries
from exchange.statistics.queries.facts import among
from exchange.statistics.tables import statistical_facts, statistical_progress
from zhenxie.kit.db import Compiled, compiled, execute_many, fetch, insert_of

_FACTS: Final = statistical_facts
_AFTER, _UPTO = (bindparam(name, type_=BigInteger) for name in ("after", "upto"))
_SHOWN: Final = (
    *("position", "event_id", "recorded_at", "source", "type", "payload", "corrects", "case_number", "case_id"),
)


def _of_types() -> ColumnElement[bool]:
    return entries.c.type == any_(bindparam("types", type_=ARRAY(Text)))


_STRETCH: Final = compiled(
    select(*(entries.c[name] for name in _SHOWN))
    .where(entries.c.position > _AFTER, entries.c.position <= _UPTO, _of_types())
    .order_by(entries.c.position)
)


def _of_cases(*where: ColumnElement[bool]) -> Compiled:
    return compiled(
        select(*(entries.c[name] for name in _SHOWN))
        .where(among(entries.c.case_id, "case_ids", Uuid), entries.c.position <= _UPTO, _of_types(), *where)
        .order_by(entries.c.position)
    )


_OF_CASES: Final = _of_cases()
_UNAIMED: Final = _of_cases(entries.c.corrects.is_(None))
_JOINS: Final = compiled(
    select(case_turns.c.case_id, case_turns.c.joined_into, case_turns.c.since_position)
    .where(
        case_turns.c.joined_into.is_not(None),
        case_turns.c.since_position <= _UPTO,
        or_(
            case_turns.c.since_position > _AFTER,
            among(case_turns.c.joined_into, "case_ids", Uuid),
            among(case_turns.c.case_id, "case_ids", Uuid),
        ),
    )
    .order_by(case_turns.c.since_position, case_turns.c.case_id)
)
_TURNS: Final = compiled(
    select(case_turns.c.case_id, case_turns.c.since_position, case_turns.c.handling_agency)
    .where(among(case_turns.c.case_id, "case_ids", Uuid), case_turns.c.provisional.is_(False))
    .where(case_turns.c.joined_into.is_(None))
    .order_by(case_turns.c.since_position)
)
_SUPERVISING: Final = compiled(
    select(grants.c.case_id, grants.c.agency, grants.c.from_position, grants.c.until_position)
    .join(agencies, and_(agencies.c.code == grants.c.agency, agencies.c.kind == literal_column("'procuratorate'")))
    .where(among(grants.c.case_id, "case_ids", Uuid), grants.c.relation == literal_column("'supervising'"))
)
_ISSUED: Final = compiled(
    select(_FACTS.c.subject_id, _FACTS.c.procuratorate, _FACTS.c.addressee, _FACTS.c.kind)
    .where(among(_FACTS.c.subject_id, "subjects", Text), _FACTS.c.type == literal_column("'instrument.issued'"))
    .order_by(_FACTS.c.position.desc())
)
_ADD: Final = insert_of(statistical_facts)


async def progress_for_change(session: AsyncSession, *, wait: bool = False) -> int | None:
    """Return up to where was counted, locked until the transaction ends: one process counts at a time.

    :param wait: for another process that counts; otherwise it is None while one does.
    """
    locked = select(statistical_progress.c.position).with_for_update(skip_locked=not wait)
    found: int | None = await session.scalar(locked)
    return found


async def position(session: AsyncSession) -> int:
    """Return up to where was counted; the writer's role alone reads it."""
    return int((await session.execute(select(statistical_progress.c.position))).scalar_one())


async def move_progress(session: AsyncSession, reached: int) -> None:
    """Write down up to where was counted."""
    await session.execute(update(statistical_progress).values(position=reached))


async def awaiting_among(session: AsyncSession, case_ids: Collection[UUID]) -> set[UUID]:
    """Return which of some cases hold a correction that came before what it corrects."""
    awaited = select(func.unnest(statistical_progress.c.awaiting).label("case_id")).subquery()
    return set(await session.scalars(select(awaited.c.case_id).where(awaited.c.case_id.in_(list(case_ids)))))


async def await_targets(session: AsyncSession, case_ids: Collection[UUID]) -> None:
    """Write down that some cases hold a correction that came before what it corrects."""
    new = sorted(set(case_ids) - await awaiting_among(session, case_ids)) if case_ids else []
    if new:
        longer = func.array_cat(statistical_progress.c.awaiting, bindparam("new", new, type_=ARRAY(Uuid)))
        await session.execute(update(statistical_progress).values(awaiting=longer))


async def forget(session: AsyncSession) -> None:
    """Forget every count: the next look begins at the feed's beginning."""
    await session.execute(delete(statistical_facts))
    await session.execute(update(statistical_progress).values(position=0, awaiting=[]))


async def entries_between(session: AsyncSession, *, after: int, upto: int, types: Sequence[str]) -> Sequence[Any]:
    """Return the entries of some types in a stretch of the feed."""
    return await fetch(session, _STRETCH, {"after": after, "upto": upto, "types": types})


async def entries_of(
    session: AsyncSession, case_ids: Collection[UUID], *, upto: int, types: Sequence[str], unaimed: bool = False
) -> Sequence[Any]:
    """Return the entries of some types about some cases, by position.

    :param unaimed: only those that name no event by its id.
    """
    asked = {"case_ids": list(case_ids), "upto": upto, "types": types}
    return await fetch(session, _UNAIMED if unaimed else _OF_CASES, asked)


async def joins(session: AsyncSession, case_ids: Collection[UUID], *, after: int, upto: int) -> Sequence[Any]:
    """Return which cases were joined into which and where: in a stretch, and whenever it concerned one of some cases."""
    return await fetch(session, _JOINS, {"case_ids": list(case_ids), "after": after, "upto": upto})


async def turns(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return by whom some opened cases were handled, since which position."""
    return await fetch(session, _TURNS, {"case_ids": list(case_ids)})


async def supervising(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return which procuratorates supervised some cases, from which position to which."""
    return await fetch(session, _SUPERVISING, {"case_ids": list(case_ids)})


async def issued(session: AsyncSession, subjects: Collection[str]) -> dict[str, Any]:
    """Return of some instruments who issued them to whom, as it was first told."""
    return {row["subject_id"]: row for row in await fetch(session, _ISSUED, {"subjects": list(subjects)})}


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows that count."""
    await execute_many(session, _ADD, rows)


async def remove_cases(session: AsyncSession, case_ids: Collection[UUID]) -> None:
    """Take out whatever was counted of some cases, to be counted again."""
    await session.execute(delete(_FACTS).where(_FACTS.c.case_id.in_(list(case_ids))))
