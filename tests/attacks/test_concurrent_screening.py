"""Many write while screening follows and its alerts go through the same scribe: nothing lost, nothing doubled, one feed."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from itertools import pairwise

import pytest

from fixtures import retold, storms, tales
from fixtures.agencies import COURT, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE, SCREENING
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange
from fixtures.screening_process import told_everything, work_on
from fixtures.storms import Crowd, Follower
from zhenxie.kit.clock import SystemClock
from zhenxie.law.calendar import legal_day

POLICE = (DAWUKOU_POLICE, HUINONG_POLICE)


async def told_in_parts(crowd: Crowd, parts: Sequence[Sequence[tales.Said]]) -> None:
    """Let a tale be told among the storm, a part at a time."""
    dice = random.Random(5)
    for said in parts:
        for agency, path, body in said:
            await crowd.send(agency, path, body, dice)
        await asyncio.sleep(dice.random() * 0.2)


@pytest.mark.parametrize(("writers", "posts"), [(24, 4), pytest.param(64, 60, marks=pytest.mark.nightly)])
async def test_a_storm_of_reports_and_alerts_is_one_feed_without_a_gap_and_the_alerts_are_those_of_a_backtest(
    *,
    run_exchange: Callable[..., RunningExchange],
    settled_database: Database,
    make_database: Callable[..., Database],
    writers: int,
    posts: int,
) -> None:
    await storms.commit_slowly(settled_database, "random() * 0.02")
    processes = [run_exchange(GROUP_SIZE="16"), run_exchange(GROUP_SIZE="16")]
    own, calm = make_database("own", service="screening"), make_database("calm", service="screening")
    async with AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(
            storms.crowd(processes, (*POLICE, DAWUKOU_PROCURATORATE, COURT), pause=0.1)
        )
        readers = [await stack.enter_async_context(one.client(SCREENING)) for one in processes]
        follower, done = Follower(readers, {"wait": 5}), asyncio.Event()
        following = asyncio.create_task(follower.follow(done))
        work = await stack.enter_async_context(work_on(processes[0], own))
        other = await stack.enter_async_context(work_on(processes[1], own))
        working = [asyncio.create_task(one.run()) for one in (work, other)]
        await asyncio.gather(
            told_in_parts(crowd, [said for _, said in tales.days()]),
            *(crowd.write(POLICE[name % 2], name, posts=posts) for name in range(1, writers + 1)),
        )
        await eventually(lambda: told_everything(own, processes[0]), seconds=120)
        await crowd.send_everything_again()
        await eventually(lambda: told_everything(own, processes[1]), seconds=120)
        done.set()
        await following
        for one in working:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one

        assert set(crowd.ledger.answers) == {"200", "201"}
        await storms.assert_nothing_lost_or_doubled(settled_database, crowd.ledger)
        assert all(before < after for before, after in pairwise(follower.positions))
        found, head = await retold.held(processes[0]), await retold.head(processes[0])
        alone = await stack.enter_async_context(work_on(processes[1], calm))
        await alone.once()
        assert await retold.retold(alone, until=legal_day(SystemClock().now())) == found
        assert (await retold.held(processes[1]), await retold.head(processes[1])) == (found, head)
    raised = [row for row in await storms.stored(settled_database) if row["type"] == "alert.raised"]
    assert len(raised) == len(found.alerts) >= 7
    # Each change of an alert stands in the feed once, as its history says.
    changes = Counter(row["type"] for row in await storms.stored(settled_database) if row["type"].startswith("alert."))
    assert changes.total() == len(await storms.stored(settled_database, "select 1 from alert_versions"))
