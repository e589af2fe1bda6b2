"""One bit of the feed is changed behind the exchange's back: the verifier names the position."""

import datetime as dt
import decimal
import uuid
from collections.abc import Callable
from typing import Any

import asyncpg.pgproto.pgproto
import orjson
import pytest

from builders.events import a_detention, a_notification, a_suspect, case_number, event, message_id
from exchange.access.callers import ON_THE_HOST
from exchange.feed import chain, verifying
from exchange.feed.chain import Header
from exchange.feed.commands import Command
from exchange.intake import expunging
from exchange.intake.commands import KIND
from exchange.intake.expunging import Expunction
from exchange.intake.reading import Reader
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE, DETENTION_CENTER, HUINONG_POLICE
from fixtures.databases import Database

FIRST, SECOND = case_number(1), case_number(2, unit=HUINONG_POLICE)


@pytest.fixture
async def told(settled_database: Database) -> Database:
    """A feed that has something in every column: persons, prose, corrections, addressees, an expunction."""
    async with inprocess.exchange(settled_database) as state:
        two = [a_suspect(), a_suspect("S2", name="丁秀兰", number="640202199003054521")]
        detained = a_detention(source_system="jingzong", ext={"BZ": "马晓东称头部不适"})
        await inprocess.submit(state, DAWUKOU_POLICE, a_notification(FIRST, detained, suspects=two))
        await inprocess.submit(state, HUINONG_POLICE, a_notification(SECOND, suspects=two))
        named = event("suspect.delivered_to_detention_center", suspect_ref="S1", detention_center=DETENTION_CENTER)
        await inprocess.submit(state, DAWUKOU_POLICE, named, update=FIRST)
        correction = {
            "message_id": message_id("correction"),
            "action": "retract",
            "target": {"message_id": detained["message_id"], "source_system": "jingzong"},
            "reason_code": "typing_error",
            "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号", "date": "2026-03-02"},
        }
        await inprocess.submit(state, DAWUKOU_POLICE, correction, correction=FIRST)
        coverage = {"type": "suspect.detained", "complete_from": "2026-01-01", "usual_delay_hours": 24}
        body = orjson.dumps(event("agency.coverage_declared", occurred="2026-03-02", types=[coverage]))
        by = inprocess.caller(DAWUKOU_POLICE)
        await state.scribe.submit(Command(KIND, by, Reader(by, state.clock.now()).coverage(body)))
        wish = Expunction(SECOND, "S2", "other", "依申请删除")
        await state.scribe.submit(Command(expunging.KIND, ON_THE_HOST, wish))
    return settled_database


# How a value is made to differ by as little as its type allows.
ONE_BIT: dict[type, Callable[[Any], Any]] = {
    int: lambda value: value ^ 1,
    str: lambda value: chr(ord(value[0]) ^ 1) + value[1:] if value else "A",
    bytes: lambda value: bytes([value[0] ^ 1]) + value[1:] if value else bytes(32),
    dt.datetime: lambda value: value + dt.timedelta(microseconds=1),
    asyncpg.pgproto.pgproto.UUID: lambda value: uuid.UUID(int=value.int ^ 1),
    decimal.Decimal: lambda value: value + 1,
}
# What is put where nothing was.
SOMETHING = {
    "text": "B",
    "uuid": uuid.UUID(int=7),
    "timestamp with time zone": dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
}


class Vandal:
    """Changes one column of one row, asks the verifier, and puts it back."""

    def __init__(self, connection: asyncpg.Connection, verifier: Any) -> None:
        self._connection = connection
        self._verifier = verifier

    async def damaged(self, *statements: tuple[Any, ...]) -> set[int]:
        """Do what is asked, return the positions that the verifier names, and undo everything."""
        for table in ("entries", "sealed_parts", "addressees", "feed_head"):
            await self._connection.execute(f"create temp table if not exists kept_{table} as table {table}")
        for statement, *arguments in statements:
            await self._connection.execute(statement, *arguments)
        damages = (await verifying.verify(*self._verifier)).damages
        for table in ("entries", "sealed_parts", "addressees", "feed_head"):
            await self._connection.execute(f"delete from {table}")
            await self._connection.execute(f"insert into {table} table kept_{table}")
        return {damage.position for damage in damages}

    async def every_column(self, table: str, key: str) -> dict[tuple[Any, ...], set[int]]:
        """Change each column of each row in turn; return what was named, by row and column."""
        question = "select column_name, data_type from information_schema.columns where table_name = $1"
        columns = await self._connection.fetch(question, table)
        rows = await self._connection.fetch(f"select ctid, * from {table} order by {key}")
        named = {}
        for row in rows:
            for column, kind in columns:
                said = row[column]
                changed = SOMETHING[kind] if said is None else ONE_BIT[type(said)](said)
                if column in ("position", "ordinal"):
                    changed = said + 1000
                keys = key.split(", ")
                where = " and ".join(f"{name} = ${place}" for place, name in enumerate(keys, start=2))
                statement = f"update {table} set {column} = $1 where {where}"
                found = await self.damaged((statement, changed, *(row[name] for name in keys)))
                named[(*(row[name] for name in keys), column)] = found
        return named


@pytest.fixture
async def vandal(told: Database):
    connection = await told.connect()
    async with storms.opened(told) as here:
        yield Vandal(connection, (here, storms.sealer()))
    await connection.close()


def excuses(row: asyncpg.Record) -> set[int]:
    """Return the position whose missing parts an entry explains."""
    said = orjson.loads(row["payload"])
    return {said["data"]["target_position"]} if row["type"] == "message.expunged" else set()


async def test_an_untouched_feed_is_sound(told: Database):
    report = await storms.verified(told)

    assert report.damages == []
    assert (report.entries, report.expunged > 0, report.sealed > 3) == (report.position, True, True)
    # So that the attacks below meet every column with something in it.
    rows = await storms.stored(told)
    columns = [name for name in Header.__dataclass_fields__ if name != "addressees"]
    assert [name for name in columns if all(row[name] is None for row in rows)] == []
    assert await storms.stored(told, "select * from addressees") != []


@pytest.mark.parametrize(
    ("table", "key"),
    [("entries", "position"), ("sealed_parts", "position, ordinal"), ("addressees", "position, agency")],
)
async def test_one_changed_bit_of_any_column_is_named(vandal: Vandal, told: Database, table: str, key: str):
    excused = {row["position"]: excuses(row) for row in await storms.stored(told)}
    named = await vandal.every_column(table, key)

    assert len(named) >= 4
    assert {where: places for where, places in named.items() if where[0] not in places} == {}
    # The next entry sees that its predecessor changed; an expunction that changed no longer excuses what is missing.
    near = {where: (where[0], where[0] + 1) for where in named}
    known = {where: {place for one in two for place in (one, *excused.get(one, ()))} for where, two in near.items()}
    assert {where: places for where, places in named.items() if places - known[where]} == {}


async def test_entries_and_parts_that_are_gone_or_swapped_or_added_are_named(vandal: Vandal, told: Database):
    last = len(await storms.stored(told))
    parts = await storms.stored(told, "select * from sealed_parts order by position, ordinal")
    swap = (
        ("update entries set position = -1 where position = 2",),
        ("update entries set position = 2 where position = 3",),
        ("update entries set position = 3 where position = -1",),
    )
    swapped_parts = (
        ("update sealed_parts set ordinal = 99 where position = 1 and ordinal = 0",),
        ("update sealed_parts set ordinal = 0 where position = 1 and ordinal = 1",),
        ("update sealed_parts set ordinal = 1 where position = 1 and ordinal = 99",),
    )
    payloads = (
        "update entries set payload = (select payload from entries where position = 5 - was.position),"
        " payload_hash = (select payload_hash from entries where position = 5 - was.position)"
        " from entries was where was.position = entries.position and entries.position in (2, 3)"
    )
    assert await vandal.damaged() == set()
    for position in range(1, last + 1):
        assert position in await vandal.damaged(("delete from entries where position = $1", position))
    assert {2, 3} <= await vandal.damaged(*swap)
    assert {2, 3} <= await vandal.damaged((payloads,))
    assert await vandal.damaged(*swapped_parts) == {1}
    gone = "delete from sealed_parts where position = $1 and ordinal = $2"
    for part in parts:
        assert await vandal.damaged((gone, part["position"], part["ordinal"])) == {part["position"]}
    added = (
        "insert into sealed_parts select 2, 50, case_id, kind, role, suspect_ref, salt, sealed, person_key"
        " from sealed_parts where position = 1 and ordinal = 0"
    )
    assert await vandal.damaged((added,)) == {2}
    assert await vandal.damaged(("insert into addressees values ('640221', 2)",)) == {2}
    other_end = "update feed_head set last_hash = set_bit(last_hash, 7, 1 - get_bit(last_hash, 7))"
    assert await vandal.damaged((other_end,)) == {last}


async def test_a_forger_who_hashes_again_is_found_by_the_next_entry(vandal: Vandal, told: Database):
    row = (await storms.stored(told))[1]
    payload = bytes(row["payload"]).replace(b"2026", b"2025")
    values = {name: row[name] for name in Header.__dataclass_fields__ if name != "addressees"}
    forged = chain.hash_of(
        Header(**values, addressees=()),
        payload_hash=chain.payload_hash(payload),
        commitments=chain.split_commitments(row["commitments"]),
        previous=row["previous_hash"],
    )
    statement = "update entries set payload = $1, payload_hash = $2, hash = $3 where position = 2"

    assert payload != row["payload"]
    assert await vandal.damaged((statement, payload, chain.payload_hash(payload), forged)) == {3}
