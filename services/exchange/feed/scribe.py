"""Group commit: takes every slice's waiting commands, decides and appends them in one transaction, then answers."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import structlog

from exchange.db import AsyncSession, Database, DatabaseUnavailable, DataError, Overtaken
from exchange.errors import InternalError, Refusal, Unavailable
from exchange.feed import operations
from exchange.feed.commands import Command, Concluded, Decision, Draft, Handlers
from exchange.feed.seals import Sealer
from zhenxie.kit.clock import Clock

log = structlog.get_logger(__name__)

_OVERTAKEN_AT_MOST: Final = 4
# A caller waits at most about this long for a database that went away; then it is told to send again.
_PAUSES_SECONDS: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0)


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

    `clock_tolerance` is how far its clock may be ahead of the database's (None: any, for a clock that is set by hand).
    """

    database: Database
    clock: Clock
    sealer: Sealer
    group_size: int = 256
    queued_at_most: int = 10_000
    clock_tolerance: timedelta | None = timedelta(seconds=60)


@dataclass
class Failing:
    """Since when no group could be written, though it was tried; `last` is when it was tried last."""

    first: float | None = None
    last: float = 0.0

    def failed(self) -> None:
        """Note that a group was given up."""
        self.last = time.monotonic()
        self.first = self.last if self.first is None else self.first

    def wrote(self) -> None:
        """Note that a group was committed."""
        self.first = None

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
                group = [self._queue.popleft() for _ in range(min(len(self._queue), self._ground.group_size))]
                # What one slice stores at the end of a transaction, another would not find at its beginning.
                for apart in (False, True):
                    part = [waiting for waiting in group if waiting.command.apart is apart]
                    if part:
                        await self._settle(part)
            if self._closing:
                return

    async def _gather(self) -> None:
        # Whoever sent at the same moment is still being read: as long as each turn of the loop brings another command,
        # the group waits for it. Alone, a command waits for a turn in which nothing else runs.
        for _ in range(self._ground.group_size):
            waiting = len(self._queue)
            await asyncio.sleep(0)
            if len(self._queue) in (waiting, self._ground.queued_at_most):
                return

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        try:
            answers = await self._write_patiently([waiting.command for waiting in group])
        except DatabaseUnavailable:
            self.failing.failed()
            log.warning("scribe.database_unavailable", commands=len(group))
            _answer(group, [Unavailable(headers={"Retry-After": "2"})] * len(group))
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
            log.error("scribe.command_failed", kind=group[0].command.kind, **_described(error))  # noqa: TRY400
            _answer(group, [InternalError()])
        else:
            _answer(group, answers)

    async def _write_patiently(self, commands: Sequence[Command]) -> Sequence[Any]:
        # Every command is idempotent, so a group whose commit nobody saw confirmed is simply written again; and so is
        # one that another process's group came before: what was new is then a replay.
        overtaken = 0
        for pause in _PAUSES_SECONDS:
            try:
                return await self._write(commands)
            except Overtaken:
                # Whoever was first has committed by now; a group that still loses must not keep the others waiting.
                overtaken += 1
                if overtaken == _OVERTAKEN_AT_MOST:
                    raise
            except DatabaseUnavailable:
                await asyncio.sleep(pause)
        return await self._write(commands)

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


def _described(error: Exception) -> dict[str, str]:
    # The text of a database error repeats the row it refused, persons included: only its kind and place are logged.
    said = {"error": type(error).__name__, "at": _place(error)}
    if isinstance(error, DataError) and error.__cause__ is not None:
        said |= {"cause": type(error.__cause__).__name__, "at": _place(error.__cause__)}
        said["sqlstate"] = str(getattr(getattr(error.__cause__, "orig", None), "sqlstate", ""))
    return said


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        # The last place of our own says more than the driver's.
        place = f"{module}:{trace.tb_lineno}" if module.startswith("exchange.") else place
        trace = trace.tb_next
    return place
