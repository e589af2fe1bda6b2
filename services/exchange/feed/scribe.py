"""Group commit: takes every slice's waiting commands, decides and appends them in one transaction, then answers."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, repeat
from typing import Any, Final

import structlog

from exchange.db import AsyncSession, Database, DatabaseUnavailable, Overtaken, described
from exchange.errors import InternalError, Refusal, Unavailable
from exchange.feed import operations
from exchange.feed.commands import Command, Concluded, Decision, Draft, Handlers
from exchange.feed.seals import Sealer
from zhenxie.kit.clock import Clock

log = structlog.get_logger(__name__)

_OVERTAKEN_AT_MOST: Final = 4
_PAUSES_SECONDS: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class GroupFacts:
    """What one committed group was: how many commands, how many entries, the head afterwards, seconds it took."""

    commands: int
    entries: int
    position: int | None
    seconds: float


@dataclass(frozen=True)
class Ground:
    """What a scribe stands on: how many commands it takes into one transaction at most, and how many may wait for it.

    `weight_at_most` is about how many events a group may bring, beyond its first command. `patience_seconds` is how long
    a group is tried for a database that went away, before its callers are told to send again; the attempt that runs
    then is waited for, and a statement of it takes the database's own time at most. `clock_tolerance` is how far its clock may be ahead of the database's (None: any, for a clock that is set by hand).
    """

    database: Database
    clock: Clock
    sealer: Sealer
    group_size: int = 256
    weight_at_most: int = 2_000
    queued_at_most: int = 10_000
    patience_seconds: float = 12.0
    clock_tolerance: timedelta | None = timedelta(seconds=60)


@dataclass
class Failing:
    """Since when no group could be written, though it was tried; `last` is when one was given up last."""

    first: float | None = None
    last: float = 0.0
    begun: float = 0.0

    def began(self) -> None:
        """Note that a group is begun; if it is given up, nothing could be written since now."""
        self.begun = time.monotonic()

    def failed(self) -> None:
        """Note that a group was given up."""
        self.last = time.monotonic()
        self.first = self.begun if self.first is None else self.first

    def wrote(self) -> None:
        """Note that a group was committed."""
        self.first, self.begun = None, time.monotonic()

    def seconds(self, *, tried_within: float) -> float:
        """Return for how long nothing could be written; 0 if it could, or was not tried for so many seconds."""
        now = time.monotonic()
        return now - self.first if self.first is not None and now - self.last < tried_within else 0.0


@dataclass(frozen=True)
class _Waiting:
    command: Command
    answer: "asyncio.Future[Any]"


class Scribe:
    """The process's one writer of the feed."""

    def __init__(
        self, ground: Ground, handlers: Handlers, *, observe: Callable[[GroupFacts], None] | None = None
    ) -> None:
        """Take what it stands on, the slices by the kind of their commands, and who is told of each group."""
        self._ground = ground
        self._handlers = handlers
        self._observe = observe or (lambda _: None)
        self._queue: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._means = operations.Means(ground.sealer, ground.clock_tolerance)
        # Since when each command waits that is not answered yet, the oldest first.
        self._unanswered: dict[asyncio.Future[Any], float] = {}
        self.failing = Failing()

    @property
    def queued(self) -> int:
        """How many commands wait to be taken into a group."""
        return len(self._queue)

    @property
    def unanswered(self) -> int:
        """How many commands are not answered yet, those in a group that is being written among them."""
        return len(self._unanswered)

    @property
    def oldest_waiting_seconds(self) -> float:
        """How long the oldest command waits that is not answered, taken into a group or not; 0 when none waits."""
        return time.monotonic() - next(iter(self._unanswered.values())) if self._unanswered else 0.0

    @property
    def running(self) -> bool:
        """Whether the scribe takes commands."""
        return self._task is not None and not self._task.done() and not self._closing

    def start(self) -> None:
        """Begin to take commands."""
        self._task = asyncio.create_task(self._run(), name="scribe")

    async def close(self) -> None:
        """Answer everything that waits, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def submit(self, command: Command) -> Any:
        """Return the slice's answer to `command`, once it is committed.

        :raises Refusal: the slice refused it, or too many wait, or the database stayed away (`unavailable`: send again).
        """
        if self._closing or len(self._queue) >= self._ground.queued_at_most:
            raise Unavailable(headers={"Retry-After": "1"})
        waiting = _Waiting(command, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._unanswered[waiting.answer] = time.monotonic()
        waiting.answer.add_done_callback(self._unanswered.pop)
        self._wake.set()
        # A caller that goes away does not take its command with it: what was taken is decided.
        return await asyncio.shield(waiting.answer)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                await self._gather()
                group = self._next_group()
                # What one slice stores at the end of a transaction, another would not find at its beginning.
                for apart in (False, True):
                    part = [waiting for waiting in group if waiting.command.apart is apart]
                    if part:
                        self.failing.began()
                        await self._settle(part)
            if self._closing:
                return

    def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        weight = 0
        while self._queue and len(group) < self._ground.group_size:
            weight += self._queue[0].command.weight
            if group and weight > self._ground.weight_at_most:
                break
            group.append(self._queue.popleft())
        return group

    async def _gather(self) -> None:
        # Whoever sent at the same moment is still being read: as long as each turn of the loop brings another command,
        # the group waits for it. Alone, a command waits for a turn in which nothing else runs.
        for _ in range(self._ground.group_size):
            waiting = len(self._queue)
            await asyncio.sleep(0)
            if len(self._queue) == waiting or len(self._queue) >= self._ground.group_size:
                return

    async def _settle(self, group: Sequence[_Waiting], *, patience: float | None = None) -> None:
        seconds = self._ground.patience_seconds if patience is None else patience
        try:
            answers = await self._write_patiently([waiting.command for waiting in group], seconds)
        except DatabaseUnavailable:
            await self._give_up(group)
        except operations.ClockAhead as error:
            self.failing.failed()
            log.error("scribe.clock_ahead", commands=len(group), why=str(error))  # noqa: TRY400  the text says it all
            _answer(group, [Unavailable(headers={"Retry-After": "30"})] * len(group))
        except Exception as error:  # noqa: BLE001  the outermost handler of a group: nobody else would answer its callers
            if len(group) > 1:
                # One bad command must not spoil its neighbours: each gets a transaction of its own.
                log.warning("scribe.group_split", commands=len(group), error=type(error).__name__)
                for waiting in group:
                    await self._settle([waiting])
                return
            # Not with its traceback: what a database refuses, it repeats, persons included.
            log.error("scribe.command_failed", kind=group[0].command.kind, **described(error))  # noqa: TRY400
            _answer(group, [InternalError()])
        else:
            _answer(group, answers)

    async def _give_up(self, group: Sequence[_Waiting]) -> None:
        if len(group) > 1 and await self._database_answers():
            # It is this group that the server gives up, too much or too long: the smaller ones get one attempt each.
            log.warning("scribe.group_halved", commands=len(group))
            for half in (group[: len(group) // 2], group[len(group) // 2 :]):
                await self._settle(half, patience=0.0)
            return
        self.failing.failed()
        log.warning("scribe.database_unavailable", commands=len(group))
        _answer(group, [Unavailable(headers={"Retry-After": "2"})] * len(group))

    async def _database_answers(self) -> bool:
        try:
            async with self._ground.database.writing():
                return True
        except DatabaseUnavailable:
            return False

    async def _write_patiently(self, commands: Sequence[Command], seconds: float) -> Sequence[Any]:
        # Every command is idempotent, so a group whose commit nobody saw confirmed is simply written again; and so is
        # one that another process's group came before: what was new is then a replay.
        overtaken = 0
        begun = time.monotonic()
        for pause in chain(_PAUSES_SECONDS, repeat(_PAUSES_SECONDS[-1])):
            try:
                return await self._write(commands)
            except Overtaken:
                # Whoever was first has committed by now; a group that still loses must not keep the others waiting.
                overtaken += 1
                if overtaken == _OVERTAKEN_AT_MOST:
                    raise
            except DatabaseUnavailable:
                if time.monotonic() + pause - begun > seconds:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the pauses have no end")

    async def _write(self, commands: Sequence[Command]) -> Sequence[Any]:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with self._ground.database.writing() as session:
            answers, entries, position = await self._decide(session, commands)
        self.failing.wrote()
        self._observe(GroupFacts(len(commands), entries, position, loop.time() - begun))
        return answers

    async def _decide(self, session: AsyncSession, commands: Sequence[Command]) -> tuple[list[Any], int, int | None]:
        now = self._ground.clock.now()
        # In one order for every process, for each slice takes locks; and all of them before the head's.
        kinds = sorted({command.kind for command in commands}, key=list(self._handlers).index)
        decisions: list[Decision] = [Decision() for _ in commands]
        for kind in kinds:
            places = [place for place, command in enumerate(commands) if command.kind == kind]
            decided = await self._handlers[kind].decide(session, [commands[place] for place in places], now)
            for place, decision in zip(places, decided, strict=True):
                decisions[place] = decision
        for decision in decisions:
            decision.drafts = _listed(decision.drafts)
        drafts = [draft for decision in decisions for draft in decision.drafts]
        receipts = await operations.append(session, drafts, now=now, means=self._means)
        rest = iter(receipts)
        concluded = [
            Concluded(command, decision, [next(rest) for _ in decision.drafts])
            for command, decision in zip(commands, decisions, strict=True)
        ]
        answers: list[Any] = [None] * len(commands)
        for kind in kinds:
            places = [place for place, command in enumerate(commands) if command.kind == kind]
            given = await self._handlers[kind].conclude(session, [concluded[place] for place in places], now)
            for place, answer in zip(places, given, strict=True):
                answers[place] = answer
        return answers, len(receipts), receipts[-1].position if receipts else None


def _listed(drafts: Sequence[Draft]) -> list[Draft]:
    # A command is one list: each of its entries says how many of the list are still to come.
    return [replace(draft, remaining=left) for draft, left in zip(drafts, range(len(drafts) - 1, -1, -1), strict=True)]


def _answer(group: Sequence[_Waiting], answers: Sequence[Any]) -> None:
    for waiting, answer in zip(group, answers, strict=True):
        if waiting.answer.done():
            continue
        if isinstance(answer, Refusal):
            waiting.answer.set_exception(answer)
            # The caller may be gone; then nobody else will ever look at the refusal.
            waiting.answer.exception()
        else:
            waiting.answer.set_result(answer)
