"""Copies what screening heard into a spool, a page at a time, and goes on where it was killed."""

from typing import Final

from screening.retrospect.spool import Spool
from screening.store import feed_queries as feed
from screening.store.db import Database

_PAGE: Final = 5_000


async def copy(database: Database, spool: Spool, *, upto: int) -> None:
    """Copy everything heard up to a position.

    :raises DatabaseUnavailable: the database went away; the next call goes on where this one was.
    """
    while spool.mark("complete") is None:
        after = int(spool.mark("copied") or 0)
        async with database.working() as session:
            entries = await feed.entries_after(session, after=after, upto=upto, limit=_PAGE)
            last = entries[-1].position if len(entries) == _PAGE else upto
            ties = await feed.own_ties_between(session, after=after, upto=last)
        spool.keep(entries, ties, copied=last)
        if last == upto:
            spool.complete()


async def heard_upto(database: Database) -> tuple[int, int]:
    """Return epoch and position up to which the feed was heard: what tells one state of it from another."""
    async with database.working() as session:
        known = await feed.known(session, upto=(await feed.cursor(session)).position)
    return known.epoch or 0, known.last or 0
