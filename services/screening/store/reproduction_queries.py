"""What a reproduction asks of what was heard: the questions without an answer, and one case with all that concerns it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from screening.hearing import Heard
from screening.related import PERSON
from screening.reproducing import Memory
from screening.store import feed_queries as feed
from screening.store.case_queries import Partition
from screening.store.db import AsyncSession, any_of
from screening.store.tables import heard
from screening.virtual_time import Place

_ASKED, _ANSWERED, _EXPUNGED = "alert.reproduction_requested", "alert.reproduced", "message.expunged"
# What is told of no case and can change an answer about any: promises, and what people decide of the models.
_OF_EVERY_CASE: Final = ("agency.coverage_declared", "model.decided")


async def unanswered(session: AsyncSession, partition: Partition, *, limit: int) -> Sequence[Any]:
    """Return the questions of a partition's cases to which no answer was heard, the oldest first: id and alert."""
    answers = heard.alias("answers")
    request_id = heard.c.payload["data"]["request_id"].astext
    same = answers.c.payload["data"]["request_id"].astext == request_id
    answered = exists().where(answers.c.type == _ANSWERED, same)
    index, count = partition
    where = (heard.c.type == _ASKED, ~answered, func.mod(heard.c.case_hash, count) == index)
    alert_id = heard.c.payload["data"]["alert_id"].astext
    columns = (request_id.label("request_id"), alert_id.label("alert_id"))
    return (await session.execute(select(*columns).where(*where).order_by(heard.c.position).limit(limit))).all()


async def memory_of(session: AsyncSession, case_id: UUID, *, upto: int) -> Memory:
    """Return what was heard up to a position of a case, of what was joined into it, and of every case tied to it.

    `last_before` is left to the caller: the places of days are those of the whole feed.
    """
    own = await feed.joins(session, {case_id})
    found = [one for one in await feed.ties_of(session, {case_id} | own.into.keys()) if one.position <= upto]
    tied = {case_id} | {one.case_id for one in found}
    joins = await feed.joins(session, tied)
    everybody = tied | {joins.case_of(one) for one in tied}
    members = everybody | (await feed.joins(session, everybody)).into.keys()
    of_them = heard.c.case_id == any_of(members)
    where = (heard.c.position <= upto, or_(of_them, heard.c.type.in_(_OF_EVERY_CASE)))
    expunged = await session.scalar(select(exists().where(of_them, heard.c.type == _EXPUNGED)))
    return Memory(
        entries=await _entries(session, where),
        ties=[one for one in found if one.kind == PERSON],
        expunged=bool(expunged),
    )


async def _entries(session: AsyncSession, where: Sequence[Any]) -> list[Heard]:
    rows = await session.execute(select(heard).where(*where).order_by(heard.c.position))
    return [feed.heard_of(row) for row in rows]


async def last_before(session: AsyncSession, moment: datetime, *, upto: int) -> Place:
    """Return the last place up to a position that was recorded before a moment; (0, 0) before all.

    Times rise with positions, so it is found by halving: nothing is read of what lies between, however much that is.
    """
    low, high = 0, upto
    place = (0, 0)
    while low < high:
        middle = (low + high + 1) // 2
        columns = (heard.c.epoch, heard.c.position, heard.c.recorded_at)
        statement = select(*columns).where(heard.c.position <= middle).order_by(heard.c.position.desc()).limit(1)
        row = (await session.execute(statement)).one_or_none()
        if row is None or row.recorded_at < moment:
            low, place = middle, place if row is None else (row.epoch, row.position)
        else:
            high = row.position - 1
    return place
