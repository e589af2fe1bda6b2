"""What can stall in any of our databases: the database itself, a clock, a lock, a standby; looked for and shown."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from zhenxie.kit.clock import Clock, DemoClock
from zhenxie.kit.condition import LockWait, condition
from zhenxie.kit.replication import Replication
from zhenxie.kit.stalls import Kind, Lasting, Stall

CLOCK_TOLERANCE: Final = timedelta(seconds=5)
"""Further from the database's clock than this, a clock is wrong."""

DATABASE: Final = Kind(
    "database",
    "数据库没有应答",
    "the database does not answer",
    "检查数据库进程、网络、磁盘空间和连接数；恢复后本服务自行继续。",
    "Look at PostgreSQL's process, its network, disk and connections; this service goes on by itself.",
)
CLOCK: Final = Kind(
    "clock",
    "本机时钟与数据库不一致",
    "this host's clock is not the database's",
    "校准时钟（NTP），两台主机使用同一时间源；不要手工拨回数据库时钟。",
    "Bring the clocks together (NTP), from one source for all hosts; never step the database's clock back by hand.",
    stops=True,
)
LOCK_WAIT: Final = Kind(
    "lock_wait",
    "有事务长时间等待锁",
    "somebody waits long for a lock",
    "按 facts 中的进程号在 pg_stat_activity 查出占用者，由其提交或 pg_terminate_backend 结束。",
    "Find the holder of the process number in pg_stat_activity; let it end, or end it with pg_terminate_backend.",
)
REPLICATION: Final = Kind(
    "replication",
    "备库停滞或缺失",
    "a standby stands still or is missing",
    "检查备库进程、网络和磁盘；提交若在等待缺失的同步备库，先接回备库，不得已再清空 synchronous_standby_names。",
    "Look at the standby's process, network and disk. If commits wait for a synchronous one that is gone, bring it back;"
    " only as the last resort empty synchronous_standby_names.",
)
KINDS: Final = (DATABASE, CLOCK, LOCK_WAIT, REPLICATION)


def ahead(*, asked: datetime, theirs: datetime, answered: datetime) -> timedelta:
    """Return by how much our clock is surely ahead of the database's; negative: behind it.

    :param asked: what our clock said before the database was asked for `theirs`.
    :param answered: what it said afterwards; a slow way between the two is no fault of either clock.
    """
    return max(asked - theirs, timedelta(0)) + min(answered - theirs, timedelta(0))


@dataclass
class DatabaseLook:
    """Looks at one database; `session` opens a transaction on it, and `patience` is in seconds."""

    session: Callable[[], AbstractAsyncContextManager[Any]]
    clock: Callable[[], Clock]
    patience: float
    replication: Replication = field(default_factory=Replication, init=False)
    ahead_seconds: float = field(default=0.0, init=False)
    lock_wait: LockWait | None = field(default=None, init=False)
    _lasting: Lasting = field(default_factory=Lasting, init=False)
    _slots_before: set[str] = field(default_factory=set, init=False)
    _well_since: float | None = field(default=None, init=False)

    @property
    def well_seconds(self) -> float:
        """For how long it has answered at every look, and nobody waited long for a lock."""
        return 0.0 if self._well_since is None else time.monotonic() - self._well_since

    async def __call__(self) -> list[Stall]:
        """Look once, and return what stalls."""
        begun = time.monotonic()
        # A look that fails leaves it so.
        well, self._well_since = self._well_since, None
        clock = self.clock()
        asked = clock.now()
        async with self.session() as session:
            found = await condition(session)
        apart = ahead(asked=asked, theirs=found.now, answered=clock.now())
        # A clock that is turned by hand agrees with none.
        self.ahead_seconds = 0.0 if isinstance(clock, DemoClock) else apart.total_seconds()
        self.lock_wait = found.lock_wait
        # A wait that is given up after its time and begun again is not long until half the patience is over once more.
        if self.lock_wait is None or self.lock_wait.seconds < self.patience / 2:
            self._well_since = begun if well is None else well
        self.replication.see(found)
        return [*self._clock(), *self._locks(), *self._standbys()]

    def _clock(self) -> Iterator[Stall]:
        wrong = abs(self.ahead_seconds) >= CLOCK_TOLERANCE.total_seconds()
        seconds = self._lasting.seconds("clock", holds=wrong)
        if wrong:
            # A wrong clock is wrong at once: nothing is to be waited for.
            yield Stall(CLOCK, seconds, f"{self.ahead_seconds:+.0f} s from the database's clock")

    def _locks(self) -> Iterator[Stall]:
        wait = self.lock_wait
        if wait is not None and wait.seconds >= self.patience:
            holders = ", ".join(str(process) for process in wait.held_by) or "nobody any more"
            yield Stall(LOCK_WAIT, wait.seconds, f"process {wait.waiting} waits for {holders}")

    def _standbys(self) -> Iterator[Stall]:
        seen = self.replication
        for standby in seen.behind:
            if standby.seconds >= self.patience:
                facts = f"{standby.bytes} bytes behind"
                yield Stall(REPLICATION, standby.seconds, facts, about=standby.name)
        missing = self._lasting.seconds("missing", holds=seen.missing)
        if seen.missing and missing >= self.patience:
            yield Stall(REPLICATION, missing, "commits wait for a synchronous standby, and none is connected")
        unseen = self._lasting.seconds("unseen", holds=seen.unseen > 0)
        if seen.unseen and unseen >= self.patience:
            facts = f"{seen.unseen} standbys cannot be watched without pg_read_all_stats"
            yield Stall(REPLICATION, unseen, facts, about="unwatched")
        yield from self._slots()

    def _slots(self) -> Iterator[Stall]:
        # An asynchronous standby that is gone stands nowhere any more but here.
        unused = {f"slot {slot.name}": slot for slot in self.replication.unused_slots}
        for about in self._slots_before - unused.keys():
            self._lasting.seconds(about, holds=False)
        self._slots_before = set(unused)
        for about, slot in unused.items():
            seconds = self._lasting.seconds(about, holds=True)
            if seconds >= self.patience:
                kept = "more log than is kept" if slot.kept is None else f"{slot.kept} bytes of log kept for it"
                yield Stall(REPLICATION, seconds, f"no standby uses it; {kept}", about=about)


class DatabaseFigures(Collector):
    """What a look found, for Prometheus."""

    def __init__(self, prefix: str, look: DatabaseLook) -> None:
        """Take the name that the service's metrics begin with, and the look at its database."""
        self._prefix = prefix
        self._look = look

    def collect(self) -> Iterator[Metric]:
        """Yield the clock, the longest wait for a lock, the standbys, and the slots that they left."""
        look = self._look
        wait = 0.0 if look.lock_wait is None else look.lock_wait.seconds
        yield self._one("clock_ahead_seconds", "Seconds that this clock is ahead of the database's", look.ahead_seconds)
        yield self._one("lock_wait_seconds", "The longest wait for a lock in the database", wait)
        unseen = look.replication.unseen
        yield self._one("replication_unwatched_standbys", "Standbys of which nothing may be known", unseen)
        missing = float(look.replication.missing)
        yield self._one("replication_synchronous_missing", "1: commits wait for a standby that is not there", missing)
        unused = len(look.replication.unused_slots)
        yield self._one("replication_unused_slots", "Replication slots that no standby uses", unused)
        lag = GaugeMetricFamily(f"{self._prefix}_replication_lag_bytes", "Log not yet played", labels=["standby"])
        late = GaugeMetricFamily(f"{self._prefix}_replication_lag_seconds", "How long already", labels=["standby"])
        for standby in look.replication.behind:
            lag.add_metric([standby.name], standby.bytes)
            late.add_metric([standby.name], standby.seconds)
        yield from (lag, late)

    def _one(self, name: str, means: str, value: float) -> Metric:
        family = GaugeMetricFamily(f"{self._prefix}_{name}", means)
        family.add_metric([], value)
        return family

    def describe(self) -> list[Metric]:
        """Name nothing beforehand; the values are read when Prometheus asks."""
        return []
