"""A person is expunged: the chain stays whole, every reader is told, and nothing in the database names the person."""

import asyncio
import base64
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import orjson
import pytest

from builders.events import a_detention, a_notification, a_suspect, case_number, event, message_id
from builders.rows import a_row, ndjson, snapshot
from exchange.access.callers import ON_THE_HOST
from exchange.feed.commands import Command
from exchange.feed.seals import BrokenSeal
from exchange.intake import expunging
from exchange.intake.expunging import Expunction, NothingToExpunge
from fixtures import inprocess, ruins, storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.running import RunningExchange

NAME, NUMBER, PHONE = "沙拜尔古丽", "640202199107163321", "13995428899"
OTHER, OTHER_NUMBER = "高文涛", "640202198803054519"
CASE = case_number(1)


async def strings(database: Database) -> list[tuple[str, bytes]]:
    """Return everything that any table holds, as it is stored and, where the operator's keys open it, opened."""
    connection = await database.connect()
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        found = []
        for (table,) in tables:
            for row in await connection.fetch(f"select * from {table}"):
                found += [(table, text) for text in texts_of_row(dict(row))]
        return found
    finally:
        await connection.close()


def texts_of_row(row: dict[str, Any]) -> Iterator[bytes]:
    values = [value if isinstance(value, bytes) else str(value).encode() for value in row.values()]
    coded = [one for value in values for one in re.findall(rb"[A-Za-z0-9+/=_-]{40,}", value)]
    blobs = [*values, *(blob for one in coded for blob in decoded(one))]
    contexts = [b"", *(value for value in row.values() if isinstance(value, bytes) and len(value) == 32)]
    yield from values
    for blob, context in product(blobs, contexts):
        try:
            opened = storms.sealer().decrypt(blob, context)
        except BrokenSeal:
            continue
        yield opened
        yield opened.decode("gb18030", "replace").encode()
        try:
            yield orjson.dumps(orjson.loads(opened))
        except orjson.JSONDecodeError:
            continue


def decoded(text: bytes) -> Iterator[bytes]:
    try:
        yield base64.urlsafe_b64decode(text.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(text) % 4))
    except ValueError:
        return


async def tables_that_say(database: Database, *words: str) -> set[str]:
    everything = await strings(database)
    return {table for table, text in everything if any(word.encode() in text for word in words)}


@pytest.fixture
def exchange(run_exchange: Callable[..., RunningExchange]) -> RunningExchange:
    return run_exchange()


async def tell(exchange: RunningExchange) -> None:
    """Name the person in every way: as a person, in free text of three kinds, in a row, in refused messages."""
    both = [
        a_suspect("S1", name=NAME, number=NUMBER, person_phone=None) | {"person": person(NAME, NUMBER, PHONE)},
        a_suspect("S2", name=OTHER, number=OTHER_NUMBER) | {"person": person(OTHER, OTHER_NUMBER, "13709521144")},
    ]
    for one in both:
        one.pop("person_phone", None)
    told = a_notification(CASE, suspects=both, case_name=f"{NAME}、{OTHER}盗窃案")
    detained = a_detention("S2", ext={"BZ": f"{OTHER}称系受{NAME}指使"})
    about = a_detention("S1", ext={"BZ": f"联系电话{PHONE}"})
    correction = {
        "message_id": message_id("correction"),
        "action": "retract",
        "target": {"message_id": about["message_id"]},
        "reason_code": "typing_error",
        "reason": f"{NAME}的拘留时间录入错误",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕3号", "date": "2026-03-02"},
    }
    row = a_row(1, AJMC=f"{NAME}盗窃案")
    row["XYR"] = [{"RYBH": "R1", "XM": NAME, "GMSFHM": NUMBER, "XBDM": "2", "CSRQ": "19910716"}]
    broken = event("suspect.detained", suspect_ref="S1", nonsense=f"{NAME}，{NUMBER}")
    async with exchange.client(DAWUKOU_POLICE) as police:
        for path, body, status in (
            ("/v1/cases", told, 201),
            (f"/v1/cases/{CASE}/updates", {"events": [detained, about]}, 201),
            (f"/v1/cases/{CASE}/corrections", correction, 201),
            (f"/v1/cases/{CASE}/updates", broken, 422),
            # One that no parser reads, with the name in another encoding.
            (f"/v1/cases/{CASE}/updates", f'{{"name": "{NAME}"'.encode("gb18030"), 400),
            # One that spells the name as an escape.
            (f"/v1/cases/{CASE}/updates", orjson.dumps(broken).decode().encode("ascii", "backslashreplace"), 422),
        ):
            content = body if isinstance(body, bytes) else orjson.dumps(body)
            answer = await police.post(path, content=content, headers={"Content-Type": "application/json"})
            assert answer.status_code == status, answer.text
        lines = await police.post(
            "/v1/intake", content=ndjson([snapshot(row)]), headers={"Content-Type": "application/x-ndjson"}
        )
        assert '"outcome":"accepted"' in lines.text, lines.text


def person(name: str, number: str, phone: str) -> dict[str, str]:
    return {"name": name, "identity_kind": "111", "identity_number": number, "phone": phone}


async def test_nothing_names_an_expunged_person_and_the_chain_is_whole(
    exchange: RunningExchange, settled_database: Database
):
    await tell(exchange)
    # The search finds what it is for, in every place that may hold a name.
    before = await tables_that_say(settled_database, NAME, NUMBER, PHONE)
    assert before == {"sealed_parts", "message_outcomes", "snapshot_rows"}
    async with exchange.client(DAWUKOU_PROCURATORATE) as reader:
        cursor = (await reader.get("/v1/changes")).json()["next"]

    refs = {
        row["suspect_ref"]
        for row in await storms.stored(settled_database, "select distinct suspect_ref from sealed_parts")
        if row["suspect_ref"] not in (None, "S2")
    }
    for ref in sorted(refs):
        words = ("expunge", CASE, ref, "--reason", "other", "--purpose", "个人信息保护法第四十七条")
        said = await asyncio.to_thread(ruins.command, settled_database, *words)
        assert said.returncode == 0, said.stderr

    everything = await strings(settled_database)
    left = {table for table, text in everything if any(word.encode() in text for word in (NAME, NUMBER, PHONE))}
    assert left == set()
    assert NAME not in exchange.log.read_text(encoding="utf-8")
    assert any(OTHER_NUMBER.encode() in text for _, text in everything), "the other suspect stays"
    verified = await asyncio.to_thread(ruins.command, settled_database, "verify")
    assert verified.returncode == 0, verified.stderr
    assert orjson.loads(verified.stdout)["expunged_parts"] > 3

    async with exchange.client(DAWUKOU_PROCURATORATE) as reader:
        page = (await reader.get("/v1/changes", params={"after": cursor})).json()
    assert {item["type"] for item in page["items"]} == {"cn.zhenxie.message.expunged.v1"}
    gone = {
        (one["data"]["data"]["target_position"], part)
        for one in page["items"]
        for part in one["data"]["data"]["ordinals"]
    }
    stood = await storms.stored(settled_database, "select position, length(commitments) / 32 as parts from entries")
    kept = {
        (row["position"], row["ordinal"])
        for row in await storms.stored(settled_database, "select position, ordinal from sealed_parts")
    }
    # Readers are told of exactly what is no longer there.
    assert gone == {(row["position"], part) for row in stood for part in range(row["parts"])} - kept


async def test_an_expunged_person_stays_expunged_when_everything_is_sent_again(settled_database: Database):
    body = a_notification(CASE, suspects=[a_suspect("S1", name=NAME, number=NUMBER)], case_name=f"{NAME}盗窃案")
    wish = Command(expunging.KIND, ON_THE_HOST, Expunction(CASE, "S1", "other", "个人信息保护法第四十七条"))
    async with inprocess.exchange(settled_database) as state:
        await inprocess.submit(state, DAWUKOU_POLICE, body)
        gone = await state.scribe.submit(wish)
        again = await inprocess.submit(state, DAWUKOU_POLICE, body)
        with pytest.raises(NothingToExpunge):
            await state.scribe.submit(wish)

    assert gone.sealed_parts == 2
    assert again.replay
    assert await tables_that_say(settled_database, NAME, NUMBER) == set()
    assert (await storms.verified(settled_database)).sound
