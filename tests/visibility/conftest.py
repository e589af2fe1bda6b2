"""One random history for all questions: played once, on a running exchange and in the oracle."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from fixtures.agencies import AGENCIES
from fixtures.databases import Cluster, apart
from fixtures.served import Callers, served
from visibility.history import History
from visibility.oracle import Oracle
from visibility.world import World
from zhenxie.kit.clock import SystemClock
from zhenxie.wire.moments import BEIJING

SEED = 20260301
ACTS = 260


@pytest.fixture(scope="package")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world after the history; nothing is written to it any more."""
    with served(cluster, tmp_path_factory.mktemp("visibility"), "visibility", REQUESTS_PER_SECOND="100000") as exchange:
        callers = Callers(exchange)
        agencies = {code: (kind, division, parent) for code, _, kind, division, parent in AGENCIES}
        today = SystemClock().now().astimezone(BEIJING).date()
        history = History(callers, Oracle(agencies, today), random.Random(SEED))
        history.play(ACTS)
        made = World(history, exchange.database)
        apart(lambda: asyncio.run(made.read()))
        apart(lambda: asyncio.run(made.open_windows(40)))
        yield made
        callers.close()
