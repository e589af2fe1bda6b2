"""Many writers and readers on two processes: once, in order, without a gap."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import Any

import pytest

from builders.events import a_detention, a_notification, case_number, event
from fixtures import storms
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    PINGLUO_PROCURATORATE,
)
from fixtures.databases import Database
from fixtures.running import RunningExchange
from fixtures.storms import Follower, Ledger

POLICE = (DAWUKOU_POLICE, HUINONG_POLICE)
QUESTIONS = {
    "poll": {"limit": 7},
    "long poll": {"wait": 5},
    "first half": {"partition": "0/2", "wait": 2},
    "second half": {"partition": "1/2"},
}


@pytest.mark.parametrize("posts", [5, pytest.param(60, marks=pytest.mark.nightly)])
async def test_every_entry_is_seen_once_in_order_and_without_a_gap(
    run_exchange: Callable[..., RunningExchange], settled_database: Database, posts: int
):
    # A commit that takes now shorter, now longer: whoever numbers entries before their commit is found out.
    await storms.commit_slowly(settled_database, "random() * 0.02")
    processes = [run_exchange(GROUP_SIZE="16"), run_exchange(GROUP_SIZE="16")]
    async with AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(storms.crowd(processes, POLICE))
        followers: dict[str, dict[str, Follower]] = {}
        for agency in (DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, PINGLUO_PROCURATORATE):
            clients = [await stack.enter_async_context(one.client(agency)) for one in processes]
            followers[agency] = {name: Follower(clients, question) for name, question in QUESTIONS.items()}
        done = asyncio.Event()
        readers = [asyncio.create_task(one.follow(done)) for group in followers.values() for one in group.values()]
        await asyncio.gather(*(crowd.write(POLICE[name % 2], name, posts=posts) for name in range(1, 65)))
        done.set()
        await asyncio.gather(*readers)

    ledger = crowd.ledger
    assert set(ledger.answers) == {"201"}
    assert_receipts_are_a_chain(ledger)
    assert_read_what_was_acknowledged(followers[DAWUKOU_PROCURATORATE], ledger, DAWUKOU_POLICE)
    assert_read_what_was_acknowledged(followers[HUINONG_PROCURATORATE], ledger, HUINONG_POLICE)
    assert [one.items for one in followers[PINGLUO_PROCURATORATE].values()] == [[], [], [], []]
    await storms.assert_nothing_lost_or_doubled(settled_database, ledger)


def assert_receipts_are_a_chain(ledger: Ledger) -> None:
    receipts = ledger.receipts
    assert ledger.acknowledged.keys() == ledger.sent.keys()
    assert [one["position"] for one in receipts] == list(range(1, len(ledger.sent) + 1))
    for before, after in pairwise(receipts):
        assert after["previous_hash"] == before["hash"]
        assert after["recorded_at"] >= before["recorded_at"]


def assert_read_what_was_acknowledged(followers: dict[str, Follower], ledger: Ledger, agency: str) -> None:
    receipts = {one["position"]: one for one in ledger.of(agency)}
    for one in followers.values():
        # Strictly rising: in order, and none twice.
        assert all(before < after for before, after in pairwise(one.positions))
        assert all(storms.agrees(item, receipts[item["position"]]) for item in one.items)
        times = [item["recordedtime"] for item in one.items]
        assert times == sorted(times)
    assert followers["poll"].positions == sorted(receipts)
    assert followers["long poll"].positions == sorted(receipts)
    halves = followers["first half"], followers["second half"]
    assert sorted([*halves[0].positions, *halves[1].positions]) == sorted(receipts)
    cases = [{item["caseid"] for item in half.items} for half in halves]
    assert cases[0].isdisjoint(cases[1])
    assert all(cases)


async def test_a_hundred_identical_posts_make_one_entry_and_ninety_nine_replays(
    run_exchange: Callable[..., RunningExchange], settled_database: Database
):
    processes = [run_exchange(), run_exchange()]
    entries = 0
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(one.client(DAWUKOU_POLICE)) for one in processes]
        for path, body in [one for turn in range(1, 6) for one in once(case_number(turn))]:
            answers = await asyncio.gather(*(clients[turn % 2].post(path, json=body) for turn in range(100)))
            entries += len(storms.messages(body))

            assert Counter(one.status_code for one in answers) == {200: 99, 201: 1}, path
            replays = [one for one in answers if one.headers.get("Idempotent-Replay") == "true"]
            assert all(one.status_code == 200 for one in replays)
            assert len(replays) == 99
            assert all(one.json() == answers[0].json() for one in answers)
            assert len(await storms.stored(settled_database)) == entries


def once(number: str) -> list[tuple[str, dict[str, Any]]]:
    coverage = {"type": "suspect.detained", "complete_from": "2026-01-01", "usual_delay_hours": 24}
    return [
        ("/v1/cases", a_notification(number, a_detention())),
        (f"/v1/cases/{number}/updates", a_detention(occurred="2026-03-04T08:00:00+08:00")),
        # Of no case, so that no case's lock keeps the two processes apart.
        ("/v1/coverage", event("agency.coverage_declared", occurred="2026-03-02", types=[coverage])),
    ]
