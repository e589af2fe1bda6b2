"""Everything that the calls about assessments ask the database."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, any_, delete, exists, func, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import directory_state, grants
from exchange.assessments.tables import assessed_cases, assessments
from exchange.db import AsyncSession, lock_words
from exchange.feed.tables import case_numbers, feed_head


async def sees_case(session: AsyncSession, *, case_id: UUID, number: str, agency: str) -> bool:
    """Tell whether an agency has a standing grant on a case, and the number is one of the case's."""
    granted = exists().where(grants.c.case_id == case_id, grants.c.agency == agency, grants.c.until_position.is_(None))
    numbered = exists().where(case_numbers.c.case_id == case_id, case_numbers.c.number == number)
    return bool(await session.scalar(select(and_(granted, numbered))))


async def next_change(session: AsyncSession) -> int:
    """Return the number of the change that this transaction makes, and keep others from making one until it ends.

    A number that became visible later than a greater one would be missed by whoever compares only the greatest.
    """
    await lock_words(session, {"assessments"})
    last: int | None = await session.scalar(select(func.max(assessed_cases.c.change)))
    return (last or 0) + 1


async def marks(session: AsyncSession, agency: str) -> tuple[Any, ...]:
    """Return what every list of `agency` depends on: epoch, the last change that it may see, the directory, its grants.

    Each is one row, or the end of one index; the database hides the changes of cases that the agency does not supervise.
    """
    mine = grants.c.agency == agency
    last = select(assessed_cases.c.change).order_by(assessed_cases.c.change.desc()).limit(1)
    found = await session.execute(
        select(
            select(feed_head.c.epoch).scalar_subquery(),
            last.scalar_subquery(),
            select(directory_state.c.version).scalar_subquery(),
            select(func.max(grants.c.from_position)).where(mine).scalar_subquery(),
            select(func.max(grants.c.until_position)).where(mine).scalar_subquery(),
        )
    )
    return tuple(found.one())


async def head_for_change(session: AsyncSession, case_id: UUID) -> Any | None:
    """Return what a case's assessment rests on, locked; None if it never had one."""
    found = await session.execute(select(assessed_cases).where(assessed_cases.c.case_id == case_id).with_for_update())
    return found.one_or_none()


async def replace(session: AsyncSession, head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put these outcomes in the place of those of before."""
    statement = upsert(assessed_cases)
    values = {column.name: statement.excluded[column.name] for column in assessed_cases.c if column.name != "case_id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values), [dict(head)])
    await session.execute(delete(assessments).where(assessments.c.case_id == head["case_id"]))
    if rows:
        await session.execute(insert(assessments), list(rows))


def _where(asked: Mapping[str, Any]) -> list[Any]:
    where = [assessments.c[name] == asked[name] for name in ("verdict", "rule", "case_number") if asked.get(name)]
    if asked.get("owed_by"):
        where.append(asked["owed_by"] == any_(assessments.c.owed_by))
    return where


async def outcomes_after(
    session: AsyncSession, asked: Mapping[str, Any], *, after: tuple[UUID, int] | None, limit: int
) -> Sequence[Any]:
    """Return outcomes that this session may see, in the order of their cases."""
    where = _where(asked)
    if after is not None:
        where.append(tuple_(assessments.c.case_id, assessments.c.ordinal) > tuple_(*after))
    columns = (
        assessments,
        assessed_cases.c.evaluated_epoch,
        assessed_cases.c.evaluated_position,
        assessed_cases.c.evaluated_day,
    )
    found = await session.execute(
        select(*columns)
        .join(assessed_cases, assessed_cases.c.case_id == assessments.c.case_id)
        .where(*where)
        .order_by(assessments.c.case_id, assessments.c.ordinal)
        .limit(limit)
    )
    return found.all()


async def counts(session: AsyncSession, asked: Mapping[str, Any]) -> Sequence[Any]:
    """Return how many outcomes that this session may see each rule has in each version, by verdict."""
    said = (assessments.c.body[name].astext.label(name) for name in ("model", "model_version"))
    columns = (assessments.c.rule, *said, assessments.c.verdict, assessments.c.shadow)
    found = await session.execute(
        select(*columns, func.count().label("count")).where(*_where(asked)).group_by(*columns).order_by(*columns)
    )
    return found.all()
