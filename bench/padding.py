"""Fills the exchange's tables to a size that no bench could report in its time: real entries, copied with SQL.

The copies have positions, events, cases, messages and numbers of their own, in the proportion of the base, so that every
index is as deep as it would be. What they are not: the chain of hashes does not hold in them, and their payloads, seals
and answers repeat the base's. Outcomes of bulk lines are not copied, for nothing that is measured reads them.
"""

import asyncpg

_FRESH = "md5({}::text || '/' || k)::uuid"
_OWN = "{} || '-' || k"
# By table: what differs in a copy; every other column is the base's.
_DIFFERS: dict[str, dict[str, str]] = {
    "entries": {
        "position": "position + k * base",
        "event_id": _FRESH.format("event_id"),
        "case_id": _FRESH.format("case_id"),
        "corrects": _FRESH.format("corrects"),
        "case_number": _OWN.format("case_number"),
        "message_id": _OWN.format("message_id"),
    },
    "sealed_parts": {"position": "position + k * base", "case_id": _FRESH.format("case_id")},
    "addressees": {"position": "position + k * base"},
    "message_ids": {
        "message_id": _OWN.format("message_id"),
        "position": "position + k * base",
        "case_id": _FRESH.format("case_id"),
    },
    "message_outcomes": {"message_id": _OWN.format("message_id"), "position": "position + k * base"},
    "case_numbers": {
        "number": _OWN.format("number"),
        "case_id": _FRESH.format("case_id"),
        "since_position": "since_position + k * base",
    },
    "cases": {
        "case_id": _FRESH.format("case_id"),
        "number": _OWN.format("number"),
        "opened_position": "opened_position + k * base",
        "updated_position": "updated_position + k * base",
    },
    "case_turns": {"case_id": _FRESH.format("case_id"), "since_position": "since_position + k * base"},
    "grants": {"case_id": _FRESH.format("case_id"), "from_position": "from_position + k * base"},
}
# In the order of the feed, so that the rows lie as they would have been written.
_ORDER = {"entries": "position", "sealed_parts": "position", "message_ids": "position", "message_outcomes": "number"}


async def pad(database: str, entries: int) -> int:
    """Copy what the feed holds until it holds at least so many entries, and return how many it holds then."""
    connection = await asyncpg.connect(database.replace("+asyncpg", ""), timeout=60, command_timeout=None)
    try:
        base = await connection.fetchval("SELECT position FROM feed_head")
        copies = -(-(entries - base) // base)
        if copies > 0:
            await connection.execute("SET synchronous_commit = off")
            await connection.execute("SET maintenance_work_mem = '512MB'")
            for table, differs in _DIFFERS.items():
                await _copied(connection, table, differs, base, copies)
            await connection.execute("UPDATE feed_head SET position = $1", base * (copies + 1))
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        return int(await connection.fetchval("SELECT position FROM feed_head"))
    finally:
        await connection.close()


async def _copied(connection: asyncpg.Connection, table: str, differs: dict[str, str], base: int, copies: int) -> None:
    columns = [
        row["attname"]
        for row in await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attidentity = '' AND attgenerated = '' ORDER BY attnum",
            table,
        )
    ]
    values = ", ".join(differs.get(one, one).replace("base", str(base)) for one in columns)
    indexes = await _without_indexes(connection, table)
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM generate_series(1, {copies}) k"  # noqa: S608  names of our own
        f" CROSS JOIN LATERAL (SELECT * FROM {table} ORDER BY {_ORDER.get(table, '1')} OFFSET 0) whole"
    )
    for definition in indexes:
        await connection.execute(definition)


async def _without_indexes(connection: asyncpg.Connection, table: str) -> list[str]:
    """Drop the indexes that no constraint needs, and return how to make them again: built at once they cost little."""
    found = await connection.fetch(
        "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index"
        " WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        table,
    )
    for row in found:
        await connection.execute(f"DROP INDEX {row['name']}")
    return [row["definition"] for row in found]
