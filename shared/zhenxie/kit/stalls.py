"""What does not get on: looked for every few seconds, and said in `/readyz`, in metrics and in the log."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from zhenxie.kit import logs
from zhenxie.kit.clock import SystemClock

log = logs.get_logger(__name__)

# So many looks fit into the time after which something counts as stalled; and no pause is longer than this.
_LOOKS: Final = 6
_LONGEST_PAUSE_SECONDS: Final = 5.0
_LOOK_TIMEOUT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of stalling.

    `name` is its label in metrics and log lines, its alarm, and its section in docs/operations.md. `stops` says that
    the fault lies in this process alone, so that another one serves requests better.
    """

    name: str
    chinese: str
    english: str
    remedy_chinese: str
    remedy_english: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Stall:
    """Something that has not got on for `seconds`; `about` names which one of several, `facts` what is known of it.

    `excused` says of a kind that stops that this time the fault lies elsewhere, so that it stops nothing. All of it is public to the operator: no person and no secret stands in it.
    """

    kind: Kind
    seconds: float
    facts: str = ""
    about: str = ""
    excused: bool = False


Look = Callable[[], Awaitable[Iterable[Stall]]]


class Lasting:
    """For how long something has been so without a break, by name; asked at every look."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def seconds(self, name: str, *, holds: bool, since: float | None = None) -> float:
        """Return for how many seconds `name` has held at every look; 0 if it does not hold now.

        :param since: from when it holds, if it is new, by the monotonic clock; otherwise from now.
        """
        if not holds:
            self._since.pop(name, None)
            return 0.0
        now = time.monotonic()
        return now - self._since.setdefault(name, now if since is None else since)


@dataclass
class Watch:
    """Asks all looks at once, again and again; remembers what stalls now, and logs each stall as it begins and as it ends.

    `patience` is after how many seconds something that does not get on counts as stalled. A look that fails or does
    not come back for that long is itself a stall, of the kind `blind`; what it found last stands until it sees again.
    """

    kinds: Sequence[Kind]
    looks: Sequence[Look]
    blind: Kind
    patience: float
    present: tuple[Stall, ...] = field(default=(), init=False)
    _found: dict[int, tuple[Stall, ...]] = field(default_factory=dict, init=False)
    _lasting: Lasting = field(default_factory=Lasting, init=False)
    _looked_at: float = field(default_factory=time.monotonic, init=False)
    _task: "asyncio.Task[None] | None" = field(default=None, init=False)

    @property
    def age_seconds(self) -> float:
        """How long ago the last round of looks was over."""
        return time.monotonic() - self._looked_at

    @property
    def stopping(self) -> bool:
        """Whether one of the stalls is this process's own fault."""
        return any(stall.kind.stops and not stall.excused for stall in self.present)

    def start(self) -> None:
        """Begin to look."""
        self._looked_at = time.monotonic()
        self._task = asyncio.create_task(self._run(), name="watch")

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            begun = time.monotonic()
            await self.look()
            # What a hanging database takes of the time is not waited for once more.
            pause = min(self.patience / _LOOKS, _LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(max(pause / 5, pause - (time.monotonic() - begun)))

    async def look(self) -> None:
        """Ask every look once, all at the same time."""
        asked = await asyncio.gather(*(self._ask(number, look) for number, look in enumerate(self.looks)))
        blind = [stall for stall in asked if stall]
        found = [*blind[:1], *(stall for number in sorted(self._found) for stall in self._found[number])]
        self._say(tuple(found))
        self.present, self._looked_at = tuple(found), time.monotonic()

    async def _ask(self, number: int, look: Look) -> Stall | None:
        begun, why = time.monotonic(), ""
        try:
            async with asyncio.timeout(_LOOK_TIMEOUT_SECONDS):
                self._found[number] = tuple(await look())
        except Exception as error:  # noqa: BLE001  a watch that ended would be the stall that nobody hears of
            # The text of the exception may hold an address or a password; its type does not.
            why = type(error).__name__
        seconds = self._lasting.seconds(str(number), holds=bool(why), since=begun)
        return Stall(self.blind, seconds, why) if why and seconds >= self.patience else None

    def _say(self, found: Sequence[Stall]) -> None:
        before = {(stall.kind.name, stall.about): stall for stall in self.present}
        now = {(stall.kind.name, stall.about): stall for stall in found}
        for key in now.keys() - before.keys():
            log.warning("stall.began", **_said(now[key]))
        for key in before.keys() - now.keys():
            log.info("stall.ended", **_said(before[key]))


def _said(stall: Stall) -> dict[str, object]:
    return {
        "stall": stall.kind.name,
        "about": stall.about,
        "seconds": round(stall.seconds, 1),
        "what": stall.kind.english,
        "facts": stall.facts,
    }


def since(stall: Stall) -> datetime:
    """Return since when it stalls, by the machine's clock, to the second."""
    return (SystemClock().now() - timedelta(seconds=stall.seconds)).replace(microsecond=0)


class StallFigures(Collector):
    """What a watch knows, for Prometheus: how many stall of each kind, and for how long the longest."""

    def __init__(self, prefix: str, watch: Watch) -> None:
        """Take the name that the service's metrics begin with, and its watch."""
        self._prefix = prefix
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        """Yield a value for each kind that there is, 0 when nothing of it stalls."""
        present = self._watch.present
        counts = Counter(stall.kind.name for stall in present)
        many = GaugeMetricFamily(f"{self._prefix}_stalled", "What stalls, by kind: how many", labels=["stall"])
        longest = GaugeMetricFamily(f"{self._prefix}_stalled_seconds", "How long it has stalled", labels=["stall"])
        for kind in self._watch.kinds:
            many.add_metric([kind.name], counts[kind.name])
            seconds = [stall.seconds for stall in present if stall.kind == kind]
            longest.add_metric([kind.name], max(seconds, default=0.0))
        age = GaugeMetricFamily(f"{self._prefix}_watch_age_seconds", "Seconds since it was last looked for stalls")
        age.add_metric([], self._watch.age_seconds)
        yield from (many, longest, age)

    def describe(self) -> list[Metric]:
        """Name nothing beforehand; the values are read when Prometheus asks."""
        return []
