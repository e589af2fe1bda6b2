import asyncio
import json
import signal

import httpx2

from fixtures import agencies
from zhenxie.wire.examples import FILED, NOTIFICATION

WRITERS = 16


def a_case(writer: int, number: int) -> dict:
    name = f"{writer:02d}{number:04d}"
    text = json.dumps(NOTIFICATION).replace("640202550000", agencies.DAWUKOU_POLICE)
    for event in (NOTIFICATION["notified"], *NOTIFICATION["events"]):
        text = text.replace(event["message_id"], f"{event['message_id']}-{name}")
    return json.loads(text) | {"case_number": f"A640202000000202603{name}"[:23]}


async def post_until_refused(client: httpx2.AsyncClient, writer: int, acknowledged: list[str]) -> None:
    for number in range(10_000):
        case = a_case(writer, number)
        try:
            answer = await client.post("/v1/cases", json=case)
        except httpx2.TransportError:
            return
        if answer.status_code == 503:
            return
        assert answer.status_code == 201, answer.text
        acknowledged.append(case["notified"]["message_id"])


async def test_whatever_was_acknowledged_before_a_stop_is_kept(run_exchange, settled_database):
    exchange = run_exchange()
    acknowledged: list[str] = []
    async with exchange.client(agencies.DAWUKOU_POLICE) as client:
        writers = [asyncio.create_task(post_until_refused(client, writer, acknowledged)) for writer in range(WRITERS)]
        async with asyncio.timeout(60):
            while len(acknowledged) < 3 * WRITERS:  # noqa: ASYNC110  the writers are many, and none knows the sum
                await asyncio.sleep(0.01)
        exchange.signal(signal.SIGTERM)
        await asyncio.gather(*writers)
    status = await asyncio.to_thread(exchange.stop)

    connection = await settled_database.connect()
    kept = {row["message_id"] for row in await connection.fetch("select message_id from message_ids")}
    entries = await connection.fetchval("select count(*) from entries")
    head = await connection.fetchval("select position from feed_head")
    await connection.close()
    assert len(acknowledged) >= 3 * WRITERS
    assert [message for message in acknowledged if message not in kept] == []
    # A case is whole or not there: its head and the events beside it.
    assert entries == head == sum(message.startswith(FILED["message_id"]) for message in kept) * 3
    assert status in {0, -signal.SIGTERM}


async def test_whoever_waits_is_answered_at_once_when_the_process_stops(run_exchange):
    exchange = run_exchange()
    async with exchange.client(agencies.DAWUKOU_POLICE) as client:
        waiting = asyncio.create_task(client.get("/v1/changes", params={"wait": 30}))
        async with asyncio.timeout(20):
            while "exchange_waiting_polls 1.0" not in (await client.get("/metrics")).text:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.05)
        exchange.signal(signal.SIGTERM)
        # Left alone, the poll would wait for the rest of its thirty seconds.
        async with asyncio.timeout(20):
            answer = await waiting

    assert answer.status_code == 200
    assert answer.json()["items"] == []
