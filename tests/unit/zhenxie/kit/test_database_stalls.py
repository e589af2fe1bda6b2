import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from zhenxie.kit import database_stalls
from zhenxie.kit.clock import FixedClock
from zhenxie.kit.condition import Condition, LockWait, Standby, UnusedSlot
from zhenxie.kit.database_stalls import DatabaseLook

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Server:
    """A database as a look finds it, and the way there: how long the question takes, and how long the answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = FixedClock(NOON)
        self.there = self.back = self.ahead = timedelta(0)
        self.lock_wait: LockWait | None = None
        self.standbys: Sequence[Standby] = ()
        self.unused_slots: Sequence[UnusedSlot] = ()
        self.away = False
        monkeypatch.setattr(database_stalls, "condition", self._condition)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        yield

    async def _condition(self, _session: object) -> Condition:
        if self.away:
            raise ConnectionError
        now = self.clock.advance(self.there) + self.ahead
        self.clock.advance(self.back)
        return Condition(now, self.lock_wait, self.standbys, False, self.unused_slots)

    def look(self, *, patience: float = 30.0) -> DatabaseLook:
        return DatabaseLook(self.session, lambda: self.clock, patience)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(monkeypatch)


@pytest.mark.parametrize(("there", "back"), [(8, 0), (0, 8), (4, 4)])
async def test_a_slow_way_to_the_database_makes_no_clock_wrong(server: Server, there: float, back: float):
    server.there, server.back = timedelta(seconds=there), timedelta(seconds=back)
    look = server.look()

    assert (await look(), look.ahead_seconds) == ([], 0.0)


@pytest.mark.parametrize(("theirs", "told"), [(-5, True), (-4.9, False), (4.9, False), (5, True)])
async def test_a_clock_is_wrong_from_five_seconds_on_either_side(server: Server, theirs: float, told: bool):
    server.ahead = timedelta(seconds=theirs)
    look = server.look()

    assert [stall.kind.name for stall in await look()] == (["clock"] if told else [])
    assert look.ahead_seconds == -theirs


async def test_a_slow_way_hides_no_more_of_a_wrong_clock_than_its_own_length(server: Server):
    server.there, server.ahead = timedelta(seconds=3), timedelta(seconds=-20)
    look = server.look()

    await look()

    assert look.ahead_seconds == 17.0


async def test_a_database_is_well_while_it_answers_and_nobody_waits_long(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    now = [100.0]
    monkeypatch.setattr("zhenxie.kit.database_stalls.time.monotonic", lambda: now[0])
    look = server.look(patience=30.0)

    async def after(seconds: float) -> float:
        now[0] += seconds
        with contextlib.suppress(ConnectionError):
            await look()
        return look.well_seconds

    well = [await after(5), await after(5)]
    server.lock_wait = LockWait(14.9, 7, (8,))
    well.append(await after(5))
    server.lock_wait = LockWait(15, 7, (8,))
    well.append(await after(5))
    server.lock_wait = None
    well += [await after(5), await after(5)]
    server.away = True
    well.append(await after(5))
    server.away = False
    well += [await after(5), await after(5)]

    assert well == [0, 5, 10, 0, 0, 5, 0, 0, 5]


async def test_a_slot_that_a_standby_left_is_told_after_the_patience_until_it_is_used_or_dropped(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    now = [100.0]
    monkeypatch.setattr("zhenxie.kit.stalls.time.monotonic", lambda: now[0])
    look = server.look(patience=30.0)

    async def after(seconds: float, *slots: UnusedSlot) -> list[tuple[str, str]]:
        now[0] += seconds
        server.unused_slots = slots
        return [(stall.about, stall.facts) for stall in await look() if stall.kind == database_stalls.REPLICATION]

    left, lost = UnusedSlot("yinchuan", 4096), UnusedSlot("wuzhong", None)
    told = [await after(5, left), await after(29.9, left, lost), await after(0.1, left, lost)]
    told += [await after(30, lost), await after(0, left), await after(29.9, left)]

    kept = ("slot yinchuan", "no standby uses it; 4096 bytes of log kept for it")
    grown = ("slot wuzhong", "no standby uses it; more log than is kept")
    assert told == [[], [], [kept], [grown], [], []]
