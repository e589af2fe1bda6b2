"""How far standbys are behind, in bytes and in seconds, from one look at them to the next; pure."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhenxie.kit.condition import Condition, UnusedSlot


@dataclass(frozen=True, slots=True)
class Behind:
    """How far one standby is behind; `bytes` and `seconds` are 0 for one that has everything."""

    name: str
    bytes: int
    seconds: float


@dataclass
class Replication:
    """What is known of the standbys of one database.

    PostgreSQL's own `replay_lag` is empty for a standby that stands still, so the seconds are counted here: since when
    a standby has not played what had been written when it was last seen to have played everything asked of it.
    """

    behind: tuple[Behind, ...] = field(default=(), init=False)
    unseen: int = field(default=0, init=False)
    missing: bool = field(default=False, init=False)
    unused_slots: tuple[UnusedSlot, ...] = field(default=(), init=False)
    _goals: dict[str, tuple[int, float]] = field(default_factory=dict, init=False)

    def see(self, condition: Condition) -> None:
        """Take in what was found; `unseen` then counts standbys of which we may know no more than that they are there."""
        self.behind = tuple(self._seen(condition))
        self._goals = {name: goal for name, goal in self._goals.items() if name in {one.name for one in self.behind}}
        self.unused_slots = tuple(condition.unused_slots)
        self.unseen = sum(standby.hidden for standby in condition.standbys)
        synchronous = any(standby.synchronous for standby in condition.standbys)
        self.missing = condition.commits_wait_for_standby and not synchronous and not self.unseen

    def _seen(self, condition: Condition) -> Iterator[Behind]:
        now = time.monotonic()
        # Nobody is made to name his standby, and all that are not named bear one and the same name.
        named = Counter(standby.name for standby in condition.standbys)
        for standby in condition.standbys:
            if standby.written is None or standby.replayed is None:
                continue
            name = standby.name or ""
            if not name or named[name] > 1:
                name = f"{name} {standby.process}".strip()
            goal, since = self._goals.get(name, (standby.written, now))
            if standby.replayed >= goal:
                goal, since = standby.written, now
            self._goals[name] = goal, since
            left = max(0, standby.written - standby.replayed)
            yield Behind(name, left, now - since if left else 0.0)
