"""What can stall in screening: hearing, working, telling, and its database; looked for every few seconds."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from screening.agenda import Agenda
from screening.publisher import Publisher
from screening.store import queries
from screening.store.db import Database
from screening.store.queries import Figures
from screening.subscriber import Subscriber
from zhenxie.kit import database_stalls
from zhenxie.kit.clock import Clock, DemoClock
from zhenxie.kit.database_stalls import DatabaseLook
from zhenxie.kit.stalls import Kind, Lasting, Stall, Watch
from zhenxie.law.calendar import start_of_day

SUBSCRIBER: Final = Kind(
    "subscriber",
    "收取停滞：筛查听不到数据流",
    "screening does not hear the feed",
    "看 facts：交换服务不可达则查其 /readyz 与网络；401、403 则查客户端、密钥与权限范围。恢复后从原处续读。",
    "See the facts: if the exchange is out of reach, look at its /readyz and the network; after 401 or 403 at client,"
    " secret and scopes. It reads on where it stopped.",
)
BEHIND: Final = Kind(
    "behind",
    "收取落后：筛查正在追赶数据流",
    "screening is behind the head of the feed",
    "首次启动、恢复或突发之后属正常，看 screening_feed_lag_positions 是否下降；不下降则增加分区进程。",
    "After a first start, a restore or a burst this is so; see that screening_feed_lag_positions falls. If it does not,"
    " share the work among more processes by SCREENING_PARTITIONS.",
)
AGENDA: Final = Kind(
    "agenda",
    "筛查停滞：已收取的内容没有处理",
    "what was heard is not worked in",
    "看日志 agenda.* 与 lock_wait；确认每个分区都有进程（SCREENING_PARTITIONS）。",
    "Look at agenda.* in the log and at lock_wait; see that every partition has a process (SCREENING_PARTITIONS).",
)
AGENDA_OVERDUE: Final = Kind(
    "agenda_overdue",
    "日程逾期：到期案件没有重新筛查",
    "cases whose day has come were not looked at again",
    "看 subscriber 与 agenda：当日日程要等午夜后的数据流收齐；两者正常则看每个分区是否都有进程。",
    "See subscriber and agenda: a day is worked off only when the feed was heard past midnight. If both get on, see that"
    " every partition has a process.",
)
OUTBOX: Final = Kind(
    "outbox",
    "线索未送达：有线索等待送往交换服务",
    "alerts wait to be told to the exchange",
    "看 facts：交换服务不可达或拒绝客户端时先处理 subscriber；否则看日志 publisher.*。线索不会丢失或重复。",
    "See the facts: if the exchange is out of reach or does not let the client in, see to subscriber; else look at"
    " publisher.* in the log. No alert is lost or doubled.",
)
PARKED: Final = Kind(
    "parked",
    "线索被拒：交换服务拒收，案件其余线索随之等待",
    "the exchange refused posts, and the rest of their cases waits",
    "看日志 publisher.refused 的原因并修正（多为版本不一致）；重启筛查即重试。",
    "See why in publisher.refused in the log and mend it (mostly versions that do not fit); restart screening to try"
    " again.",
)
FAILED_MODELS: Final = Kind(
    "failed_models",
    "模型出错：有案件的监督模型运行失败",
    "a supervision model failed on some cases",
    "看日志 screening.model_failed，把模型名与 why 报给开发者；其他模型和案件不受影响，每日重试。",
    "See screening.model_failed in the log and report model and why; other models and cases go on, and it is tried daily.",
)
REFUSED_MODELS: Final = Kind(
    "refused_models",
    "模型版本冲突：同一版本号已以其他内容发布",
    "a model was published before with other content under the same version",
    "确认各筛查进程版本一致；改过参数的模型须用新版本号。",
    "See that all processes of screening are of one version; a model that was changed needs a new version number.",
)
KINDS: Final = (
    SUBSCRIBER,
    BEHIND,
    AGENDA,
    AGENDA_OVERDUE,
    OUTBOX,
    PARKED,
    FAILED_MODELS,
    REFUSED_MODELS,
    *database_stalls.KINDS,
)
_NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass
class Standing:
    """How screening stands: what its database says, as it was last asked, and how old that is now.

    `patience` is after how many seconds something that does not get on counts as stalled.
    """

    database: Database
    clock: Clock
    subscriber: Subscriber
    agenda: Agenda
    publisher: Publisher
    patience: float
    figures: Figures | None = field(default=None, init=False)
    _asked_at: float = field(default=0.0, init=False)
    _lasting: Lasting = field(default_factory=Lasting, init=False)
    _least: tuple[str | None, str] = field(default=(None, ""), init=False)
    _earliest: tuple[str | None, str] = field(default=(None, ""), init=False)
    _worked_at: datetime = field(default=_NEVER, init=False)

    async def ask(self) -> Figures:
        """Ask the database how far screening is, and remember it.

        :raises DatabaseUnavailable: it does not answer; what was known stays.
        """
        async with self.database.working() as session:
            self.figures = await queries.figures(session)
        self._asked_at = time.monotonic()
        return self.figures

    @property
    def figures_age_seconds(self) -> float:
        """How old the figures are."""
        return time.monotonic() - self._asked_at

    @property
    def outbox_oldest_seconds(self) -> float:
        """How long the oldest post waits that is not told; 0 when none waits."""
        return 0.0 if self.figures is None else self._ago(self.figures.oldest_unsent)

    @property
    def agenda_overdue_seconds(self) -> float:
        """For how long the earliest day of the agenda could have been worked off: after its midnight, a grace and a poll."""
        earliest = None if self.figures is None else self.figures.earliest_day
        if earliest is None:
            return 0.0
        return self._ago(
            start_of_day(earliest) + self.subscriber.grace + timedelta(seconds=self.subscriber.wait_seconds)
        )

    def _ago(self, moment: datetime | None) -> float:
        # A clock that is turned by hand jumps over whole days, and nobody stalled meanwhile.
        if moment is None or isinstance(self.clock, DemoClock):
            return 0.0
        return max(0.0, (self.clock.now() - moment).total_seconds())

    @property
    def lag_positions(self) -> int:
        """How many positions of the feed are not heard yet, as the exchange last said."""
        heard = 0 if self.figures is None else self.figures.heard
        return max(0, self.subscriber.head - heard)

    async def stalls(self) -> Iterable[Stall]:
        """Ask, and return what stalls."""
        figures = await self.ask()
        return [*self._hearing(), *self._working(figures), *self._telling(figures)]

    def _hearing(self) -> Iterator[Stall]:
        error = self.subscriber.last_error
        failing = self._lasting.seconds("hearing", holds=bool(error))
        silent = time.monotonic() - self.subscriber.heard_at
        # A poll that nothing answers waits for a while, and that is no silence.
        if failing >= self.patience or silent >= self.subscriber.wait_seconds + self.patience / 2:
            yield Stall(SUBSCRIBER, max(failing, silent), error or "no answer")
        behind = self._lasting.seconds("behind", holds=not self.subscriber.at_head)
        if behind >= self.patience:
            yield Stall(BEHIND, behind, f"{self.lag_positions} positions behind")

    def _working(self, figures: Figures) -> Iterator[Stall]:
        still = self._lasting.seconds("working", holds=bool(why := self._why_still(figures)))
        if still >= self.patience:
            yield Stall(AGENDA, still, why)
        if self._has_rested(figures) and self.agenda_overdue_seconds >= self.patience:
            yield Stall(AGENDA_OVERDUE, self.agenda_overdue_seconds, f"the earliest day is {figures.earliest_day}")
        failed = self._lasting.seconds("failed", holds=figures.failed > 0)
        if figures.failed:
            yield Stall(FAILED_MODELS, failed, f"{figures.failed} cases")

    def _has_rested(self, figures: Figures) -> bool:
        """Tell whether the partition of the earliest day stored no pass for as long as the patience lasts."""
        # A first catch-up, or a rebuild, has days of long ago before it, and works them off.
        now, earliest = self.clock.now(), _pass_of(figures, figures.earliest)
        if earliest != self._earliest:
            self._earliest, self._worked_at = earliest, now
        return (now - self._worked_at).total_seconds() >= self.patience

    def _why_still(self, figures: Figures) -> str:
        before, self._least = self._least, _pass_of(figures, figures.least)
        if self.agenda.last_error:
            return self.agenda.last_error
        if figures.complete_before <= _NEVER:
            # Nothing is worked in before the feed was heard to its head once.
            return ""
        count = self.agenda.passes[0].partition[1]
        if len(figures.passes) < count:
            return f"only {len(figures.passes)} of {count} partitions were ever worked on"
        # A promise that many cases wait for is worked in by many passes, and the position stays meanwhile.
        stands = figures.worked_in < figures.last_heard and self._least == before
        return f"worked in up to {figures.worked_in}" if stands else ""

    def _telling(self, figures: Figures) -> Iterator[Stall]:
        error = self.publisher.last_error
        failing = self._lasting.seconds("telling", holds=bool(error))
        waited = max(failing, self.outbox_oldest_seconds)
        if waited >= self.patience:
            yield Stall(OUTBOX, waited, f"{figures.unsent} posts are not told; {error or 'the exchange answers'}")
        parked = self._lasting.seconds("parked", holds=figures.parked > 0)
        if figures.parked:
            yield Stall(PARKED, parked, f"{figures.parked} posts")
        refused = sorted(self.publisher.refused_models)
        conflicting = self._lasting.seconds("refused", holds=bool(refused))
        if refused:
            yield Stall(REFUSED_MODELS, conflicting, ", ".join(refused))


def _pass_of(figures: Figures, partition: str | None) -> tuple[str | None, str]:
    """Return a partition with the mark of the last pass that was stored of it."""
    return partition, "" if partition is None else figures.passes.get(partition, "")


def watch_of(standing: Standing, database: DatabaseLook) -> Watch:
    """Return the watch of this process."""
    return Watch(KINDS, (standing.stalls, database), blind=database_stalls.DATABASE, patience=standing.patience)
