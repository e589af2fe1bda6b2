"""What can stall in the exchange: its scribe, tailer, readers, calendar and database; looked for every few seconds."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from exchange.feed.tailer import Tailer
from exchange.serving.readers import Readers
from zhenxie.kit import database_stalls
from zhenxie.kit.clock import DemoClock
from zhenxie.kit.database_stalls import DatabaseLook
from zhenxie.kit.stalls import Kind, Stall, Watch

SCRIBE: Final = Kind(
    "scribe",
    "写入停滞：报送已收到而未能写入数据流",
    "reports wait and are not written to the feed",
    "看同时出现的 lock_wait、replication、database 与 clock；都没有时查磁盘与日志 scribe.*。已应答的报送不会丢失。",
    "See which of lock_wait, replication, database or clock stalls as well; else look at the disk and at scribe.* in the"
    " log. What was acknowledged is kept.",
)
TAILER: Final = Kind(
    "tailer",
    "长轮询停滞：本进程不再跟随数据流",
    "this process no longer follows the feed, so long polls are not woken",
    "看日志 tailer.*；数据库可达而仍停滞时重启本进程，其他进程不受影响。",
    "Look at tailer.* in the log; if the database answers and it still stalls, restart this process. Others go on.",
    stops=True,
)
READER_LAG: Final = Kind(
    "reader_lag",
    "读取方停滞：有客户端不再读取数据流",
    "a client no longer reads the feed",
    "联系该客户端的单位；确已停用的用 clients revoke 吊销。它恢复后从原处续读，不会遗漏。",
    "Call the agency of this client; revoke a client that is no longer used. It reads on where it stopped, and misses"
    " nothing.",
)
CALENDAR: Final = Kind(
    "calendar",
    "日程停滞：按规则的监督授权或到期删除没有执行",
    "what a day brings is not done: supervision by rule, or the deletion of refused bodies",
    "看 about 与日志 look_failed 的原因；数据库或 scribe 同时停滞则先处理。恢复后自动补做。",
    "See about, and why in look_failed in the log; if database or scribe stalls as well, see to that first. It is made up"
    " for by itself.",
)
KINDS: Final = (SCRIBE, TAILER, READER_LAG, CALENDAR, *database_stalls.KINDS)


def database_look(state: Any) -> DatabaseLook:
    """Return the look at the exchange's database; `state` is that of the running app.

    It is asked under the reader's role: that is the one to be given `pg_read_all_stats`, where standbys are watched.
    """
    return DatabaseLook(lambda: state.database.reading(""), lambda: state.clock, state.settings.stall_seconds)


def watch_of(state: Any, database: DatabaseLook) -> Watch:
    """Return the watch of this process."""
    patience = state.settings.stall_seconds

    async def here() -> Iterable[Stall]:
        return [] if state.stopping else list(_here(state, patience))

    async def database_and_tailer() -> Iterable[Stall]:
        found = await database()
        # The tailer is judged by what the database has said just now; while that says nothing, it is not judged.
        return found if state.stopping else [*found, *_tailer(state.tailer, database, patience)]

    async def readers() -> Iterable[Stall]:
        async with state.database.writing() as session:
            await state.readers.exchange(session, now=state.clock.now())
        # A clock that is turned by hand jumps over whole days, and nobody stayed away meanwhile.
        return [] if isinstance(state.clock, DemoClock) else list(lagging(state.readers, patience))

    return Watch(KINDS, (here, database_and_tailer, readers), blind=database_stalls.DATABASE, patience=patience)


def _here(state: Any, patience: float) -> Iterator[Stall]:
    waits, failing = state.scribe.oldest_waiting_seconds, failing_seconds(state)
    if max(waits, failing) >= patience:
        facts = f"the oldest of {state.scribe.unanswered} waits {waits:.0f} s"
        yield Stall(SCRIBE, max(waits, failing), f"{facts}; nothing could be written for {failing:.0f} s")
    for act, failure in state.calendar.failing.items():
        if failure.seconds >= patience:
            yield Stall(CALENDAR, failure.seconds, failure.error, about=act)


def _tailer(tailer: Tailer, database: DatabaseLook, patience: float) -> Iterator[Stall]:
    overdue = tailer.overdue_seconds
    if overdue < patience:
        return
    if database.well_seconds >= patience:
        yield Stall(TAILER, overdue)
    else:
        # Every process waits for the same; if each of them left, nobody would serve those who read.
        yield Stall(TAILER, overdue, "it may wait for the database or for a lock, as others do", excused=True)


def failing_seconds(state: Any) -> float:
    """Return for how long the scribe has failed to write; a failure that nobody repeated is over."""
    # A group is tried for ten seconds before it is given up, and its caller waits before he sends again.
    seconds: float = state.scribe.failing.seconds(tried_within=max(30.0, state.settings.stall_seconds))
    return seconds


def lagging(readers: Readers, patience: float) -> Iterator[Stall]:
    """Yield each reader that has something to read and neither moved nor waits, long after its usual pause.

    One that asks again and again for the same does not move, nor does one whose cursor is refused. One that moves, however far behind, gets on; how far it is stands in the metrics.
    """
    for lag in readers.lags:
        if lag.positions and lag.seconds >= patience + 2 * lag.pause_seconds:
            where = "behind" if lag.positions > 0 else "beyond the head"
            facts = f"{abs(lag.positions)} positions {where}, last asked {lag.asked_seconds_ago:.0f} s ago"
            yield Stall(READER_LAG, lag.seconds, facts, about=f"{lag.client_id} {lag.question}".strip())
