"""The attacks of the first two issues on a million entries: writers, killed processes, replays, late grants, changed bits."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Any

from fixtures import judging, storms
from fixtures.agencies import DAWUKOU_POLICE, PINGLUO_PROCURATORATE, SCREENING
from fixtures.arenas import Arena
from fixtures.building import arena
from fixtures.houses import Ground
from fixtures.judging import rows_of
from fixtures.ledgers import Reader
from fixtures.tally import Row, Size
from zhenxie.kit.clock import SystemClock

_BITS = 40
_CHANGED = ("payload", "payload_hash", "hash", "previous_hash")


async def test_many_entries_written_killed_replayed_granted_and_changed(ground: Ground, row: Row, size: Size) -> None:
    async with arena(ground, row, size, proxied=False, DATABASE_STATEMENT_SECONDS="60") as whole:
        whole.haste = 1000.0
        begun = time.perf_counter()
        await whole.begin(lines=min(2000, size.entries // 20))
        while len(whole.ledger.acknowledged) < size.entries:
            # A killed process takes seconds to start, whatever the size: the tiny form kills a few times only.
            await whole.progress(max(size.entries // 10, 75), seconds=3600)
            whole.kill(whole.chance.choice(whole.exchanges))
        row.more["messages_a_second"] = round(len(whole.ledger.acknowledged) / (time.perf_counter() - begun))
        await whole.ended()
        row.more["told_after_seconds"] = round(await timed(whole.settle()))
        row.more["granted"] = await granted_late(whole)
        await whole.judge()
        row.more["alerts_compared_after_seconds"] = round(await timed(whole.compare(SystemClock().now())))
        row.more["bits_found"] = await every_changed_bit_is_found(whole)


async def timed(work: Any) -> float:
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def granted_late(whole: Arena) -> int:
    """Let a procuratorate that read everything and saw nothing be stated as supervisor of all that one police reported."""
    reader = whole.readers[PINGLUO_PROCURATORATE]
    assert list(reader.positions) == []
    reader.allowed = told_of_a_share
    [operator] = await whole.clients(SCREENING, first_only=True)
    row = {"procuratorate": PINGLUO_PROCURATORATE, "since": "2026-01-01"}
    stated = await operator.post(f"/v1/agencies/{DAWUKOU_POLICE}/supervises", json=row, timeout=600)
    assert stated.status_code == 201, stated.text
    mine = [one async for one in rows_of(whole.database) if (one["case_number"] or "")[1:13] == DAWUKOU_POLICE]
    shares = [one for one in mine if one["type"] == "case.shared"]
    cases = {one["case_number"] for one in mine if one["audience"] == "case"}
    # Told once of each case, and the whole history can be read.
    assert len(shares) == len({one["case_number"] for one in shares}) == len(cases)
    clients = await whole.clients(PINGLUO_PROCURATORATE)
    for number in random.Random(whole.row.seed).sample(sorted(cases), min(30, len(cases))):
        history = Reader(clients, judging.of_own_unit(DAWUKOU_POLICE), {"case_number": number})
        done = asyncio.Event()
        done.set()
        await history.follow(done)
        said = [one["position"] for one in mine if one["case_number"] == number and one["audience"] == "case"]
        assert set(said) <= set(history.positions), f"{number}: the history is not whole"
    return len(shares)


def told_of_a_share(item: Mapping[str, Any]) -> bool:
    """Tell what the reader that is granted late may read by its cursor: that cases were shared, and of whose."""
    return item.get("type") == "cn.zhenxie.case.shared.v1" and str(item["subject"])[1:13] == DAWUKOU_POLICE


async def every_changed_bit_is_found(whole: Arena) -> int:
    """Change one bit at each of some places, walk the feed, and see that exactly these are named; then put it right."""
    last = whole.row.entries
    chance = random.Random(whole.row.seed)
    # Apart, so that none is the neighbour of another.
    places = {place: chance.choice(_CHANGED) for place in range(3, last, max(3, last // _BITS))}
    connection = await whole.database.connect()
    try:
        await connection.execute("create table kept as select * from entries where position = any($1)", list(places))
        for place, column in places.items():
            bit = chance.randrange(0, 8)
            await connection.execute(
                f"update entries set {column} = set_bit({column}, $2, 1 - get_bit({column}, $2)) where position = $1",
                place,
                bit,
            )
        report = await storms.verified(whole.database)
        named = {damage.position for damage in report.damages}
        assert set(places) <= named, f"not found: {sorted(set(places) - named)}"
        # The entry after one that changed cannot fit it.
        assert named <= {near for place in places for near in (place, place + 1)}
        for column in _CHANGED:
            await connection.execute(
                f"update entries set {column} = kept.{column} from kept where kept.position = entries.position"
            )
        assert (await storms.verified(whole.database)).sound
        await connection.execute("drop table kept")
    finally:
        await connection.close()
    return len(places)
