"""What the scribe refuses to take or to write: more than may wait, and times that lie ahead of the database's."""

import asyncio
from datetime import datetime, timedelta

import pytest

from builders.events import a_detention, a_notification, case_number
from exchange.app import furnished
from exchange.cases import granting
from exchange.db import DatabaseUnavailable
from exchange.errors import Unavailable
from exchange.feed.commands import Command, Decision
from exchange.feed.scribe import Ground, Scribe
from exchange.intake import commands as intake_commands
from exchange.intake import expunging
from exchange.settings import Settings
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS
from zhenxie.kit.clock import FixedClock, SystemClock


class Ahead(SystemClock):
    """A machine whose clock was set wrongly."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return super().now() + self.by


async def test_more_commands_than_may_wait_are_told_to_come_again(settled_database: Database):
    async with inprocess.exchange(settled_database) as state:
        scribe = Scribe(Ground(state.database, state.clock, state.sealer, queued_at_most=3), {"waits": Waits()})
        commands = [Command("waits", inprocess.caller(DAWUKOU_POLICE), turn) for turn in range(4)]
        waiting = [asyncio.create_task(scribe.submit(command)) for command in commands[:3]]
        await storms.until(lambda: scribe.queued == 3)
        with pytest.raises(Unavailable) as refused:
            await scribe.submit(commands[3])
        scribe.start()
        answers = await asyncio.gather(*waiting)
        later = await scribe.submit(commands[3])
        await scribe.close()

    assert refused.value.headers == {"Retry-After": "1"}
    assert (answers, later) == ([0, 1, 2], 3)


class Waits:
    """A slice that writes nothing, answers what it was asked, and notes when its turn came."""

    def __init__(self, turns: list[str] | None = None, name: str = "") -> None:
        self._turns = [] if turns is None else turns
        self._name = name

    async def decide(self, _session, commands, _now):
        self._turns.append(f"{self._name} decides")
        return [Decision() for _ in commands]

    async def conclude(self, _session, concluded, _now):
        self._turns.append(f"{self._name} concludes")
        return [one.command.body for one in concluded]


class Counts(Waits):
    """A slice that notes how many commands came in each attempt, and cannot write what is called a poison."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts: list[int] = []

    async def decide(self, _session, commands, _now):
        self.attempts.append(len(commands))
        if any(command.body == "poison" for command in commands):
            raise DatabaseUnavailable
        return await super().decide(_session, commands, _now)


async def settled(state, handler: Counts, bodies: list, weight: int = 1, **ground) -> list:
    """Return what became of commands that were all waiting when the scribe began."""
    scribe = Scribe(Ground(state.database, state.clock, state.sealer, **ground), {"counts": handler})
    commands = [Command("counts", inprocess.caller(DAWUKOU_POLICE), body, weight=weight) for body in bodies]
    waiting = [asyncio.create_task(scribe.submit(command)) for command in commands]
    await storms.until(lambda: scribe.queued == len(bodies))
    scribe.start()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    await scribe.close()
    return answers


@pytest.mark.parametrize(
    ("weight", "attempts"),
    [(1, [5]), (1000, [2, 2, 1]), (1001, [1, 1, 1, 1, 1]), (5000, [1, 1, 1, 1, 1])],
    ids=["light", "two-fill-it", "two-are-too-much", "each-is-too-much"],
)
async def test_a_group_brings_no_more_events_than_can_be_written_in_one_piece(
    settled_database: Database, weight: int, attempts: list[int]
):
    async with inprocess.exchange(settled_database) as state:
        handler = Counts()
        answers = await settled(state, handler, [1, 2, 3, 4, 5], weight)

    assert handler.attempts == attempts
    assert answers == [1, 2, 3, 4, 5]


async def test_a_command_that_the_server_gives_up_takes_no_neighbour_with_it(settled_database: Database):
    async with inprocess.exchange(settled_database) as state:
        handler = Counts()
        answers = await settled(state, handler, [1, 2, "poison", 4], patience_seconds=0.0)

    assert handler.attempts == [4, 2, 2, 1, 1]
    assert [answer for answer in answers if not isinstance(answer, Unavailable)] == [1, 2, 4]
    assert isinstance(answers[2], Unavailable)


@pytest.mark.parametrize(("patience", "again"), [(0.0, False), (0.3, True)], ids=["none", "some"])
async def test_a_group_is_tried_again_for_as_long_as_its_callers_may_wait(
    settled_database: Database, patience: float, again: bool
):
    async with inprocess.exchange(settled_database) as state:
        handler = Counts()
        [answer] = await settled(state, handler, ["poison"], patience_seconds=patience)

    assert isinstance(answer, Unavailable)
    assert (len(handler.attempts) > 1) is again


async def test_slices_decide_and_conclude_in_one_order_whatever_came_first(settled_database: Database):
    turns: list[str] = []
    async with inprocess.exchange(settled_database) as state:
        # Kinds and their order are the exchange's own.
        handlers = {kind: Waits(turns, kind) for kind in state.scribe._handlers}
        scribe = Scribe(Ground(state.database, state.clock, state.sealer), handlers)
        kinds = [intake_commands.KIND, expunging.KIND, granting.KIND, intake_commands.KIND]
        commands = [Command(kind, inprocess.caller(DAWUKOU_POLICE), turn) for turn, kind in enumerate(kinds)]
        waiting = [asyncio.create_task(scribe.submit(command)) for command in commands]
        await storms.until(lambda: scribe.queued == len(commands))
        scribe.start()
        answers = await asyncio.gather(*waiting)
        await scribe.close()

    order = (granting.KIND, expunging.KIND, intake_commands.KIND)
    assert turns == [f"{kind} {act}" for act in ("decides", "concludes") for kind in order]
    assert answers == [0, 1, 2, 3]


async def test_a_process_whose_clock_is_a_day_ahead_writes_nothing(settled_database: Database):
    body = a_notification(case_number(1), a_detention())
    async with inprocess.exchange(settled_database) as state:
        right = state.scribe
        ground = Ground(state.database, Ahead(timedelta(days=1)), state.sealer)
        state.scribe = Scribe(ground, right._handlers)
        state.scribe.start()
        with pytest.raises(Unavailable):
            await inprocess.submit(state, DAWUKOU_POLICE, body)
        await state.scribe.close()
        before = await storms.stored(settled_database)
        state.scribe = right
        await inprocess.submit(state, DAWUKOU_POLICE, body)
        written = await storms.stored(settled_database)

    assert before == []
    assert len(written) == 2
    # One entry from tomorrow, and every entry until then would have been from tomorrow too.
    assert max(row["recorded_at"] for row in written) <= SystemClock().now()


def test_a_clock_that_is_set_by_hand_is_not_held_against_the_database(settled_database: Database):
    said = {"database_url": settled_database.url, "sealing_keys": SEALING_KEYS, "person_key": PERSON_KEY}
    settings = Settings.model_validate(said)
    tolerances = [
        furnished(settings, clock).scribe._ground.clock_tolerance
        for clock in (SystemClock(), FixedClock(SystemClock().now()))
    ]
    assert tolerances == [timedelta(seconds=60), None]
