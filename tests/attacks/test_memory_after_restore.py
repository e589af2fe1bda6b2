"""A process outlives a restore: what it remembers of positions that were given again must not reach a picture."""

from contextlib import AsyncExitStack

import orjson

from builders.events import a_notification, case_number, event
from exchange.cases import rebuilding
from exchange.feed import operations as feed
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database

NUMBER = case_number(1)


async def lose_the_last_entry(database: Database) -> None:
    """Take the feed back by one entry, as a backup of a moment ago would."""
    connection = await database.connect()
    try:
        await connection.execute("DELETE FROM entries WHERE position = (SELECT position FROM feed_head)")
        await connection.execute(
            "UPDATE feed_head SET position = last.position, last_hash = last.hash"
            " FROM (SELECT position, hash FROM entries ORDER BY position DESC LIMIT 1) AS last"
        )
    finally:
        await connection.close()


async def test_a_process_that_outlives_a_restore_draws_no_picture_from_what_was_lost(settled_database: Database):
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        await inprocess.submit(one, DAWUKOU_POLICE, a_notification(NUMBER))
        await inprocess.submit(one, DAWUKOU_POLICE, event("case.withdrawn", occurred="2026-03-02"), update=NUMBER)

        await lose_the_last_entry(settled_database)
        await rebuilding.rebuild(one.database)
        async with one.database.writing() as session:
            await feed.raise_epoch(session, reason="restored", now=one.clock.now())
        # The position that was lost is given again, by another process.
        await inprocess.submit(other, DAWUKOU_POLICE, event("case.filed", occurred="2026-03-02"), update=NUMBER)
        later = event("suspect.at_large", occurred="2026-03-03", suspect_ref="S1")
        await inprocess.submit(one, DAWUKOU_POLICE, later, update=NUMBER)

    (row,) = await storms.stored(settled_database, "SELECT status, updated_position, picture FROM cases")
    assert (row["status"], row["updated_position"]) == ("filed", 3)
    assert orjson.loads(row["picture"])["withdrawn"] is None
